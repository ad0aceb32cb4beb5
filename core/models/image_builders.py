"""Builders for images of any size, gray or colour."""

from __future__ import annotations

from collections.abc import Sequence

import param

from epochlab.errors import BuilderMismatch
from epochlab.hyper import hyper
from epochlab.kinds import Sizes
from epochlab.models.builders import Builder, dense_stack
from epochlab.models.declarations import declare_activation, declare_dropout
from epochlab.models.layers import (
    Activation,
    Convolution,
    Dense,
    Flatten,
    Layer,
    MaxPool,
    Plan,
    Size,
    shapes,
)


class Convolutional(Builder):
    """Blocks of one convolution, relu and a 2×2 max-pool; then one dense layer.

    References
    ----------
    MLJFlux documentation, `MyConvBuilder`. Pooling ends when a side is down to one pixel.
    """

    filter_size = hyper(
        param.Selector,
        3,
        objects=[1, 3, 5, 7, 9, 11],
        unit="pixels",
        label="Filter size",
        doc="Width and height of each filter; odd, so that images keep their size.",
    )
    channels = hyper(
        Sizes,
        (16, 32, 32),
        bounds=(1, None),
        label="Channels",
        doc="Number of filters of each block; a block halves the image.",
    )

    def layers(self, n_in: Size, n_out: int, n_channels: int = 1) -> Plan:
        n_in = only_images(self, n_in)
        blocks = convolution_blocks(n_in, (n_channels, *self.channels), self.filter_size, 1)
        width = shapes(blocks, n_in, n_channels)[-1][0]
        return (*blocks, Dense(width, n_out))


class VGG(Builder):
    """Blocks of two 3×3 convolutions and a 2×2 max-pool; then dense layers with dropout.

    A small relative of VGG-16, the default of MLJFlux, which needs images of 32×32 and more.

    References
    ----------
    Simonyan and Zisserman (2014), Very deep convolutional networks, arXiv:1409.1556.
    """

    channels = hyper(
        Sizes,
        (16, 32, 64),
        bounds=(1, None),
        label="Channels",
        doc="Number of filters of each block; a block halves the image.",
    )
    hidden = hyper(
        Sizes,
        (64,),
        bounds=(1, None),
        label="Hidden layers",
        doc="Units of each dense layer behind the convolutions.",
    )
    dropout = declare_dropout(0.5)
    activation = declare_activation("relu")

    def layers(self, n_in: Size, n_out: int, n_channels: int = 1) -> Plan:
        n_in = only_images(self, n_in)
        blocks = convolution_blocks(n_in, (n_channels, *self.channels), 3, 2, self.activation)
        widths = (shapes(blocks, n_in, n_channels)[-1][0], *self.hidden)
        hidden = dense_stack(widths, self.activation, self.dropout)
        return (*blocks, *hidden, Dense(widths[-1], n_out))


def convolution_blocks(
    n_in: Sequence[int],
    channels: Sequence[int],
    filter_size: int,
    depth: int,
    activation: str = "relu",
) -> Plan:
    """Blocks of `depth` convolutions with activations, each block pooled; at last flattened.

    Parameters
    ----------
    n_in : (height, width).
    channels : those of the images, then those of each block.
    filter_size : odd.
    depth : convolutions in each block.
    activation : behind each convolution.
    """
    layers: list[Layer] = []
    side = min(n_in)
    before = channels[0]
    for width in channels[1:]:
        for _ in range(depth):
            layers += [Convolution(before, width, filter_size), Activation(activation)]
            before = width
        if side >= 2:
            layers.append(MaxPool(2))
            side //= 2
    return (*layers, Flatten())


def only_images(builder: Builder, n_in: Size) -> Sequence[int]:
    """`n_in`, which must be the (height, width) of images.

    Raises
    ------
    BuilderMismatch : the data are rows of numbers.
    """
    if not isinstance(n_in, int):
        return n_in
    raise BuilderMismatch(
        f"{type(builder).__name__} takes images, not rows of {n_in} numbers.",
        "Nothing was trained.",
        "Take a builder for tables: Linear, Short or MLP.",
    )
