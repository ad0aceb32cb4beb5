"""What every builder, optimiser, loss, finaliser and hyperparameter owes, whoever adds one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import param
import pytest
import torch
from walks import NOISE, SIZE, follow, path, torch_path

from epochlab.hyper import EFFECTS, Hyperparameters, effects, leaves, settings
from epochlab.models import gradient_rules
from epochlab.models.builders import Builder, Inline
from epochlab.models.gradient_rules import GRADIENT_RULES, OptimiserChain
from epochlab.models.image_builders import VGG
from epochlab.models.layers import check, describe, input_shape, n_parameters
from epochlab.models.losses import FINALISERS
from epochlab.models.networks import (
    IMAGE_BUILDERS,
    MODELS,
    OPTIMISERS,
    TABLE_BUILDERS,
    NeuralNetwork,
)
from epochlab.models.optimisers import Optimiser
from epochlab.models.realise import build_network, probe
from epochlab.spec import from_spec, kinds, to_python, to_spec


def ours(root: type[Hyperparameters]) -> list[type]:
    """Every subclass that Epochlab itself defines."""
    found = {kind for kind in kinds(root) if kind.__module__.startswith("epochlab.")}
    return sorted(found - {Inline}, key=lambda kind: kind.__name__)


def named(kinds: list[type]) -> Any:
    return pytest.mark.parametrize("kind", kinds, ids=lambda kind: kind.__name__)


# ---- builders


@named(ours(Builder))
def test_each_builder_builds_for_tables_or_images(kind):
    images = kind in IMAGE_BUILDERS
    assert images != (kind in TABLE_BUILDERS), "Offer it in networks.py for one of the two."
    sizes = [((8, 6), 1), ((1, 5), 3)] if images else [(4, 1), (1, 1)]
    for (n_in, n_channels), n_out in product(sizes, (1, 5)):
        rng = torch.Generator().manual_seed(1)
        network = build_network(kind(), n_in, n_out, n_channels, rng)
        batch = torch.rand(3, *input_shape(n_in, n_channels))
        probe(network, batch, n_out, kind())


@named(ours(Builder))
def test_each_plan_promises_what_the_network_then_holds(kind):
    n_in = (9, 8) if kind in IMAGE_BUILDERS else 6
    plan = kind().layers(n_in, 3, 1)
    check(plan, n_in, 3)
    network = kind().build(n_in, 3, rng=torch.Generator().manual_seed(1))
    assert n_parameters(plan) == sum(p.numel() for p in network.parameters())
    assert all(describe(plan))


# ---- optimisers


TORCH = {
    "Descent": [({"eta": 0.1}, torch.optim.SGD, {"lr": 0.1})],
    "Momentum": [({}, torch.optim.SGD, {"lr": 0.01, "momentum": 0.9})],
    "Nesterov": [({"eta": 0.01}, torch.optim.SGD, {"lr": 0.01, "momentum": 0.9, "nesterov": True})],
    "RMSProp": [
        ({"eta": 0.01}, torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.9}),
        (
            {"eta": 0.01, "centred": True, "rho": 0.8, "epsilon": 1e-4},
            torch.optim.RMSprop,
            {"lr": 0.01, "alpha": 0.8, "centered": True, "eps": 1e-4},
        ),
    ],
    "Adam": [
        ({}, torch.optim.Adam, {}),
        (
            {"eta": 0.1, "beta1": 0.8, "beta2": 0.9, "epsilon": 0.01},
            torch.optim.Adam,
            {"lr": 0.1, "betas": (0.8, 0.9), "eps": 0.01},
        ),
    ],
    "AdamW": [({"eta": 0.01, "decay": 0.1}, torch.optim.AdamW, {"lr": 0.01, "weight_decay": 0.1})],
    "AdaMax": [({"eta": 0.01}, torch.optim.Adamax, {"lr": 0.01})],
    "AdaGrad": [
        ({}, torch.optim.Adagrad, {"lr": 0.1, "initial_accumulator_value": 1e-8, "eps": 1e-8})
    ],
    "AdaDelta": [({}, torch.optim.Adadelta, {"lr": 1, "rho": 0.9, "eps": 1e-8})],
    "Rprop": [({"eta": 0.01}, torch.optim.Rprop, {"lr": 0.01})],
}
"""Rules torch has: our settings, its class, its settings. Nothing is left out but what follows."""


def torch_pairs() -> Iterator[Any]:
    for name, pairs in TORCH.items():
        for mine, theirs, its in pairs:
            yield pytest.param(name, mine, theirs, its, id=f"{name}-{len(mine)}")


@pytest.mark.parametrize(("name", "mine", "theirs", "its"), torch_pairs())
def test_each_optimiser_walks_torch_s_path(name, mine, theirs, its):
    kind = next(kind for kind in OPTIMISERS if kind.__name__ == name)
    wanted = torch_path(partial(theirs, **its), follow)
    found = path(kind(**mine), follow)
    assert found == pytest.approx(wanted, rel=1e-4, abs=2e-5)
    assert np.abs(found[-1] - found[0]).max() > 0.01


def test_every_optimiser_is_offered_and_was_compared_with_something():
    compared = {*TORCH, "RAdam", "NAdam", "AMSGrad", "OAdam", "AdaBelief", "Lion"}
    assert {kind.__name__ for kind in OPTIMISERS} == compared
    assert set(ours(Optimiser)) == {*OPTIMISERS, *GRADIENT_RULES, OptimiserChain}
    assert OptimiserChain.__module__ == gradient_rules.__name__


@named(ours(Optimiser))
def test_each_rule_leaves_gradient_and_parameters_alone_and_lends_no_moment(kind):
    optimiser, x = kind(), torch.linspace(-2, 2, SIZE)
    moments, before = optimiser.start(x), x.clone()
    for g in torch.tensor(NOISE[:6]):
        kept = g.clone()
        update, moments = optimiser.step(g, x, moments, **optimiser.numbers())
        assert torch.equal(g, kept)
        assert torch.equal(x, before)
        owned = [m.data_ptr() for m in moments.values() if torch.is_tensor(m)]
        assert update is None or update.data_ptr() not in owned
        assert g.data_ptr() not in owned


@named(ours(Optimiser))
def test_each_rule_continues_from_copied_moments_to_the_last_bit(kind):
    def go(x, moments, some):
        for g in torch.tensor(some):
            update, moments = optimiser.step(g, x, moments, **optimiser.numbers())
            x = x if update is None else x - update
        return x, moments

    optimiser, x = kind(), torch.linspace(-2, 2, SIZE)
    whole, _ = go(x, optimiser.start(x), NOISE[:9])
    half, moments = go(x, optimiser.start(x), NOISE[:4])
    copied = {n: m.clone() if torch.is_tensor(m) else m for n, m in moments.items()}
    assert torch.equal(go(half, copied, NOISE[4:9])[0], whole)


@named([kind for kind in ours(Optimiser) if "eta" in kind.param])
def test_each_learning_rate_comes_first_and_is_declared_alike(kind):
    eta = kind.param["eta"]
    assert next(iter(kind().numbers())) == "eta"
    assert (eta.bounds, eta.softbounds, eta.inclusive_bounds) == (
        (0, None),
        (1e-6, 10),
        (True, True),
    )
    assert eta.metadata["scale"] == "log"
    assert eta.metadata["restart"] == "optimiser"


# ---- finalisers


@pytest.mark.parametrize("name", FINALISERS)
@pytest.mark.parametrize("shape", [(5, 3), (5, 1), (0, 2)])
def test_each_finaliser_keeps_the_shape(name, shape):
    assert FINALISERS[name](torch.randn(shape)).shape == shape


# ---- hyperparameters


def every_hyperparameter() -> list[tuple[type, str]]:
    kinds = [*ours(Builder), *ours(Optimiser), *MODELS.values()]
    return [(kind, name) for kind in kinds for name in kind.param if name != "name"]


@pytest.mark.parametrize(
    ("kind", "name"), every_hyperparameter(), ids=lambda part: getattr(part, "__name__", part)
)
def test_each_hyperparameter_explains_itself(kind, name):
    declared = kind.param[name]
    assert declared.doc
    assert declared.doc.endswith(".")
    assert declared.label
    assert declared.metadata["restart"] in EFFECTS
    assert declared.metadata["scale"] in ("linear", "log")
    if isinstance(declared, param.Number) and not isinstance(declared, param.Boolean):
        assert declared.bounds
        assert declared.get_soft_bounds() != (None, None) or name == "rng"


def everything() -> list[Hyperparameters]:
    chain = OptimiserChain(rules=tuple(rule() for rule in GRADIENT_RULES))
    models = [kind() for kind in MODELS.values()]
    return [*(k() for k in [*ours(Builder), *ours(Optimiser)]), *models, chain]


@pytest.mark.parametrize("model", everything(), ids=to_python)
def test_each_spec_round_trips(model):
    again = from_spec(to_spec(model))
    assert type(again) is type(model)
    assert settings(again) == settings(model)
    assert to_python(again) == to_python(model)


@named(list(MODELS.values()))
def test_settings_and_effects_have_the_same_names_nested_ones_too(kind):
    model: NeuralNetwork = kind(optimiser=OptimiserChain(rules=(*(r() for r in GRADIENT_RULES),)))
    assert (
        list(settings(model)) == list(effects(model)) == [dotted for dotted, _, _ in leaves(model)]
    )
    assert "optimiser.rules.0.lambda_" in settings(model)
    assert ("builder.hidden" in settings(model)) is isinstance(model.builder, VGG)
