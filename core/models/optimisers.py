"""Optimisers: pure rules over explicit state, `start` and `step`.

Why pure: numbers such as the learning rate arrive with every step, so a changed one cannot be
forgotten, and a column of them trains several networks at once. The formulas are those of
Optimisers.jl, with the learning rate always applied last: momentum holds gradients, not steps.
For a constant rate that is the same path; a changed rate then acts in full on the very next
step, and a rate of 0 freezes the weights.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import param

from epochlab.hyper import Hyperparameters, hyper
from epochlab.models.declarations import (
    declare_amount,
    declare_epsilon,
    declare_eta,
    declare_share,
)

if TYPE_CHECKING:  # rules only use methods of the tensors they are given
    from torch import Tensor

Moments = dict[str, Any]
"""What an optimiser remembers, by name: tensors of the parameter's shape, and plain floats."""


class Optimiser(Hyperparameters):
    """How a gradient becomes a step of the weights.

    All parameters of a network are one flat float32 vector. A rule of your own gives `start`,
    if it remembers something, and `step`.
    """

    def start(self, parameter: Tensor) -> Moments:
        """What is remembered before the first step: {} unless a rule says otherwise."""
        return {}

    def step(
        self, gradient: Tensor, parameter: Tensor, moments: Moments, *_: Any, **numbers: Any
    ) -> tuple[Tensor | None, Moments]:
        """What to subtract from the parameters, and what to remember.

        Parameters
        ----------
        gradient, parameter : (n_parameters,) float32; neither is changed.
        moments : from `start` or the last step; its tensors may be changed in place.
        numbers : what `numbers()` gives, or the same as tensors that broadcast.

        Returns
        -------
        (n_parameters,) float32 that is none of the moments, or None to leave the weights alone
        this time; and the moments.
        """
        return gradient, moments

    def numbers(self) -> dict[str, float]:
        """The numeric hyperparameters as they are now, to be handed to the next `step`."""
        return {name: float(getattr(self, name)) for name in numeric_names(type(self))}


@cache
def numeric_names(kind: type[Optimiser]) -> tuple[str, ...]:
    """Names of the hyperparameters of a class that are numbers."""
    declared = {name: kind.param[name] for name in kind.param if name != "name"}
    return tuple(
        name
        for name, parameter in declared.items()
        if isinstance(parameter, param.Number) and not isinstance(parameter, param.Boolean)
    )


def rate(optimiser: Optimiser) -> float:
    """The learning rate in force; 1.0 for a rule without one, which takes its step whole.

    In a chain it is that of the last rule that has one.
    """
    rates = [value for name, value in optimiser.numbers().items() if name.split(".")[-1] == "eta"]
    return rates[-1] if rates else 1.0


class Descent(Optimiser):
    """Plain gradient descent: x ← x − η·g."""

    eta = declare_eta(0.1)

    def step(self, gradient, parameter, moments, *, eta):
        return gradient * eta, moments


class Momentum(Optimiser):
    """Gradient descent with memory: u ← ρ·u + g; x ← x − η·u. In other libraries: SGD, momentum."""

    eta = declare_eta(0.01)
    rho = declare_share(0.9, "Momentum", "Share of the last direction kept in the next.")

    def start(self, parameter):
        return {"velocity": zeros(parameter)}

    def step(self, gradient, parameter, moments, *, eta, rho):
        velocity = moments["velocity"].mul_(rho).add_(gradient)
        return velocity * eta, moments


class Nesterov(Momentum):
    """Momentum that looks one step ahead: u ← ρ·u + g; x ← x − η·(g + ρ·u)."""

    eta = declare_eta(0.001)

    def step(self, gradient, parameter, moments, *, eta, rho):
        velocity = moments["velocity"].mul_(rho).add_(gradient)
        return (velocity * rho).add_(gradient).mul_(eta), moments


class RMSProp(Optimiser):
    """Each weight's step is divided by the running size of its gradient.

    q ← ρ·q + (1 − ρ)·g²; x ← x − η·g / (√q + ε). Centred: the variance in place of q.
    """

    eta = declare_eta(0.001)
    rho = declare_share(0.9, "Memory", "Share of the running size of gradients kept each step.")
    epsilon = declare_epsilon()
    centred = hyper(
        param.Boolean,
        False,
        restart="optimiser",
        label="Centred",
        doc="Divide by the spread of the gradient around its running mean, not by its size.",
    )

    def start(self, parameter):
        return {"square": zeros(parameter)} | ({"mean": zeros(parameter)} if self.centred else {})

    def step(self, gradient, parameter, moments, *, eta, rho, epsilon):
        square = average_square(moments["square"], gradient, rho)
        if not self.centred:
            return (gradient * eta).div_(square.sqrt().add_(epsilon)), moments
        mean = moments.get("mean")  # absent if centring was switched on while training
        mean = moments["mean"] = average(zeros(gradient) if mean is None else mean, gradient, rho)
        spread = (square - mean * mean).clamp_(min=0).sqrt_()  # rounding can leave it below 0
        return (gradient * eta).div_(spread.add_(epsilon)), moments


class Adam(Optimiser):
    """Momentum and a running size of gradients, both corrected for their start at zero.

    m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; x ← x − η·m̂ / (√v̂ + ε), where
    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
    """

    eta = declare_eta(0.001)
    beta1 = declare_share(0.9, "Beta 1", "Share of the mean gradient kept at each step.")
    beta2 = declare_share(0.999, "Beta 2", "Share of the mean squared gradient kept at each step.")
    epsilon = declare_epsilon()

    def start(self, parameter):
        return {"mean": zeros(parameter), "square": zeros(parameter), "t": 0.0}

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon):
        return self.move(gradient, moments, eta, beta1, beta2, epsilon), moments

    def move(self, gradient, moments, eta, beta1, beta2, epsilon):
        """η·m̂ / (√v̂ + ε) after taking in a gradient, as a fresh tensor.

        Both corrections are plain numbers, so they are joined with η and ε: fewer passes.
        """
        t = moments["t"] = moments["t"] + 1
        mean = average(moments["mean"], gradient, beta1)
        square = average_square(moments["square"], gradient, beta2)
        correction = (1 - beta2**t) ** 0.5
        size = square.sqrt().add_(epsilon * correction)
        return mean.div(size).mul_(eta * correction / (1 - beta1**t))


class AdamW(Adam):
    """Adam that also pulls weights towards zero, apart from gradients: x ← x − η·(step + λ·x)."""

    decay = declare_amount(
        0.0, "Weight decay", "How strongly each step pulls weights towards zero.", (1e-6, 1)
    )

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon, decay=0.0):
        move = self.move(gradient, moments, eta, beta1, beta2, epsilon)
        return move.add_(parameter * (eta * decay)), moments


def zeros(like: Tensor) -> Tensor:
    """Zeros of the shape, type and device of a tensor."""
    return like.new_zeros(like.shape)


def average(mean: Tensor, value: Tensor, kept: Any) -> Tensor:
    """mean ← kept·mean + (1 − kept)·value, in place; `kept` is a float or broadcasts."""
    return mean.lerp_(value, 1 - kept)


def average_square(square: Tensor, value: Tensor, kept: Any) -> Tensor:
    """square ← kept·square + (1 − kept)·value², in place; `kept` is a float or broadcasts."""
    if isinstance(kept, float):
        return square.mul_(kept).addcmul_(value, value, value=1 - kept)
    return square.mul_(kept).add_(value * value * (1 - kept))
