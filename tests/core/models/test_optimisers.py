"""Optimisers and gradient rules: what they owe the training loop, and how they are put together."""

from __future__ import annotations

import pytest
import torch

from epochlab.models.gradient_rules import (
    ClipGrad,
    OptimiserChain,
)
from epochlab.models.more_optimisers import AdaDelta
from epochlab.models.networks import OPTIMISERS
from epochlab.models.optimisers import Adam, Descent, Momentum, Optimiser, RMSProp, rate

SIZE = 12
RATED = [kind for kind in OPTIMISERS if "eta" in kind.param]


def gradients(steps: int, seed: int = 1) -> list[torch.Tensor]:
    rng = torch.Generator().manual_seed(seed)
    return list(torch.randn(steps, SIZE, generator=rng))


def start(seed: int = 0) -> torch.Tensor:
    return torch.randn(SIZE, generator=torch.Generator().manual_seed(seed))


def walk(optimiser: Optimiser, steps: list[torch.Tensor]) -> torch.Tensor:
    """Where the parameters are after these gradients."""
    parameter = start()
    moments = optimiser.start(parameter)
    for gradient in steps:
        update, moments = optimiser.step(gradient, parameter, moments, **optimiser.numbers())
        if update is not None:
            parameter = parameter - update
    return parameter


@pytest.mark.parametrize("kind", RATED)
def test_a_rate_of_zero_freezes_the_weights_from_the_very_next_step(kind):
    optimiser, parameter = kind(), start()
    moments = optimiser.start(parameter)
    for gradient in gradients(5):
        moments = optimiser.step(gradient, parameter, moments, **optimiser.numbers())[1]
    optimiser.eta = 0
    for gradient in gradients(3, seed=2):
        update, moments = optimiser.step(gradient, parameter, moments, **optimiser.numbers())
        assert update is not None
        assert not update.any()


@pytest.mark.parametrize("kind", RATED)
def test_a_rate_twice_as_large_doubles_the_very_next_step(kind):
    steps = []
    for factor in (1, 2):
        optimiser, parameter = kind(), start()
        moments = optimiser.start(parameter)
        for gradient in gradients(5):
            moments = optimiser.step(gradient, parameter, moments, **optimiser.numbers())[1]
        optimiser.eta *= factor
        last = gradients(6)[-1]
        steps.append(optimiser.step(last, parameter, moments, **optimiser.numbers())[0])
    assert torch.allclose(steps[1], 2 * steps[0], rtol=1e-5)


@pytest.mark.parametrize("kind", RATED)
def test_training_goes_on_after_a_rate_of_zero(kind):
    optimiser, parameter = kind(eta=0), start()
    moments = optimiser.start(parameter)
    for gradient in gradients(3):
        moments = optimiser.step(gradient, parameter, moments, **optimiser.numbers())[1]
    optimiser.eta = 0.1
    update = optimiser.step(torch.ones(SIZE), parameter, moments, **optimiser.numbers())[0]
    assert update.isfinite().all()
    again = optimiser.step(torch.ones(SIZE), parameter, moments, **optimiser.numbers())[0]
    assert again.isfinite().all()
    assert (update.abs() + again.abs()).min() > 0


def test_momentum_walks_the_reference_s_path_at_a_constant_rate():
    parameter, velocity = start().double(), torch.zeros(SIZE).double()
    for gradient in gradients(50):
        velocity = 0.9 * velocity + 0.01 * gradient.double()
        parameter = parameter - velocity
    assert torch.allclose(walk(Momentum(), gradients(50)).double(), parameter, atol=1e-6)


def test_centred_rmsprop_may_be_switched_on_while_training():
    optimiser, parameter = RMSProp(), start()
    moments = optimiser.start(parameter)
    moments = optimiser.step(gradients(1)[0], parameter, moments, **optimiser.numbers())[1]
    optimiser.centred = True
    update, moments = optimiser.step(gradients(1)[0], parameter, moments, **optimiser.numbers())
    assert update.isfinite().all()
    assert "mean" in moments


def test_centred_rmsprop_survives_constant_gradients():
    optimiser, gradient = RMSProp(centred=True), torch.linspace(0.01, 3, 1000)
    moments = optimiser.start(gradient)
    for _ in range(300):  # the spread becomes 0, which rounding may leave just below
        update, moments = optimiser.step(gradient, gradient, moments, **optimiser.numbers())
        assert update.isfinite().all()


def test_numbers_are_what_the_model_says_now():
    optimiser = Adam()
    assert optimiser.numbers() == {"eta": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
    optimiser.eta = 1
    assert optimiser.numbers()["eta"] == 1.0
    assert all(type(value) is float for value in optimiser.numbers().values())
    assert "centred" not in RMSProp().numbers()


def test_rate_reads_eta_in_a_chain_too():
    assert rate(Descent(eta=0.3)) == 0.3
    assert rate(OptimiserChain(rules=(ClipGrad(), Adam(eta=0.02)))) == 0.02
    assert rate(AdaDelta()) == rate(OptimiserChain()) == 1.0


@pytest.mark.parametrize(("name", "value"), [("eta", -1), ("beta1", 1), ("epsilon", 0)])
def test_bad_numbers_are_refused(name, value):
    with pytest.raises(ValueError, match=rf"Adam\.{name} must be a finite number"):
        Adam(**{name: value})


def test_moments_are_tensors_and_plain_floats():
    for kind in OPTIMISERS:
        for name, value in kind().start(start()).items():
            assert isinstance(value, float) or value.shape == (SIZE,), f"{kind.__name__} {name}"
