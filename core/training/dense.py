"""The gradient of a dense network by its formulas, into buffers that are made once.

Layer by layer: a = f(x·Wᵀ + b) forwards; δ·f′(a), then ∂W = δᵀ·x, ∂b = Σ δ and δ·W backwards
(Rumelhart, Hinton and Williams, 1986, Learning representations by back-propagating errors).
Weights and gradients are views into two flat vectors, so nothing is gathered afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from epochlab.training.loss_slopes import Slope

aten = torch.ops.aten
InPlace = Callable[[Tensor], Tensor]
BACKWARD: dict[type[nn.Module], tuple[InPlace, Callable[[Tensor, Tensor], None]]] = {
    nn.ReLU: (
        torch.relu_,
        lambda slope, a: aten.threshold_backward.grad_input(slope, a, 0, grad_input=slope),
    ),
    nn.Tanh: (
        torch.tanh_,
        lambda slope, a: aten.tanh_backward.grad_input(slope, a, grad_input=slope),
    ),
    nn.Sigmoid: (
        torch.sigmoid_,
        lambda slope, a: aten.sigmoid_backward.grad_input(slope, a, grad_input=slope),
    ),
}
"""Activations whose derivative follows from what they gave: forwards, and backwards in place."""


@dataclass(frozen=True)
class Block:
    """A dense layer with what follows it: an activation perhaps, and dropout perhaps."""

    dense: nn.Linear
    activation: type[nn.Module] | None = None
    dropout: float = 0.0


def dense_blocks(network: nn.Module) -> list[Block] | None:
    """The network as dense blocks; None if it is anything else, or some are frozen or shared."""
    if type(network) is not nn.Sequential:
        return None
    blocks: list[Block] = []
    for layer in network:
        last = blocks[-1] if blocks else None
        if type(layer) is nn.Linear and layer.bias is not None:
            blocks.append(Block(layer))
        elif isinstance(layer, nn.Identity):
            continue
        elif last is None or last.dropout:
            return None
        elif type(layer) in BACKWARD and last.activation is None:
            blocks[-1] = Block(last.dense, type(layer))
        elif type(layer) is nn.Dropout and layer.p < 1:
            blocks[-1] = Block(last.dense, last.activation, layer.p)
        else:
            return None
    held = [p for block in blocks for p in (block.dense.weight, block.dense.bias)]
    trained = all(isinstance(p, nn.Parameter) and p.requires_grad for p in held)
    shared = len({id(p) for p in held}) < len(held)
    return blocks if blocks and trained and not shared else None


class DenseGradient:
    """Loss and gradient of a batch without recording operations.

    Parameters
    ----------
    blocks : layers of the network; their parameters are views into `flat`.
    slope : the loss with its derivative by the raw output.
    flat, gradient : (parameters,) float32 on the CPU.
    batch_size : rows of the largest batch.
    """

    name = "dense"

    def __init__(
        self, blocks: list[Block], slope: Slope, flat: Tensor, gradient: Tensor, batch_size: int
    ) -> None:
        self._slope, self._batch_size = slope, batch_size
        self._layers = [_Layer(block, flat, gradient) for block in blocks]
        self._sized: dict[int, list[tuple[Tensor, Tensor]]] = {}

    def _buffers(self, rows: int) -> list[tuple[Tensor, Tensor]]:
        """For every layer, room for its outputs and for the slope by its inputs."""
        if rows not in self._sized:
            self._sized[rows] = [
                (torch.empty(rows, layer.n_out), torch.empty(rows, layer.n_in))
                for layer in self._layers
            ]
        return self._sized[rows]

    def __call__(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Fill the flat gradient; give the mean loss of the batch."""
        buffers, signal, seen = self._buffers(len(inputs)), inputs, []
        for layer, (room, _) in zip(self._layers, buffers, strict=True):
            seen.append(signal)
            signal = layer.forwards(signal, room)
        loss, slope = self._slope(signal, targets)
        for place in range(len(seen) - 1, -1, -1):
            layer, room = self._layers[place], buffers[place][1]
            slope = layer.backwards(slope, seen[place], room if place else None)
        return loss


class _Layer:
    """One dense block at work; holds what its way back needs."""

    def __init__(self, block: Block, flat: Tensor, gradient: Tensor) -> None:
        weight, bias = block.dense.weight, block.dense.bias
        self.n_out, self.n_in = weight.shape
        self._weight, self._bias = _view(flat, weight), _view(flat, bias)
        self._turned = self._weight.t()
        self._by_weight, self._by_bias = (_view(gradient, p, flat) for p in (weight, bias))
        kind = block.activation
        self._act, self._unact = (None, None) if kind is None else BACKWARD[kind]
        self._keep = 1 - block.dropout
        self._mask = self._output = torch.empty(0)

    def forwards(self, signal: Tensor, room: Tensor) -> Tensor:
        output = torch.addmm(self._bias, signal, self._turned, out=room)
        if self._act is not None:
            self._act(output)
        self._output = output
        if self._keep < 1:
            # Drawn as PyTorch's own dropout does, so that both ways draw the same.
            self._mask = torch.empty_like(output).bernoulli_(self._keep).div_(self._keep)
            return output * self._mask
        return output

    def backwards(self, slope: Tensor, signal: Tensor, room: Tensor | None) -> Tensor:
        """The slope by this layer's inputs; `room` is None where nobody asks for it."""
        if self._keep < 1:
            slope.mul_(self._mask)
        if self._unact is not None:
            self._unact(slope, self._output)
        torch.mm(slope.t(), signal, out=self._by_weight)
        torch.sum(slope, 0, out=self._by_bias)
        return slope if room is None else torch.mm(slope, self._weight, out=room)


def _view(vector: Tensor, parameter: Tensor, flat: Tensor | None = None) -> Tensor:
    """The part of a flat vector that belongs to a parameter, in its shape.

    `flat` is the vector the parameter is a view of, if that is not `vector` itself.
    """
    start = parameter.storage_offset() - (vector if flat is None else flat).storage_offset()
    return vector[start : start + parameter.numel()].view(parameter.shape)
