"""Losses against torch.nn.functional where it has them, else against plain loops in float64."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from epochlab.models.losses import (
    EPSILON,
    FINALISERS,
    FOR_CLASSES,
    FOR_TWO_CLASSES,
    FOR_VALUES,
    LOSSES,
)

ROWS, N_OUT = 11, 3
rng = np.random.default_rng(5)
SCORES = torch.tensor(rng.normal(size=(ROWS, N_OUT)) * 2, dtype=torch.float32)
PROBABILITIES = SCORES.softmax(1)
ONE_HOT = functional.one_hot(torch.tensor(rng.integers(0, N_OUT, ROWS)), N_OUT).float()
VALUES = torch.tensor(rng.normal(size=(ROWS, N_OUT)), dtype=torch.float32)
POSITIVE, COUNTS = SCORES.exp(), torch.tensor(rng.poisson(3, (ROWS, N_OUT))).float()
SCORE, CHANCE = SCORES[:, :1], SCORES[:, :1].sigmoid()
INDICATOR = ONE_HOT[:, :1]
TORCH = {
    "mse": (SCORES, VALUES, functional.mse_loss),
    "mae": (SCORES, VALUES, functional.l1_loss),
    "huber": (SCORES, VALUES, functional.huber_loss),
    "crossentropy": (
        PROBABILITIES,
        ONE_HOT,
        lambda p, y, **k: functional.nll_loss(p.log(), y.argmax(1)),
    ),
    "logitcrossentropy": (SCORES, ONE_HOT, lambda s, y, **k: functional.cross_entropy(s, y)),
    "kldivergence": (
        PROBABILITIES,
        VALUES.softmax(1),
        lambda p, y, **k: functional.kl_div(p.log(), y, reduction="batchmean"),
    ),
    "binarycrossentropy": (CHANCE, INDICATOR, functional.binary_cross_entropy),
    "logitbinarycrossentropy": (SCORE, INDICATOR, functional.binary_cross_entropy_with_logits),
    "poisson": (
        POSITIVE,
        COUNTS,
        lambda x, y, **k: functional.poisson_nll_loss(x, y, log_input=False, eps=0),
    ),
}


@pytest.mark.parametrize("name", TORCH)
def test_the_mean_over_rows_is_torch_s_loss(name):
    output, target, oracle = TORCH[name]
    rows = LOSSES[name](output, target)
    assert rows.shape == (ROWS,)
    assert rows.mean().item() == pytest.approx(oracle(output, target).item(), rel=1e-5)


@pytest.mark.parametrize("name", TORCH)
def test_gradients_are_torch_s(name):
    output, target, oracle = TORCH[name]
    ours, theirs = (output.clone().requires_grad_() for _ in range(2))
    LOSSES[name](ours, target).mean().backward()
    oracle(theirs, target).backward()
    assert torch.allclose(ours.grad, theirs.grad, rtol=1e-4, atol=1e-6)


def by_loop(name: str, output: np.ndarray, target: np.ndarray) -> float:
    """One row's loss, from Flux's formulas written out."""
    pairs = list(zip(output.astype(float), target.astype(float), strict=True))
    signed = [(p, 2 * y - 1) for p, y in pairs]
    overlap = sum(p * y for p, y in pairs)
    true = [y * p + (1 - y) * (1 - p) for p, y in pairs]
    excess = sum(y * p + 0.7 * (1 - y) * p + 0.3 * y * (1 - p) for p, y in pairs)
    squares = sum(p * p + y * y for p, y in pairs)
    return {
        "msle": np.mean([math.log((p + EPSILON) / (y + EPSILON)) ** 2 for p, y in pairs]),
        "focal": -sum(y * (1 - p) ** 2 * math.log(p) for p, y in pairs),
        "focal_binary": -np.mean([(1 - t) ** 2 * math.log(t) for t in true]),
        "hinge": np.mean([max(0, 1 - p * s) for p, s in signed]),
        "squared_hinge": np.mean([max(0, 1 - p * s) ** 2 for p, s in signed]),
        "dice": 1 - (2 * overlap + 1) / (squares + 1),
        "tversky": 1 - (overlap + 1) / (excess + 1),
    }[name]


@pytest.mark.parametrize("name", sorted(set(LOSSES) - set(TORCH)))
def test_losses_torch_lacks_follow_the_reference_row_by_row(name):
    output, target = PROBABILITIES[:, :2], ONE_HOT[:, :2]  # rows need not sum to 1
    if name == "focal_binary":
        output, target = CHANCE, INDICATOR
    found = LOSSES[name](output, target)
    wanted = [by_loop(name, o, t) for o, t in zip(output.numpy(), target.numpy(), strict=True)]
    assert found.numpy() == pytest.approx(np.array(wanted), rel=1e-4, abs=1e-6)


def test_crossentropy_adds_epsilon_to_a_probability_of_zero():
    output, target = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])
    assert LOSSES["crossentropy"](output, target).item() == pytest.approx(-math.log(EPSILON))
    assert torch.finfo(torch.float32).eps == pytest.approx(EPSILON)


def test_binarycrossentropy_is_finite_at_both_ends():
    output, target = torch.tensor([[0.0], [1.0]]), torch.tensor([[1.0], [0.0]])
    found = LOSSES["binarycrossentropy"](output, target)
    assert found.tolist() == pytest.approx([-math.log(EPSILON)] * 2)


def test_mse_divides_by_the_number_of_targets_too():
    output, target = torch.tensor([[1.0, 3.0]]), torch.tensor([[0.0, 0.0]])
    assert LOSSES["mse"](output, target).item() == (1 + 9) / 2


def test_flux_s_own_examples_give_flux_s_own_numbers():
    truth = torch.tensor([[1.0], [2.0], [3.0]])
    msle = LOSSES["msle"]
    assert msle(torch.tensor([[1.1], [2.2], [3.3]]), truth).mean().item() == pytest.approx(
        0.009084041, rel=1e-5
    )
    scores = torch.arange(-7, 8).reshape(5, 3).float()
    classes = functional.one_hot(torch.tensor([0, 1, 2, 1, 0]), 3).float()
    entropy = LOSSES["crossentropy"](scores.softmax(1), classes)
    assert entropy.mean().item() == pytest.approx(1.6076053, rel=1e-6)
    binary = LOSSES["logitbinarycrossentropy"]
    found = binary(torch.tensor([[2.0], [-1.0], [math.pi]]), torch.tensor([[1.0], [0.0], [1.0]]))
    assert found.mean().item() == pytest.approx(0.160832, rel=1e-5)


@pytest.mark.parametrize("name", ["focal_binary", "binarycrossentropy", "logitbinarycrossentropy"])
def test_a_saturated_output_gives_no_nan(name):
    output = torch.tensor([[100.0], [-100.0], [100.0]])
    output = output if name.startswith("logit") else output.sigmoid()
    output.requires_grad_()
    loss = LOSSES[name](output, torch.tensor([[0.0], [1.0], [1.0]]))
    loss.sum().backward()
    assert loss.isfinite().all()
    assert output.grad.isfinite().all()


@pytest.mark.parametrize("name", sorted(LOSSES))
def test_rows_stand_for_themselves(name):
    output, target = PROBABILITIES, ONE_HOT
    whole = LOSSES[name](output, target)
    pairs = zip(output.split(1), target.split(1), strict=True)
    each = torch.cat([LOSSES[name](o, t) for o, t in pairs])
    assert torch.allclose(whole, each)


def test_every_loss_is_offered_for_some_task_and_nothing_else_is():
    assert set(LOSSES) == {*FOR_VALUES, *FOR_CLASSES, *FOR_TWO_CLASSES}


@pytest.mark.parametrize("name", sorted(FINALISERS))
def test_finalisers_keep_the_shape(name):
    assert FINALISERS[name](SCORES).shape == SCORES.shape


def test_finalisers_are_what_their_names_say():
    assert torch.equal(FINALISERS["softmax"](SCORES), functional.softmax(SCORES, 1))
    assert torch.equal(FINALISERS["sigmoid"](SCORES), torch.sigmoid(SCORES))
    assert torch.equal(FINALISERS["identity"](SCORES), SCORES)
