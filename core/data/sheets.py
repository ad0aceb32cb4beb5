"""Excel sheets, cell by cell within limits.

Why not `pandas.read_excel`: a single value in the last cell of a sheet makes it fill in
seventeen thousand million empty ones.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import ParseError

import pandas as pd

from epochlab.data.limits import MAX_SHEET, STILL_THERE, check_cells, check_unpacked
from epochlab.data.notes import Note
from epochlab.data.rows import Survey, broken_rows, left_out
from epochlab.data.settling import Loaded, Request
from epochlab.data.wording import counted, listed, quoted
from epochlab.errors import UnreadableTable

Row = tuple[Any, ...]

MALFORMED = (
    *(zipfile.BadZipFile, zlib.error, ParseError, OSError, EOFError),  # the archive
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError),  # openpyxl inside it
    *(RuntimeError, AssertionError),  # encryption and unknown compression
)
"""What comes out of openpyxl when a stranger's archive does not hold what it expects."""


def read_excel(request: Request) -> Loaded:
    """Read the first sheet of an .xlsx file, its first row that is not empty being names.

    Raises
    ------
    UnreadableTable : not such a file, damaged, empty or too large.
    BrokenRows : rows with values beyond the last name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(request.content)) as archive:
            # A lie in the directory gains nothing: no more than the declared size is unpacked.
            check_unpacked(sum(e.file_size for e in archive.infolist()), request.name, MAX_SHEET)
        titles, rows = _first_sheet(request)
    except UnreadableTable:
        raise
    except MALFORMED as error:
        raise UnreadableTable(
            f"{request.name} cannot be read as Excel: {quoted(error)}.",
            STILL_THERE,
            "Save it again as .xlsx, or as CSV.",
        ) from error
    return _loaded(rows, _other_sheets(*titles), request)


def _first_sheet(request: Request) -> tuple[list[str], list[Row]]:
    """Titles of all sheets, and the rows of the first."""
    from openpyxl import load_workbook  # a fifth of a second, only for those who come with Excel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions it leaves out
        book = load_workbook(
            io.BytesIO(request.content), read_only=True, data_only=True, keep_links=False
        )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file declares may be far too small or large
        rows = _filled_rows(sheet.iter_rows(values_only=True), request.name)
    return [sheet.title for sheet in book.worksheets], rows


def _filled_rows(cells: Iterable[Row], name: str) -> list[Row]:
    """Rows with any value, without the empty cells at their ends."""
    rows: list[Row] = []
    widest = 0
    for row in cells:
        width = max((place + 1 for place, cell in enumerate(row) if _has_value(cell)), default=0)
        if width:
            rows.append(row[:width])
            widest = max(widest, width)
            check_cells(len(rows), widest, name)
    return rows


def _has_value(cell: Any) -> bool:
    return cell is not None and cell != ""


def _loaded(rows: list[Row], notes: tuple[Note, ...], request: Request) -> Loaded:
    if len(rows) < 2:
        happened = f"a header of {counted(len(rows[0]), 'column')} and no rows" if rows else None
        raise UnreadableTable(
            f"{request.name} has {happened or 'no values in its first sheet'}.",
            STILL_THERE,
            "Put the table on the first sheet, names in its first row.",
        )
    header, body = rows[0], rows[1:]
    survey = Survey([str(name) for name in header], 0, len(body))
    for number, row in enumerate(body, 1):
        if len(row) > len(header):
            survey.add_broken(number, number + 1, len(row))
    if survey.broken and not request.leave_out_broken:
        raise broken_rows(survey, request.name)
    whole = [row + (None,) * (len(header) - len(row)) for row in body if len(row) <= len(header)]
    if not whole:
        raise broken_rows(survey, request.name)
    columns = [
        pd.Series([cell if _has_value(cell) else None for cell in column], dtype=object)
        for column in zip(*whole, strict=True)
    ]
    return Loaded(columns, header, notes + left_out(survey))


def _other_sheets(read: str, *others: str) -> tuple[Note, ...]:
    if not others:
        return ()
    return (
        Note(
            "note",
            f"The file has {counted(len(others) + 1)} sheets; {quoted(read)} was read.",
            f"Not read: {listed(others)}.",
            "To use another, save it as a file of its own.",
        ),
    )
