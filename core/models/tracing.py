"""Where in a network a batch is, so that the layer that fails can be named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import Tensor, nn

from epochlab.errors import BuilderMismatch

FORWARD_ERRORS = (
    RuntimeError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    NameError,
    ArithmeticError,
    AssertionError,
)
"""What code of the user's is known to raise when a batch does not fit it."""


class Trace:
    """Which layers a batch has passed, and which one it is in.

    Layers are the modules without children; those with parameters are numbered from 1 in the
    order in which the batch meets them.

    Parameters
    ----------
    network : any module.
    whole : modules of these kinds count as part of the data, not as layers.
    """

    def __init__(self, network: nn.Module, whole: type[nn.Module]) -> None:
        self.layers = list(_leaves(network, whole))
        self.number, self.before = 0, "the data give"
        self.inside: nn.Module | None = None
        self.shape: tuple[int, ...] = ()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Follow what passes through the network until the end of the block."""
        hooks = [layer.register_forward_pre_hook(self._enter) for layer in self.layers]
        hooks += [layer.register_forward_hook(self._leave) for layer in self.layers]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    def _enter(self, layer: nn.Module, inputs: tuple) -> None:
        self.inside = layer
        self.shape = tuple(inputs[0].shape) if inputs and isinstance(inputs[0], Tensor) else ()
        self.number += _counted(layer)

    def _leave(self, layer: nn.Module, inputs: tuple, output: object) -> None:
        self.inside = None
        if _counted(layer):
            self.before = f"layer {self.number} gives"

    def failed(self, batch: Tensor, builder: object, error: Exception) -> BuilderMismatch:
        """The error for a batch that did not get through, naming the layer it is in."""
        happened = self._misfit() or self._stuck(batch, builder, error)
        return BuilderMismatch(
            happened, "Nothing was trained.", f"Correct the layers of {builder}."
        )

    def _misfit(self) -> str:
        """What a layer expects and what it got; "" if its size is not what is wrong."""
        layer, shape, start = self.inside, self.shape, f"Layer {self.number} expects"
        if isinstance(layer, nn.Linear) and shape and shape[-1] != layer.in_features:
            return f"{start} {layer.in_features} inputs, {self.before} {shape[-1]}."
        if isinstance(layer, nn.Conv2d) and shape[-3:-2] != (layer.in_channels,):
            got = f"{shape[-3]}" if len(shape) > 2 else f"a batch of shape {shape}"
            return f"{start} {layer.in_channels} channels, {self.before} {got}."
        return ""

    def _stuck(self, batch: Tensor, builder: object, error: Exception) -> str:
        reason = str(error).strip().rstrip(".")
        if self.inside is None:
            return f"{builder} cannot take a batch of shape {tuple(batch.shape)}: {reason}."
        layer = f"{self.inside}"
        name = f"Layer {self.number}, {layer}," if _counted(self.inside) else layer
        return f"{name} cannot take a batch of shape {self.shape}: {reason}."


def _leaves(module: nn.Module, whole: type[nn.Module]) -> Iterator[nn.Module]:
    for child in module.children():
        if isinstance(child, whole):
            continue
        if next(child.children(), None) is None:
            yield child
        else:
            yield from _leaves(child, whole)


def _counted(layer: nn.Module) -> bool:
    return next(layer.parameters(recurse=False), None) is not None
