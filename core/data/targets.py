"""What is predicted: a target in any form as columns of checked values, and its classes."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from epochlab.data.features import (
    KEPT,
    Pool,
    factorised,
    holds_numbers,
    plain_levels,
    pool_of,
)
from epochlab.data.wording import listed, quoted
from epochlab.errors import ScitypeMismatch, UnreadableTable

Form = Literal["vector", "table", "matrix"]
Name = str | int | None


def as_columns(y: Any) -> tuple[pd.DataFrame, tuple[Name, ...], Form]:
    """`y` as a frame with one column per target, the targets' names, and the form it came in.

    Parameters
    ----------
    y : Series, DataFrame, list, or array (rows,) or (rows, n_targets).

    Raises
    ------
    UnreadableTable : an array with more than two dimensions.
    """
    if isinstance(y, pd.DataFrame):
        return y, tuple(_plain_name(name) for name in y.columns), "table"
    if isinstance(y, pd.Series):
        return y.to_frame(), (_plain_name(y.name),), "vector"
    if isinstance(y, pd.Categorical):
        return pd.DataFrame({"target": y}), (None,), "vector"
    values = np.asarray(y)
    if values.ndim not in (1, 2):
        raise UnreadableTable(
            f"The target has shape {values.shape}.",
            KEPT,
            "Give one value per row, or an array of shape (rows, targets).",
        )
    frame = pd.DataFrame(values)
    return frame, (None,) * frame.shape[1], "vector" if values.ndim == 1 else "matrix"


def _plain_name(name: Any) -> Name:
    name = name.item() if isinstance(name, np.generic) else name
    return name if isinstance(name, Name) else str(name)


def single(y: Any) -> tuple[pd.Series, Name]:
    """The one column of `y`, and its name.

    Raises
    ------
    ScitypeMismatch : `y` has several columns.
    """
    frame, names, _ = as_columns(y)
    if frame.shape[1] != 1:
        raise ScitypeMismatch(
            f"There are {frame.shape[1]} target columns.",
            KEPT,
            "Choose one target, or a MultitargetNeuralNetworkRegressor.",
        )
    return frame.iloc[:, 0].rename(title(names[0])), names[0]


def title(name: Name) -> str:
    """A target's name for messages."""
    return "target" if name is None else str(name)


def classes_of(target: pd.Series) -> Pool:
    """All classes of a target: its levels if it is categorical, else its distinct values, sorted.

    Raises
    ------
    ScitypeMismatch : a class is neither text, finite number nor truth value.
    """
    pool = pool_of(target)
    if pool is not None:
        return pool
    levels = plain_levels(factorised(target)[1], target.name)
    try:
        return tuple(sorted(levels))
    except TypeError as error:
        raise ScitypeMismatch(
            f"Target {quoted(target.name)} mixes texts and numbers: {listed(levels)}.",
            KEPT,
            "Turn all of its values into text.",
        ) from error


def check_classes(task: str, target: pd.Series, levels: Pool, rows: int) -> None:
    """Refuse a target no classifier can learn.

    Parameters
    ----------
    target : the whole target column.
    rows : number of rows to be trained on.

    Raises
    ------
    ScitypeMismatch : one class or none, not two classes for a binary classifier, or more
        classes than rows.
    """
    name, seen = target.name, target.nunique()
    if seen < 2:
        only = f"only the class {quoted(target.dropna().iloc[0])}" if seen else "no values"
        raise ScitypeMismatch(
            f"Target {quoted(name)} shows {only}, so there is nothing to tell apart.",
            KEPT,
            "Choose a target with at least two classes.",
        )
    if task == "binary" and len(levels) != 2:
        raise ScitypeMismatch(
            f"Target {quoted(name)} has {len(levels)} classes: {listed(levels)}.",
            KEPT,
            "A binary classifier needs exactly 2: use a NeuralNetworkClassifier.",
        )
    if len(levels) > rows:
        raise ScitypeMismatch(
            f"Target {quoted(name)} has {len(levels)} classes in {rows} rows.",
            KEPT,
            "Choose a target whose classes repeat, merge classes, or train on more rows.",
        )


def check_numbers(frame: pd.DataFrame) -> None:
    """Refuse targets a regressor cannot learn: text and classes.

    Raises
    ------
    ScitypeMismatch : a column is categorical, or does not hold numbers.
    """
    for at in range(frame.shape[1]):
        column = frame.iloc[:, at]
        if not holds_numbers(column):
            kind = "classes" if isinstance(column.dtype, pd.CategoricalDtype) else "no numbers"
            example = column.dropna().head(1).tolist()
            shown = f" ({quoted(example[0])})" if example else ""
            raise ScitypeMismatch(
                f"Target {quoted(column.name)} holds {kind}{shown}, but a regressor needs numbers.",
                KEPT,
                "Choose a classifier, or make the target Continuous with `coerce`.",
            )
