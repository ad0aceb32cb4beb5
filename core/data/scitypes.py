"""What a column means, as against how it is stored: scientific types by MLJ's convention.

Why apart from dtypes: the numbers 1, 2, 3 may count, measure or name something, and only the
person knows which. The dtype decides a first answer; `coerce` changes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd


class Scitype(StrEnum):
    """Scientific type of a column. Each is equal to its own name as text."""

    Continuous = "Continuous"
    Count = "Count"
    Multiclass = "Multiclass"
    OrderedFactor = "OrderedFactor"
    Textual = "Textual"
    Image = "Image"
    ScientificDateTime = "ScientificDateTime"
    Unknown = "Unknown"


Continuous = Scitype.Continuous
Count = Scitype.Count
Multiclass = Scitype.Multiclass
OrderedFactor = Scitype.OrderedFactor
Textual = Scitype.Textual
Image = Scitype.Image
ScientificDateTime = Scitype.ScientificDateTime
Unknown = Scitype.Unknown

FINITE = frozenset({Multiclass, OrderedFactor})
"""Types with a pool of levels."""
INFINITE = frozenset({Continuous, Count})
"""Types of numbers."""

TEXT = pd.Series(["text"]).dtype
"""How this version of pandas stores text: `str` from 3.0 on, `object` before."""

_BY_INFERENCE = {
    "string": Textual,
    "integer": Count,
    "boolean": Count,
    "floating": Continuous,
    "mixed-integer-float": Continuous,
    "decimal": Continuous,
    "categorical": Multiclass,
    "datetime": ScientificDateTime,
    "datetime64": ScientificDateTime,
    "date": ScientificDateTime,
    "time": ScientificDateTime,
}


def as_series(column: Any) -> pd.Series:
    """`column` as a Series: a Series stays itself, of one-dimensional values one is made."""
    return column if isinstance(column, pd.Series) else pd.Series(column)


def scitype(column: Any) -> Scitype:
    """Scientific type of one column by the convention; gaps do not count.

    Parameters
    ----------
    column : Series or one-dimensional values. Floats are Continuous; integers and booleans
        Count; text Textual; categoricals OrderedFactor if ordered, else Multiclass; cells that
        hold pictures Image; dates and times ScientificDateTime; anything else Unknown.

    References
    ----------
    ScientificTypes.jl, `DefaultConvention`.
    """
    series = as_series(column)
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return OrderedFactor if dtype.ordered else Multiclass
    if pd.api.types.is_bool_dtype(dtype) or pd.api.types.is_integer_dtype(dtype):
        return Count
    if pd.api.types.is_float_dtype(dtype):
        return Continuous
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return ScientificDateTime
    if isinstance(dtype, pd.StringDtype):
        return Textual
    if pd.api.types.is_object_dtype(dtype):
        return _of_objects(series)
    return Unknown


def _of_objects(series: pd.Series) -> Scitype:
    present = series.dropna()
    if len(present) and all(is_picture(cell) for cell in present):
        return Image
    return _BY_INFERENCE.get(pd.api.types.infer_dtype(series, skipna=True), Unknown)


def is_picture(cell: Any) -> bool:
    """Whether a cell holds a picture: an array of height × width [× channels], or Pillow's."""
    if isinstance(cell, np.ndarray):
        return cell.ndim in (2, 3)
    # Pillow need not be imported to recognise one of its images.
    return any(kind.__module__ == "PIL.Image" for kind in type(cell).__mro__)


def parse(name: Any) -> Scitype:
    """The scientific type called `name`.

    Raises
    ------
    ValueError : there is none.
    """
    try:
        return Scitype(name)
    except ValueError:
        known = ", ".join(Scitype)
        raise ValueError(f"{name!r} is not a scientific type; there are {known}.") from None


def levels(column: Any) -> list[Any]:
    """The pool of a categorical column, in its order, whether a level occurs or not.

    A column that is not categorical yet has the levels it would get: its different values,
    sorted. Values of several kinds are sorted by kind first.
    """
    series = as_series(column)
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.cat.categories.tolist()
    return ordered(series.dropna().unique().tolist())


def ordered(values: Iterable[Any]) -> list[Any]:
    """`values` sorted; by kind, then as text, if they cannot be compared."""
    values = list(values)
    try:
        return sorted(values)
    except TypeError:
        return sorted(values, key=lambda value: (type(value).__name__, str(value)))


def level_codes(column: Any) -> np.ndarray:
    """1-based position of each value in `levels(column)`: (rows,) int64, 0 for a gap."""
    series = as_series(column)
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.cat.codes.to_numpy(np.int64) + 1
    return pd.Categorical(series, categories=levels(series)).codes.astype(np.int64) + 1


def with_levels(column: Any, order: Iterable[Any]) -> pd.Series:
    """A categorical column with the levels in another order.

    Raises
    ------
    ValueError : `order` lacks a level that occurs, or names one twice.
    """
    series, order = as_series(column), list(order)
    absent = [level for level in series.dropna().unique().tolist() if level not in order]
    if absent:
        raise ValueError(f"The new order lacks {absent[0]!r}, which occurs in the column.")
    twice = [level for level in order if order.count(level) > 1]
    if twice:
        raise ValueError(f"The new order names {twice[0]!r} twice.")
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.cat.set_categories(order)
    return pd.Series(pd.Categorical(series, categories=order), series.index, name=series.name)


def schema(table: Any) -> pd.DataFrame:
    """Summary of a Table or DataFrame: one row per column.

    Returns
    -------
    DataFrame with columns names, scitypes (Scitype), types (dtype as text), missing (count)
    and levels (size of the pool, <NA> for a column without).

    Raises
    ------
    TypeError : `table` is neither.
    """
    frame = getattr(table, "frame", table)
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"schema needs a Table or DataFrame, not a {type(table).__name__}.")
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    kinds = [scitype(column) for column in columns]
    sizes = [
        len(column.cat.categories) if isinstance(column.dtype, pd.CategoricalDtype) else None
        for column in columns
    ]
    return pd.DataFrame(
        {
            "names": pd.Series([str(name) for name in frame.columns], dtype=object),
            "scitypes": pd.Series(kinds, dtype=object),
            "types": pd.Series([str(column.dtype) for column in columns], dtype=object),
            "missing": [int(column.isna().sum()) for column in columns],
            "levels": pd.Series(sizes, dtype="Int64"),
        }
    )
