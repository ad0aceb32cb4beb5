"""Columns of a table as one matrix of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.wording import listed, quoted
from epochlab.errors import ScitypeMismatch, UnreadableTable

Level = str | int | float | bool
Pool = tuple[Level, ...]

KEPT = "The data are as they were."
SHOWN = 5
OF_NUMBERS = ("integer", "floating", "mixed-integer-float", "decimal", "boolean")


def as_frame(X: Any) -> pd.DataFrame:
    """`X` as a frame whose column names are texts.

    Parameters
    ----------
    X : DataFrame, Series, or array (rows, n_columns); an array's columns are called x1, x2, ….

    Raises
    ------
    UnreadableTable : not two-dimensional, or two columns of one name.
    """
    if isinstance(X, pd.Series):
        X = X.to_frame()
    if not isinstance(X, pd.DataFrame):
        values = np.asarray(X)
        if values.ndim != 2:
            raise UnreadableTable(
                f"The features have shape {values.shape}.",
                KEPT,
                "Give a table, or an array of shape (rows, columns).",
            )
        return pd.DataFrame(values, columns=[f"x{i + 1}" for i in range(values.shape[1])])
    names = pd.Index([str(name) for name in X.columns])
    if names.has_duplicates:
        raise UnreadableTable(
            f"Several columns are called {listed(names[names.duplicated()].unique().tolist())}.",
            KEPT,
            "Give every column a name of its own.",
        )
    return X.set_axis(names, axis=1)


def chosen(X: Any, features: Sequence[str]) -> pd.DataFrame:
    """The columns `features` of `X`, in that order; other columns are left out.

    An array has no names: its columns are taken in order and their number must be right.
    """
    frame = as_frame(X)
    if not isinstance(X, pd.DataFrame | pd.Series):
        if frame.shape[1] != len(features):
            raise UnreadableTable(
                f"The array has {frame.shape[1]} columns, training had {len(features)}.",
                KEPT,
                f"Give the columns {listed(features)}, in this order.",
            )
        return frame.set_axis(list(features), axis=1)
    missing = [name for name in features if name not in frame.columns]
    if missing:
        raise UnreadableTable(
            f"The table has no column {listed(missing)}, which the network was trained on.",
            KEPT,
            "Add it, or train again without it.",
        )
    return frame.loc[:, list(features)]


def pool_of(series: pd.Series) -> Pool | None:
    """All levels of a categorical column, seen in its rows or not; None for any other column."""
    if not isinstance(series.dtype, pd.CategoricalDtype):
        return None
    return plain_levels(series.dtype.categories, series.name)


def plain_levels(values: Any, name: Any) -> Pool:
    """`values` as plain Python texts, numbers and truth values, which a file can hold.

    Raises
    ------
    ScitypeMismatch : a level is of another kind, such as a date or an interval.
    """
    levels = [v.item() if isinstance(v, np.generic) else v for v in list(values)]
    for level in levels:
        if not isinstance(level, Level) or (isinstance(level, float) and not math.isfinite(level)):
            raise ScitypeMismatch(
                f"{quoted(level)} in column {quoted(name)} cannot be a class.",
                KEPT,
                "Classes are texts, finite numbers or truth values: turn them into text first.",
            )
    return tuple(levels)


def codes(series: pd.Series, pool: Pool) -> np.ndarray:
    """(rows,) float64: position of each value in `pool`, counted from 0; NaN where missing.

    A categorical column is judged by its own levels, whether rows show them or not (MLJFlux,
    `src/encoders.jl`); any other column by its values.

    Raises
    ------
    UnreadableTable : levels that are not in `pool`.
    """
    if isinstance(series.dtype, pd.CategoricalDtype):
        found, levels = series.cat.codes.to_numpy(), series.cat.categories
    else:
        found, levels = factorised(series)
    position = pd.Index(pool, dtype=object).get_indexer(pd.Index(levels).astype(object))
    new = [level for level, at in zip(levels, position, strict=True) if at < 0]
    if new:
        raise UnreadableTable(
            f"Column {quoted(series.name)} has levels that training did not know: {listed(new)}.",
            KEPT,
            f"Use the levels {listed(pool)}; drop those no row has with "
            "`.cat.remove_unused_categories()`.",
        )
    position = np.append(position, -1)  # for the code −1 of a gap, even where there are no levels
    return np.where(found < 0, np.nan, position[found].astype(np.float64))


def factorised(series: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Codes (−1 where missing) and distinct values, in order of appearance."""
    try:
        found, levels = pd.factorize(series)
    except TypeError as error:  # cells that cannot be compared, such as arrays
        raise ScitypeMismatch(
            f"The values of column {quoted(series.name)} cannot be told apart as classes.",
            KEPT,
            "Choose a column of texts, numbers or truth values.",
        ) from error
    return found, pd.Index(levels)


def numbers(series: pd.Series) -> np.ndarray:
    """(rows,) float64 values of a column of numbers or truth values; NaN where missing.

    Raises
    ------
    ScitypeMismatch : the column holds something else.
    """
    if holds_numbers(series):
        if pd.api.types.is_object_dtype(series.dtype):
            series = series.where(series.notna(), np.nan)  # None and NA have no float
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    example = series.dropna().head(1).tolist()
    shown = f" ({quoted(example[0])})" if example else ""
    raise ScitypeMismatch(
        f"Column {quoted(series.name)} does not hold numbers{shown}.",
        KEPT,
        "Make it Multiclass or Continuous with `coerce`, or leave it out.",
    )


def holds_numbers(series: pd.Series) -> bool:
    """Whether a column is one of real numbers or truth values, gaps apart."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype) or pd.api.types.is_complex_dtype(dtype):
        return False
    if pd.api.types.is_object_dtype(dtype):  # numbers beside None, or beyond 64 bits
        return pd.api.types.infer_dtype(series, skipna=True) in OF_NUMBERS
    return pd.api.types.is_numeric_dtype(dtype)


def values_of(frame: pd.DataFrame, pools: Sequence[Pool | None]) -> np.ndarray:
    """(rows, n_columns) float64: level codes where a column has a pool, else its numbers."""
    plain = all(isinstance(dtype, np.dtype) and dtype.kind in "biuf" for dtype in frame.dtypes)
    if plain and not any(pool is not None for pool in pools):
        return frame.to_numpy(dtype=np.float64)  # thousands of columns at once
    columns = [
        numbers(frame.iloc[:, at]) if pool is None else codes(frame.iloc[:, at], pool)
        for at, pool in enumerate(pools)
    ]
    return np.column_stack(columns)


def matrix(
    frame: pd.DataFrame,
    pools: Sequence[Pool | None],
    means: Sequence[float] = (),
    stds: Sequence[float] = (),
) -> np.ndarray:
    """(rows, n_columns) float32, C-contiguous: `(value − mean) / std`, or level codes from 0.

    Raises
    ------
    UnreadableTable : missing or infinite values, counted by column; values beyond 32-bit floats
        count as infinite.
    """
    values = values_of(frame, pools)
    values = (values - means) / stds if means else values
    with np.errstate(over="ignore"):
        result = np.array(values, dtype=np.float32, order="C")
    if not np.isfinite(result).all():
        _refuse("missing", frame, np.isnan(result), "Leave out those rows or fill them first.")
        _refuse("infinite", frame, np.isinf(result), "Correct those values, or leave out the rows.")
    return result


def _refuse(kind: str, frame: pd.DataFrame, wrong: np.ndarray, todo: str) -> None:
    counts = wrong.sum(axis=0)
    worst = np.flatnonzero(counts)
    if not len(worst):
        return
    found = [f"{counts[at]} in {quoted(frame.columns[at])}" for at in worst[:SHOWN]]
    more = f" and {len(worst) - SHOWN} more columns" if len(worst) > SHOWN else ""
    raise UnreadableTable(f"There are {kind} values: {', '.join(found)}{more}.", KEPT, todo)
