"""First guesses: what columns mean, and which one is to be predicted.

Why two guesses: `autotype` applies the published rules and nothing else; `guess` is what the
page starts from, where a wrong guess costs a person a click.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.scitypes import (
    FINITE,
    INFINITE,
    Continuous,
    Count,
    Image,
    Multiclass,
    OrderedFactor,
    Scitype,
    Textual,
    Unknown,
    scitype,
)

TARGET_NAMES = (
    *("target", "targets", "class", "label", "labels", "species", "y", "outcome", "response"),
    *("survived", "diagnosis", "output", "result"),
)
"""Names that mark what is to be predicted, in order of preference; compared in lower case."""

MOST_NUMBERED_CLASSES = 20
MOST_NAMED_CLASSES = 100


def autotype(
    data: Any, rules: Iterable[str] = ("few_to_finite",), only_changes: bool = True
) -> dict[Any, Scitype] | Scitype:
    """Suggest scientific types, to be handed to `coerce`.

    Parameters
    ----------
    data : DataFrame or Table; an array is treated as one column, and gives one type.
    rules : names from `RULES`, applied in this order.
    only_changes : whether columns that would stay as they are are left out.

    Raises
    ------
    ValueError : an unknown rule.

    References
    ----------
    ScientificTypes.jl, `autotype`.
    """
    rules = (rules,) if isinstance(rules, str) else tuple(rules)
    for rule in rules:
        if rule not in RULES:
            raise ValueError(f"{rule!r} is not a rule; there are {', '.join(RULES)}.")
    frame = getattr(data, "frame", data)
    if not isinstance(frame, pd.DataFrame):
        return _suggest(pd.Series(np.asarray(frame).ravel()), rules)
    found = {name: _suggest(frame[name], rules) for name in frame.columns}
    if not only_changes:
        return found
    return {name: kind for name, kind in found.items() if kind != scitype(frame[name])}


def _suggest(series: pd.Series, rules: Iterable[str]) -> Scitype:
    kind = scitype(series)
    for rule in rules:
        kind = RULES[rule](kind, series)
    return kind


def distinct(series: pd.Series) -> int:
    """Number of different values, gaps left out; 0 where values cannot be compared."""
    try:
        return int(series.nunique())
    except TypeError:  # cells that hold lists or arrays
        return 0


def few_to_finite(kind: Scitype, series: pd.Series) -> Scitype:
    """Few different values: numbers become OrderedFactor, anything else Multiclass."""
    unique, rows = distinct(series), len(series)
    few = (unique <= 3 and rows >= 5) or unique <= max(min(0.1 * rows, 100), 4)
    if kind in FINITE or kind == Image or not unique or not few:
        return kind
    return OrderedFactor if kind in INFINITE else Multiclass


def discrete_to_continuous(kind: Scitype, series: pd.Series) -> Scitype:
    """Counts become Continuous."""
    return Continuous if kind == Count else kind


def string_to_multiclass(kind: Scitype, series: pd.Series) -> Scitype:
    """Text becomes Multiclass, however many values there are."""
    of_text = kind == Unknown and all(isinstance(cell, str) for cell in series.dropna())
    return Multiclass if kind == Textual or (of_text and distinct(series)) else kind


RULES: dict[str, Callable[[Scitype, pd.Series], Scitype]] = {
    "few_to_finite": few_to_finite,
    "discrete_to_continuous": discrete_to_continuous,
    "string_to_multiclass": string_to_multiclass,
}


def guess(frame: pd.DataFrame) -> dict[Any, Scitype]:
    """Types the page starts from: column → type, for every column.

    The published rule `few_to_finite`, except that numbers become classes only when they are
    whole and at most `MOST_NUMBERED_CLASSES` differ (an age is no class, though a long table
    holds few of them); then counts become Continuous; then text becomes Multiclass if at most
    `MOST_NAMED_CLASSES` differ and each occurs twice on average.
    """
    return {name: _guess(frame[name]) for name in frame.columns}


def _guess(series: pd.Series) -> Scitype:
    kind = scitype(series)
    if kind in INFINITE:
        found = few_to_finite(kind, series)
        numbered = found in FINITE and distinct(series) <= MOST_NUMBERED_CLASSES
        return found if numbered and _whole(series) else Continuous
    if kind == Textual:
        unique = distinct(series)
        named = unique <= MOST_NAMED_CLASSES and 2 * unique <= int(series.notna().sum())
        return Multiclass if named and unique else few_to_finite(kind, series)
    return kind


def _whole(series: pd.Series) -> bool:
    numbers = series.dropna().to_numpy(dtype=np.float64)
    return bool(np.isfinite(numbers).all() and (numbers % 1 == 0).all())


def guess_target(kinds: Mapping[str, Scitype]) -> str | None:
    """The column most likely to be predicted, among columns a network can predict.

    One with a telling name, else the last.
    """
    usable = [name for name, kind in kinds.items() if kind in FINITE | INFINITE]
    by_name = {name.strip().lower(): name for name in reversed(usable)}
    for telling in TARGET_NAMES:
        if telling in by_name:
            return by_name[telling]
    return usable[-1] if usable else None
