"""Where the gradient of a batch comes from: automatic differentiation, or formulas.

Why formulas as well: for networks of a few hundred weights, recording and replaying every
operation costs several times the arithmetic. Dense networks with known activations and losses
have short formulas, so they do without; everything else is left to automatic differentiation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

from epochlab.models.losses import LOSSES
from epochlab.models.networks import NeuralNetwork
from epochlab.training.dense import DenseGradient, dense_blocks
from epochlab.training.loss_slopes import SLOPES
from epochlab.training.predictor import Predictor, named_function


class Gradient(Protocol):
    """Fills the flat gradient for a batch and gives the batch's loss, () float32."""

    name: str

    def __call__(self, inputs: Tensor, targets: Tensor) -> Tensor: ...


class AutogradGradient:
    """Automatic differentiation: for any network, loss and device."""

    name = "autograd"

    def __init__(
        self, predictor: Predictor, loss: Callable[[Tensor, Tensor], Tensor], gradient: Tensor
    ) -> None:
        self._predictor, self._loss, self._gradient = predictor, loss, gradient

    def __call__(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Add the batch's gradient to a flat gradient set to zero."""
        self._gradient.zero_()
        with torch.enable_grad():
            loss = self._loss(self._predictor(inputs), targets).mean()
            loss.backward()
        return loss.detach()


def gradient_for(
    predictor: Predictor, model: NeuralNetwork, flat: Tensor, gradient: Tensor
) -> Gradient:
    """The fastest way to the gradient that a network allows.

    Decided when training starts cold: a network that goes on, also from a file, goes on the
    same way, so that the same numbers come out.
    """
    blocks = dense_blocks(predictor.network)
    slope = SLOPES.get((model.loss, getattr(model, "finaliser", "identity")))
    if blocks is not None and slope is not None and predictor.device.type == "cpu":
        return DenseGradient(blocks, slope, flat, gradient, model.batch_size)
    return AutogradGradient(predictor, named_function(model.loss, LOSSES), gradient)
