"""The loop and its sessions: changes, cuts and errors on the way."""

from itertools import count

import numpy as np
import pytest
import torch
from tiny import data_for, quick

from epochlab.events import Epoch, Halted
from epochlab.hyper import settings
from epochlab.models.builders import MLP
from epochlab.models.networks import NeuralNetworkRegressor
from epochlab.models.optimisers import Adam, Momentum
from epochlab.training import kernel, train
from epochlab.training.machine import Machine


def machine_for(kind, **settings):
    return Machine(quick(kind, **settings), *data_for(kind), scitype_check_level=0)


def test_an_epochs_loss_does_not_depend_on_where_it_was_cut(monkeypatch):
    X, y = data_for(NeuralNetworkRegressor)
    far = y * 10.0 ** np.linspace(-8, 8, len(y))  # squares too far apart for an exact sum
    monkeypatch.setattr(kernel, "perf_counter", count().__next__)  # one tick a batch
    losses = []
    for batches in (2, 3, 1000):
        monkeypatch.setattr(train, "SLICE_SECONDS", batches)
        model = quick(NeuralNetworkRegressor, epochs=20, batch_size=1)
        losses.append(Machine(model, X, far, scitype_check_level=0).fit().training_losses)
    assert losses[0] == losses[1] == losses[2]


def test_a_rule_changed_in_an_epoch_that_diverges_still_goes_on():
    machine = machine_for(NeuralNetworkRegressor, epochs=4)
    machine.model.builder = MLP(hidden=(5,))
    events = []
    session = machine.session()
    for event in session:
        events.append(event)
        if isinstance(event, Epoch) and event.epoch == 1:
            session.change({"optimiser": Momentum(eta=1e30)})
    assert isinstance(events[-1], Halted)
    machine.model.optimiser.eta = 0.01
    assert len(machine.fit().training_losses) == 4


def test_epochs_added_after_the_last_one_are_trained_by_the_same_session():
    machine = machine_for(NeuralNetworkRegressor, epochs=2)
    session = machine.session()
    for event in session:
        if isinstance(event, Epoch) and event.epoch == 2:
            session.change({"epochs": 4})
    assert machine.trained == 4


def test_of_changes_refused_together_none_is_made():
    machine = machine_for(NeuralNetworkRegressor)
    before = settings(machine.model)
    with pytest.raises(ValueError, match="beta1"):
        machine.session().change({"optimiser.eta": 0.5, "optimiser.beta1": 7})
    assert settings(machine.model) == before


def test_an_interrupted_epoch_is_trained_again_from_its_beginning(monkeypatch):
    machine, whole = (machine_for(NeuralNetworkRegressor, epochs=n) for n in (2, 4))
    machine.fit().model.epochs = 4
    step, steps = Adam.step, []

    def interrupted(*given, **numbers):
        steps.append(1)
        if len(steps) == 3:
            raise KeyboardInterrupt
        return step(*given, **numbers)

    monkeypatch.setattr(Adam, "step", interrupted)
    with pytest.raises(KeyboardInterrupt):
        machine.fit()
    assert machine.fit().training_losses == whole.fit().training_losses
    assert torch.equal(machine.learned.kernel.flat, whole.learned.kernel.flat)


def test_an_error_in_the_first_epoch_of_a_cold_start_loses_nothing():
    def broken(output, target):
        raise ZeroDivisionError

    machine = machine_for(NeuralNetworkRegressor).fit()
    losses = machine.training_losses
    machine.model.loss = broken
    with pytest.raises(ZeroDivisionError):
        machine.fit()
    assert machine.training_losses == losses
    machine.model.loss = "mse"
    assert machine.restart.kind == "none"
