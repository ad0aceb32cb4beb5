"""A branch remembers its epochs, knows its best, and gives columns to draw."""

from __future__ import annotations

import math

import numpy as np
import pytest

from epochlab.components.history import COLUMNS, Branch
from epochlab.components.thinning import DRAWN


def branch(*holdout: float | None, training: float = 1.0) -> Branch:
    made = Branch(0, "A")
    for epoch, loss in enumerate(holdout):
        made.add({"epoch": epoch, "training_loss": training, "holdout_loss": loss, "eta": 0.01})
    return made


def test_best_is_the_first_epoch_of_the_lowest_holdout_loss():
    assert branch(3, 1, 2, 1).best == (1, 1.0)


def test_best_is_by_training_loss_without_holdout():
    made = Branch(0, "A")
    for epoch, loss in enumerate([3, 1, 2]):
        made.add({"epoch": epoch, "training_loss": loss})
    assert (made.judged, made.best) == (False, (1, 1.0))


def test_nothing_finite_has_no_best():
    assert branch(math.nan, training=math.nan).best is None


def test_a_branch_that_gets_holdout_rows_later_is_judged_by_them():
    made = branch(None, None, 5.0)
    assert (made.judged, made.best) == (True, (2, 5.0))


def test_an_epoch_trained_again_replaces_itself_and_what_came_after():
    made = branch(3, 1, 2, 4)
    made.add({"epoch": 1, "training_loss": 1.0, "holdout_loss": 2.5})
    assert made.epochs == [0, 1]
    assert made.best == (1, 2.5)


def test_columns_have_one_length():
    columns = branch(3, 1, 2).columns()
    assert set(columns) == set(COLUMNS)
    assert {len(column) for column in columns.values()} == {3}


def test_columns_of_a_window_hold_its_epochs_only():
    assert branch(*range(10)).columns(window=(3, 6))["epoch"].tolist() == [3, 4, 5, 6]


def test_smoothing_of_a_window_knows_what_went_before():
    made = branch(*np.linspace(2, 1, 50))
    whole, part = made.columns(0.9), made.columns(0.9, window=(40, 49))
    assert part["holdout"].tolist() == whole["holdout"][40:].tolist()
    assert part["raw_holdout"].tolist() == whole["raw_holdout"][40:].tolist()


def test_a_long_branch_is_thinned_but_keeps_best_and_marked():
    rng = np.random.default_rng(1)
    made = branch(*(np.exp(-np.arange(9_000) / 900) + rng.random(9_000)))
    made.marked = {1_234}
    epochs = made.columns()["epoch"].tolist()
    assert len(epochs) <= DRAWN
    assert {0, 1_234, made.best[0], 8_999} <= set(epochs)


def test_hover_texts_have_four_digits():
    columns = branch(0.123456).columns()
    assert columns["holdout_text"] == ["0.1235"]
    assert columns["eta_text"] == ["0.01"]


@pytest.mark.parametrize("missing", [None, math.nan])
def test_a_missing_holdout_loss_is_a_gap(missing):
    columns = branch(1.0, missing, 2.0).columns()
    assert np.isnan(columns["holdout"]).tolist() == [False, True, False]
    assert columns["holdout_text"][1] == "—"
