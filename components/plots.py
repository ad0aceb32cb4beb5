"""Frames of numbers as HoloViews elements: pure functions, no state.

Every element carries in `group` what it is (`Training`, `Holdout`, `Best`, …) and in `label` the
branch it belongs to, so that a live view can find its drawn counterpart again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import holoviews as hv
import pandas as pd

from epochlab.components import look, words
from epochlab.history import branch_name

HEIGHT = 380
NUMBERED = {"warm": "▼", "none": "▼", "choice": "▼", "cold": "↺", "stopped": "■", "halted": "✕"}


@dataclass(frozen=True)
class Style:
    """How loss curves are drawn: name of the loss, theme, and scales of the axes."""

    loss: str = "loss"
    dark: bool = False
    log_x: bool = False
    log_y: bool = False
    raw: bool = False


@dataclass(frozen=True)
class Line:
    """One branch to draw.

    `columns` holds epoch, training, holdout, raw_training and raw_holdout, (points,) each; `best`
    is the epoch and value of the lowest holdout loss (training loss where there is no holdout).
    """

    index: int
    name: str
    columns: Mapping[str, Any]
    best: tuple[int, float] | None = None
    judged: bool = True

    @property
    def end(self) -> tuple[float, float] | None:
        """The last point that is drawn."""
        drawn = self.columns["holdout" if self.judged else "training"]
        for place in range(len(drawn) - 1, -1, -1):
            if math.isfinite(drawn[place]):
                return float(self.columns["epoch"][place]), float(drawn[place])
        return None


def loss_curves(lines: Sequence[Line], marks: pd.DataFrame, style: Style) -> hv.Overlay:
    """Training (dashed) and holdout (solid) loss of every branch, over epochs.

    Parameters
    ----------
    lines : the branches, first to last.
    marks : epoch, place (1 = top) and label of each change, as `marks_frame` gives them.
    style : theme and axes.
    """
    parts = _marks(marks, style)
    for line in lines:
        parts += _branch(line, style)
    drawn = hv.Overlay([*parts, *_ends(lines, style)])
    drawn.opts(
        hv.opts.Overlay(
            responsive=True,
            height=HEIGHT,
            xlabel=words.EPOCH,
            ylabel=words.loss_axis(style.loss),
            logx=style.log_x,
            logy=style.log_y,
            show_legend=False,
            show_grid=True,
            default_tools=["pan", "box_zoom", "wheel_zoom", "reset", "save"],
            active_tools=[],
            toolbar="above",
            title="",
        )
    )
    return drawn


def _branch(line: Line, style: Style) -> list[Any]:
    series, ground = look.series(line.index), look.tokens(style.dark)["ground"]
    colour = series.colour(style.dark)

    def drawn(kind: type, group: str, column: str, **options: Any) -> Any:
        data = _drawable({"epoch": line.columns["epoch"], "loss": line.columns[column]}, style)
        made = kind(data, "epoch", "loss", group=group, label=line.name)
        return made.opts(color=colour, **options)

    raw = {"alpha": 0.3, "line_width": 1}
    parts = [
        drawn(hv.Curve, "RawTraining", "raw_training", **raw),
        drawn(hv.Curve, "RawHoldout", "raw_holdout", **raw),
    ]
    width, dashes = look.TRAINING_WIDTH, [6, 4]
    return (parts if style.raw else []) + [
        drawn(hv.Curve, "Training", "training", line_dash=dashes, line_width=width),
        drawn(hv.Curve, "Holdout", "holdout", line_width=look.HOLDOUT_WIDTH),
        drawn(hv.Scatter, "Point", "holdout", marker=series.marker, size=5, line_color=ground),
    ]


def _drawable(columns: Mapping[str, Any], style: Style) -> pd.DataFrame:
    """The rows that the axes have a place for."""
    frame = pd.DataFrame(columns)
    if style.log_x:
        frame = frame[frame["epoch"] > 0]
    if style.log_y and "loss" in frame:
        frame = frame[~(frame["loss"] <= 0)]
    return frame


def _ends(lines: Sequence[Line], style: Style) -> list[Any]:
    token, place = look.tokens(style.dark), ["epoch", "loss"]
    best = _drawable(bests(lines, dark=style.dark), style)
    end = _drawable(line_ends(lines, dark=style.dark), style)
    star = hv.Points(best, place, ["colour"], group="Best")
    named = hv.Labels(best, place, ["text", "align"], group="BestLabel")
    last = hv.Labels(end, place, ["text", "colour"], group="End")
    small = {"text_font_size": "12px", "text_font_style": "bold"}
    return [
        star.opts(color="colour", marker="star", size=17, line_color=token["ground"]),
        named.opts(text_color=token["text"], text_baseline="top", **small),
        last.opts(text_color="colour", text_align="left", text_baseline="middle", **small),
    ]


def bests(lines: Iterable[Line], *, dark: bool) -> dict[str, list[Any]]:
    """Where the stars stand and what they say.

    Returns
    -------
    columns epoch, loss, text, colour, and align: to which side of the star the text goes so that
    it stays inside, "right" meaning that it ends there. Only the latest branch has a text: the
    stars of similar branches lie side by side, and the sentence under the plot names them all.
    """
    found = [(line, *line.best) for line in lines if line.best is not None]
    return {
        "epoch": [float(epoch) for _, epoch, _ in found],
        "loss": [loss for _, _, loss in found],
        "text": [
            words.best_label(epoch, look.number(loss)) if line is found[-1][0] else ""
            for line, epoch, loss in found
        ],
        "align": [_side(epoch, line.columns["epoch"]) for line, epoch, _ in found],
        "colour": [look.series(line.index).colour(dark) for line, _, _ in found],
    }


def _side(epoch: int, drawn: Sequence[float]) -> str:
    return "right" if len(drawn) and epoch > (drawn[0] + drawn[-1]) / 2 else "left"


def line_ends(lines: Iterable[Line], *, dark: bool) -> dict[str, list[Any]]:
    """Where the names of the branches stand: behind their last points."""
    found = [(line, *line.end) for line in lines if line.end is not None]
    return {
        "epoch": [epoch for _, epoch, _ in found],
        "loss": [loss for _, _, loss in found],
        "text": [line.name for line, _, _ in found],
        "colour": [look.series(line.index).colour(dark) for line, _, _ in found],
    }


def _marks(marks: pd.DataFrame, style: Style) -> list[Any]:
    token = look.tokens(style.dark)
    marks = _drawable(dict(marks), style)
    hairlines = hv.VLines(marks[["epoch"]], "epoch", group="Hairline")
    labels = hv.Labels(marks, ["epoch", "place"], "label", group="Mark")
    return [
        hairlines.opts(color=token["quiet"], line_width=1, line_dash="dotted", alpha=0.8),
        labels.opts(
            text_color=token["text"],
            text_font_size="13px",
            text_font_style="bold",
            text_align="left",
            text_baseline="top",
        ),
    ]


def marks_frame(marks: Sequence[dict[str, Any]], names: dict[int, str]) -> pd.DataFrame:
    """Changes to draw: numbered ▼ in the order made, ↺ with the branch's name.

    Parameters
    ----------
    marks : dictionaries with branch, epoch, kind (a key of `NUMBERED`) and text.
    names : name of each branch by index.

    Returns
    -------
    columns epoch, place (1 at the top, lower where marks share an epoch), label and text.
    """
    rows, taken, number = [], {}, 0
    for mark in marks:
        cold = mark["kind"] == "cold"
        number += not cold
        shown = names.get(mark["branch"], branch_name(mark["branch"])) if cold else str(number)
        level = taken[mark["epoch"]] = taken.get(mark["epoch"], -1) + 1
        rows.append(
            {
                "epoch": float(mark["epoch"]),
                "place": 0.99 - 0.075 * level,
                "label": f"{NUMBERED[mark['kind']]}{shown}",
                "text": str(mark["text"]),
            }
        )
    return pd.DataFrame(rows, columns=["epoch", "place", "label", "text"]).astype(
        {"epoch": float, "place": float}
    )


def columns_of(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """A frame as columns for a data source."""
    return {str(name): frame[name].tolist() for name in frame}
