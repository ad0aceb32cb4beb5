"""How a figure that HoloViews built is given data sources of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bokeh.models import HoverTool
from bokeh.models.sources import ColumnDataSource

from epochlab.components import look, words


class Reading(NamedTuple):
    """Which source a part of the figure reads, and which columns of it."""

    kind: str
    x: str
    y: str = ""


SOURCES = {
    "Training": Reading("line", "epoch", "training"),
    "Holdout": Reading("line", "epoch", "holdout"),
    "RawTraining": Reading("line", "epoch", "raw_training"),
    "RawHoldout": Reading("line", "epoch", "raw_holdout"),
    "Point": Reading("line", "epoch", "holdout"),
    "Best": Reading("best", "epoch", "loss"),
    "BestLabel": Reading("best", "epoch", "loss"),
    "End": Reading("end", "epoch", "loss"),
    "Hairline": Reading("marks", "epoch"),
    "Mark": Reading("marks", "epoch", "place"),
}
"""By the group of an element of `plots.loss_curves`."""
CURVES = ("Training", "Holdout")
"""Parts that the axes follow."""
STATES = ("glyph", "nonselection_glyph", "selection_glyph", "muted_glyph", "hover_glyph")


def adopt(renderer: Any, group: str, source: ColumnDataSource, dark: bool) -> None:
    """Have a renderer, in each of its states, read our source, and place its text."""
    renderer.data_source = source
    for state in STATES:
        glyph = getattr(renderer, state, None)
        if glyph is not None and not isinstance(glyph, str):
            glyph.x = SOURCES[group].x
            if SOURCES[group].y:
                glyph.y = SOURCES[group].y
            _colour(glyph, group, look.tokens(dark)["ground"])
    if group in ("Mark", "BestLabel", "End"):
        _place_text(renderer, group, look.tokens(dark)["ground"])


def _colour(glyph: Any, group: str, ground: str) -> None:
    if group == "Best":
        glyph.fill_color = glyph.hatch_color = {"field": "colour"}
        glyph.line_color = ground
    elif group == "End":
        glyph.text_color = {"field": "colour"}


def _place_text(renderer: Any, group: str, ground: str) -> None:
    glyph = renderer.glyph
    if group == "Mark":
        renderer.y_range_name = "marks"
        glyph.text, glyph.x_offset = {"field": "label"}, 5
        return
    glyph.text = {"field": "text"}
    glyph.background_fill_color, glyph.background_fill_alpha = ground, 0.75
    if group == "End":
        glyph.x_offset = 8
    else:  # below its star, where by definition the curve is not
        glyph.text_align, glyph.y_offset = {"field": "align"}, 11


def told(judged: bool) -> str:
    """Which of a branch's lines speaks for it when a pointer comes near."""
    return "Holdout" if judged else "Training"


def hovers(lines: Sequence[Any], hairlines: Any) -> list[HoverTool]:
    """What a pointer shows: the epoch under it, and what was changed at a hairline.

    Bokeh shows these columns as text; HTML in them is not run.
    """
    rows = [
        (words.EPOCH, "@epoch_text"),
        (words.HOLDOUT, "@holdout_text"),
        (words.TRAINING, "@training_text"),
        (words.LEARNING_RATE, "@eta_text"),
    ]
    if len(lines) > 1:
        rows.insert(0, (words.TABLE_COLUMNS[0], "@branch_text"))
    beside = {"attachment": "horizontal", "visible": False}
    return [
        HoverTool(renderers=list(lines), tooltips=rows, mode="vline", **beside),
        HoverTool(renderers=[hairlines], tooltips=[("", "@text")], **beside),
    ]
