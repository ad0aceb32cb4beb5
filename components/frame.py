"""The frame around every step: header, steps, main part, settings, run bar, and what is read aloud.

Why our own markup inside the library's page: that page has no run bar, calls both side bars
navigation, and has headings without text; landmarks are what people without a pointer travel by.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import panel as pn
import param

from epochlab.components import kit, look, words
from epochlab.components.frame_parts import Layout, Rail, Status

HIDE_OWN_HEADER = {
    "& .header, & .main > .MuiBox-root > .MuiToolbar-root": {"display": "none"},
}
HEADING = (
    "h1 { margin: 0 0 14px; font-size: 24px; line-height: 1.2; font-weight: 600; "
    "letter-spacing: -0.01em; color: var(--epochlab-text); }"
)


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
        self._heading = pn.pane.HTML(margin=0, stylesheets=[HEADING])
        self.rail = Rail(margin=0, sizing_mode="stretch_width")
        self.status = Status(self._go_to_run, margin=0, sizing_mode="stretch_width")
        self.layout = Layout(
            status=self.status,
            header=_stack(header),
            rail=self.rail,
            main=_stack(self._heading, self._main.column),
            run=_stack(run),
            drawer=self._drawer.column,
            margin=0,
            sizing_mode="stretch_both",
        )
        self.page = quiet_page(self.layout)
        self.page.config.raw_css = [look.page_css()]
        self.layout.param.watch(self._turn, "dark")
        self.rail.param.watch(self._follow, "step")
        self.param.watch(lambda event: self._go(), "step")
        self._go()

    def _turn(self, event: param.parameterized.Event) -> None:
        self.page.dark_theme = self.dark = event.new

    def _follow(self, event: param.parameterized.Event) -> None:
        if event.new in self._steps:
            self.step = event.new

    def _go_to_run(self) -> None:
        self.step = next(reversed(self._steps))

    def _go(self) -> None:
        if self.step not in self._steps:
            raise ValueError(f"There is no step {self.step!r}; there are {list(self._steps)}.")
        self._heading.object = f'<h1 tabindex="-1">{kit.text(words.STEP_HEADINGS[self.step])}</h1>'
        self._main.turn_to(self.step, self._steps[self.step])
        drawer = self._drawers.get(self.step)
        if drawer is not None:
            self._drawer.turn_to(str(id(drawer)), drawer)  # steps may share one
        self.layout.has_drawer = drawer is not None
        self.rail.param.update(step=self.step, steps=self._listed())

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
        self.rail.steps = self._listed()

    def tell(self, *, subject: str = "", status: str = "", kind: str = "", title: str = "") -> None:
        """Fill the header: what is worked on, how it stands, and the title of the tab.

        `kind` is "training", "paused" or "halted" for a coloured status, "" for a plain one.
        """
        self.status.param.update(subject=subject, status=status, kind=kind, title=title)

    def say(self, message: str, *, at_once: bool = False) -> None:
        """Have a message read aloud: politely, or at once if it is a problem."""
        self.status.say(message, at_once=at_once)

    def __panel__(self) -> Any:
        return self.page


def quiet_page(layout: Layout) -> kit.Page:
    """The library's page around our layout, without a part in the whole process's busy flag.

    The library ties that flag to every open page, so each callback of any visitor had all of them
    searched through for changes, twice (measured: 40 s a click with six pages open).
    """
    page = kit.Page(
        main=[layout],
        title=words.PRODUCT,
        theme_config=look.theme_config(),
        busy_indicator=None,
        theme_toggle=False,
        sx=HIDE_OWN_HEADER,
    )
    with param.edit_constant(page):
        page.busy = False
    return page


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
