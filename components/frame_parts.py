"""The markup of the frame: landmarks, the list of steps, and the status line.

Why three parts: the library walks all that stands inside a component whenever one of its values
changes, so whatever changes while training is in a part without children.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import param
from panel.custom import Child, JSComponent

from epochlab.components import look, words


class Layout(JSComponent):
    """Header, navigation, main part, run bar and settings; also skip links and the theme."""

    status: Any = Child()
    header: Any = Child()
    rail: Any = Child()
    main: Any = Child()
    run: Any = Child()
    drawer: Any = Child()
    has_drawer = param.Boolean(default=False, doc="Whether the step on show has settings.")
    dark = param.Boolean(default=False, doc="Which theme the browser shows.")
    words = param.Dict(
        default={
            "skip_main": words.SKIP_TO_MAIN,
            "skip_run": words.SKIP_TO_RUN,
            "product": words.PRODUCT,
            "steps": words.STEPS,
            "run": words.RUN,
            "settings": words.SETTINGS,
            "show": words.SHOW_SETTINGS,
            "hide": words.HIDE_SETTINGS,
            "resize": words.RESIZE_SETTINGS,
            "themes": words.THEMES,
        }
    )

    _esm = look.asset("parts.js") + look.asset("frame.js")
    _stylesheets = [look.asset("frame.css")]


class Rail(JSComponent):
    """The steps, one of them on show."""

    steps = param.List(default=[], doc="key, label, state and state_text of each step.")
    step = param.String(default="", doc="Key of the step on show.")

    _esm = look.asset("parts.js") + look.asset("rail.js")
    _stylesheets = [look.asset("rail.css")]


class Status(JSComponent):
    """What is worked on and how it stands; it also speaks."""

    subject = param.String(default="", doc="What is being worked on, such as the file's name.")
    status = param.String(default="")
    kind = param.String(default="", doc="'training', 'paused', 'halted' or '', for the colour.")
    title = param.String(default="", doc="Title of the browser's tab.")

    _esm = look.asset("parts.js") + look.asset("status.js")
    _stylesheets = [look.asset("status.css")]

    def __init__(self, go: Callable[[], None], **params: Any) -> None:
        super().__init__(**params)
        self._go_to_run = go

    def say(self, message: str, *, at_once: bool = False) -> None:
        """Have a message read aloud."""
        self._send_msg({"text": message, "at_once": at_once})

    def _handle_msg(self, data: Any) -> None:
        if data == "go":
            self._go_to_run()
