"""Loss curves that grow while a network trains.

Why not a DynamicMap: HoloViews draws the figure once, and rows are streamed into its data
sources, which costs a hundredth. The figure is drawn anew only for what a person does: another
theme, another scale, a new branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import holoviews as hv
import pandas as pd
import panel as pn
import param
from bokeh.models import DataRange1d, HoverTool, LinearScale, Range1d
from bokeh.models.sources import ColumnDataSource

from epochlab.components import curve_words, look, plots, words
from epochlab.components.adoption import CURVES, SOURCES, point, set_label
from epochlab.components.curve_controls import CurveControls
from epochlab.components.curve_twins import Twins
from epochlab.components.history import COLUMNS, LINES, Branch
from epochlab.components.region import Region
from epochlab.components.thinning import DRAWN

hv.extension("bokeh")
hv.renderer("bokeh").webgl = False  # without a graphics card WebGL takes ten times the time

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
        self.figure = Region(
            content=pn.Column(self.twins.empty, margin=0, sizing_mode="stretch_width"),
            role="figure",
            label=words.LOSS_CURVES,
            focusable=True,
            sizing_mode="stretch_width",
            margin=0,
        )
        self.param.watch(lambda *events: self._draw(), ["dark", "loss"])
        self.controls.param.watch(self._rescale, ["log_x", "log_y"])
        self.controls.param.watch(lambda *events: self._refresh(), ["smoothing", "last"])
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
            branch = self.branches.setdefault(index, Branch(index, words.branch(index)))
            before, judged = branch.epochs[-1] if branch.epochs else -1, branch.judged
            for row in added:
                branch.add(row)
            appended = int(added[0]["epoch"]) > before
            redraw |= before < 0 or judged != branch.judged
            if not (redraw or self.controls.frozen):
                self._grow(branch, len(added)) if appended else self._fill(branch)
        if fresh and not (self.controls.frozen and self._renderers):
            self._draw() if redraw else self._tell()

    def mark(self, marks: Iterable[Mapping[str, Any]]) -> None:
        """Take changes: dictionaries with branch, epoch, kind (an effect) and text."""
        for mark in marks:
            self.marks.append(dict(mark))
            if mark["branch"] in self.branches:
                self.branches[mark["branch"]].marked.add(int(mark["epoch"]))
        if ("marks", 0) in self.sources and not self.controls.frozen:
            self.sources["marks", 0].data = ColumnDataSource.from_df(self._marks())
            self._tell()

    def clear(self) -> None:
        """Forget everything, for other data."""
        self.branches, self.marks, self._renderers = {}, [], {}
        self.sources = {}
        self._ranges = _ranges()
        self.figure.content.objects = [self.twins.empty]
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
        return branch.columns(self.controls.smoothing, self.controls.last, n)

    def _draw(self) -> None:
        """Have HoloViews build the figure; its sources and ranges stay the ones we hold."""
        if not self.branches:
            return
        lines = []
        for index, branch in self.branches.items():
            columns = self._columns(branch)
            self._put("line", index, columns)
            frame = pd.DataFrame({name: columns[name] for name in ("epoch", *LINES)})
            self._put_ends(branch)
            lines.append(plots.Line(index, branch.name, frame, branch.best, branch.judged))
        self._put("marks", 0, ColumnDataSource.from_df(self._marks()))
        style = plots.Style(
            self.loss,
            self.dark,
            self.controls.log_x,
            self.controls.log_y,
            raw=self.controls.smoothing > 0,
        )
        drawn = plots.loss_curves(lines, self._marks(), style)
        keys = [(part.group, part.label) for part in drawn]
        self.plot.object = drawn.opts(hooks=[lambda plot, element: self._adopt(plot.state, keys)])
        self.figure.content.objects = [self.plot]
        self.twins.name(self.branches.values(), dark=self.dark)
        self._tell()

    def _put(self, kind: str, index: int, data: Any) -> None:
        if (kind, index) in self.sources:
            self.sources[kind, index].data = data
        else:
            self.sources[kind, index] = ColumnDataSource(data)

    def _put_ends(self, branch: Branch) -> None:
        """Move the star and the name to where they belong, if they moved."""
        line = pd.DataFrame(dict(self.sources["line", branch.index].data))
        ends = {
            "best": plots.best_frame(branch.best, branch.epochs[-1]),
            "end": plots.end_frame(line.tail(50), branch.name, judged=branch.judged),
        }
        for kind, frame in ends.items():
            held = self.sources.get((kind, branch.index))
            if held is None or not frame.equals(pd.DataFrame(dict(held.data))[list(frame)]):
                self._put(kind, branch.index, {name: frame[name].tolist() for name in frame})

    def _adopt(self, figure: Any, keys: Sequence[tuple[str, str]]) -> None:
        """Give HoloViews' figure our sources, ranges and hover texts."""
        figure.x_range, figure.y_range = self._ranges
        figure.extra_y_ranges = {"marks": Range1d(0, 1)}
        figure.extra_y_scales = {"marks": LinearScale()}
        indices = {branch.name: index for index, branch in self.branches.items()}
        self._renderers = {}
        for (group, label), renderer in zip(keys, figure.renderers, strict=True):
            index = indices.get(label, 0)
            self._renderers[group, index] = renderer
            kind, x, y = SOURCES[group]
            renderer.data_source = self.sources[kind, index]
            point(renderer, x, y)
            if group in ("Mark", "BestLabel", "End"):
                set_label(renderer, group, look.tokens(self.dark)["ground"])
        curves = [r for (group, _), r in self._renderers.items() if group in CURVES]
        for span in self._ranges:
            span.renderers = curves
        figure.add_tools(*self._hovers())
        figure.toolbar.logo = figure.outline_line_color = None
        self._show_points()

    def _hovers(self) -> list[HoverTool]:
        told = [self._renderers[self._told(branch)] for branch in self.branches.values()]
        rows = [
            (words.EPOCH, "@epoch_text"),
            (words.HOLDOUT, "@holdout_text"),
            (words.TRAINING, "@training_text"),
            (words.LEARNING_RATE, "@eta_text"),
        ]
        if len(self.branches) > 1:
            rows.insert(0, (words.TABLE_COLUMNS[0], "@branch_text"))
        return [
            HoverTool(
                renderers=told,
                tooltips=rows,
                mode="vline",
                attachment="horizontal",
                visible=False,
            ),
            HoverTool(
                renderers=[self._renderers["Hairline", 0]], tooltips=[("", "@text")], visible=False
            ),
        ]

    def _told(self, branch: Branch) -> tuple[str, int]:
        return ("Holdout" if branch.judged else "Training", branch.index)

    # What changes afterwards

    def _grow(self, branch: Branch, added: int) -> None:
        """Stream the latest rows; thin when there are too many to draw."""
        source = self.sources["line", branch.index]
        held = len(source.data["epoch"])
        if self.controls.smoothing or held + added > DRAWN:
            return self._fill(branch, n=DRAWN * 7 // 10)
        columns = branch.columns(last=added)
        source.stream({name: columns[name] for name in COLUMNS}, self.controls.last or None)
        return self._settle(branch)

    def _fill(self, branch: Branch, n: int = DRAWN) -> None:
        """Write all columns of a branch anew."""
        self._put("line", branch.index, self._columns(branch, n))
        self._settle(branch)

    def _settle(self, branch: Branch) -> None:
        self._put_ends(branch)
        self._show_points()

    def _show_points(self) -> None:
        for (group, index), renderer in self._renderers.items():
            if group == "Point":
                shown = len(self.sources["line", index].data["epoch"]) <= POINTS
                if renderer.visible != shown:
                    renderer.visible = shown
            elif group in ("RawTraining", "RawHoldout"):
                renderer.visible = self.controls.smoothing > 0

    def _refresh(self) -> None:
        for branch in self.branches.values():
            self._fill(branch)

    def _rescale(self, *events: param.parameterized.Event) -> None:
        self._ranges = _ranges()
        self._draw()

    def _thaw(self) -> None:
        if not self.controls.frozen:
            self._draw()

    def _tell(self) -> None:
        """Say in words what the figure shows."""
        self.figure.description = self.summary
        self.twins.tell(self.summary, self.branches.values(), self.marks, self.controls)

    def __panel__(self) -> Any:
        above, below = (self.controls, self.twins.legend), (self.twins.said, self.twins.table)
        parts = (*above, self.figure, *below)
        return pn.Column(*parts, margin=0, sizing_mode="stretch_width", styles={"gap": "10px"})


def _ranges() -> tuple[DataRange1d, DataRange1d]:
    """Axes that follow the data until somebody zooms; wide enough for the names at line ends."""
    return DataRange1d(range_padding=0.14), DataRange1d()
