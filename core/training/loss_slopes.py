"""Losses of a batch with their derivatives by the network's raw outputs, in closed form.

Each takes the raw output of the network and the target, (rows, n_out) float32, and gives the
mean loss of the batch, (), and the derivative, (rows, n_out). They are the losses of
`epochlab.models.losses` behind their finaliser, written out; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from epochlab.models.losses import EPSILON

Slope = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


def _mse(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    error = output - target
    return error.square().mean(), error.mul_(2 / error.numel())


def _mae(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    error = output - target
    return error.abs().mean(), error.sign_().div_(error.numel())


def _huber(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    error = output - target
    near = error.clamp(-1, 1)
    loss = (near * (error - 0.5 * near)).mean()
    return loss, near.div_(near.numel())


def _crossentropy(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Through softmax: p·(g − Σ g·p), where g = −y / (p + ε) is the derivative by p."""
    shares = output.softmax(1)
    padded = shares + EPSILON
    rows = len(output)
    loss = (target * padded.log()).sum().div_(-rows)
    by_share = (target / padded).div_(-rows)
    pulled = by_share * shares
    return loss, pulled.sub_(shares * pulled.sum(1, keepdim=True))


def _logitcrossentropy(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    logs, rows = output.log_softmax(1), len(output)
    slope = logs.exp().mul_(target.sum(1, keepdim=True)).sub_(target).div_(rows)
    return (target * logs).sum().div_(-rows), slope


def _binarycrossentropy(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Through sigmoid: its derivative is p·(1 − p)."""
    share = output.sigmoid()
    other = 1 - share
    yes, no = share + EPSILON, other + EPSILON
    against = 1 - target
    loss = (target * yes.log()).add_(against * no.log()).mean().neg_()
    by_share = (against / no).sub_(target / yes)
    return loss, by_share.mul_(share).mul_(other).div_(share.numel())


def _logitbinarycrossentropy(output: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    loss = torch.nn.functional.binary_cross_entropy_with_logits(output, target)
    return loss, output.sigmoid().sub_(target).div_(output.numel())


SLOPES: dict[tuple[object, object], Slope] = {
    ("mse", "identity"): _mse,
    ("mae", "identity"): _mae,
    ("huber", "identity"): _huber,
    ("crossentropy", "softmax"): _crossentropy,
    ("logitcrossentropy", "identity"): _logitcrossentropy,
    ("binarycrossentropy", "sigmoid"): _binarycrossentropy,
    ("logitbinarycrossentropy", "identity"): _logitbinarycrossentropy,
}
"""By name of loss and finaliser; what is not here is differentiated automatically."""
