"""A file to a table, by the ending of its name.

To add a format, write its reader (`Request` to `Loaded`) and name it in `READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from typing import IO

from epochlab.data.columnar import read_arrow, read_parquet
from epochlab.data.delimited import read_delimited
from epochlab.data.guessing import guess
from epochlab.data.jsonlines import read_json_lines
from epochlab.data.limits import MAX_BYTES, STILL_THERE, check_bytes
from epochlab.data.roles import guess_roles
from epochlab.data.settling import Loaded, Request, settle
from epochlab.data.sheets import read_excel
from epochlab.data.steps import Step
from epochlab.data.tables import Table, as_guessed
from epochlab.data.wording import quoted
from epochlab.errors import UnreadableTable

READERS: dict[str, Callable[[Request], Loaded]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".txt": read_delimited,
    ".parquet": read_parquet,
    ".feather": read_arrow,
    ".arrow": read_arrow,
    ".xlsx": read_excel,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
}


def read_table(
    source: str | Path | bytes | IO[bytes],
    name: str | None = None,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    leave_out_broken: bool = False,
) -> Table:
    """Read a table and guess what its columns mean and are for.

    Parameters
    ----------
    source : path of a file, or its bytes, or an open binary file.
    name : file name, whose ending says the format; needed for bytes, else the path's own.
    encoding, separator : how to read text; found if not given. `table.read_as` says what was
        used.
    leave_out_broken : whether rows that do not fit the header are left out instead of refused.

    Returns
    -------
    Table with guessed scientific types and roles; its `notes` say what was noticed.

    Raises
    ------
    UnreadableTable : the file cannot be read, or is too large; `BrokenRows` if leaving out
        broken rows would help.
    FileNotFoundError : there is no file at that path.
    """
    name = name or _own_name(source)
    reader = _reader(name)
    request = Request(_content(source, name), PurePath(name).name, encoding, separator)
    loaded = reader(replace(request, leave_out_broken=leave_out_broken))
    frame, notes = settle(loaded)
    kinds = guess(frame)
    roles, more = guess_roles(frame, kinds)
    typed = as_guessed(frame, kinds)
    asked = {"encoding": encoding, "separator": separator, "leave_out_broken": leave_out_broken}
    given = {"source": str(source) if isinstance(source, str | Path) else request.name}
    step = Step("read_table", given | {key: value for key, value in asked.items() if value})
    return Table(typed, request.name, roles, notes + more, loaded.read_as, (step,))


def _reader(name: str) -> Callable[[Request], Loaded]:
    suffix = PurePath(name).suffix.lower()
    if suffix in READERS:
        return READERS[suffix]
    raise UnreadableTable(
        f"{quoted(name)} is of no known kind ({quoted(suffix) if suffix else 'no ending'}).",
        STILL_THERE,
        f"Known endings are {', '.join(READERS)}.",
    )


def _own_name(source: object) -> str:
    if isinstance(source, str | Path):
        return PurePath(source).name
    return str(getattr(source, "name", ""))


def _content(source: str | Path | bytes | IO[bytes], name: str) -> bytes:
    if isinstance(source, str | Path):
        check_bytes(Path(source).stat().st_size, name)
        return _filled(Path(source).read_bytes(), name)
    # One byte more than allowed tells a file that is too large without reading all of it.
    content = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
    check_bytes(len(content), name)
    return _filled(content, name)


def _filled(content: bytes, name: str) -> bytes:
    if content:
        return content
    raise UnreadableTable(
        f"{PurePath(name).name} is empty.", STILL_THERE, "Choose a file with a header and rows."
    )
