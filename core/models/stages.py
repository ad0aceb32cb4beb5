"""A plan of layers as the stages a person sees: one for each layer that holds parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from epochlab.models.layers import (
    Activation,
    Convolution,
    Dense,
    Flatten,
    Layer,
    MaxPool,
    Shape,
    Size,
    input_shape,
    shapes,
)

Kind = Literal["input", "embedding", "dense", "convolution"]


@dataclass(frozen=True)
class Stage:
    """One stop on the way from the inputs to the outputs.

    Parameters
    ----------
    kind : what it is.
    shape : of one observation as it leaves the layer itself.
    after : of one observation as it leaves the stage; differs where it is pooled or flattened.
    does : what happens to the numbers besides, in order: "relu", "dropout 0.5".
    n_parameters : weights and biases it holds.
    """

    kind: Kind
    shape: Shape
    after: Shape
    does: tuple[str, ...] = ()
    n_parameters: int = 0


def stages(
    layers: Sequence[Layer],
    n_in: Size,
    n_channels: int = 1,
    *,
    n_columns: int = 0,
    embeddings: Sequence[tuple[int, int, int]] = (),
) -> list[Stage]:
    """The stages of a plan, the inputs first.

    Parameters
    ----------
    layers : a plan.
    n_in : number of inputs, or (height, width) of images.
    n_channels : 1 for gray images, 3 for colour; not read for tables.
    n_columns : columns of the table, where `embeddings` stand before the network.
    embeddings : (position, levels, width) of every categorical column.

    Raises
    ------
    BuilderMismatch : a layer cannot take what the one before gives.
    """
    first = input_shape(n_in, n_channels)
    found = [Stage("input", first, first)]
    if embeddings:
        columns = (n_columns,)
        held = sum(levels * width for _, levels, width in embeddings)
        found = [
            Stage("input", columns, columns),
            Stage("embedding", first, first, n_parameters=held),
        ]
    for layer, shape in zip(layers, shapes(layers, n_in, n_channels)[1:], strict=True):
        if isinstance(layer, Dense | Convolution):
            kind: Kind = "dense" if isinstance(layer, Dense) else "convolution"
            size = (f"{layer.size}×{layer.size}",) if isinstance(layer, Convolution) else ()
            found.append(Stage(kind, shape, shape, size, layer.n_parameters))
        else:
            found[-1] = _with(found[-1], layer, shape)
    return found


def _with(stage: Stage, layer: Layer, shape: Shape) -> Stage:
    """A stage with a layer behind it that holds no parameters."""
    if isinstance(layer, Activation) and layer.name == "identity":
        return stage
    if isinstance(layer, MaxPool | Flatten):
        return replace(stage, after=shape, does=(*stage.does, str(layer)))
    return replace(stage, does=(*stage.does, str(layer)))


def chain(found: Sequence[Stage], finaliser: str = "identity") -> str:
    """Stages in one line: "4 → 16 relu → 8 relu → 3 → softmax"."""
    parts = [f"{size(stage.shape)} {', '.join(stage.does)}".strip() for stage in found]
    return " → ".join([*parts, finaliser] if finaliser != "identity" else parts)


def size(shape: Shape) -> str:
    """A shape as people write it: "16", or "32 × 28×28" for 32 channels."""
    if len(shape) == 1:
        return str(shape[0])
    channels, height, width = shape
    return f"{channels} × {height}×{width}"
