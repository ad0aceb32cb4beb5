"""Rules that change a gradient before an optimiser sees it, and the chain that joins them."""

from __future__ import annotations

from typing import Any

import param

from epochlab.hyper import hyper
from epochlab.models.declarations import declare_amount
from epochlab.models.optimisers import Optimiser, zeros


class WeightDecay(Optimiser):
    """Penalty on squared weights: g ← g + λ·x."""

    lambda_ = declare_amount(
        5e-4, "Penalty (L2)", "How strongly weights are pulled towards zero.", (1e-6, 1)
    )

    def step(self, gradient, parameter, moments, *, lambda_):
        return gradient + parameter * lambda_, moments


class SignDecay(Optimiser):
    """Penalty on the size of weights: g ← g + λ·sign(x)."""

    lambda_ = declare_amount(
        1e-3, "Penalty (L1)", "How strongly weights are pushed to exactly zero.", (1e-6, 1)
    )

    def step(self, gradient, parameter, moments, *, lambda_):
        return gradient + parameter.sign() * lambda_, moments


class ClipGrad(Optimiser):
    """Every number of the gradient is kept between −δ and δ."""

    delta = declare_amount(10.0, "Limit", "Largest size of one number of a gradient.", (1e-3, 100))

    def step(self, gradient, parameter, moments, *, delta):
        return gradient.clamp(-delta, delta), moments


class ClipNorm(Optimiser):
    """A gradient longer than ω is shortened to ω, its direction kept.

    Departure: the length is that of the gradient of all parameters together, as
    `torch.nn.utils.clip_grad_norm_` has it; Optimisers.jl measures each array by itself.
    """

    omega = declare_amount(10.0, "Limit", "Largest length of the whole gradient.", (1e-3, 100))
    p = hyper(
        param.Number,
        2.0,
        bounds=(1, None),
        softbounds=(1, 4),
        restart="optimiser",
        label="Norm",
        doc="What length means: 2 is the usual one, 1 the sum of all sizes.",
    )

    def step(self, gradient, parameter, moments, *, omega, p):
        length = gradient.abs().pow_(p).sum(-1, keepdim=True).pow_(1 / p)
        return gradient * (omega / length).clamp_(max=1), moments


class AccumGrad(Optimiser):
    """Waits for `n` gradients, then hands on their mean: as one batch n times as large would."""

    n = hyper(
        param.Integer,
        2,
        bounds=(1, None),
        softbounds=(1, 64),
        restart="optimiser",
        unit="batches",
        label="Batches per step",
        doc="How many batches are gone through for each step of the weights.",
    )

    def start(self, parameter):
        return {"sum": zeros(parameter), "count": 0.0}

    def step(self, gradient, parameter, moments, *, n):
        moments["sum"].add_(gradient)
        moments["count"] += 1
        if moments["count"] < n:
            return None, moments
        mean = moments["sum"] / moments["count"]
        moments["sum"].zero_()
        moments["count"] = 0.0
        return mean, moments


GRADIENT_RULES: tuple[type[Optimiser], ...] = (
    WeightDecay,
    SignDecay,
    ClipGrad,
    ClipNorm,
    AccumGrad,
)
"""Rules to put in front of an optimiser, in an `OptimiserChain`."""


class Rules(param.Parameter):
    """A tuple of optimisers and gradient rules; lists are accepted and kept as tuples."""

    def __set__(self, obj, val):
        super().__set__(obj, tuple(val) if isinstance(val, list) else val)

    def _validate(self, val):
        super()._validate(val)
        if not isinstance(val, tuple) or not all(isinstance(rule, Optimiser) for rule in val):
            raise ValueError(f"must be optimisers or gradient rules, not {val!r}")


class OptimiserChain(Optimiser):
    """Several rules one after the other; each gets what the one before would have subtracted.

    `OptimiserChain(rules=(ClipGrad(delta=1), Adam(eta=0.01)))` clips gradients, then takes
    Adam's step. An empty chain subtracts the gradient itself.
    """

    rules = hyper(
        Rules,
        (),
        restart="optimiser",
        label="Rules",
        doc="Gradient rules and, last, an optimiser; applied from left to right.",
    )

    def _refusal(self, name, value):
        message = super()._refusal(name, value)
        return message.replace("a rules", "optimisers or gradient rules", 1)

    def start(self, parameter):
        each = enumerate(self.rules)
        return _joined({place: rule.start(parameter) for place, rule in each})

    def step(self, gradient, parameter, moments, *_: Any, **numbers: Any):
        update = gradient
        for place, rule in enumerate(self.rules):
            own, given = _of(place, moments), _of(place, numbers)
            update, own = rule.step(update, parameter, own, **given)
            moments |= _joined({place: own})
            if update is None:
                break
        return update, moments

    def numbers(self):
        return _joined({place: rule.numbers() for place, rule in enumerate(self.rules)})


def _joined(parts: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """{0: {"eta": 0.1}} → {"rules.0.eta": 0.1}, as settings spell it."""
    return {
        f"rules.{at}.{name}": value for at, part in parts.items() for name, value in part.items()
    }


def _of(place: int, joined: dict[str, Any]) -> dict[str, Any]:
    """What `_joined` was given for one place."""
    start = f"rules.{place}."
    return {n.removeprefix(start): value for n, value in joined.items() if n.startswith(start)}
