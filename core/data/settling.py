"""How the columns of a file are stored, whichever format they came in.

Why one place: each reader gives its own mixture of types, and the same table must mean the
same as CSV, Parquet or Excel. Whole numbers with gaps stay whole.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.coercion import tightened
from epochlab.data.naming import settle_names
from epochlab.data.notes import Note
from epochlab.data.scitypes import TEXT
from epochlab.data.wording import counted, listed


@dataclass(frozen=True)
class Request:
    """A file to be read.

    Parameters
    ----------
    content : its bytes.
    name : what to call it in messages.
    encoding, separator : how to read text; None finds out.
    leave_out_broken : whether rows that do not fit are left out (and counted in a note).
    """

    content: bytes
    name: str
    encoding: str | None = None
    separator: str | None = None
    leave_out_broken: bool = False


@dataclass(frozen=True)
class Loaded:
    """What a reader gives: columns by position, their names, notes, and how it was read."""

    columns: Sequence[pd.Series]
    names: Sequence[Any]
    notes: tuple[Note, ...] = ()
    read_as: dict[str, str] = field(default_factory=dict)


def settle(loaded: Loaded) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """The frame with settled names and types, and all that has to be said about it."""
    names, notes = settle_names(loaded.names)
    mixed = [n for n, column in zip(names, loaded.columns, strict=True) if _is_mixed(column)]
    frame = pd.DataFrame(
        {name: stored(column) for name, column in zip(names, loaded.columns, strict=True)}
    )
    more = (_mixed_note(mixed),) if mixed else ()
    return frame, loaded.notes + notes + more


def stored(series: pd.Series) -> pd.Series:
    """One column in the dtype its values call for: int64, float64, bool, text, or with room
    for gaps (Int64, boolean); categoricals and dates stay."""
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "fiub":
        return series
    if series.isna().all() and not isinstance(series.dtype, pd.CategoricalDtype):
        return pd.Series(np.nan, series.index, dtype=np.float64)
    if isinstance(series.dtype, pd.StringDtype):
        return series.astype(TEXT)
    if pd.api.types.is_object_dtype(series.dtype):
        return _of_objects(series)
    nullable = isinstance(series.dtype, pd.api.extensions.ExtensionDtype)
    if pd.api.types.is_float_dtype(series.dtype) and nullable:
        return pd.Series(series.to_numpy(dtype=np.float64, na_value=np.nan), series.index)
    return tightened(series)


_BY_INFERENCE: dict[str, Any] = {
    "integer": "Int64",
    "boolean": "boolean",
    "floating": np.float64,
    "mixed-integer-float": np.float64,
    "decimal": np.float64,
    "string": TEXT,
}


def _of_objects(series: pd.Series) -> pd.Series:
    kind = pd.api.types.infer_dtype(series, skipna=True)
    if kind in ("datetime", "datetime64", "date"):
        try:
            return pd.to_datetime(series)
        except (ValueError, TypeError, OverflowError):  # several time zones, or years beyond range
            kind = "mixed"
    target = _BY_INFERENCE.get(kind)
    if target is None:
        return series.map(_as_text, na_action="ignore").astype(TEXT)
    try:
        present = series.where(series.notna(), None)
        return stored(present.astype(target)) if target is not TEXT else series.astype(TEXT)
    except (OverflowError, TypeError, ValueError):  # whole numbers beyond 64 bits
        return series.astype(np.float64)


def _is_mixed(series: pd.Series) -> bool:
    kinds = {*_BY_INFERENCE, "datetime", "datetime64", "date", "empty"}
    is_object = pd.api.types.is_object_dtype(series.dtype)
    return is_object and pd.api.types.infer_dtype(series, skipna=True) not in kinds


def _as_text(cell: Hashable) -> str:
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, list | dict | tuple):
        return json.dumps(cell, default=str, ensure_ascii=False)
    return str(cell)


def _mixed_note(names: list[str]) -> Note:
    return Note(
        "note",
        f"{counted(len(names), 'column holds', 'columns hold')} mixed or nested values: "
        f"{listed(names)}.",
        "They are kept as text.",
        "Correct the odd values in the file, or choose another meaning.",
    )
