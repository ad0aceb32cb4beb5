"""JSON lines: one object a line, its keys being the columns."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

import pandas as pd

from epochlab.data.decoding import decode
from epochlab.data.limits import STILL_THERE, check_cells
from epochlab.data.notes import Note
from epochlab.data.rows import BrokenRows
from epochlab.data.settling import Loaded, Request
from epochlab.data.wording import counted, quoted
from epochlab.errors import UnreadableTable

DEEPEST = 100
"""Nesting that is still read: Python's own limit lies where it cannot be relied on."""


def read_json_lines(request: Request) -> Loaded:
    """Read one JSON object per line; a key that a line lacks is a gap.

    Raises
    ------
    UnreadableTable : no text, no objects, too large.
    BrokenRows : lines that hold no object.
    """
    text, encoding, note = decode(request.content, request.name, request.encoding)
    records: list[dict[str, Any]] = []
    names: dict[str, None] = {}
    broken: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        record = _record(line)
        if record is None:
            broken.append((number, line))
            continue
        records.append(record)
        names.update(dict.fromkeys(record))
        check_cells(len(records), len(names), request.name)
    if broken and not request.leave_out_broken:
        raise _broken(broken, len(records), request.name)
    if not records or not names:
        raise UnreadableTable(
            f"{request.name} holds no JSON objects.", STILL_THERE, "Put one object on each line."
        )
    columns = [pd.Series([r.get(name) for r in records], dtype=object) for name in names]
    notes = tuple(found for found in (note, _left_out(len(broken), len(records))) if found)
    return Loaded(columns, list(names), notes, {"encoding": encoding})


def _record(line: str) -> dict[str, Any] | None:
    if line.count("[") + line.count("{") > DEEPEST and _depth(line) > DEEPEST:
        return None
    try:
        record = json.loads(line)
        if "\\u" in line:  # half of a surrogate pair can be written that way, and is no text
            json.dumps(record, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _depth(line: str) -> int:
    """How deep brackets are nested, those in texts counted too."""
    return max(accumulate((sign in "[{") - (sign in "]}") for sign in line))


def _broken(broken: list[tuple[int, str]], good: int, name: str) -> BrokenRows:
    number, line = broken[0]
    return BrokenRows(
        f"Line {counted(number)} of {name} is not a JSON object: {quoted(line)}.",
        f"{counted(good)} other lines can be read. {STILL_THERE}",
        f"Check that line, or leave broken lines out ({counted(len(broken))}).",
        len(broken),
        rest=good,
    )


def _left_out(broken: int, good: int) -> Note | None:
    if not broken:
        return None
    return Note(
        "careful",
        f"{counted(broken, 'broken line was', 'broken lines were')} left out, as asked.",
        f"The other {counted(good)} are kept.",
        "Correct the file to have them all.",
    )
