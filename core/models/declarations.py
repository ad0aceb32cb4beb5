"""Hyperparameters that several builders, optimisers or networks have, declared once."""

from __future__ import annotations

import param

from epochlab.hyper import hyper
from epochlab.kinds import Named
from epochlab.models.layers import ACTIVATIONS


def declare_activation(default: str) -> param.Parameter:
    """Declare an activation: what a layer does to each of its numbers."""
    return hyper(
        param.Selector,
        default,
        objects=list(ACTIVATIONS),
        label="Activation",
        doc="What each unit does with its sum: relu cuts off below zero, identity does nothing.",
    )


def declare_dropout(default: float) -> param.Parameter:
    """Declare a dropout rate."""
    return hyper(
        param.Number,
        default,
        bounds=(0, 1),
        inclusive_bounds=(True, False),
        softbounds=(0, 0.9),
        step=0.05,
        label="Dropout",
        doc="Share of units left out at random in every training step, against overfitting.",
    )


def declare_eta(default: float) -> param.Parameter:
    """Declare a learning rate."""
    return hyper(
        param.Number,
        default,
        bounds=(0, None),
        softbounds=(1e-6, 10),
        restart="optimiser",
        scale="log",
        label="Learning rate",
        doc="How far each step moves the weights; 0 freezes them.",
    )


def declare_share(default: float, label: str, doc: str) -> param.Parameter:
    """Declare how much of a running mean is kept at each step: from 0 to 1, 1 excluded."""
    return hyper(
        param.Number,
        default,
        bounds=(0, 1),
        inclusive_bounds=(True, False),
        softbounds=(0, 0.999),
        restart="optimiser",
        label=label,
        doc=doc,
    )


def declare_epsilon(default: float = 1e-8) -> param.Parameter:
    """Declare the small number that keeps a division from being one by zero."""
    return hyper(
        param.Number,
        default,
        bounds=(0, None),
        inclusive_bounds=(False, True),
        softbounds=(1e-16, 1e-2),
        restart="optimiser",
        scale="log",
        label="Epsilon",
        doc="Added to a divisor so that it is never zero; there is rarely a need to change it.",
    )


def declare_amount(
    default: float, label: str, doc: str, softbounds: tuple[float, float]
) -> param.Parameter:
    """Declare a strength of at least 0, on a log scale."""
    return hyper(
        param.Number,
        default,
        bounds=(0, None),
        softbounds=softbounds,
        restart="optimiser",
        scale="log",
        label=label,
        doc=doc,
    )


def declare_loss(names: tuple[str, ...]) -> param.Parameter:
    """Declare the loss, the first of `names` being the default."""
    return hyper(
        Named,
        names[0],
        objects=list(names),
        label="Loss",
        doc="What training makes small: how wrong the outputs are, row by row.",
    )


def declare_finaliser(default: str) -> param.Parameter:
    """Declare the last step, from raw outputs to probabilities."""
    return hyper(
        Named,
        default,
        objects=[default, "identity"],
        label="Output step (finaliser)",
        doc="Turns raw outputs into probabilities; identity leaves them as they are.",
    )


class SizesByColumn(param.Dict):
    """Column names with numbers of dimensions: whole, or as a share of the column's levels."""

    def _validate(self, val):
        super()._validate(val)
        for size in (val or {}).values():
            if isinstance(size, bool) or not isinstance(size, int | float) or not 0 < size < 2**31:
                raise ValueError(f"must be a number above 0, not {size!r}")
