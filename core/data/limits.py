"""How large a file may be, judged before it is unpacked.

Why so early: 364 kB of Parquet or 195 kB of zip unfold to hundreds of megabytes, so the size of
a file says nothing; counts in its own directory do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from epochlab.data.wording import counted
from epochlab.errors import UnreadableTable

if TYPE_CHECKING:
    import pyarrow

MAX_BYTES = 500_000_000
"""Size of a file."""
MAX_COLUMNS = 20_000
MAX_CELLS = 100_000_000
"""Rows × columns: 0.8 GB as 64-bit numbers."""
MAX_UNPACKED = 2_000_000_000
"""Bytes of a columnar file once unpacked."""
MAX_SHEET = 200_000_000
"""Bytes of a spreadsheet's XML; reading takes some 50 times as much as the file."""

STILL_THERE = "What was loaded before is still there."


def check_bytes(size: int, name: str) -> None:
    """Refuse a file of more than `MAX_BYTES`."""
    if size > MAX_BYTES:
        raise UnreadableTable(
            f"{name} is {_megabytes(size)}; at most {_megabytes(MAX_BYTES)} are taken.",
            STILL_THERE,
            "Save fewer columns or rows, or use Parquet.",
        )


def check_cells(rows: int, columns: int, name: str) -> None:
    """Refuse a table of more than `MAX_COLUMNS` columns or `MAX_CELLS` cells."""
    if columns > MAX_COLUMNS:
        raise UnreadableTable(
            f"{name} has {counted(columns)} columns; at most {counted(MAX_COLUMNS)} are taken.",
            STILL_THERE,
            "Save only the columns you want to learn from.",
        )
    if rows * columns > MAX_CELLS:
        raise UnreadableTable(
            f"{name} has {counted(rows)} rows of {counted(columns)} columns or more; at most "
            f"{counted(MAX_CELLS)} cells are taken.",
            STILL_THERE,
            "Save fewer rows or columns.",
        )


def check_unpacked(size: int, name: str, most: int) -> None:
    """Refuse what unpacks to more than `most` bytes."""
    if size > most:
        raise UnreadableTable(
            f"{name} unpacks to {_megabytes(size)} or more; at most {_megabytes(most)} are taken.",
            STILL_THERE,
            "Save fewer columns or rows.",
        )


def bounded(batches: Iterable[pyarrow.RecordBatch], name: str) -> Iterator[pyarrow.RecordBatch]:
    """The batches, as long as they stay within the limits together.

    A single text may be stored once and repeated a million times, so counting cells is not
    enough: what was unpacked is counted as it comes. Each batch is checked as well, for offsets
    that point outside of it would be followed later.
    """
    rows = size = 0
    for batch in batches:
        rows, size = rows + batch.num_rows, size + batch.nbytes
        check_cells(rows, batch.num_columns, name)
        check_unpacked(size, name, MAX_UNPACKED)
        batch.validate(full=True)
        yield batch


def _megabytes(size: int) -> str:
    return f"{counted(-(-size // 1_000_000))} MB"
