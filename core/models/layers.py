"""Plans of networks: what the layers are, what shapes they pass on, how many parameters they hold.

Why plans: the page draws, counts and checks a network on every keystroke, and its process must
not import torch. `realise` turns a plan into a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from epochlab.errors import BuilderMismatch

Size = int | Sequence[int]
"""What a builder is told of the inputs: their number, or (height, width) of images."""

Shape = tuple[int, ...]
"""Shape of one observation: (n_in,) for tables, (n_channels, height, width) for images."""

ACTIVATIONS = (
    "relu",
    "tanh",
    "sigmoid",
    "gelu",
    "elu",
    "leaky_relu",
    "silu",
    "softplus",
    "identity",
)
"""Names of the activations; "identity" does nothing."""

NEVER_NEGATIVE = ("relu", "sigmoid", "softplus")
"""Activations after which no output is below zero."""


class ShapeError(ValueError):
    """A layer met a shape it cannot take; says what it expects and what it got, as noun phrases."""

    def __init__(self, expects: str, got: str) -> None:
        super().__init__(f"expects {expects}, not {got}")
        self.expects, self.got = expects, got


@dataclass(frozen=True)
class Dense:
    """Every input is joined to every output by a weight; each output has a bias."""

    n_in: int
    n_out: int

    @property
    def n_parameters(self) -> int:
        return (self.n_in + 1) * self.n_out

    def shape(self, before: Shape) -> Shape:
        if before != (self.n_in,):
            raise ShapeError(_inputs(self.n_in), _count(before))
        return (self.n_out,)

    def __str__(self) -> str:
        return f"{self.n_in} → {self.n_out}"


@dataclass(frozen=True)
class Convolution:
    """Square filters of odd `size` slide over every channel, padded so that sides are kept."""

    n_in: int
    n_out: int
    size: int

    @property
    def n_parameters(self) -> int:
        return (self.n_in * self.size**2 + 1) * self.n_out

    def shape(self, before: Shape) -> Shape:
        if len(before) != 3 or before[0] != self.n_in:
            channels = f"{self.n_in} channel{'' if self.n_in == 1 else 's'}"
            raise ShapeError(channels, _count(before))
        return (self.n_out, *before[1:])

    def __str__(self) -> str:
        return f"{self.n_in} → {self.n_out} channels, {self.size}×{self.size}"


@dataclass(frozen=True)
class Activation:
    """One of `ACTIVATIONS`, applied to each number by itself."""

    name: str
    n_parameters = 0

    def shape(self, before: Shape) -> Shape:
        return before

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Dropout:
    """While training, each number is set to zero with probability `p`; else nothing happens."""

    p: float
    n_parameters = 0

    def shape(self, before: Shape) -> Shape:
        return before

    def __str__(self) -> str:
        return f"dropout {self.p:g}"


@dataclass(frozen=True)
class MaxPool:
    """The largest number of every `size` × `size` square; a remainder at the edge is left out."""

    size: int = 2
    n_parameters = 0

    def shape(self, before: Shape) -> Shape:
        if len(before) != 3 or min(before[1:]) < self.size:
            raise ShapeError(f"images of at least {self.size}×{self.size}", _count(before))
        return (before[0], before[1] // self.size, before[2] // self.size)

    def __str__(self) -> str:
        return f"max-pool {self.size}×{self.size}"


@dataclass(frozen=True)
class Flatten:
    """An image becomes a row of numbers, channel by channel."""

    n_parameters = 0

    def shape(self, before: Shape) -> Shape:
        return (prod(before),)

    def __str__(self) -> str:
        return "flatten"


Layer = Dense | Convolution | Activation | Dropout | MaxPool | Flatten
Plan = tuple[Layer, ...]


def input_shape(n_in: Size, n_channels: int = 1) -> Shape:
    """Shape of one observation as the first layer meets it."""
    return (n_in,) if isinstance(n_in, int) else (n_channels, *n_in)


def shapes(layers: Iterable[Layer], n_in: Size, n_channels: int = 1) -> list[Shape]:
    """Shapes between the layers: that of the input first, then that after each layer.

    Parameters
    ----------
    layers : a plan.
    n_in : number of inputs, or (height, width) of images.
    n_channels : 1 for gray images, 3 for colour; not read for tables.

    Raises
    ------
    BuilderMismatch : a layer cannot take what the one before gives; the message names both.
    """
    found, number = [input_shape(n_in, n_channels)], 0
    for layer in layers:
        number += layer.n_parameters > 0
        try:
            found.append(layer.shape(found[-1]))
        except ShapeError as conflict:
            raise _misfit(layer, number, conflict) from conflict
    return found


def check(
    layers: Iterable[Layer],
    n_in: Size,
    n_out: int,
    n_channels: int = 1,
    *,
    builder: object = "The builder",
) -> None:
    """Refuse a plan whose layers do not fit each other, the data or the number of outputs.

    Raises
    ------
    BuilderMismatch : with what was expected, what was found, and the layer.
    """
    last = shapes(layers, n_in, n_channels)[-1]
    if last != (n_out,):
        raise wrong_output(builder, last, n_out)


def wrong_output(builder: object, found: Shape, n_out: int) -> BuilderMismatch:
    """The error for a network that fits inside but gives outputs of the wrong shape."""
    given = _outputs(found[0]) if len(found) == 1 else f"outputs of shape {found}"
    needed = f"a single row of {n_out}" if len(found) != 1 else f"{n_out}"
    return BuilderMismatch(
        f"{builder} gives {given} for each row where {needed} was needed.",
        "Nothing was trained.",
        f"Its last layer must have n_out = {n_out} unit{'' if n_out == 1 else 's'}.",
    )


def n_parameters(layers: Iterable[Layer]) -> int:
    """Number of trained numbers, weights and biases, that the layers hold."""
    return sum(layer.n_parameters for layer in layers)


def describe(layers: Iterable[Layer]) -> list[str]:
    """A short line for each layer, its activation on the same line: ["4 → 16 relu", "16 → 3"]."""
    lines: list[str] = []
    for layer in layers:
        if not isinstance(layer, Activation):
            lines.append(str(layer))
        elif layer.name != "identity":
            comma = "," if lines and "," in lines[-1] else ""
            lines[-1:] = [f"{lines[-1]}{comma} {layer}" if lines else str(layer)]
    return lines


def _misfit(layer: Layer, number: int, conflict: ShapeError) -> BuilderMismatch:
    """The error for two layers that do not fit; layers with parameters are counted from 1."""
    counted = layer.n_parameters > 0
    place = f"after layer {number}" if number else "at the start"
    name = f"Layer {number}" if counted else f"The {layer} {place}"
    before = number - counted
    source = f"layer {before} gives" if before else "the data give"
    return BuilderMismatch(
        f"{name} expects {conflict.expects}, {source} {conflict.got}.",
        "Nothing was trained.",
        "Make the two sizes equal.",
    )


def _inputs(count: int) -> str:
    return f"{count} input{'' if count == 1 else 's'}"


def _outputs(count: int) -> str:
    return f"{count} output{'' if count == 1 else 's'}"


def _count(shape: Shape) -> str:
    if len(shape) == 1:
        return str(shape[0])
    channels, height, width = shape
    return f"{channels} channel{'' if channels == 1 else 's'} of {height}×{width}"
