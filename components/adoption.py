"""How a figure that HoloViews built is given data sources of our own."""

from __future__ import annotations

from typing import Any

SOURCES = {
    # what is drawn: (kind of source, its column for x, its column for y)
    "Training": ("line", "epoch", "training"),
    "Holdout": ("line", "epoch", "holdout"),
    "RawTraining": ("line", "epoch", "raw_training"),
    "RawHoldout": ("line", "epoch", "raw_holdout"),
    "Point": ("line", "epoch", "holdout"),
    "Best": ("best", "epoch", "loss"),
    "BestLabel": ("best", "epoch", "loss"),
    "End": ("end", "epoch", "loss"),
    "Hairline": ("marks", "epoch", ""),
    "Mark": ("marks", "epoch", "place"),
}
CURVES = ("Training", "Holdout")
"""Parts that the axes follow."""
GLYPHS = ("glyph", "nonselection_glyph", "selection_glyph", "muted_glyph", "hover_glyph")


def point(renderer: Any, x: str, y: str) -> None:
    """Have a renderer, in each of its states, read these columns."""
    for state in GLYPHS:
        glyph = getattr(renderer, state, None)
        if glyph is None or isinstance(glyph, str):
            continue
        glyph.x = x
        if y:
            glyph.y = y


def set_label(renderer: Any, group: str, ground: str) -> None:
    """Place the text of a renderer beside its point, on a ground that keeps it readable."""
    glyph = renderer.glyph
    if group == "Mark":
        glyph.text, glyph.x_offset = "label", 5
        renderer.y_range_name = "marks"
        return
    glyph.text = "text"
    if group == "BestLabel":
        glyph.text_align = {"field": "align"}
    glyph.background_fill_color, glyph.background_fill_alpha = ground, 0.75
    # below its star, where by definition the curve is not
    glyph.x_offset, glyph.y_offset = (8, 0) if group == "End" else (0, 11)
