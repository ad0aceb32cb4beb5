"""The adaptive rules beyond Adam, and two that look only at the signs of gradients.

Formulas: Optimisers.jl, `src/rules.jl`; a departure is named where it is.
"""

from __future__ import annotations

import param

from epochlab.hyper import hyper
from epochlab.models.declarations import (
    declare_amount,
    declare_epsilon,
    declare_eta,
    declare_share,
)
from epochlab.models.optimisers import Adam, Optimiser, average, average_square, zeros


class RAdam(Adam):
    """Adam that steps like momentum until enough gradients are in to judge their size.

    ρ = ρ∞ − 2·t·β₂ᵗ / (1 − β₂ᵗ) with ρ∞ = 2 / (1 − β₂) − 1. While ρ ≤ 4 a step is η·m̂; then
    Adam's step times √((ρ − 4)·(ρ − 2)·ρ∞ / ((ρ∞ − 4)·(ρ∞ − 2)·ρ)). torch waits until ρ > 5.
    """

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon):
        t = moments["t"] + 1
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * t * beta2**t / (1 - beta2**t)
        if length > 4:
            judged = (length - 4) * (length - 2) * longest
            share = (judged / ((longest - 4) * (longest - 2) * length)) ** 0.5
            return self.move(gradient, moments, eta * share, beta1, beta2, epsilon), moments
        moments["t"] = t
        average_square(moments["square"], gradient, beta2)
        return average(moments["mean"], gradient, beta1) * (eta / (1 - beta1**t)), moments


class AdaMax(Adam):
    """Adam with the largest gradient, slowly forgotten, in place of the mean size.

    u ← max(β₂·u, |g|); x ← x − η·m̂ / (u + ε).
    """

    def start(self, parameter):
        return {"mean": zeros(parameter), "largest": zeros(parameter), "t": 0.0}

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon):
        t = moments["t"] = moments["t"] + 1
        mean = average(moments["mean"], gradient, beta1)
        largest = moments["largest"].mul_(beta2)
        largest.copy_(largest.maximum(gradient.abs()))
        return mean.div(largest + epsilon).mul_(eta / (1 - beta1**t)), moments


class AMSGrad(Adam):
    """Adam that never forgets the largest mean size of a gradient; without corrections.

    v̂ ← max(v̂, v); x ← x − η·m / (√v̂ + ε). All three begin at ε.
    """

    def start(self, parameter):
        names = ("mean", "square", "largest")
        return {name: zeros(parameter).add_(self.epsilon) for name in names}

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon):
        mean = average(moments["mean"], gradient, beta1)
        square = average_square(moments["square"], gradient, beta2)
        largest = moments["largest"]
        largest.copy_(largest.maximum(square))
        return mean.div(largest.sqrt().add_(epsilon)).mul_(eta), moments


class NAdam(Adam):
    """Adam that looks one step ahead, as Nesterov does.

    x ← x − η·(β₁·m / (1 − β₁ᵗ⁺¹) + (1 − β₁)·g / (1 − β₁ᵗ)) / (√(β₂·v / (1 − β₂ᵗ)) + ε).
    """

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon):
        t = moments["t"] = moments["t"] + 1
        mean = average(moments["mean"], gradient, beta1)
        square = average_square(moments["square"], gradient, beta2)
        ahead = mean * (beta1 / (1 - beta1 ** (t + 1)))
        ahead.add_(gradient * ((1 - beta1) / (1 - beta1**t)))
        size = (square * (beta2 / (1 - beta2**t))).sqrt_().add_(epsilon)
        return ahead.div_(size).mul_(eta), moments


class OAdam(Adam):
    """Optimistic Adam: twice this step, less the one before; for games such as adversaries play.

    Departure: the step before is remembered without its learning rate.
    """

    beta1 = declare_share(0.5, "Beta 1", "Share of the mean gradient kept at each step.")
    beta2 = declare_share(0.9, "Beta 2", "Share of the mean squared gradient kept at each step.")

    def start(self, parameter):
        return super().start(parameter) | {"before": zeros(parameter)}

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon):
        move = self.move(gradient, moments, 1.0, beta1, beta2, epsilon)
        update = (2 * move).sub_(moments["before"]).mul_(eta)
        moments["before"] = move
        return update, moments


class AdaBelief(Adam):
    """Adam that divides by how far gradients stray from their mean, not by their size.

    s ← β₂·s + (1 − β₂)·(g − m)² + ε; x ← x − η·m̂ / (√ŝ + ε).
    """

    epsilon = declare_epsilon(1e-16)

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2, epsilon):
        t = moments["t"] = moments["t"] + 1
        mean = average(moments["mean"], gradient, beta1)
        square = average_square(moments["square"], gradient - mean, beta2).add_(epsilon)
        size = (square / (1 - beta2**t)).sqrt_().add_(epsilon)
        return mean.div(size).mul_(eta / (1 - beta1**t)), moments


class AdaGrad(Optimiser):
    """Steps shrink with all the gradients seen so far: a ← a + g²; x ← x − η·g / (√a + ε)."""

    eta = declare_eta(0.1)
    epsilon = declare_epsilon()

    def start(self, parameter):
        return {"sum": zeros(parameter).add_(self.epsilon)}

    def step(self, gradient, parameter, moments, *, eta, epsilon):
        total = moments["sum"].addcmul_(gradient, gradient)
        return (gradient * eta).div_(total.sqrt().add_(epsilon)), moments


class AdaDelta(Optimiser):
    """Steps as large as those lately made, so there is no learning rate.

    a ← ρ·a + (1 − ρ)·g²; step = g·√(d + ε) / √(a + ε); d ← ρ·d + (1 − ρ)·step².
    """

    rho = declare_share(0.9, "Memory", "Share of the running sizes kept at each step.")
    epsilon = declare_epsilon()

    def start(self, parameter):
        return {"square": zeros(parameter), "moved": zeros(parameter)}

    def step(self, gradient, parameter, moments, *, rho, epsilon):
        square = average_square(moments["square"], gradient, rho)
        size = (square + epsilon).rsqrt_().mul_((moments["moved"] + epsilon).sqrt_())
        update = size.mul_(gradient)
        average_square(moments["moved"], update, rho)
        return update, moments


class Lion(Optimiser):
    """Every weight moves by η: x ← x − η·sign(β₁·m + (1 − β₁)·g); m ← β₂·m + (1 − β₂)·g.

    Departure: this is the rule as published (Chen et al. 2023, arXiv:2302.06675). Optimisers.jl
    has β₂ and 1 − β₂ the other way round in m, which leaves little but the last gradient.
    """

    eta = declare_eta(0.001)
    beta1 = declare_share(0.9, "Beta 1", "Share of the mean gradient in the direction taken.")
    beta2 = declare_share(0.999, "Beta 2", "Share of the mean gradient kept at each step.")

    def start(self, parameter):
        return {"mean": zeros(parameter)}

    def step(self, gradient, parameter, moments, *, eta, beta1, beta2):
        direction = (moments["mean"] * beta1).add_(gradient * (1 - beta1)).sign_()
        average(moments["mean"], gradient, beta2)
        return direction.mul_(eta), moments


class Rprop(Optimiser):
    """Each weight has a step of its own: longer while its gradient keeps its sign, else shorter.

    Meant for whole-data batches. After a change of sign the weight rests for one step. Steps
    are remembered as multiples of η, so that a changed η changes all of them.
    """

    eta = declare_eta(0.001)
    shrink = hyper(
        param.Number,
        0.5,
        bounds=(0, 1),
        inclusive_bounds=(False, False),
        restart="optimiser",
        label="Shrink",
        doc="What a step is multiplied by when its gradient changes sign.",
    )
    grow = hyper(
        param.Number,
        1.2,
        bounds=(1, None),
        softbounds=(1, 2),
        restart="optimiser",
        label="Grow",
        doc="What a step is multiplied by when its gradient keeps its sign.",
    )
    shortest = declare_amount(1e-6, "Shortest step", "No step shrinks below this.", (1e-9, 1e-3))
    longest = declare_amount(50.0, "Longest step", "No step grows above this.", (1e-2, 100))

    def start(self, parameter):
        return {"before": zeros(parameter), "multiple": zeros(parameter).add_(1)}

    def step(self, gradient, parameter, moments, *, eta, shrink, grow, shortest, longest):
        agreement = gradient * moments["before"]
        multiple = moments["multiple"]
        unit = eta + (eta == 0)  # limits of steps that are all 0 are never reached
        longer = (multiple * grow).clamp_(max=longest / unit)
        shorter = (multiple * shrink).clamp_(min=shortest / unit)
        multiple = longer.where(agreement > 0, shorter.where(agreement < 0, multiple))
        gradient = gradient.masked_fill(agreement < 0, 0)
        moments |= {"before": gradient, "multiple": multiple}
        return gradient.sign().mul_(multiple).mul_(eta), moments
