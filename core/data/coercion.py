"""Change what columns mean: `coerce`, by the rules of ScientificTypes.jl.

Why it never guesses: every conversion either keeps each value's meaning or raises, naming the
value that stood in the way. Gaps stay gaps.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.scitypes import (
    FINITE,
    INFINITE,
    TEXT,
    Continuous,
    Count,
    Image,
    Multiclass,
    OrderedFactor,
    ScientificDateTime,
    Scitype,
    Textual,
    as_series,
    level_codes,
    levels,
    parse,
    scitype,
)
from epochlab.data.wording import counted, quoted
from epochlab.errors import ScitypeMismatch

FAMILIES = {"Finite": FINITE, "Infinite": INFINITE}
"""Names that stand for several types on the left of a pair of types."""

logger = logging.getLogger(__name__)


def coerce(data: Any, types: Any, *, tight: bool = False) -> Any:
    """Give columns other scientific types.

    Parameters
    ----------
    data : Series or one-dimensional values (then `types` is one type), DataFrame or Table.
    types : {column: type}, or {old type: new type} with old types given as members of
        `Scitype` or as "Finite" or "Infinite"; one type for a single column. Types may be
        given by name on the right.
    tight : whether columns that could hold gaps but have none lose that possibility.

    Returns
    -------
    The same kind of object; `data` itself is unchanged.

    Raises
    ------
    ScitypeMismatch : a value cannot be read as the new type; the message names it.
    ValueError : unknown column or type; columns and types mixed; two pairs that contradict.

    References
    ----------
    ScientificTypes.jl, `coerce`.
    """
    if isinstance(data, pd.DataFrame):
        return _frame(data, types, tight)
    if hasattr(data, "with_frame"):  # a Table; its module imports this one
        return data.with_frame(_frame(data.frame, types, tight))
    if isinstance(types, Mapping):
        raise ValueError("One column takes one type, not a dictionary of them.")
    if parse(types) == Image:
        from epochlab.data.images import as_images  # loads Pillow, which only pictures need

        return as_images(data)
    return _column(as_series(data), parse(types), tight)


def _frame(frame: pd.DataFrame, types: Mapping[Any, Any], tight: bool) -> pd.DataFrame:
    if not isinstance(types, Mapping):
        raise ValueError(f"A table takes a dictionary of types, not {types!r}.")
    changed = frame.copy(deep=False)
    for column, target in _by_column(frame, types).items():
        changed[column] = _column(frame[column], target, tight)
    return changed


def _by_column(frame: pd.DataFrame, types: Mapping[Any, Any]) -> dict[Any, Scitype]:
    """`types` with pairs of types spelt out for the columns they concern."""
    paired = {key for key in types if _is_type(key, frame)}
    if not paired:
        unknown = [name for name in types if name not in frame.columns]
        if unknown:
            raise ValueError(f"There is no column {unknown[0]!r}.")
        return {name: parse(target) for name, target in types.items()}
    if len(paired) < len(types):
        raise ValueError("Give columns or pairs of types, not both in one call.")
    found: dict[Any, Scitype] = {}
    for old, new in types.items():
        family = FAMILIES.get(old) or {parse(old)}
        for name in frame.columns[[scitype(frame[name]) in family for name in frame.columns]]:
            if found.setdefault(name, parse(new)) != parse(new):
                raise ValueError(f"The pairs contradict each other for column {name!r}.")
    return found


def _is_type(key: Any, frame: pd.DataFrame) -> bool:
    """A column may be called "Count": only a member of Scitype is surely a type."""
    return isinstance(key, Scitype) or (key in FAMILIES and key not in frame.columns)


def _column(series: pd.Series, target: Scitype, tight: bool) -> pd.Series:
    if series.isna().any():
        logger.info("Column %r has gaps; they are kept in %s.", series.name, target)
    convert = _CONVERSIONS.get(target)
    if convert is None:
        if scitype(series) == target:
            return series
        raise _refusal(series, target)
    changed = convert(series)
    return tightened(changed) if tight else changed


def tightened(series: pd.Series) -> pd.Series:
    """`series` stored without room for gaps, if it has none."""
    plain = getattr(series.dtype, "numpy_dtype", None)  # only dtypes with room for gaps have it
    return series if plain is None or series.hasnans else series.astype(plain)


def respelt(series: pd.Series, target: Scitype) -> pd.Series:
    """Classes that are numbers as these numbers, if `target` is a type of numbers."""
    numbers = target in INFINITE and scitype(series) in FINITE
    if not numbers or not all(isinstance(level, int | float) for level in levels(series)):
        return series
    return _parsed(series, target)


def _to_continuous(series: pd.Series) -> pd.Series:
    kind = scitype(series)
    if kind == Continuous and pd.api.types.is_float_dtype(series.dtype):
        return series
    if kind in FINITE:
        codes = level_codes(series).astype(np.float64)
        return pd.Series(np.where(codes == 0, np.nan, codes), series.index, name=series.name)
    if kind == Textual:
        return _parsed(series, Continuous)
    if kind in INFINITE:
        numbers = series.to_numpy(dtype=np.float64, na_value=np.nan)
        return pd.Series(numbers, series.index, name=series.name)
    raise _refusal(series, Continuous)


def _parsed(series: pd.Series, target: Scitype) -> pd.Series:
    """Numbers that the texts spell, as float64."""
    numbers = pd.to_numeric(series.astype(object), errors="coerce").astype(np.float64)
    wrong = numbers.isna() & series.notna()
    if wrong.any():
        raise _refusal(series, target, wrong.to_numpy())
    return numbers


def _to_count(series: pd.Series) -> pd.Series:
    kind = scitype(series)
    if kind in FINITE:
        codes = pd.Series(level_codes(series), series.index, name=series.name)
        return codes.astype("Int64").mask(series.isna()) if series.isna().any() else codes
    if kind not in INFINITE | {Textual}:
        raise _refusal(series, Count)
    if pd.api.types.is_integer_dtype(series.dtype):
        return series
    numbers = _parsed(series, Count) if kind == Textual else _to_continuous(series)
    broken = numbers.notna() & ~(numbers.abs() < 2**63) | (numbers % 1 > 0)
    if broken.any():
        raise _refusal(series, Count, broken.to_numpy())
    return numbers.astype("Int64" if numbers.isna().any() else "int64")


def _to_finite(series: pd.Series, is_ordered: bool) -> pd.Series:
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.cat.as_ordered() if is_ordered else series.cat.as_unordered()
    target = OrderedFactor if is_ordered else Multiclass
    if scitype(series) == Image:
        raise _refusal(series, target)
    try:
        pool = levels(series)
    except TypeError as error:  # cells that hold lists cannot be told apart
        raise _refusal(series, target) from error
    values = pd.Categorical(series, categories=pool, ordered=is_ordered)
    return pd.Series(values, series.index, name=series.name)


def _to_textual(series: pd.Series) -> pd.Series:
    if scitype(series) == Textual:
        return series
    if scitype(series) in FINITE and all(isinstance(level, str) for level in levels(series)):
        return pd.Series(series.astype(object), series.index, name=series.name).astype(TEXT)
    raise _refusal(series, Textual)


_CONVERSIONS = {
    Continuous: _to_continuous,
    Count: _to_count,
    Multiclass: lambda series: _to_finite(series, False),
    OrderedFactor: lambda series: _to_finite(series, True),
    Textual: _to_textual,
}

_NEEDS = {
    Continuous: "numbers",
    Count: "whole numbers",
    Multiclass: "values that can be told apart",
    OrderedFactor: "values that can be put in order",
    Textual: "text",
    Image: "pictures",
    ScientificDateTime: "dates",
}


def _refusal(
    series: pd.Series, target: Scitype, wrong: np.ndarray | None = None
) -> ScitypeMismatch:
    """The error for a column that cannot become `target`; `wrong` marks the values at fault."""
    name = "The column" if series.name is None else f"Column {quoted(series.name)}"
    at_fault = series.notna().to_numpy() if wrong is None else wrong
    example = quoted(series[at_fault].iloc[0]) if at_fault.any() else "no value"
    row = f" in row {counted(int(at_fault.argmax()) + 1)}" if at_fault.any() else ""
    share = "" if wrong is None else f" ({counted(int(wrong.sum()))} such of {len(series)})"
    return ScitypeMismatch(
        f"{name} cannot be {target}: that needs {_NEEDS.get(target, 'other values')}, and it "
        f"holds {example}{row}{share}.",
        f"It stays {scitype(series)}.",
        "Correct the value, or choose another meaning for the column.",
    )
