"""Builders: from hyperparameters and the shape of the data to the layers of a network.

A builder of your own is a subclass that gives `layers` (or overrides `build` for networks that
are no chain of layers), or a function under `@builder`. Networks of classifiers must not end in
softmax: the finaliser of the model is added to them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from inspect import signature
from itertools import pairwise
from math import sqrt
from types import CellType, CodeType
from typing import TYPE_CHECKING

import param

from epochlab.errors import BuilderMismatch
from epochlab.hyper import Hyperparameters, hyper
from epochlab.kinds import Sizes
from epochlab.models.declarations import declare_activation, declare_dropout
from epochlab.models.layers import Activation, Dense, Dropout, Layer, Plan, Size, check

if TYPE_CHECKING:  # the page's process must stay free of torch
    import torch


class Builder(Hyperparameters):
    """What a network looks like, given the shape of the data."""

    def layers(self, n_in: Size, n_out: int, n_channels: int = 1) -> Sequence[Layer] | None:
        """The plan of the network; None from a builder that overrides `build` instead.

        Parameters
        ----------
        n_in : number of inputs, or (height, width) of images.
        n_out : number of outputs; 1 for regression and for two classes.
        n_channels : 1 for gray images, 3 for colour.
        """
        return None

    def build(
        self, n_in: Size, n_out: int, n_channels: int = 1, *, rng: torch.Generator
    ) -> torch.nn.Module:
        """A fresh network: weights glorot-uniform from `rng`, biases zero.

        Returns
        -------
        a network that takes (rows, n_in) or (rows, n_channels, height, width) float32 and gives
        (rows, n_out) float32.

        Raises
        ------
        BuilderMismatch : layers that do not fit each other, or do not end in `n_out` units.
        """
        from epochlab.models.realise import realise  # needs torch, which the page must not import

        layers = self.layers(n_in, n_out, n_channels)
        if layers is None:
            raise BuilderMismatch(
                f"{type(self).__name__} has neither `layers` nor a `build` of its own.",
                "Nothing was trained.",
                "Give it a method layers(n_in, n_out, n_channels) that returns a list of layers.",
            )
        check(layers, n_in, n_out, n_channels, builder=self)
        return realise(layers, rng)


class Linear(Builder):
    """One dense layer and an activation: with "identity", linear regression.

    The default, as in MLJFlux, is relu, after which nothing is predicted below zero.
    """

    activation = declare_activation("relu")

    def layers(self, n_in: Size, n_out: int, n_channels: int = 1) -> Plan:
        n_in = only_tables(self, n_in)
        return (Dense(n_in, n_out), Activation(self.activation))


class Short(Builder):
    """One hidden layer, with dropout behind it."""

    n_hidden = hyper(
        param.Integer,
        0,
        bounds=(0, None),
        softbounds=(0, 256),
        label="Hidden units",
        doc="Units in the hidden layer; 0 takes the geometric mean of inputs and outputs.",
    )
    dropout = declare_dropout(0.5)
    activation = declare_activation("sigmoid")

    def layers(self, n_in: Size, n_out: int, n_channels: int = 1) -> Plan:
        n_in = only_tables(self, n_in)
        n_hidden = self.n_hidden or short_width(n_in, n_out)
        return (
            Dense(n_in, n_hidden),
            Activation(self.activation),
            Dropout(self.dropout),
            Dense(n_hidden, n_out),
        )


def short_width(n_in: int, n_out: int) -> int:
    """Number of hidden units when `Short(n_hidden=0)` leaves the choice open.

    Parameters
    ----------
    n_in, n_out : units in the input and output layers, both ≥ 1.

    Returns
    -------
    their geometric mean, rounded to the nearest integer (MLJFlux, `src/builders.jl`, `Short`).

    Raises
    ------
    ValueError : a layer is empty.
    """
    if n_in < 1 or n_out < 1:
        raise ValueError(f"Layers need at least one unit, not {n_in} inputs and {n_out} outputs.")
    return round(sqrt(n_in * n_out))


class MLP(Builder):
    """A multi-layer perceptron: one dense layer for each entry of `hidden`, then the output."""

    hidden = hyper(
        Sizes,
        (10,),
        bounds=(1, None),
        label="Hidden layers",
        doc="Units of each hidden layer, from the inputs to the outputs.",
    )
    activation = declare_activation("relu")
    dropout = declare_dropout(0.0)

    def layers(self, n_in: Size, n_out: int, n_channels: int = 1) -> Plan:
        widths = (only_tables(self, n_in), *self.hidden)
        hidden = dense_stack(widths, self.activation, self.dropout)
        return (*hidden, Dense(widths[-1], n_out))


def dense_stack(widths: Sequence[int], activation: str, dropout: float) -> Plan:
    """Dense layers from each width to the next, each with an activation and perhaps dropout."""
    layers: list[Layer] = []
    for n_in, n_out in pairwise(widths):
        layers += [Dense(n_in, n_out), Activation(activation)]
        layers += [Dropout(dropout)] if dropout else []
    return tuple(layers)


def only_tables(builder: Builder, n_in: Size) -> int:
    """`n_in`, which must be a number of inputs and not the size of an image.

    Raises
    ------
    BuilderMismatch : the data are images.
    """
    if isinstance(n_in, int):
        return n_in
    height, width = n_in
    raise BuilderMismatch(
        f"{type(builder).__name__} takes rows of numbers, not images of {height}×{width}.",
        "Nothing was trained.",
        "Take a builder for images: Convolutional or VGG.",
    )


class Inline(Builder):
    """A builder made from a function by `@builder`; each function has a class of its own."""

    function: staticmethod

    def build(
        self, n_in: Size, n_out: int, n_channels: int = 1, *, rng: torch.Generator
    ) -> torch.nn.Module:
        """What the function returns for the arguments it names."""
        known = {"rng": rng, "n_in": n_in, "n_out": n_out, "n_channels": n_channels}
        return self.function(**{name: known[name] for name in signature(self.function).parameters})

    def __repr__(self) -> str:
        return type(self).__name__

    __str__ = __repr__


ARGUMENTS = ("rng", "n_in", "n_out", "n_channels")
"""What a function under `@builder` may ask for, by name and in any order."""


def builder(function: Callable[..., torch.nn.Module]) -> Inline:
    """Make a builder from a function of any of `rng, n_in, n_out, n_channels`.

    The builder is named after the function. It remembers a fingerprint of the function's code,
    so that editing the function starts training again, as any change of a builder does.

    Raises
    ------
    TypeError : the function asks for something else.
    """
    unknown = [name for name in signature(function).parameters if name not in ARGUMENTS]
    if unknown:
        raise TypeError(
            f"{function.__name__} asks for {', '.join(unknown)}; a builder gets any of "
            f"{', '.join(ARGUMENTS)}."
        )
    code = hyper(
        param.Selector,
        (mark := fingerprint(function)),
        objects=[mark],
        precedence=-1,
        label="Code",
        doc="Fingerprint of the function that makes the network.",
    )
    body = {"function": staticmethod(function), "code": code, "__doc__": function.__doc__}
    return type(function.__name__, (Inline,), body | {"__module__": function.__module__})()


def fingerprint(function: Callable[..., object]) -> str:
    """8 hexadecimal digits that change with a function's code and the values it closes over."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    plain = [f"{name}={_plain(cell)}" for name, cell in cells]
    return sha256("\n".join([*_code(function.__code__), *plain]).encode()).hexdigest()[:8]


def _plain(cell: CellType) -> str:
    try:
        value = cell.cell_contents
    except ValueError:  # a name that gets its value only after the function is defined
        return ""
    return repr(value) if isinstance(value, int | float | str | tuple | None) else ""


def _code(code: CodeType) -> list[str]:
    parts = [code.co_code.hex(), *code.co_names]
    for constant in code.co_consts:
        parts += _code(constant) if isinstance(constant, CodeType) else [repr(constant)]
    return parts
