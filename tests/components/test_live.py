"""Curves that grow by streaming, keep the zoom, and draw anew only for what a person does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bokeh.models import Plot

from epochlab.components import look
from epochlab.components.live import POINTS, LiveCurves
from epochlab.components.thinning import DRAWN


def rows(first, last, branch=0, *, holdout=True):
    return [
        {
            "branch": branch,
            "epoch": epoch,
            "training_loss": 1 / (epoch + 1),
            "holdout_loss": 1 / (epoch + 1) + 0.1 if holdout else math.nan,
            "eta": 0.003,
        }
        for epoch in range(first, last)
    ]


def figure(curves):
    """The figure, drawn as a page would draw it."""
    return curves.plot.get_root().select_one({"type": Plot})


@pytest.fixture
def curves() -> LiveCurves:
    made = LiveCurves(loss="cross-entropy")
    made.push(rows(0, 10))
    figure(made)
    return made


def source(curves, branch=0):
    return curves.sources["line", branch]


def part(curves, group, branch=0):
    return curves._renderers[group, branch]


def test_before_the_first_epoch_a_sentence_says_what_will_be_here():
    empty = LiveCurves()
    assert empty.figure.content.objects == [empty.twins.empty]


def test_lines_read_our_sources(curves):
    assert part(curves, "Holdout").data_source is source(curves)
    assert part(curves, "Holdout").glyph.y == "holdout"
    assert part(curves, "Training").data_source is source(curves)
    assert part(curves, "Training").glyph.y == "training"


def test_rows_are_streamed_without_drawing_anew(curves):
    drawn = curves.plot.object
    curves.push(rows(10, 12))
    assert curves.plot.object is drawn
    assert source(curves).data["epoch"].tolist() == list(range(12))


def test_the_first_point_is_the_untrained_network(curves):
    assert source(curves).data["epoch"][0] == 0


def test_a_new_branch_draws_a_second_pair_of_lines(curves):
    curves.push(rows(0, 3, branch=1))
    figure(curves)
    assert part(curves, "Holdout", 1).data_source is source(curves, 1)
    assert part(curves, "Holdout", 0).data_source is source(curves, 0)


def test_epochs_trained_again_are_not_drawn_twice(curves):
    curves.push(rows(6, 8))
    assert list(source(curves).data["epoch"]) == list(range(8))


def test_the_star_moves_to_a_new_best(curves):
    curves.push(rows(10, 11))
    assert curves.sources["best", 0].data["epoch"] == [10.0]


def test_the_zoom_outlives_new_rows_themes_and_branches(curves):
    before = figure(curves)
    ranges = (before.x_range, before.y_range)
    curves.push(rows(10, 12))
    curves.dark = True
    curves.push(rows(0, 3, branch=1))
    later = figure(curves)
    assert (later.x_range, later.y_range) == ranges


def test_another_scale_starts_with_a_fresh_view(curves):
    before = figure(curves).x_range
    curves.controls.log_y = True
    assert figure(curves).x_range is not before


def test_the_axes_follow_the_curves_only(curves):
    followed = figure(curves).x_range.renderers
    assert {one.glyph.y for one in followed} == {"training", "holdout"}


@pytest.mark.parametrize("dark", [True, False])
def test_every_mark_changes_with_the_theme(curves, dark):
    curves.dark = not dark
    curves.dark = dark
    figure(curves)
    colour, token = look.series(0).colour(dark), look.tokens(dark)
    assert part(curves, "Holdout").glyph.line_color == colour
    assert part(curves, "Training").glyph.line_color == colour
    assert part(curves, "Point").glyph.fill_color == colour
    assert curves.sources["best", 0].data["colour"] == [colour]
    assert curves.sources["end", 0].data["colour"] == [colour]
    assert part(curves, "BestLabel").glyph.text_color == token["text"]
    assert part(curves, "BestLabel").glyph.background_fill_color == token["ground"]
    assert part(curves, "Mark").glyph.text_color == token["text"]
    assert part(curves, "Hairline").glyph.line_color == token["quiet"]


def test_marks_stand_in_their_source_with_number_and_text(curves):
    curves.mark([{"branch": 0, "epoch": 4, "kind": "warm", "text": "learning rate 0.1 → 0.01"}])
    data = curves.sources["marks", 0].data
    assert list(data["epoch"]) == [4.0]
    assert list(data["label"]) == ["▼1"]
    assert list(data["text"]) == ["learning rate 0.1 → 0.01"]


def test_every_point_has_a_marker_while_there_are_few(curves):
    assert part(curves, "Point").visible
    curves.push(rows(10, POINTS + 5))
    assert not part(curves, "Point").visible


def test_never_more_points_than_a_browser_can_take(curves):
    for first in range(10, 6_000, 500):
        curves.push(rows(first, first + 500))
        assert len(source(curves).data["epoch"]) <= DRAWN
    drawn = set(source(curves).data["epoch"])
    assert {0, 6_009} <= drawn


def test_smoothing_keeps_the_raw_line_in_view(curves):
    curves.controls.smoothing = 0.9
    figure(curves)
    data = source(curves).data
    assert part(curves, "RawHoldout").glyph.y == "raw_holdout"
    assert list(data["raw_holdout"]) == [row["holdout_loss"] for row in rows(0, 10)]
    assert float(data["holdout"][-1]) > float(data["raw_holdout"][-1])  # lags behind a falling line
    curves.controls.smoothing = 0
    figure(curves)
    assert ("RawHoldout", 0) not in curves._renderers


def test_a_window_shows_the_latest_epochs_and_moves_along(curves):
    curves.push(rows(10, 100))
    curves.controls.last = 20
    assert list(source(curves).data["epoch"]) == list(range(79, 100))
    curves.push(rows(100, 105))
    assert list(source(curves).data["epoch"]) == list(range(84, 105))


def test_a_frozen_view_holds_still_and_catches_up(curves):
    curves.controls.frozen = True
    curves.push(rows(10, 20))
    assert len(source(curves).data["epoch"]) == 10
    curves.controls.frozen = False
    assert len(source(curves).data["epoch"]) == 20


def test_the_sentence_under_the_curve_follows(curves):
    curves.push(rows(10, 11))
    assert "best 0.1909 at epoch 10" in curves.twins.said.object


def test_the_table_is_written_only_while_it_is_open(curves):
    assert curves.twins.table.object == ""
    curves.controls.table = True
    assert "<td>0.1909</td>" not in curves.twins.table.object
    curves.push(rows(10, 11))
    assert "<td>0.1909</td>" in curves.twins.table.object


def test_without_holdout_the_training_line_is_followed():
    curves = LiveCurves()
    curves.push(rows(0, 5, holdout=False))
    figure(curves)
    assert np.isnan(source(curves).data["holdout"]).all()
    assert list(curves.sources["end", 0].data["loss"]) == [0.2]
    assert "training loss went from" in curves.summary


def test_clear_forgets_everything(curves):
    curves.clear()
    assert (curves.branches, curves.marks, curves.sources) == ({}, [], {})
    curves.push(rows(0, 2))
    assert len(source(curves).data["epoch"]) == 2


def test_rows_may_come_while_nothing_is_on_a_screen():
    curves = LiveCurves()
    curves.push(rows(0, 2))
    curves.push(rows(2, 4))
    figure(curves)
    assert list(source(curves).data["epoch"]) == [0, 1, 2, 3]


def test_hovering_shows_text_columns_only(curves):
    hovers = [tool for tool in figure(curves).toolbar.tools if type(tool).__name__ == "HoverTool"]
    shown = [row for tool in hovers for _, row in tool.tooltips]
    assert shown
    assert all(row.startswith("@") and "{" not in row for row in shown)  # {safe} would run HTML
