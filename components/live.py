"""Loss curves that grow while a network trains.

Why not a DynamicMap: HoloViews draws the figure once, and rows are streamed into its data
sources, which costs a hundredth. The figure is drawn anew only for what a person does: another
theme, another scale, a new branch.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import holoviews as hv
import pandas as pd
import panel as pn
import param
from bokeh.models import DataRange1d, LinearScale, Range1d
from bokeh.models.sources import ColumnDataSource

from epochlab.components import curve_words, plots, words
from epochlab.components.adoption import CURVES, SOURCES, adopt, hovers, told
from epochlab.components.curve_controls import CurveControls
from epochlab.components.curve_twins import Twins
from epochlab.components.history import Branch
from epochlab.components.region import Region
from epochlab.components.thinning import DRAWN
from epochlab.history import branch_name

hv.extension("bokeh")
hv.renderer("bokeh").param.update(
    webgl=False
)  # without a graphics card it takes ten times the time

POINTS = 60
"""Up to so many epochs every one has its marker."""


class LiveCurves(pn.viewable.Viewer):
    """Training and holdout loss of every branch, live; one for each visitor.

    Feed it with `push` and `mark`; turn `dark` and `loss` as the page does.
    """

    dark = param.Boolean(default=False, doc="Draw for the dark theme.")
    loss = param.String(default="loss", doc="Name of the loss, for the axis.")

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.branches: dict[int, Branch] = {}
        self.marks: list[dict[str, Any]] = []
        self.controls = CurveControls()
        self.sources: dict[tuple[str, int], ColumnDataSource] = {}
        self._ranges = _ranges()
        self._renderers: dict[tuple[str, int], Any] = {}
        self.plot = pn.pane.HoloViews(sizing_mode="stretch_width", margin=0)
        self.twins = Twins()
        self._view = pn.Column(self.controls, visible=False, margin=0, sizing_mode="stretch_width")
        self.figure = Region(
            content=pn.Column(self.twins.empty, margin=0, sizing_mode="stretch_width"),
            role="figure",
            label=words.LOSS_CURVES,
            focusable=True,
            sizing_mode="stretch_width",
            margin=0,
        )
        self.param.watch(lambda *events: self._draw(), ["dark", "loss"])
        self.controls.param.watch(self._rescale, ["log_x", "log_y", "last"])
        self.controls.param.watch(self._refresh, ["smoothing"])
        self.controls.param.watch(lambda *events: self._thaw(), ["frozen"])
        self.controls.param.watch(lambda *events: self._tell(), ["table"])

    # What comes in

    def push(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take epochs: dictionaries with branch, epoch, training_loss, holdout_loss and eta."""
        fresh: dict[int, list[Mapping[str, Any]]] = {}
        for row in rows:
            fresh.setdefault(int(row["branch"]), []).append(row)
        redraw = False
        for index, added in fresh.items():
            branch = self.branches.setdefault(index, Branch(index, branch_name(index)))
            before, judged = branch.epochs[-1] if branch.epochs else -1, branch.judged
            for row in added:
                branch.add(row)
            appended = int(added[0]["epoch"]) > before
            redraw |= before < 0 or judged != branch.judged
            if not (redraw or self.controls.frozen):
                self._grow(branch, int(added[0]["epoch"])) if appended else self._refill(branch)
        if fresh and not (self.controls.frozen and self._renderers):
            self._draw() if redraw else self._tell()

    def mark(self, marks: Iterable[Mapping[str, Any]]) -> None:
        """Take changes: dictionaries with branch, epoch, kind (an effect) and text."""
        for mark in marks:
            self.marks.append(dict(mark))
            if mark["branch"] in self.branches:
                self.branches[mark["branch"]].marked.add(int(mark["epoch"]))
        if ("marks", 0) in self.sources and not self.controls.frozen:
            self._put("marks", 0, plots.columns_of(self._marks()))
            self._tell()

    def clear(self) -> None:
        """Forget everything, for other data."""
        self.branches, self.marks, self._renderers = {}, [], {}
        self.sources = {}
        self._ranges = _ranges()
        self.figure.content.objects = [self.twins.empty]
        self._view.visible = False
        self.twins.clear()

    @property
    def summary(self) -> str:
        """One sentence for each branch."""
        return " ".join(curve_words.sentence(branch) for branch in self.branches.values())

    # What is drawn

    def _marks(self) -> pd.DataFrame:
        names = {index: branch.name for index, branch in self.branches.items()}
        return plots.marks_frame(self.marks, names)

    def _columns(self, branch: Branch, n: int = DRAWN) -> dict[str, Any]:
        branch.marked |= {int(m["epoch"]) for m in self.marks if m["branch"] == branch.index}
        return branch.columns(self.controls.smoothing, self._window(), n)

    def _window(self) -> tuple[float, float]:
        """First and last epoch on show; "last 20" counts from the end of the newest branch."""
        newest = self.branches[max(self.branches)]
        if not self.controls.last:
            return -math.inf, math.inf
        return newest.epochs[-1] - self.controls.last, newest.epochs[-1]

    def _lines(self) -> list[plots.Line]:
        """The branches as they are drawn."""
        return [
            plots.Line(index, one.name, self._held("line", index), one.best, one.judged)
            for index, one in self.branches.items()
        ]

    def _draw(self) -> None:
        """Have HoloViews build the figure; its sources and ranges stay the ones we hold."""
        if not self.branches:
            return
        for index, branch in self.branches.items():
            self._put("line", index, self._columns(branch))
        self._put_ends()
        self._put("marks", 0, plots.columns_of(self._marks()))
        view = self.controls
        style = plots.Style(self.loss, self.dark, view.log_x, view.log_y, view.smoothing > 0)
        drawn = plots.loss_curves(self._lines(), self._marks(), style)
        keys = [(part.group, part.label) for part in drawn]
        self.plot.object = drawn.opts(hooks=[lambda plot, element: self._adopt(plot.state, keys)])
        self.figure.content.objects = [self.plot, self.twins.said]
        self._view.visible = True
        self.twins.name(self.branches.values(), dark=self.dark)
        self._tell()

    def _put(self, kind: str, index: int, data: Any) -> None:
        if (kind, index) in self.sources:
            self.sources[kind, index].data = data
        else:
            self.sources[kind, index] = ColumnDataSource(data)

    def _held(self, kind: str, index: int) -> dict[str, Any]:
        """What a source holds."""
        return {str(name): held for name, held in self.sources[kind, index].data.items()}

    def _put_ends(self) -> None:
        """Move the stars and the names to where they belong, if they moved."""
        lines = self._lines()
        for kind, ends in (("best", plots.bests), ("end", plots.line_ends)):
            data = ends(lines, dark=self.dark)
            if (kind, 0) not in self.sources or self._held(kind, 0) != data:
                self._put(kind, 0, data)

    def _adopt(self, figure: Any, keys: Sequence[tuple[str, str]]) -> None:
        """Give HoloViews' figure our sources, ranges and hover texts."""
        figure.x_range, figure.y_range = self._ranges
        figure.extra_y_ranges = {"marks": Range1d(start=0, end=1)}
        figure.extra_y_scales = {"marks": LinearScale()}
        indices = {branch.name: index for index, branch in self.branches.items()}
        self._renderers = {}
        for (group, label), renderer in zip(keys, figure.renderers, strict=True):
            index = indices.get(label, 0)
            self._renderers[group, index] = renderer
            adopt(renderer, group, self.sources[SOURCES[group].kind, index], self.dark)
        curves = [r for (group, _), r in self._renderers.items() if group in CURVES]
        for span in self._ranges:
            span.renderers = curves
        groups = {index: told(branch.judged) for index, branch in self.branches.items()}
        lines = [self._renderers[group, index] for index, group in groups.items()]
        figure.add_tools(*hovers(lines, self._renderers["Hairline", 0]))
        figure.toolbar.logo = figure.outline_line_color = None
        self._show_points()

    # What changes afterwards

    def _grow(self, branch: Branch, first: int) -> None:
        """Stream the rows from epoch `first` on, or write all anew where each may have moved."""
        source = self.sources["line", branch.index]
        held = len(source.data["epoch"])
        if self.controls.last:
            for known in self.branches.values():
                self._refill(known)
        elif self.controls.smoothing or held >= DRAWN:
            self._refill(branch, n=DRAWN * 7 // 10)
        else:
            source.stream(branch.columns(window=(first, math.inf), n=max(3, DRAWN - held)))

    def _refill(self, branch: Branch, n: int = DRAWN) -> None:
        self._put("line", branch.index, self._columns(branch, n))

    def _show_points(self) -> None:
        for (group, index), renderer in self._renderers.items():
            shown = group != "Point" or len(self.sources["line", index].data["epoch"]) <= POINTS
            if renderer.visible != shown:
                renderer.visible = shown

    def _refresh(self, *events: param.parameterized.Event) -> None:
        """Draw again what another window or smoothing asks for; a figure anew if lines differ."""
        raw = any(group == "RawHoldout" for group, _ in self._renderers)
        if raw != (self.controls.smoothing > 0):
            return self._draw()
        for branch in self.branches.values():
            self._refill(branch)
        return self._tell()

    def _rescale(self, *events: param.parameterized.Event) -> None:
        self._ranges = _ranges()
        self._draw()

    def _thaw(self) -> None:
        if not self.controls.frozen:
            self._draw()

    def _tell(self) -> None:
        """Bring all that follows from the lines up to date: stars, names, sentence, table."""
        if self.branches and self._renderers:
            self._put_ends()
            self._show_points()
        self.twins.tell(self.summary, self.branches.values(), self.marks, self.controls)

    def __panel__(self) -> Any:
        parts = (self._view, self.twins.legend, self.figure, self.twins.table)
        return pn.Column(*parts, margin=0, sizing_mode="stretch_width", styles={"gap": "10px"})


def _ranges() -> tuple[DataRange1d, DataRange1d]:
    """Axes that follow the data until somebody zooms; room for names at line ends, below stars."""
    return DataRange1d(range_padding=0.14), DataRange1d(range_padding=0.22)
