"""Rules in front of an optimiser, and the chain that joins them."""

from __future__ import annotations

import pytest
import torch

from epochlab.hyper import change, clone, effects, settings
from epochlab.models.gradient_rules import (
    AccumGrad,
    ClipGrad,
    ClipNorm,
    OptimiserChain,
    SignDecay,
    WeightDecay,
)
from epochlab.models.networks import NeuralNetworkClassifier
from epochlab.models.optimisers import Adam, Descent, Optimiser
from epochlab.spec import from_spec, to_spec

SIZE = 12


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


def test_weight_decay_adds_lambda_x_and_sign_decay_lambda_sign_x():
    x, g = torch.tensor([2.0, -3.0, 0.0]), torch.tensor([1.0, 1.0, 1.0])
    squared = WeightDecay(lambda_=0.1)
    assert squared.step(g, x, {}, **squared.numbers())[0].tolist() == pytest.approx([1.2, 0.7, 1])
    size = SignDecay(lambda_=0.1)
    assert size.step(g, x, {}, **size.numbers())[0].tolist() == pytest.approx([1.1, 0.9, 1])


def test_a_chain_clips_before_it_discounts_as_the_reference_s_example_does():
    chain = OptimiserChain(rules=(ClipGrad(delta=1), Descent(eta=0.1)))
    parameter = torch.zeros(3)
    gradient = torch.tensor([0.3, 1, 7])
    update, _ = chain.step(gradient, parameter, chain.start(parameter), **chain.numbers())
    assert update.tolist() == pytest.approx([0.03, 0.1, 0.1])


def test_accumulated_gradients_act_at_once_as_in_the_reference_s_example():
    rules = (AccumGrad(n=2), WeightDecay(lambda_=0.01), Descent(eta=0.1))
    chain, parameter = OptimiserChain(rules=rules), torch.tensor([1.0, 2.0])
    moments = chain.start(parameter)
    update, moments = chain.step(torch.tensor([33.0, 0]), parameter, moments, **chain.numbers())
    assert update is None
    update, moments = chain.step(torch.tensor([0, 444.0]), parameter, moments, **chain.numbers())
    assert (parameter - update).tolist() == pytest.approx([-0.651, -20.202002])


def test_accumulating_begins_anew_after_each_step():
    found = walk(OptimiserChain(rules=(AccumGrad(n=3), Adam(eta=0.1))), gradients(9))
    means = [sum(gradients(9)[at : at + 3]) / 3 for at in (0, 3, 6)]
    assert torch.allclose(found, walk(Adam(eta=0.1), means), atol=1e-6)


def test_lowering_the_number_to_accumulate_takes_the_mean_of_what_is_there():
    optimiser, parameter = AccumGrad(n=5), torch.zeros(SIZE)
    moments, given = optimiser.start(parameter), gradients(3)
    for gradient in given[:2]:
        moments = optimiser.step(gradient, parameter, moments, **optimiser.numbers())[1]
    optimiser.n = 2
    update, _ = optimiser.step(given[2], parameter, moments, **optimiser.numbers())
    assert torch.allclose(update, sum(given) / 3)


@pytest.mark.parametrize("p", [1, 2, 3])
def test_clip_norm_shortens_the_whole_gradient_as_torch_does(p):
    parameter = torch.nn.Parameter(torch.zeros(SIZE))
    rule = ClipNorm(omega=0.5, p=p)
    for gradient in (*gradients(3), torch.full((SIZE,), 1e-4), torch.zeros(SIZE)):
        parameter.grad = gradient.clone()
        torch.nn.utils.clip_grad_norm_([parameter], 0.5, norm_type=p)
        found, _ = rule.step(gradient, parameter, {}, **rule.numbers())
        assert torch.allclose(found, parameter.grad, rtol=1e-4, atol=1e-8)


def test_an_empty_chain_subtracts_the_gradient():
    assert torch.equal(walk(OptimiserChain(), gradients(1)), start() - gradients(1)[0])


def test_a_chain_of_one_is_that_one():
    alone, chained = walk(Adam(), gradients(9)), walk(OptimiserChain(rules=[Adam()]), gradients(9))
    assert torch.equal(alone, chained)


def test_a_chain_s_numbers_have_the_names_of_its_settings():
    model = NeuralNetworkClassifier(
        optimiser=OptimiserChain(rules=(ClipGrad(delta=1), Adam(eta=0.01)))
    )
    known = settings(model)
    for name, value in model.optimiser.numbers().items():
        assert known[f"optimiser.{name}"] == value
        assert effects(model)[f"optimiser.{name}"] == "optimiser"
    change(model, {"optimiser.rules.1.eta": 0.5})
    assert model.optimiser.numbers()["rules.1.eta"] == 0.5


def test_a_chain_is_cloned_and_written_down_whole():
    chain = OptimiserChain(rules=(ClipNorm(omega=1), OptimiserChain(rules=(Adam(eta=0.1),))))
    copy = clone(chain)
    assert settings(copy) == settings(chain) == settings(from_spec(to_spec(chain)))
    copy.rules[0].omega = 2
    assert chain.rules[0].omega == 1


@pytest.mark.parametrize("value", [3, (Adam(), 3), (Adam,), "Adam"])
def test_a_chain_takes_only_rules(value):
    with pytest.raises(ValueError, match="rules must be optimisers or gradient rules, not"):
        OptimiserChain(rules=value)
