"""CSV and its kin, as columns: decoded, split, checked row by row, parsed."""

from __future__ import annotations

import io
import re

import pandas as pd

from epochlab.data.decoding import decode
from epochlab.data.limits import STILL_THERE
from epochlab.data.notes import Note
from epochlab.data.rows import (
    SAMPLE,
    broken_rows,
    find_separator,
    left_out,
    separated,
    surveyed,
    unclosed_quote,
    whole_rows,
    without_rows,
    without_values,
)
from epochlab.data.settling import Loaded, Request
from epochlab.data.wording import counted, quoted
from epochlab.errors import UnreadableTable

_COMMA = re.compile(r"\s*[-+]?\d*,\d+\s*")
_POINT = re.compile(r"\s*[-+]?\d*\.\d+\s*")


def read_delimited(request: Request) -> Loaded:
    """Read text in rows of separated values, the first row being names.

    Raises
    ------
    UnreadableTable : no text, no header, no rows, too large.
    BrokenRows : rows that do not fit the header.
    """
    text, encoding, note = decode(request.content, request.name, request.encoding)
    if not text.strip():
        raise without_values(request.name)
    separator = _separator(request.separator or find_separator(text))
    survey = surveyed(text, separator, request.name)
    if survey.broken and not request.leave_out_broken:
        raise broken_rows(survey, request.name)
    good = survey.rows - survey.broken
    if not good:
        raise without_rows(survey, request.name)
    body = whole_rows(text, separator, survey) if survey.broken else text[survey.start :]
    decimal = _decimal(text, separator)
    frame = _parse(body, separator, decimal, len(survey.header), request.name)
    if len(frame) != good:
        raise unclosed_quote(
            request.name, f"{counted(good)} rows were counted and {len(frame)} read"
        )
    notes = [note, *left_out(survey), _decimal_note(decimal), _numbers_for_names(survey.header)]
    return Loaded(
        [frame.iloc[:, place] for place in range(frame.shape[1])],
        survey.header,
        tuple(found for found in notes if found),
        {"encoding": encoding, "separator": separator},
    )


def _separator(separator: str) -> str:
    if len(separator) != 1 or separator in '"\r\n ':
        raise UnreadableTable(
            f"{quoted(separator)} cannot separate values.",
            STILL_THERE,
            "Choose one character: a comma, semicolon, tab or bar.",
        )
    return separator


def _parse(body: str, separator: str, decimal: str, width: int, name: str) -> pd.DataFrame:
    try:
        return pd.read_csv(
            io.StringIO(body, newline=""),
            sep=separator,
            header=None,
            names=range(width),
            index_col=False,
            dtype_backend="numpy_nullable",
            decimal=decimal,
            skipinitialspace=True,
            low_memory=False,
            float_precision="round_trip",
        )
    except (ValueError, OverflowError) as error:  # ParserError is a ValueError
        raise unclosed_quote(name, str(error).splitlines()[0]) from error


def _decimal(text: str, separator: str) -> str:
    """ "," if numbers in the sample are written with a decimal comma and none with a point."""
    if separator == ",":
        return "."
    sample = io.StringIO(text[:SAMPLE], newline="")
    cells = [cell for row in separated(sample, separator) for cell in row]
    commas = any(_COMMA.fullmatch(cell) for cell in cells)
    return "," if commas and not any(_POINT.fullmatch(cell) for cell in cells) else "."


def _decimal_note(decimal: str) -> Note | None:
    if decimal == ".":
        return None
    return Note(
        "note",
        "Numbers are written with a decimal comma, such as 1,5.",
        "They were read as numbers.",
        "Choose another separator if that is wrong.",
    )


def _numbers_for_names(header: list[str]) -> Note | None:
    spelt = pd.to_numeric(pd.Series(header, dtype=object), errors="coerce").notna()
    if not spelt.all():
        return None
    return Note(
        "careful",
        f"The first row holds only numbers, such as {quoted(header[0])}.",
        "It was read as the names of the columns.",
        "If the file has no names, add a row of them.",
    )
