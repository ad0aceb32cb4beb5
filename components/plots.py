"""Frames of numbers as HoloViews elements: pure functions, no state.

Every element carries in `group` what it is (`Training`, `Holdout`, `Best`, …) and in `label` the
branch it belongs to, so that a live view can find its drawn counterpart again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import holoviews as hv
import pandas as pd

from epochlab.components import look, words

HEIGHT = 380
NUMBERED = {"warm": "▼", "none": "▼", "choice": "▼", "cold": "↺"}


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

    `frame` has columns epoch, training, holdout, raw_training and raw_holdout; `best` is the
    epoch and value of the lowest holdout loss (training loss where there is no holdout).
    """

    index: int
    name: str
    frame: pd.DataFrame
    best: tuple[int, float] | None = None
    judged: bool = True


def loss_curves(lines: Sequence[Line], marks: pd.DataFrame, style: Style) -> hv.Overlay:
    """Training (dashed) and holdout (solid) loss of every branch, over epochs.

    Parameters
    ----------
    lines : the branches, first to last.
    marks : epoch, place (1 = top) and label of each change, as `marks_frame` gives them.
    style : theme and axes.
    """
    parts = [*_marks(marks, style)]
    for line in lines:
        parts += _branch(line, style)
    return hv.Overlay(parts).opts(
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


def _branch(line: Line, style: Style) -> list[Any]:
    series = look.series(line.index)
    colour, ground = series.colour(style.dark), look.tokens(style.dark)["ground"]

    def curve(group: str, column: str, **options: Any) -> hv.Curve:
        data = line.frame[["epoch", column]].rename(columns={column: "loss"})
        made = hv.Curve(data, "epoch", "loss", group=group, label=line.name)
        return made.opts(color=colour, **options)

    faint = {"alpha": 0.3, "line_width": 1, "visible": style.raw}
    training = {"line_dash": [6, 4], "line_width": look.TRAINING_WIDTH}
    points = hv.Scatter(
        line.frame[["epoch", "holdout"]].rename(columns={"holdout": "loss"}),
        "epoch",
        "loss",
        group="Point",
        label=line.name,
    ).opts(color=colour, marker=series.marker, size=6, line_color=ground)
    return [
        curve("RawTraining", "raw_training", **faint),
        curve("RawHoldout", "raw_holdout", **faint),
        curve("Training", "training", **training),
        curve("Holdout", "holdout", line_width=look.HOLDOUT_WIDTH),
        points,
        *_best(line, style),
    ]


def _best(line: Line, style: Style) -> list[Any]:
    token = look.tokens(style.dark)
    colour = look.series(line.index).colour(style.dark)
    best = best_frame(line.best, line.frame["epoch"].max())
    end = end_frame(line.frame, line.name, judged=line.judged)
    star = hv.Points(best, ["epoch", "loss"], group="Best", label=line.name)
    named = hv.Labels(
        best, ["epoch", "loss"], ["text", "align"], group="BestLabel", label=line.name
    )
    last = hv.Labels(end, ["epoch", "loss"], "text", group="End", label=line.name)
    small = {"text_font_size": "12px", "text_font_style": "bold"}
    return [
        star.opts(color=colour, marker="star", size=17, line_color=token["ground"]),
        named.opts(text_color=token["text"], text_baseline="top", **small),
        last.opts(text_color=colour, text_align="left", text_baseline="middle", **small),
    ]


def _marks(marks: pd.DataFrame, style: Style) -> list[Any]:
    token = look.tokens(style.dark)
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


def best_frame(best: tuple[int, float] | None, last: float) -> pd.DataFrame:
    """Where the star stands and what it says.

    Returns
    -------
    columns epoch, loss, text, and align: to which side of the star the text goes so that it stays
    inside, "right" meaning that it ends there.
    """
    found = [] if best is None else [best]
    return pd.DataFrame(
        {
            "epoch": [float(epoch) for epoch, _ in found],
            "loss": [loss for _, loss in found],
            "text": [words.best_label(epoch, look.number(loss)) for epoch, loss in found],
            "align": ["right" if epoch > last / 2 else "left" for epoch, _ in found],
        }
    )


def end_frame(frame: pd.DataFrame, name: str, *, judged: bool = True) -> pd.DataFrame:
    """Where the name of a branch stands: behind its last point."""
    drawn = frame.dropna(subset=["holdout" if judged else "training"])
    last = drawn.tail(1)
    return pd.DataFrame(
        {
            "epoch": last["epoch"].to_numpy(float),
            "loss": last["holdout" if judged else "training"].to_numpy(float),
            "text": [name] * len(last),
        }
    )


def marks_frame(marks: Sequence[dict[str, Any]], names: dict[int, str]) -> pd.DataFrame:
    """Changes to draw: numbered ▼ in the order made, ↺ with the branch's name.

    Parameters
    ----------
    marks : dictionaries with branch, epoch, kind ("warm", "choice", "cold", "none") and text.
    names : name of each branch by index.

    Returns
    -------
    columns epoch, place (1 at the top, lower where marks share an epoch), label and text.
    """
    rows, taken, number = [], {}, 0
    for mark in marks:
        cold = mark["kind"] == "cold"
        number += not cold
        shown = names.get(mark["branch"], words.branch(mark["branch"])) if cold else str(number)
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
