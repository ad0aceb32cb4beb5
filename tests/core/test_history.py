"""Events folded into branches and markers."""

import math

from epochlab.events import Changed, Epoch, Finished, Halted, Started, Stopped
from epochlab.history import History
from epochlab.training.restart import ABSENT

LABELS = {"optimiser.eta": "Learning rate", "batch_size": "Batch size"}


def started(kind, epoch=0, **changes):
    return Started(0, kind, epoch, 10, {"loss": "mse"}, changes)


def folded(*events):
    history = History()
    for event in events:
        history.fold(event, LABELS)
    return history


def epochs(first, last, measure=lambda epoch: 1 / epoch):
    return [Epoch(e, 2 / e, {"loss": measure(e)}, 0.01, e / 10) for e in range(first, last + 1)]


def test_continuing_lengthens_the_branch_and_starting_again_opens_the_next():
    history = folded(
        started("cold"), *epochs(1, 3), Finished(3),
        started("warm", 3, epochs=[3, 5]), *epochs(4, 5), Finished(5),
        started("cold", 0, batch_size=[1, 32]), *epochs(1, 2),
    )  # fmt: skip
    a, b = history.branches
    assert [row["epoch"] for row in a.rows] == [1, 2, 3, 4, 5]
    assert (a.label, b.label) == ("A", "B")
    assert (a.epochs, b.epochs) == (5, 2)
    assert [row["branch"] for row in b.rows] == [1, 1]
    marker = history.markers[-1]
    assert (marker.branch, marker.kind) == (1, "restart")
    assert marker.text == "Started again: batch size 1 → 32"


def test_a_changed_rate_is_marked_where_it_happened_in_words():
    history = folded(started("cold"), *epochs(1, 4), Changed(4, {"optimiser.eta": [0.01, 0.003]}))
    marker = history.markers[0]
    assert (marker.epoch, marker.kind) == (4, "change")
    assert marker.text == "learning rate 0.01 → 0.003 · continues"


def test_a_rate_changed_before_continuing_is_marked_at_the_seam():
    change = {"optimiser.eta": [0.01, 0.003], "epochs": [3, 5]}
    history = folded(started("cold"), *epochs(1, 3), started("warm", 3, **change))
    assert [(m.epoch, m.kind) for m in history.markers] == [(3, "change")]


def test_numbers_of_the_optimiser_before_are_not_told_when_its_kind_changes():
    change = {"optimiser": ["Adam", "Descent"], "optimiser.beta1": [0.9, ABSENT]}
    history = folded(started("cold"), *epochs(1, 3), started("warm", 3, **change))
    assert history.markers[0].text == "optimiser Adam → Descent · continues"


def test_more_epochs_alone_leave_no_marker():
    history = folded(started("cold"), *epochs(1, 3), started("warm", 3, epochs=[3, 5]))
    assert history.markers == []


def test_the_best_epoch_has_the_lowest_holdout_loss():
    history = folded(started("cold"), *epochs(1, 9, lambda epoch: (epoch - 4) ** 2))
    assert history.current.best["epoch"] == 4


def test_without_holdout_there_is_no_best_epoch():
    history = folded(started("cold"), Epoch(0, 1.0), Epoch(1, 0.5))
    assert history.current.best is None
    assert math.isnan(history.current.rows[0]["holdout_loss"])


def test_stops_and_halts_are_marked():
    history = folded(
        started("cold"), *epochs(1, 2), Stopped(2, "by hand"), Halted(2, "It burst.", "", "")
    )
    assert [m.kind for m in history.markers] == ["stopped", "halted"]


def test_epochs_a_lost_worker_had_not_saved_are_told_again_once():
    history = folded(started("cold"), *epochs(1, 9), started("warm", 6), *epochs(7, 8))
    (branch,) = history.branches
    assert [row["epoch"] for row in branch.rows] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert branch.rewound == 1
