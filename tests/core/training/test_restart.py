"""The restart rule, row by row of MLJFlux's table."""

import pytest

from epochlab.hyper import effects, settings
from epochlab.models.builders import MLP, Short
from epochlab.models.networks import NeuralNetworkClassifier
from epochlab.models.optimisers import Adam, Descent
from epochlab.training.restart import Restart, decide_restart


def verdict(before: dict, after: dict) -> Restart:
    model = NeuralNetworkClassifier(rng=1, **before)
    trained_as = settings(model)
    now = NeuralNetworkClassifier(**{"rng": 1, **before, **after})
    return decide_restart(trained_as, settings(now), effects(now))


def test_a_first_fit_trains_all_epochs():
    restart = decide_restart(None, {"epochs": 7}, {})
    assert (restart.kind, restart.epochs) == ("cold", 7)
    assert str(restart) == "Train for 7 epochs"


def test_nothing_changed_does_nothing():
    restart = verdict({}, {})
    assert (restart.kind, restart.epochs) == ("none", 0)
    assert str(restart) == "Nothing to do: 10 epochs trained with these settings"


def test_raising_epochs_trains_the_difference():
    restart = verdict({"epochs": 12}, {"epochs": 25})
    assert (restart.kind, restart.epochs) == ("warm", 13)
    assert str(restart) == "Continue for 13 epochs (epochs: 12 → 25)"


def test_lowering_epochs_starts_over_with_the_smaller_number():
    restart = verdict({"epochs": 12}, {"epochs": 5})
    assert (restart.kind, restart.epochs, restart.causes) == ("cold", 5, ("epochs",))
    assert str(restart) == "Start again for 5 epochs (epochs: 12 → 5)"


@pytest.mark.parametrize(
    "change",
    [
        {"batch_size": 7},
        {"builder": MLP()},
        {"builder": Short(dropout=0.25)},
        {"lambda_": 0.1},
        {"alpha": 0.5},
        {"loss": "focal"},
        {"finaliser": "identity"},
        {"embedding_dims": {"x": 2}},
        {"shuffle": False},
        {"rng": 2},
    ],
    ids=lambda change: next(iter(change)),
)
def test_anything_but_epochs_optimiser_and_device_starts_over(change):
    assert verdict({}, change).kind == "cold"
    assert verdict({}, change | {"epochs": 50}).kind == "cold"


@pytest.mark.parametrize("optimiser", [Adam(eta=0.5), Descent()], ids=["rate", "kind"])
def test_a_new_optimiser_continues_unless_told_otherwise(optimiser):
    assert verdict({}, {"optimiser": optimiser}).kind == "warm"
    assert verdict({}, {"optimiser": optimiser}).epochs == 0
    strict = {"optimiser_changes_trigger_retraining": True}
    assert verdict(strict, {"optimiser": optimiser}).kind == "cold"


def test_a_new_device_continues():
    assert verdict({}, {"device": "auto"}).kind == "warm"


def test_the_flag_alone_changes_nothing():
    assert verdict({}, {"optimiser_changes_trigger_retraining": True}).kind == "none"


def test_an_unknown_setting_such_as_rows_starts_over():
    now = {"epochs": 3, "rows": "5 of 9"}
    restart = decide_restart({"epochs": 3, "rows": "9 of 9"}, now, {"epochs": "warm"})
    assert (restart.kind, restart.causes) == ("cold", ("rows",))


def test_the_strongest_change_wins_and_all_are_named():
    restart = verdict({}, {"epochs": 20, "batch_size": 2, "optimiser": Adam(eta=0.1)})
    assert restart.kind == "cold"
    assert restart.causes == ("batch_size",)
    assert str(restart) == (
        "Start again for 20 epochs (optimiser.eta: 0.001 → 0.1, epochs: 10 → 20, batch_size: 1 → 2)"
    )


def test_a_list_read_from_a_file_equals_the_tuple_it_was():
    assert (
        decide_restart({"epochs": 1, "h": (16, 8)}, {"epochs": 1, "h": [16, 8]}, {}).kind == "none"
    )


def test_one_and_true_are_different_settings():
    assert decide_restart({"epochs": 1, "a": 1}, {"epochs": 1, "a": True}, {}).kind == "cold"
