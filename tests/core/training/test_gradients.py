"""Formulas against automatic differentiation: the same gradients, the same path of training."""

from itertools import pairwise

import pytest
import torch
from tiny import data_for, quick
from torch import nn

from epochlab.models.builders import MLP, Linear, Short
from epochlab.models.gradient_rules import ClipNorm, OptimiserChain
from epochlab.models.losses import FINALISERS, LOSSES
from epochlab.models.networks import (
    ImageClassifier,
    NeuralNetworkBinaryClassifier,
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
)
from epochlab.models.optimisers import Adam, Momentum, RMSProp
from epochlab.training.dense import dense_blocks
from epochlab.training.gradients import AutogradGradient
from epochlab.training.loss_slopes import SLOPES
from epochlab.training.machine import Machine


@pytest.mark.parametrize(("loss", "finaliser"), SLOPES, ids="-".join)
def test_a_slope_is_what_automatic_differentiation_finds(loss, finaliser):
    rng = torch.Generator().manual_seed(0)
    n_out = 1 if "binary" in loss else 3
    output = torch.randn(7, n_out, generator=rng, requires_grad=True)
    target = torch.rand(7, n_out, generator=rng).round()
    if "cross" in loss and n_out > 1:
        target = torch.eye(3)[torch.arange(7) % 3]
    expected = LOSSES[loss](FINALISERS[finaliser](output), target).mean()
    expected.backward()
    found, slope = SLOPES[loss, finaliser](output.detach(), target)
    torch.testing.assert_close(found, expected.detach(), rtol=1e-5, atol=1e-7)
    torch.testing.assert_close(slope, output.grad, rtol=1e-4, atol=1e-6)


def losses_of(model, X, y, *, by_formulas: bool) -> tuple[list[float], torch.Tensor]:
    """Training losses and final weights, with the gradient taken one way or the other."""
    machine = Machine(model, X, y, scitype_check_level=0)
    session = machine.session()
    events = iter(session)
    next(events)
    kernel = machine.learned.kernel
    assert kernel.slope.name == "dense"
    if not by_formulas:
        kernel.slope = AutogradGradient(kernel.predictor, kernel.loss, kernel.gradient)
    for _ in events:
        pass
    return machine.training_losses, kernel.flat


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (NeuralNetworkClassifier, {"builder": MLP(hidden=(6, 5))}),
        (NeuralNetworkClassifier, {"builder": MLP(hidden=(6, 5), activation="tanh")}),
        (NeuralNetworkClassifier, {"builder": MLP(hidden=(6, 5), activation="sigmoid")}),
        (NeuralNetworkClassifier, {"builder": MLP(hidden=(6,), activation="identity")}),
        (NeuralNetworkClassifier, {"builder": MLP(hidden=(8, 6), dropout=0.4)}),
        (NeuralNetworkClassifier, {"builder": Short()}),
        (NeuralNetworkClassifier, {"builder": MLP(), "lambda_": 0.1, "alpha": 0.3}),
        (NeuralNetworkClassifier, {"builder": MLP(), "optimiser": RMSProp(eta=0.01)}),
        (NeuralNetworkBinaryClassifier, {"builder": MLP(), "optimiser": Momentum()}),
        (NeuralNetworkRegressor, {"builder": Linear()}),
        (NeuralNetworkRegressor, {"builder": MLP(), "loss": "huber"}),
        (
            NeuralNetworkRegressor,
            {"builder": MLP(), "optimiser": OptimiserChain(rules=(ClipNorm(), Adam(eta=0.01)))},
        ),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value),
)
def test_a_hundred_steps_by_formulas_and_by_autograd_agree(kind, settings):
    X, y = data_for(kind)
    runs = [
        losses_of(quick(kind, epochs=20, **settings), X, y, by_formulas=by_formulas)
        for by_formulas in (True, False)
    ]
    assert runs[0][0] == pytest.approx(runs[1][0], rel=1e-5, abs=1e-6)
    torch.testing.assert_close(runs[0][1], runs[1][1], rtol=1e-4, atol=1e-5)


def test_every_batch_size_down_to_a_short_last_one_gets_its_own_gradient():
    X, y = data_for(NeuralNetworkRegressor)
    for batch_size in (1, 7, 23, 100):
        model = quick(NeuralNetworkRegressor, batch_size=batch_size, epochs=3)
        runs = [losses_of(model, X, y, by_formulas=choice)[0] for choice in (True, False)]
        assert runs[0] == pytest.approx(runs[1], rel=1e-5)


@pytest.mark.parametrize(
    "network",
    [
        nn.Linear(2, 2),
        nn.Sequential(nn.Conv2d(1, 1, 3)),
        nn.Sequential(nn.ReLU(), nn.Linear(2, 2)),
        nn.Sequential(nn.Linear(2, 2), nn.GELU()),
        nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)),
        nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Tanh()),
        nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.ReLU()),
        nn.Sequential(nn.Linear(2, 2, bias=False)),
    ],
    ids=str,
)
def test_other_networks_are_left_to_autograd(network):
    assert dense_blocks(network) is None


def test_frozen_and_shared_layers_are_left_to_autograd():
    frozen, shared = nn.Linear(2, 2), nn.Linear(2, 2)
    frozen.weight.requires_grad_(False)
    assert dense_blocks(nn.Sequential(frozen, nn.ReLU(), nn.Linear(2, 1))) is None
    assert dense_blocks(nn.Sequential(shared, nn.Tanh(), shared)) is None


def test_images_and_losses_of_ones_own_are_left_to_autograd():
    pictures, labels = data_for(ImageClassifier)
    machine = Machine(quick(ImageClassifier), pictures, labels).fit()
    assert machine.learned.kernel.slope.name == "autograd"
    X, y = data_for(NeuralNetworkRegressor)
    model = quick(
        NeuralNetworkRegressor, loss=lambda output, target: (output - target).abs().mean(1)
    )
    assert Machine(model, X, y).fit().learned.kernel.slope.name == "autograd"


def test_dense_layers_are_read_with_what_follows_them():
    layers = [nn.Linear(3, 4), nn.ReLU(), nn.Dropout(0.1), nn.Linear(4, 2), nn.Identity()]
    blocks = dense_blocks(nn.Sequential(*layers))
    assert [(b.dense.in_features, b.dense.out_features) for b in blocks] == [(3, 4), (4, 2)]
    assert [(b.activation, b.dropout) for b in blocks] == [(nn.ReLU, 0.1), (None, 0.0)]
    assert all(a.dense.out_features == b.dense.in_features for a, b in pairwise(blocks))
