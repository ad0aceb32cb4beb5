"""Laws of warm restart: what continuing promises, checked to the last bit."""

import pandas as pd
import pytest
import torch
from tiny import KINDS, data_for, quick

from epochlab.events import Epoch
from epochlab.hyper import change, clone, effects, find, settings
from epochlab.models.gradient_rules import AccumGrad, ClipNorm, OptimiserChain
from epochlab.models.networks import NeuralNetworkClassifier
from epochlab.models.optimisers import Adam, Descent, Optimiser
from epochlab.spec import kinds
from epochlab.training.machine import Machine

RULES = [kind for kind in kinds(Optimiser) if kind.__module__.startswith("epochlab.")]


def machine_for(kind, **settings):
    return Machine(quick(kind, **settings), *data_for(kind), scitype_check_level=0)


def same_state(a: Machine, b: Machine) -> bool:
    """Weights, optimiser state, random states and data order, bit for bit."""
    one, other = a.learned.state(), b.learned.state()
    tensors = [(one["network"][n], other["network"][n]) for n in one["network"]]
    tensors += [(one[n], other[n]) for n in ("noise", "order")]
    for name, value in one["moments"].items():
        if not torch.is_tensor(value):
            assert value == other["moments"][name]
        else:
            tensors.append((value, other["moments"][name]))
    return all(torch.equal(x, y) for x, y in tensors) and one["epoch"] == other["epoch"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_two_and_three_epochs_equal_five(kind):
    parts, whole = machine_for(kind, epochs=2), machine_for(kind, epochs=5)
    parts.fit()
    parts.model.epochs = 5
    parts.fit()
    whole.fit()
    assert parts.training_losses == whole.training_losses
    assert same_state(parts, whole)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_optimiser_continues_exactly(rule):
    optimiser = (
        rule() if rule is not OptimiserChain else rule(rules=(ClipNorm(), AccumGrad(), Adam()))
    )
    parts = machine_for(NeuralNetworkClassifier, epochs=1, optimiser=optimiser)
    whole = machine_for(NeuralNetworkClassifier, epochs=3, optimiser=clone(optimiser))
    parts.fit()
    parts.model.epochs = 3
    parts.fit()
    whole.fit()
    assert same_state(parts, whole)


def test_a_stop_in_the_middle_of_an_epoch_continues_exactly(monkeypatch):
    monkeypatch.setattr("epochlab.training.train.SLICE_SECONDS", 0)  # an event after every batch
    stopped = machine_for(NeuralNetworkClassifier, epochs=4)
    session = stopped.session()
    for seen, _ in enumerate(session):
        if seen == 9:
            session.stop()
    assert stopped.learned.kernel.batch > 0, "the stop fell between two batches of an epoch"
    stopped.model.epochs = 4
    stopped.fit()
    monkeypatch.undo()
    whole = machine_for(NeuralNetworkClassifier, epochs=4).fit()
    assert stopped.training_losses == whole.training_losses
    assert same_state(stopped, whole)


def test_a_changed_rate_acts_on_the_very_next_step():
    machine = machine_for(NeuralNetworkClassifier, epochs=2).fit()
    before = machine.learned.kernel.flat.clone()
    change(machine.model, {"optimiser.eta": 0.0, "epochs": 3})
    machine.fit()
    assert torch.equal(machine.learned.kernel.flat, before)
    assert machine.history["eta"].iloc[-1] == 0.0


def test_a_rate_changed_while_training_acts_at_once_and_is_reported():
    machine = machine_for(NeuralNetworkClassifier, epochs=4)
    session, frozen = machine.session(), None
    for event in session:
        if isinstance(event, Epoch) and event.epoch == 2:
            session.change({"optimiser.eta": 0.0})
            frozen = machine.learned.kernel.flat.clone()
    assert torch.equal(machine.learned.kernel.flat, frozen)
    assert machine.history["eta"].tolist() == [0.001, 0.001, 0.001, 0.0, 0.0]
    assert machine.restart.kind == "none"


def test_the_same_rule_keeps_its_momentum_and_another_begins_empty():
    machine = machine_for(NeuralNetworkClassifier, epochs=2).fit()
    kept = machine.learned.kernel.moments
    change(machine.model, {"optimiser.eta": 0.1})
    machine.fit()
    assert machine.learned.kernel.moments is kept
    machine.model.optimiser = Descent()
    machine.fit()
    assert "t" not in machine.learned.kernel.moments


def other_value(name, holder, attribute):
    """A valid value of a hyperparameter that differs from the present one."""
    special = {
        "builder": quick(NeuralNetworkClassifier).builder.__class__(n_hidden=3),
        "optimiser": Descent(),
        "rng": 99,
        "embedding_dims": {"place": 1},
        "device": "auto",
        "loss": "focal",
        "finaliser": "identity",
    }
    if name in special:
        return special[name]
    value = getattr(holder, attribute)
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return next(choice for choice in holder.param[attribute].objects if choice != value)
    if isinstance(value, int):
        return value + 1
    return value / 2 if value else 0.25


def squared(output, target):
    """A loss that makes sense of probabilities and of raw outputs."""
    return (output - target).pow(2).mean(1)


SWEPT = list(settings(quick(NeuralNetworkClassifier)))


@pytest.mark.parametrize("name", SWEPT)
def test_the_forecast_is_what_fit_then_does(name):

    X, y = data_for(NeuralNetworkClassifier)
    X = X.assign(place=pd.Categorical(["north", "south", "east"] * 7 + ["north"] * 2))
    machine = Machine(quick(NeuralNetworkClassifier, loss=squared), X, y).fit()
    weights, losses = machine.learned.predictor, machine.training_losses
    branch, state = machine.learned.branch, machine.learned.kernel.flat.clone()
    holder, attribute = find(machine.model, name)
    change(machine.model, {name: other_value(name, holder, attribute)})
    forecast = machine.restart
    machine.fit()
    assert forecast.kind in ("none", "warm", "cold")
    if forecast.kind == "cold":
        assert machine.learned.branch == branch + 1
        assert len(machine.training_losses) == forecast.epochs
    else:
        assert machine.learned.predictor is weights
        assert machine.learned.branch == branch
        assert machine.training_losses[: len(losses)] == losses
        assert len(machine.training_losses) == len(losses) + forecast.epochs
        moved = not torch.equal(machine.learned.kernel.flat, state)
        assert moved == (forecast.epochs > 0)
    assert machine.restart.kind == "none"


def test_the_sweep_meets_every_effect():
    assert set(effects(quick(NeuralNetworkClassifier)).values()) == {
        "none",
        "warm",
        "optimiser",
        "cold",
    }


def test_other_rows_start_over_and_the_same_rows_do_not():
    machine = machine_for(NeuralNetworkClassifier).fit(range(20))
    assert machine.forecast(range(20)).kind == "none"
    assert machine.forecast(range(19)).causes == ("rows",)
    assert machine.restart.kind == "cold"


def test_force_starts_over_from_the_same_first_weights():
    machine = machine_for(NeuralNetworkClassifier).fit()
    losses = machine.report["training_losses"]
    assert str(machine.forecast(force=True)) == "Start again for 2 epochs (asked for)"
    machine.fit(force=True)
    assert machine.report["training_losses"] == losses
    assert machine.learned.branch == 1


def test_training_leaves_the_callers_random_numbers_alone():
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    machine_for(NeuralNetworkClassifier).fit()
    assert torch.equal(torch.rand(3), expected)
