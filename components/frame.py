"""The frame around every step: header, steps, main part, settings, run bar, and what is read aloud.

Why our own markup inside the library's page: that page has no run bar, calls both side bars
navigation, and has headings without text; landmarks are what people without a pointer travel by.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panel as pn
import param
from panel.custom import Child, JSComponent

from epochlab.components import kit, look, words

HIDE_OWN_HEADER = {
    "& .header, & .main > .MuiBox-root > .MuiToolbar-root": {"display": "none"},
    "& .main": {"maxHeight": "100%"},
}


class Layout(JSComponent):
    """The markup of the frame; `Frame` is its Python face."""

    header: Any = Child()
    main: Any = Child()
    run: Any = Child()
    drawer: Any = Child()
    steps = param.List(default=[], doc="key, label, state and state_text of each step.")
    step = param.String(default="", doc="Key of the step on show.")
    heading = param.String(default="", doc="The one h1.")
    subject = param.String(default="", doc="What is being worked on, such as the file's name.")
    status = param.String(default="")
    status_kind = param.String(default="")
    title = param.String(default="", doc="Title of the browser's tab.")
    has_drawer = param.Boolean(default=False)
    dark = param.Boolean(default=False, doc="Which theme the browser shows.")
    polite = param.String(default="", doc="Read aloud when the reader has nothing else to say.")
    assertive = param.String(default="", doc="Read aloud at once: problems.")
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

    _esm = look.asset("frame.js")
    _stylesheets = [look.asset("frame.css")]


class Frame(pn.viewable.Viewer):
    """The page: what stands where, without knowing what it is.

    Parameters
    ----------
    steps : main part of each step, by key; keys are those of `words.STEP_NAMES`, in order.
    drawers : settings of the steps that have some, by key.
    run : what stands in the run bar.
    header : more for the header, right of its middle.
    step : key of the step shown first.
    """

    step = param.String(default="", doc="Key of the step on show; set it to go there.")
    dark = param.Boolean(default=False, doc="Which theme is on show; plots follow it.")

    def __init__(
        self,
        steps: Mapping[str, Any],
        drawers: Mapping[str, Any] | None = None,
        run: Any = None,
        header: Any = None,
        step: str = "",
    ) -> None:
        super().__init__(step=step or next(iter(steps)))
        self._steps, self._drawers = dict(steps), dict(drawers or {})
        self._states = dict.fromkeys(steps, "open")
        self._main, self._drawer = Pages(), Pages()
        self.layout = Layout(
            main=self._main.column,
            drawer=self._drawer.column,
            run=_stack(run),
            header=pn.Row(*([header] if header is not None else []), margin=0),
            margin=0,
            sizing_mode="stretch_both",
        )
        self.page = kit.Page(
            main=[self.layout],
            title=words.PRODUCT,
            theme_config=look.theme_config(),
            busy_indicator=None,
            theme_toggle=False,
            sx=HIDE_OWN_HEADER,
        )
        self.page.config.raw_css = [look.page_css()]
        self.layout.param.watch(self._follow, ["step", "dark"])
        self.param.watch(lambda event: self._go(), "step")
        self._go()

    def _follow(self, *events: param.parameterized.Event) -> None:
        """Take over what the browser says: another step, another theme."""
        for event in events:
            if event.name == "dark":
                self.page.dark_theme = self.dark = event.new
            elif event.new in self._steps:
                self.step = event.new

    def _go(self) -> None:
        if self.step not in self._steps:
            raise ValueError(f"There is no step {self.step!r}; there are {list(self._steps)}.")
        self._main.turn_to(self.step, self._steps[self.step])
        drawer = self._drawers.get(self.step)
        if drawer is not None:
            self._drawer.turn_to(self.step, drawer)
        self.layout.param.update(
            step=self.step,
            heading=words.STEP_HEADINGS[self.step],
            has_drawer=drawer is not None,
            steps=self._listed(),
        )

    def _listed(self) -> list[dict[str, str]]:
        return [
            {
                "key": key,
                "label": words.STEP_NAMES[key],
                "state": self._states[key],
                "state_text": words.STEP_STATES[self._states[key]],
            }
            for key in self._steps
        ]

    def mark_step(self, key: str, state: str) -> None:
        """Show a step as "open", "done", "active" or "problem"."""
        self._states[key] = state
        self.layout.steps = self._listed()

    def tell(self, *, subject: str = "", status: str = "", kind: str = "", title: str = "") -> None:
        """Fill the header: what is worked on, how it stands, and the title of the tab.

        `kind` is "training", "paused" or "halted" for a coloured status, "" for a plain one.
        """
        self.layout.param.update(subject=subject, status=status, status_kind=kind, title=title)

    def say(self, message: str, *, at_once: bool = False) -> None:
        """Have a message read aloud: politely, or at once if it is a problem."""
        region = "assertive" if at_once else "polite"
        self.layout.param.update(**{region: message})
        self.layout.param.trigger(region)

    def __panel__(self) -> Any:
        return self.page


def _stack(*parts: Any) -> pn.Column:
    shown = [part for part in parts if part is not None]
    return pn.Column(*shown, margin=0, sizing_mode="stretch_width")


class Pages:
    """Parts of which one is on show; the others keep their state, out of sight."""

    def __init__(self) -> None:
        self.column = _stack()
        self._seen: dict[str, pn.Column] = {}

    def turn_to(self, key: str, part: Any) -> None:
        """Show the part of this key, drawn when it is first asked for."""
        if key not in self._seen:
            self._seen[key] = _stack(part)
            self.column.append(self._seen[key])
        for known, column in self._seen.items():
            column.visible = known == key
