"""Devices, as far as a machine without a GPU can tell."""

import pytest
import torch
from tiny import data_for, quick

from epochlab.errors import DeviceWarning
from epochlab.models.networks import NeuralNetworkClassifier
from epochlab.training.device import noise_state, own_noise, resolve
from epochlab.training.machine import Machine


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a GPU")
def test_an_absent_device_is_said_and_the_cpu_used():
    machine = Machine(
        quick(NeuralNetworkClassifier, device="cuda"), *data_for(NeuralNetworkClassifier)
    )
    with pytest.warns(DeviceWarning, match="no device 'cuda' here; training goes on with the CPU"):
        machine.fit()
    here = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier)).fit()
    assert machine.training_losses == here.training_losses


def test_auto_is_always_there():
    device, note = resolve("auto")
    assert note == ""
    assert torch.ones(1, device=device).item() == 1


def test_noise_goes_on_where_it_stopped_and_leaves_the_outside_alone():
    torch.manual_seed(1)
    outside = torch.get_rng_state()
    state, cpu = noise_state(7, torch.device("cpu")), torch.device("cpu")
    drawn = []
    for _ in range(2):
        with own_noise(state, cpu):
            drawn.append(torch.rand(2))
    assert torch.equal(torch.get_rng_state(), outside)
    torch.manual_seed(7)
    assert torch.equal(torch.cat(drawn), torch.cat([torch.rand(2), torch.rand(2)]))


@pytest.mark.cuda
@pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no GPU")
def test_a_gpu_trains_to_nearly_the_same_losses():
    losses = []
    for device in ("cpu", "cuda"):
        model = quick(NeuralNetworkClassifier, device=device, epochs=5)
        model.builder.dropout = 0
        losses.append(Machine(model, *data_for(NeuralNetworkClassifier)).fit().training_losses)
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)
