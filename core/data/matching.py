"""Which of the five models fit the data, and what would make the others fit.

Why each model is asked twice, for features and for the target: the one reason shown is the
first that a person would have to deal with; the coercion settles all that a coercion can.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from epochlab.data.obstacles import (
    Obstacle,
    classes,
    numbers,
    pictures,
    several_numbers,
    tabular,
    two_classes,
)
from epochlab.data.scitypes import (
    Scitype,
    as_series,
)

ModelName = Literal[
    "NeuralNetworkRegressor",
    "MultitargetNeuralNetworkRegressor",
    "NeuralNetworkClassifier",
    "NeuralNetworkBinaryClassifier",
    "ImageClassifier",
]
REGRESSOR: ModelName = "NeuralNetworkRegressor"
MULTITARGET: ModelName = "MultitargetNeuralNetworkRegressor"
CLASSIFIER: ModelName = "NeuralNetworkClassifier"
BINARY: ModelName = "NeuralNetworkBinaryClassifier"
IMAGE: ModelName = "ImageClassifier"
MODELS: tuple[ModelName, ...] = (REGRESSOR, MULTITARGET, CLASSIFIER, BINARY, IMAGE)


@dataclass(frozen=True)
class Match:
    """Whether one model fits, in plain text (escape it before showing it as HTML).

    Parameters
    ----------
    model : name of the model's class.
    fits : whether it accepts the features and the target as they are.
    reason : the one reason why not; empty if it fits.
    unlock : what would make it fit, in words; empty if it fits.
    coercion : column → type to hand to `coerce`, after which it fits; None if no coercion can.
    """

    model: ModelName
    fits: bool
    reason: str = ""
    unlock: str = ""
    coercion: Mapping[Any, Scitype] | None = None


def matching(X: Any, y: Any = None) -> list[Match]:
    """How each of the five models fits the features `X` and the target `y`.

    Parameters
    ----------
    X : DataFrame, matrix, Series of pictures, array of pictures, or a Table (then `y` is its).
    y : Series or values of one target, DataFrame or matrix of several.

    References
    ----------
    MLJModels, `matching`; MLJFlux, `src/types.jl` (declared input and target types).
    """
    if y is None:
        X, y = X.X, X.y
    X, y = columns_of(X, "x"), columns_of(y, "y")
    for_tables, for_pictures = tabular(X), pictures(X)
    return [_match(m, for_pictures if m == IMAGE else for_tables, _TARGETS[m](y)) for m in MODELS]


def mismatch(model: ModelName, X: Any, y: Any) -> str:
    """Why a model does not fit, in words; empty if it does."""
    X, y = columns_of(X, "x"), columns_of(y, "y")
    return _match(model, pictures(X) if model == IMAGE else tabular(X), _TARGETS[model](y)).reason


def columns_of(data: Any, letter: str) -> pd.DataFrame | pd.Series:
    """Features or target as a DataFrame, or a Series for one column of values.

    Columns of a matrix are called after `letter`: x1, x2, …; a single one just `letter`.

    Raises
    ------
    ValueError : two columns have one name.
    """
    if isinstance(data, pd.DataFrame):
        repeated = data.columns[data.columns.duplicated()]
        if len(repeated):
            raise ValueError(f"Two columns are called {repeated[0]!r}; rename one.")
        return data
    if isinstance(data, np.ndarray) and data.ndim > 2:
        return pd.Series(list(data), dtype=object, name=letter)
    if isinstance(data, np.ndarray) and data.ndim == 2:
        names = [f"{letter}{place + 1}" for place in range(data.shape[1])]
        return pd.DataFrame(data, columns=pd.Index(names))
    series = as_series(data)
    return series if series.name is not None else series.rename(letter)


def _match(model: ModelName, features: Obstacle | None, target: Obstacle | None) -> Match:
    obstacles = [found for found in (features, target) if found]
    if not obstacles:
        return Match(model, True)
    parts = [obstacle.coercion for obstacle in obstacles]
    stuck = next((obstacle for obstacle in obstacles if obstacle.coercion is None), None)
    first = stuck or obstacles[0]
    if stuck:
        return Match(model, False, first.reason, first.unlock)
    merged = {name: kind for part in parts if part for name, kind in part.items()}
    unlock = " ".join(obstacle.unlock for obstacle in obstacles)
    return Match(model, False, first.reason, unlock, merged)


_TARGETS = {
    REGRESSOR: numbers,
    MULTITARGET: several_numbers,
    CLASSIFIER: classes,
    BINARY: two_classes,
    IMAGE: classes,
}
