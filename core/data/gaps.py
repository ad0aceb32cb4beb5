"""What can be done about missing and infinite values, each only when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.scitypes import (
    FINITE,
    Continuous,
    Count,
    OrderedFactor,
    Textual,
    levels,
    ordered,
    scitype,
)
from epochlab.data.wording import counted, quoted
from epochlab.errors import ScitypeMismatch


def without_missing(frame: pd.DataFrame, columns: Iterable[Any]) -> pd.DataFrame:
    """The rows of `frame` that have a value in each of `columns`, numbered anew.

    Raises
    ------
    ScitypeMismatch : there are none.
    """
    columns = list(columns)
    kept = frame[frame[columns].notna().all(axis=1)]
    if not len(kept):
        worst = max(columns, key=lambda name: int(frame[name].isna().sum()))
        raise ScitypeMismatch(
            f"None of the {counted(len(frame), 'row')} has a value in every column used; "
            f"{quoted(worst)} lacks {counted(int(frame[worst].isna().sum()))}.",
            "Every row is still there.",
            f"Ignore {quoted(worst)}, or fill its gaps.",
        )
    return kept.reset_index(drop=True)


def filled(series: pd.Series, rows: np.ndarray | None = None) -> pd.Series:
    """`series` with its gaps filled from what `rows` (all, by default) hold.

    Numbers are filled with the median (of counts, the lower middle one, so that they stay
    whole), classes and text with the most frequent value, the first in order if several are.

    Raises
    ------
    ScitypeMismatch : there is nothing to fill with.
    """
    kind = scitype(series)
    known = (series if rows is None else series.iloc[rows]).dropna()
    fillable = kind in FINITE | {Continuous, Count, Textual}
    if not fillable or not len(known):
        reason = "those rows hold no value" if fillable else f"it is {kind}"
        raise ScitypeMismatch(
            f"The gaps in {quoted(series.name)} cannot be filled: {reason}.",
            "The column is unchanged.",
            f"Ignore {quoted(series.name)}, or leave out the rows with gaps.",
        )
    if kind == Continuous:
        return series.fillna(float(np.median(known.to_numpy(dtype=np.float64))))
    if kind == Count:
        return series.fillna(known.sort_values().iloc[(len(known) - 1) // 2])
    counts = known.value_counts()
    pool = levels(series) if kind in FINITE else ordered(counts.index.tolist())
    return series.fillna(max(pool, key=lambda value: counts.get(value, 0)))


def missing_as_class(series: pd.Series, level: str) -> pd.Series:
    """A column of classes with one more, last: that of the gaps.

    Raises
    ------
    ScitypeMismatch : the column holds no classes, or has one called `level` already.
    """
    kind = scitype(series)
    if kind not in FINITE | {Textual}:
        raise ScitypeMismatch(
            f"{quoted(series.name)} is {kind}: its gaps cannot be a class of their own.",
            "The column is unchanged.",
            "Make it Multiclass first, or fill the gaps.",
        )
    pool = levels(series)
    if level in pool:
        raise ScitypeMismatch(
            f"{quoted(series.name)} has a class called {quoted(level)} already.",
            "The column is unchanged.",
            "Choose another name for the gaps.",
        )
    cells = series.astype(object).where(series.notna(), level)
    values = pd.Categorical(cells, categories=[*pool, level], ordered=kind == OrderedFactor)
    return pd.Series(values, series.index, name=series.name)


def infinite(series: pd.Series) -> np.ndarray:
    """Which values are infinite: (rows,) bool; none outside columns of numbers."""
    if scitype(series) != Continuous:
        return np.zeros(len(series), dtype=bool)
    return np.isinf(series.to_numpy(dtype=np.float64, na_value=np.nan))


def unreadable(series: pd.Series) -> np.ndarray:
    """Which texts spell no number: (rows,) bool; none outside columns of text."""
    cells = series.astype(object)
    textual = scitype(series) == Textual or (
        scitype(series) in FINITE and all(isinstance(level, str) for level in levels(series))
    )
    if not textual:
        return np.zeros(len(series), dtype=bool)
    numbers = pd.to_numeric(cells, errors="coerce")
    return (numbers.isna() & cells.notna()).to_numpy()


def unreadable_as_missing(series: pd.Series) -> pd.Series:
    """The numbers a column of text spells, with gaps where it spells none: float64."""
    numbers = pd.to_numeric(series.astype(object), errors="coerce")
    return numbers.astype(np.float64)
