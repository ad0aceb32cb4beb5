"""Tiny data and quick models of each of the five types, with random layers and shuffling on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from epochlab.models.builders import MLP, Short
from epochlab.models.image_builders import VGG
from epochlab.models.networks import (
    ImageClassifier,
    MultitargetNeuralNetworkRegressor,
    NeuralNetwork,
    NeuralNetworkBinaryClassifier,
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
)

ROWS = 23
"""Odd and prime, so that the last batch is always short."""

KINDS = (
    NeuralNetworkRegressor,
    MultitargetNeuralNetworkRegressor,
    NeuralNetworkClassifier,
    NeuralNetworkBinaryClassifier,
    ImageClassifier,
)


def features(rows: int = ROWS, columns: int = 4) -> pd.DataFrame:
    """Standard normal numbers, (rows, columns) float64."""
    values = np.random.default_rng(0).normal(size=(rows, columns))
    return pd.DataFrame(values, columns=[f"x{i}" for i in range(columns)])


def data_for(kind: type[NeuralNetwork]) -> tuple[Any, Any]:
    """X and y a model of this kind can learn something from."""
    X, task = features(), kind.task
    score = (X["x0"] + 0.5 * X["x1"]).rename("y")
    if task == "regression":
        return X, score
    if task == "multitarget":
        return X, pd.DataFrame({"a": score, "b": -X["x2"]})
    if task == "binary":
        return X, score.gt(0).map({True: "yes", False: "no"}).astype("category")
    classes = pd.Categorical.from_codes(np.digitize(score, [-0.5, 0.5]), list("abc"))
    y = pd.Series(classes, name="y")
    if task == "classification":
        return X, y
    pictures = np.random.default_rng(1).integers(0, 256, (ROWS, 8, 8), dtype=np.uint8)
    return pictures, y


def quick(kind: type[NeuralNetwork], **settings: Any) -> NeuralNetwork:
    """A model of this kind with dropout and shuffling, trained in a blink."""
    builder = VGG(channels=(2, 3)) if kind.task == "image" else Short(n_hidden=5)
    if kind.task in ("regression", "multitarget"):
        builder = MLP(hidden=(5,), activation="tanh", dropout=0.3)
    return kind(**({"builder": builder, "epochs": 2, "batch_size": 5, "rng": 3} | settings))
