"""First guess of what each column is for, said aloud wherever a column is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from epochlab.data.guessing import distinct, guess_target
from epochlab.data.notes import Note, Remedy
from epochlab.data.scitypes import FINITE, INFINITE, Image, ScientificDateTime, Scitype, Textual
from epochlab.data.wording import counted, listed

NUMBERING = frozenset({"id", "index", "row", "row id", "row_id", "rowid", "unnamed: 0", "column 1"})
"""Names under which files carry row numbers, in lower case."""

_WORDS = {
    Textual: "hold text in which hardly anything repeats",
    ScientificDateTime: "hold dates or times, which no network here reads",
}


def guess_roles(
    frame: pd.DataFrame, kinds: Mapping[str, Scitype]
) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """Role of each column with the types `kinds`, and a note on those that are left out.

    One column is the target (see `guess_target`). Ignored are columns without any value, row
    numbers, and what no network can read: texts that do not repeat, dates, unknown things.
    """
    filled = frame.notna().any()
    reasons = {
        name: _unusable(frame[name], kind) if filled[name] else "hold no value at all"
        for name, kind in kinds.items()
    }
    usable = {name: kind for name, kind in kinds.items() if not reasons[name]}
    target = guess_target(usable)
    roles = {
        name: "ignore" if reasons[name] else "target" if name == target else "feature"
        for name in kinds
    }
    notes = []
    for reason in dict.fromkeys(filter(None, reasons.values())):
        notes.append(_left_out(reason, [name for name in kinds if reasons[name] == reason]))
    return roles, tuple(notes)


def _unusable(series: pd.Series, kind: Scitype) -> str:
    """Why a column is left out at first, as words that follow "columns"; empty if it is not."""
    if str(series.name).strip().lower() in NUMBERING and _numbers_rows(series):
        return "only number the rows"
    if kind in FINITE | INFINITE | {Image}:
        return ""
    return _WORDS.get(kind, "hold values of no known kind")


def _numbers_rows(series: pd.Series) -> bool:
    whole = pd.api.types.is_integer_dtype(series.dtype)
    return whole and len(series) > 1 and distinct(series) == len(series)


def _left_out(reason: str, names: list[str]) -> Note:
    singular = {"hold": "holds", "only number": "only numbers"}
    if len(names) == 1:
        start = next(word for word in singular if reason.startswith(word))
        reason = reason.replace(start, singular[start], 1)
    remedies = (
        Remedy("Use it as a feature", "with_role", {"column": names[0], "role": "feature"}),
    )
    return Note(
        "note",
        f"{counted(len(names), 'column')} {reason}: {listed(names)}.",
        "Ignored for now; the values are kept.",
        "To use such a column, change its role or meaning.",
        remedies if len(names) == 1 else (),
    )
