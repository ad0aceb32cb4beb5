"""Losses, row by row, and finalisers: what stands between a network's outputs and its targets.

Every loss takes `output` and `target`, both (rows, n_out) float32, and gives (rows,); the mean
over rows is the loss of a batch, so rows of weight 0 can be left out exactly. Targets are values
for regression, one-hot rows for classes, and 0 or 1 in a single column for two classes. A loss of
your own is any callable that does the same. Formulas: Flux, `src/losses/functions.jl`, whose
dimension of one observation is the last one here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # losses only use methods of the tensors they are given
    from torch import Tensor

Loss = Callable[["Tensor", "Tensor"], "Tensor"]
Finaliser = Callable[["Tensor"], "Tensor"]

EPSILON = 1.1920929e-07
"""Distance from 1 to the next float32; keeps the logarithm of a probability finite."""


def mse(output: Tensor, target: Tensor) -> Tensor:
    """Mean squared error: mean over outputs of (ŷ − y)²."""
    return (output - target).square().mean(-1)


def mae(output: Tensor, target: Tensor) -> Tensor:
    """Mean absolute error: mean over outputs of |ŷ − y|."""
    return (output - target).abs().mean(-1)


def huber(output: Tensor, target: Tensor) -> Tensor:
    """Squared error (halved) up to 1, linear beyond: outliers pull less."""
    error = (output - target).abs()
    near = error.clamp(max=1)
    return (near * (error - 0.5 * near)).mean(-1)


def msle(output: Tensor, target: Tensor) -> Tensor:
    """Mean squared difference of logarithms; outputs and targets must be at least 0."""
    return ((output + EPSILON) / (target + EPSILON)).log().square().mean(-1)


def poisson(output: Tensor, target: Tensor) -> Tensor:
    """ŷ − y·log ŷ, for counts; outputs must be above 0, as after softplus."""
    return (output - target * output.log()).mean(-1)


def crossentropy(output: Tensor, target: Tensor) -> Tensor:
    """−Σ y·log(ŷ + ε) over classes, of probabilities."""
    return -(target * (output + EPSILON).log()).sum(-1)


def logitcrossentropy(output: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy of raw outputs (finaliser "identity"); exact where softmax would round."""
    return -(target * output.log_softmax(-1)).sum(-1)


def kldivergence(output: Tensor, target: Tensor) -> Tensor:
    """Σ y·log y − Σ y·log(ŷ + ε); for one-hot targets the same as cross-entropy."""
    return target.xlogy(target).sum(-1) + crossentropy(output, target)


def focal(output: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy weighted by (1 − ŷ)², so that rows already well predicted count little."""
    probability = output + EPSILON
    return -(target * (1 - probability).square() * probability.log()).sum(-1)


def binarycrossentropy(output: Tensor, target: Tensor) -> Tensor:
    """−y·log(ŷ + ε) − (1 − y)·log(1 − ŷ + ε), of the probability of the second class."""
    unlikely = (1 - target) * (1 - output + EPSILON).log()
    return -(target * (output + EPSILON).log() + unlikely).mean(-1)


def logitbinarycrossentropy(output: Tensor, target: Tensor) -> Tensor:
    """Binary cross-entropy of raw outputs (finaliser "identity")."""
    softplus = output.clamp(min=0) + (-output.abs()).exp().log1p()  # of ŷ, without overflow
    return (softplus - target * output).mean(-1)


def focal_binary(output: Tensor, target: Tensor) -> Tensor:
    """Binary cross-entropy weighted by (1 − p)², p being the probability of the true class.

    Departure from Flux: ε is added to p itself, where Flux gets NaN from an output of exactly 1.
    """
    true = target * output + (1 - target) * (1 - output)
    return -((1 - true).square() * (true + EPSILON).log()).mean(-1)


def hinge(output: Tensor, target: Tensor) -> Tensor:
    """max(0, 1 − s·ŷ), s being −1 for a target of 0 and 1 for 1; suits the finaliser "identity"."""
    return (1 - (2 * target - 1) * output).clamp(min=0).mean(-1)


def squared_hinge(output: Tensor, target: Tensor) -> Tensor:
    """max(0, 1 − s·ŷ)², s being −1 for a target of 0 and 1 for 1."""
    return (1 - (2 * target - 1) * output).clamp(min=0).square().mean(-1)


def dice(output: Tensor, target: Tensor) -> Tensor:
    """1 − (2·Σ y·ŷ + 1) / (Σ y² + Σ ŷ² + 1), sums over the outputs of a row.

    Departure from Flux, which sums over the whole batch: rows must stand for themselves here.
    """
    overlap = 2 * (target * output).sum(-1) + 1
    return 1 - overlap / (target.square().sum(-1) + output.square().sum(-1) + 1)


def tversky(output: Tensor, target: Tensor) -> Tensor:
    """1 − (Σ y·ŷ + 1) / (Σ y·ŷ + 0.7·(1 − y)·ŷ + 0.3·y·(1 − ŷ) + 1), sums over a row's outputs.

    Departure from Flux, which sums over the whole batch: rows must stand for themselves here.
    """
    overlap = target * output
    weighed = overlap + 0.7 * (1 - target) * output + 0.3 * target * (1 - output)
    return 1 - (overlap.sum(-1) + 1) / (weighed.sum(-1) + 1)


LOSSES: dict[str, Loss] = {
    loss.__name__: loss
    for loss in (
        mse,
        mae,
        huber,
        msle,
        poisson,
        crossentropy,
        logitcrossentropy,
        kldivergence,
        focal,
        binarycrossentropy,
        logitbinarycrossentropy,
        focal_binary,
        hinge,
        squared_hinge,
        dice,
        tversky,
    )
}

FOR_VALUES = ("mse", "mae", "huber", "msle", "poisson")
FOR_CLASSES = (
    "crossentropy",
    "logitcrossentropy",
    "kldivergence",
    "focal",
    "squared_hinge",
    "hinge",
    "dice",
    "tversky",
)
FOR_TWO_CLASSES = (
    "binarycrossentropy",
    "logitbinarycrossentropy",
    "focal_binary",
    "squared_hinge",
    "hinge",
    "dice",
    "tversky",
)
"""Names of the losses that fit a task, its default first."""

FROM_RAW_OUTPUTS = ("logitcrossentropy", "logitbinarycrossentropy")
"""Losses that hold their own softmax or sigmoid and so need the finaliser "identity"."""


def softmax(output: Tensor) -> Tensor:
    """(rows, n_out) → probabilities of the classes; each row sums to 1."""
    return output.softmax(-1)


def sigmoid(output: Tensor) -> Tensor:
    """(rows, n_out) → each number between 0 and 1 by itself."""
    return output.sigmoid()


def identity(output: Tensor) -> Tensor:
    """(rows, n_out) as it is."""
    return output


FINALISERS: dict[str, Finaliser] = {"softmax": softmax, "sigmoid": sigmoid, "identity": identity}
