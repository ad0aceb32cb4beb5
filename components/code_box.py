"""A text to copy, folded away until it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import look
from epochlab.components import model_words as words


class CodeBox(JSComponent):
    """The Python behind what is on the screen.

    Parameters
    ----------
    write : gives the text; asked when the box is opened, and by `refresh` while it is open.
    """

    code = param.String(default="")
    open = param.Boolean(default=False, doc="Whether the text is on show.")
    words = param.Dict(
        default={
            "title": words.SHOW_CODE,
            "about": words.CODE_ABOUT,
            "copy": words.COPY,
            "copied": words.COPIED,
        }
    )

    _esm = look.asset("parts.js") + look.asset("code.js")
    _stylesheets = [look.asset("parts.css"), look.asset("code.css")]

    def __init__(self, write: Callable[[], str], **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._write = write
        self.param.watch(lambda event: self.refresh(), "open")

    def refresh(self) -> None:
        """Write the text anew if it is on show."""
        if self.open:
            self.code = self._write()
