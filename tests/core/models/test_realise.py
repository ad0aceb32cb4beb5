"""Networks made from plans, embeddings, and the look at a network before training."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from epochlab.errors import BuilderMismatch
from epochlab.models.layers import ACTIVATIONS, Activation, Convolution, Dense
from epochlab.models.realise import EntityEmbedding, probe, realise


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("layer", "limit"),
    [
        (Dense(300, 200), math.sqrt(6 / (300 + 200))),
        (Convolution(8, 16, 5), math.sqrt(6 / (8 * 25 + 16 * 25))),
    ],
)
def test_weights_are_glorot_uniform_and_biases_zero(layer, limit):
    module = realise((layer,), seeded())[0]
    weight = module.weight.detach()
    assert weight.abs().max() <= limit
    assert weight.abs().max() > 0.98 * limit
    assert weight.var().item() == pytest.approx(limit**2 / 3, rel=0.1)  # of U(-limit, limit)
    assert not module.bias.any()


def test_every_activation_is_what_its_name_says():
    oracle = {name: getattr(functional, name, None) for name in ACTIVATIONS}
    oracle |= {"identity": lambda x: x, "tanh": torch.tanh, "sigmoid": torch.sigmoid}
    x = torch.linspace(-3, 3, 13)
    for name in ACTIVATIONS:
        assert torch.allclose(realise((Activation(name),), seeded())(x), oracle[name](x)), name


EMBEDDED = ((1, 3, 2), (3, 5, 1))


def test_an_embedding_keeps_the_order_of_the_columns():
    layer = EntityEmbedding(EMBEDDED, 5, rng=seeded())
    rows = torch.tensor([[0.5, 2, 0.6, 4, 0.7], [1.5, 0, 1.6, 1, 1.7]])
    names = ["a", "b", "c", "d", "e"]
    b, d = (layer.matrices(names)[name] for name in ("b", "d"))
    wanted = [
        [0.5, *b[:, 2], 0.6, *d[:, 4], 0.7],
        [1.5, *b[:, 0], 1.6, *d[:, 1], 1.7],
    ]
    assert layer(rows).detach().numpy() == pytest.approx(np.array(wanted, dtype=np.float32))


def test_embeddings_at_both_ends_and_side_by_side_are_no_special_case():
    layer = EntityEmbedding(((2, 4, 3), (0, 2, 1), (1, 3, 2)), 3, rng=seeded())
    assert layer(torch.zeros(6, 3)).shape == (6, 1 + 2 + 3)


def test_embedding_matrices_are_dimensions_by_levels_and_glorot_uniform():
    layer = EntityEmbedding(((0, 200, 10),), 1, rng=seeded())
    matrix = layer.matrices(["town"])["town"]
    limit = math.sqrt(6 / (200 + 10))
    assert matrix.shape == (10, 200)
    assert 0.98 * limit < np.abs(matrix).max() <= limit


def test_embeddings_come_from_the_generator_given():
    first, same, other = (EntityEmbedding(EMBEDDED, 5, rng=seeded(s)) for s in (1, 1, 2))
    assert torch.equal(first.tables["1"].weight, same.tables["1"].weight)
    assert not torch.equal(first.tables["1"].weight, other.tables["1"].weight)


def failure(network: nn.Module, batch: torch.Tensor, n_out: int) -> BuilderMismatch:
    with pytest.raises(BuilderMismatch) as caught:
        probe(network, batch, n_out, "Mine()")
    return caught.value


def test_probe_names_the_layer_that_does_not_fit():
    network = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(16, 3))
    error = failure(network, torch.zeros(32, 4), 3)
    assert error.happened == "Layer 2 expects 16 inputs, layer 1 gives 8."


def test_probe_names_the_data_when_the_first_layer_does_not_fit():
    error = failure(nn.Sequential(nn.Linear(5, 3)), torch.zeros(32, 4), 3)
    assert error.happened == "Layer 1 expects 5 inputs, the data give 4."


def test_probe_names_channels():
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(8, 3))
    error = failure(network, torch.zeros(2, 3, 4, 4), 3)
    assert error.happened == "Layer 1 expects 1 channels, the data give 3."


def test_probe_gives_any_other_layer_s_own_reason():
    network = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(9), nn.Linear(8, 3))
    error = failure(network, torch.zeros(32, 4), 3)
    assert error.happened.startswith("Layer 2, BatchNorm1d(9")
    assert "(32, 8)" in error.happened


class Misspelt(nn.Module):
    """A network whose code names something that is not there."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 8)

    def forward(self, rows):
        return self.secnod(self.first(rows))


def test_probe_reports_a_mistake_in_the_user_s_code():
    error = failure(Misspelt(), torch.zeros(32, 4), 3)
    assert "Mine() cannot take a batch of shape (32, 4)" in error.happened
    assert "secnod" in error.happened


@pytest.mark.parametrize("n_out", [2, 4])
def test_probe_says_expected_and_got_of_the_output(n_out):
    error = failure(nn.Sequential(nn.Linear(4, 3)), torch.zeros(32, 4), n_out)
    assert f"(32, 3) where (32, {n_out}) was needed" in error.happened
    assert f"n_out = {n_out} units" in error.todo


def test_probe_wants_a_column_and_not_a_vector_for_one_output():
    network = nn.Sequential(nn.Linear(4, 1), nn.Flatten(0))
    assert "(32,) where (32, 1)" in failure(network, torch.zeros(32, 4), 1).happened


def test_probe_does_not_count_embeddings_as_layers():
    network = nn.Sequential(EntityEmbedding(EMBEDDED, 5, rng=seeded()), nn.Linear(7, 3))
    error = failure(network, torch.zeros(8, 5), 3)
    assert error.happened == "Layer 1 expects 7 inputs, the data give 6."


class Noisy(nn.Module):
    """Draws at random even in evaluation mode."""

    def forward(self, rows):
        return rows[:, :1] + torch.rand(len(rows), 1)


def test_probe_changes_nothing():
    network = nn.Sequential(nn.BatchNorm1d(4), nn.Dropout(0.5), Noisy())
    network[1].eval()
    before, batch = {k: v.clone() for k, v in network.state_dict().items()}, torch.randn(8, 4)
    draws = torch.get_rng_state()
    probe(network, batch, 1, "Mine()")
    assert all(torch.equal(value, before[name]) for name, value in network.state_dict().items())
    assert torch.equal(torch.get_rng_state(), draws)
    assert [m.training for m in network.children()] == [True, False, True]
    assert not network[0]._forward_hooks
