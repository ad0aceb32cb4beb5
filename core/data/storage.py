"""A table in a folder and back: Arrow for columns, npy for pictures, JSON for the rest.

Why not one file: pictures are large and uniform, so they are mapped into memory instead of
being read. Nothing here can run code when it is loaded; there is no pickle.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.limits import STILL_THERE
from epochlab.data.notes import Note, Remedy
from epochlab.data.scitypes import Image, levels, scitype
from epochlab.data.steps import Step
from epochlab.data.tables import Table
from epochlab.data.wording import quoted
from epochlab.errors import UnreadableTable

COLUMNS, PLAN = "columns.arrow", "table.json"
VERSION = 1

# JSON has no dates; any other level that it lacks is refused.
_DATE = "date"


def save_table(table: Table, folder: str | Path) -> None:
    """Write a table; a folder of that name is replaced as a whole, or left as it was.

    Raises
    ------
    UnreadableTable : a column cannot be stored; the message names it.
    """
    folder = Path(folder)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        _write(table, fresh)
        _replace(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _replace(fresh: Path, folder: Path) -> None:
    """Put `fresh` in the place of `folder`: a folder cannot be renamed onto a filled one."""
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write(table: Table, folder: Path) -> None:
    plain: dict[str, pd.Series] = {}
    columns = []
    for place, name in enumerate(table.frame.columns):
        entry, values = _stored(table.frame[name], folder / f"{place}.npy")
        columns.append({"name": name, "role": table.roles[name]} | entry)
        if values is not None:
            plain[str(place)] = values
    plan = {
        "version": VERSION,
        "name": table.name,
        "rows": len(table),
        "columns": columns,
        "notes": [asdict(note) for note in table.notes],
        "read_as": dict(table.read_as),
        "steps": [asdict(step) for step in table.steps],
    }
    (folder / PLAN).write_text(json.dumps(plan, ensure_ascii=True), encoding="utf-8")
    # Uncompressed, so that several workers can map one copy.
    pd.DataFrame(plain).to_feather(folder / COLUMNS, compression="uncompressed")


def _stored(series: pd.Series, pictures: Path) -> tuple[dict[str, Any], pd.Series | None]:
    """A column's entry in the plan, and what of it goes among the Arrow columns."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        pool = [_plain_level(level, series.name) for level in levels(series)]
        codes = pd.Series(series.cat.codes.to_numpy(np.int32))
        return {"kind": "levels", "levels": pool, "ordered": series.dtype.ordered}, codes
    if scitype(series) == Image:
        _save_pictures(series, pictures)
        return {"kind": "pictures"}, None
    import pyarrow as pa  # not needed before there is a run

    try:
        pa.Array.from_pandas(series)
    except (pa.ArrowException, TypeError, OverflowError) as error:
        raise _unstorable(series.name, f"its values are {quoted(error)}") from error
    return {"kind": "values"}, series.reset_index(drop=True)


def _save_pictures(series: pd.Series, file: Path) -> None:
    arrays = [np.asarray(cell) for cell in series]
    if len({(array.shape, array.dtype) for array in arrays}) > 1:
        raise _unstorable(series.name, "its pictures differ in size or kind, or some are missing")
    np.save(file, np.stack(arrays), allow_pickle=False)


def _plain_level(level: Any, name: Any) -> Any:
    if isinstance(level, np.generic):
        level = level.item()
    if isinstance(level, pd.Timestamp):
        return {_DATE: level.isoformat()}
    if not isinstance(level, str | int | float | bool):
        raise _unstorable(name, f"its class {quoted(level)} is a {type(level).__name__}")
    return level


def _unstorable(name: Any, reason: str) -> UnreadableTable:
    return UnreadableTable(
        f"The column {quoted(name)} cannot be stored: {reason}.",
        "Nothing was written.",
        "Drop the column from the table, or change what it holds.",
    )


def load_table(folder: str | Path) -> Table:
    """The table that `save_table` wrote: same values, types, levels, roles, notes and steps.

    Pictures are mapped from the file, which must stay while the table is in use.

    Raises
    ------
    UnreadableTable : there is no whole table in that folder.
    """
    folder = Path(folder)
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        plain = pd.read_feather(folder / COLUMNS)
        columns = {
            entry["name"]: _restored(entry, folder / f"{place}.npy", plain, str(place))
            for place, entry in enumerate(plan["columns"])
        }
        return Table(
            pd.DataFrame(columns, index=pd.RangeIndex(plan["rows"])),
            plan["name"],
            {entry["name"]: entry["role"] for entry in plan["columns"]},
            tuple(_note(fields) for fields in plan["notes"]),
            plan["read_as"],
            tuple(Step(**step) for step in plan["steps"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableTable(
            f"There is no whole table in {folder.name}: {quoted(error)}.",
            STILL_THERE,
            "Load the file again.",
        ) from error


def _restored(entry: dict[str, Any], file: Path, plain: pd.DataFrame, column: str) -> pd.Series:
    if entry["kind"] == "pictures":
        # As a plain array: its rows then are views of one base, which is recognised and not copied.
        base = np.asarray(np.load(file, mmap_mode="r", allow_pickle=False))
        return pd.Series(list(base), dtype=object)
    if entry["kind"] == "values":
        return plain[column]
    pool = [pd.Timestamp(v[_DATE]) if isinstance(v, dict) else v for v in entry["levels"]]
    codes = plain[column].to_numpy()
    dtype = pd.CategoricalDtype(pool, ordered=entry["ordered"])
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype))


def _note(fields: dict[str, Any]) -> Note:
    remedies = tuple(Remedy(**remedy) for remedy in fields.pop("remedies"))
    return Note(**fields, remedies=remedies)
