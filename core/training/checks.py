"""What is checked when a model meets data, before anything is trained."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from epochlab.data.matching import MODELS, mismatch
from epochlab.errors import ScitypeMismatch, ScitypeWarning
from epochlab.hyper import kind_name
from epochlab.models.networks import NeuralNetwork, can_predict_negative

CALLER = 4
"""Frames from here to the line that made the machine, for the warning to point at."""


def check_types(model: NeuralNetwork, X: Any, y: Any, level: int) -> None:
    """Compare the scientific types of the data with those the model declares.

    Parameters
    ----------
    level : 0 says nothing, 1 and 2 warn, 3 and 4 refuse (MLJBase, `scitype_check_level`).

    Raises
    ------
    ScitypeMismatch : they differ, at level 3 or 4.
    """
    if not level:
        return
    problem = mismatch(MODELS[MODELS.index(kind_name(model))], X, y)
    if problem and level >= 3:
        raise ScitypeMismatch(problem, "Nothing was trained.", "Change the types with coerce().")
    if problem:
        warnings.warn(problem, ScitypeWarning, stacklevel=CALLER - 1)


def warn_of_floor(model: NeuralNetwork, y: Any, standardise: bool) -> None:
    """Say so when a regressor's builder cannot reach part of the target.

    The reference's default builder ends in relu: nothing is predicted below zero, and of a
    standardised target nothing below its mean.
    """
    if model.task not in ("regression", "multitarget") or can_predict_negative(model):
        return
    values = np.asarray(y)
    if not np.issubdtype(values.dtype, np.number) or not (standardise or (values < 0).any()):
        return
    floor = "the mean of the target" if standardise else "zero, and the target goes there"
    warnings.warn(
        f"{model.builder!r} cannot predict below {floor}. "
        f"Use builder=MLP() or Linear(activation='identity').",
        ScitypeWarning,
        stacklevel=CALLER - 1,
    )
