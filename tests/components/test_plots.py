"""Loss curves as elements: what is drawn, in which style, and nothing else."""

from __future__ import annotations

import holoviews as hv
import pytest

from epochlab.components import look, plots
from epochlab.components.history import Branch

hv.extension("bokeh")


def line(losses=(1.0, 0.5, 0.6), index=0, name="A") -> plots.Line:
    branch = Branch(index, name)
    for epoch, loss in enumerate(losses):
        branch.add({"epoch": epoch, "training_loss": loss / 2, "holdout_loss": loss})
    return plots.Line(index, name, branch.columns(), branch.best)


def drawn(*lines, marks=(), **style):
    names = {one.index: one.name for one in lines}
    frame = plots.marks_frame(list(marks), names)
    overlay = plots.loss_curves(lines, frame, plots.Style(**style))
    return overlay, {(part.group, part.label): part for part in overlay}


def option(element, name):
    return hv.Store.lookup_options("bokeh", element, "style").kwargs[name]


def test_training_is_dashed_and_thin_and_holdout_solid_and_thick():
    _, parts = drawn(line())
    training, holdout = parts["Training", "A"], parts["Holdout", "A"]
    assert (option(training, "line_dash"), option(training, "line_width")) == ([6, 4], 1.5)
    assert option(holdout, "line_width") == 2.5
    assert "line_dash" not in hv.Store.lookup_options("bokeh", holdout, "style").kwargs


def test_curves_hold_the_losses():
    _, parts = drawn(line([1.0, 0.5]))
    assert parts["Holdout", "A"].dimension_values("loss").tolist() == [1.0, 0.5]
    assert parts["Training", "A"].dimension_values("loss").tolist() == [0.5, 0.25]
    assert parts["Holdout", "A"].dimension_values("epoch").tolist() == [0, 1]


@pytest.mark.parametrize("dark", [False, True])
def test_each_branch_has_its_colour_and_marker_in_each_theme(dark):
    _, parts = drawn(line(), line(index=1, name="B"), dark=dark)
    for index, name in enumerate("AB"):
        series = look.series(index)
        assert option(parts["Holdout", name], "color") == series.colour(dark)
        assert option(parts["Point", name], "marker") == series.marker


def test_raw_lines_are_drawn_only_beside_smoothed_ones_and_faint():
    assert ("RawHoldout", "A") not in drawn(line())[1]
    raw = drawn(line(), raw=True)[1]["RawHoldout", "A"]
    assert option(raw, "alpha") == 0.3


def test_the_star_says_epoch_and_value():
    best = plots.bests([line([1.0, 0.25, 0.5])], dark=False)
    assert (best["epoch"], best["loss"]) == ([1.0], [0.25])
    assert best["text"] == ["epoch 1 · 0.25"]


def test_the_star_keeps_its_words_inside_the_plot():
    assert plots.bests([line([1.0, 2.0, 3.0])], dark=False)["align"] == ["left"]
    assert plots.bests([line([3.0, 2.0, 1.0])], dark=False)["align"] == ["right"]


def test_a_name_stands_behind_the_last_measured_point():
    end = plots.line_ends([line([1.0, 0.5, float("nan")])], dark=False)
    assert (end["epoch"], end["loss"], end["text"]) == ([1.0], [0.5], ["A"])


def test_changes_are_numbered_in_order_and_cold_starts_carry_their_branch():
    marks = [
        {"branch": 0, "epoch": 5, "kind": "warm", "text": "a"},
        {"branch": 1, "epoch": 0, "kind": "cold", "text": "b"},
        {"branch": 1, "epoch": 7, "kind": "choice", "text": "c"},
    ]
    assert plots.marks_frame(marks, {1: "B"})["label"].tolist() == ["▼1", "↺B", "▼2"]


def test_marks_at_one_epoch_stand_below_each_other():
    marks = [{"branch": 0, "epoch": 5, "kind": "warm", "text": "a"}] * 3
    places = plots.marks_frame(marks, {})["place"].tolist()
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == 3


def test_the_axis_names_the_loss_and_which_way_is_better():
    overlay, _ = drawn(line(), loss="cross-entropy")
    shown = hv.Store.lookup_options("bokeh", overlay, "plot").kwargs
    assert shown["ylabel"] == "cross-entropy (lower is better ↓)"


def test_a_log_axis_leaves_out_what_it_has_no_place_for():
    _, parts = drawn(line([1.0, 0.0, 0.5]), log_x=True, log_y=True)
    assert parts["Holdout", "A"].dimension_values("epoch").tolist() == [2]


def test_without_marks_or_branches_there_is_still_a_figure():
    overlay, _ = drawn()
    assert hv.render(overlay) is not None
