"""What the training rows teach about the data: names, levels, sizes, means and spreads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.features import KEPT, Pool, as_frame, matrix, pool_of, values_of
from epochlab.data.images import as_images, stack
from epochlab.data.targets import as_columns, check_classes, check_numbers, classes_of, single
from epochlab.data.wording import listed, quoted
from epochlab.errors import ScitypeMismatch, UnreadableTable

Known = dict[str, Any]
"""Fields of an `Encoding` by name."""


def check_lengths(features: int, target: int, rows: int) -> None:
    """Refuse features and target of unequal length, and an empty choice of rows."""
    if features != target:
        raise UnreadableTable(
            f"The features have {features} rows and the target has {target}.",
            KEPT,
            "Give both the same rows.",
        )
    if not rows:
        raise UnreadableTable("There are no rows to train on.", KEPT, "Choose at least one row.")


def learn_images(X: Any) -> Known:
    """Name of the column of images, their (height, width) and number of channels."""
    frame = as_frame(X) if isinstance(X, pd.DataFrame) else as_images(X).to_frame()
    if frame.shape[1] != 1:
        raise ScitypeMismatch(
            f"There are {frame.shape[1]} feature columns: {listed(list(frame.columns))}.",
            KEPT,
            "An ImageClassifier learns from one column of images: ignore the others.",
        )
    _, channels, height, width = stack(as_images(frame.iloc[:, 0])).shape
    name = (str(frame.columns[0]),)
    return {"features": name, "pools": (None,), "n_in": (height, width), "n_channels": channels}


def learn_features(X: Any, rows: np.ndarray, standardise: bool) -> Known:
    """Names of the columns, levels of the categorical ones, and the others' means and spreads.

    Raises
    ------
    ScitypeMismatch : a column holds neither numbers nor classes.
    UnreadableTable : no columns, or missing or infinite values in `rows`.
    """
    frame = as_frame(X).iloc[rows]
    if not frame.shape[1]:
        raise UnreadableTable("There are no feature columns.", KEPT, "Choose at least one feature.")
    pools = tuple(pool_of(frame.iloc[:, at]) for at in range(frame.shape[1]))
    matrix(frame, pools)  # refuses texts and gaps before any mean is taken
    known: Known = {"features": tuple(frame.columns), "pools": pools}
    return known | (_spreads(frame, pools, "means", "stds") if standardise else {})


def learn_target(task: str, y: Any, rows: np.ndarray, standardise: bool) -> Known:
    """Names and form of the target, its classes in order, or its means and spreads in `rows`.

    Raises
    ------
    ScitypeMismatch : a target the task cannot learn.
    UnreadableTable : missing or infinite values in `rows`, where means are taken.
    """
    frame, names, form = as_columns(y)
    known: Known = {"names": names, "form": form, "levels": (), "ordered": False}
    if task in ("regression", "multitarget"):
        if task == "regression":
            frame = single(y)[0].to_frame()
        elif form == "vector":
            raise ScitypeMismatch(
                f"There is one target, {quoted(single(y)[0].name)}.",
                KEPT,
                "Use a NeuralNetworkRegressor, or choose several targets.",
            )
        check_numbers(frame)
        pools = (None,) * len(names)
        matrix(frame.iloc[rows], pools)
        scales = _spreads(frame.iloc[rows], pools, "target_means", "target_stds")
        return known | {"n_out": len(names)} | (scales if standardise else {})
    column, _ = single(y)
    levels = classes_of(column)
    check_classes(task, column, levels, len(rows))
    ordered = bool(getattr(column.dtype, "ordered", False))
    n_out = 1 if task == "binary" else len(levels)
    return known | {"levels": levels, "ordered": ordered, "n_out": n_out}


def _spreads(frame: pd.DataFrame, pools: Sequence[Pool | None], means: str, stds: str) -> Known:
    values = values_of(frame, pools)
    spreads = [
        (0.0, 1.0) if pool is not None else _spread(values[:, at]) for at, pool in enumerate(pools)
    ]
    return {means: tuple(mean for mean, _ in spreads), stds: tuple(std for _, std in spreads)}


def _spread(values: np.ndarray) -> tuple[float, float]:
    """Mean and standard deviation (ddof = 0) of finite values; a constant's deviation is 1."""
    if values.min() == values.max():
        return float(values[0]), 1.0
    return float(values.mean()), float(values.std()) or 1.0  # 0: spread too small for a float
