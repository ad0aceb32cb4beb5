"""Rows of separated values: which separator, how many rows, which of them are broken.

Why rows are counted before pandas sees them: it fills short rows with gaps and shifts the
columns of long ones without a word.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from epochlab.data.limits import STILL_THERE, check_cells
from epochlab.data.notes import Note
from epochlab.data.wording import counted
from epochlab.errors import UnreadableTable

SEPARATORS = (",", ";", "\t", "|")
SAMPLE = 65_536
"""Characters from which separator and decimal sign are judged."""


class BrokenRows(UnreadableTable):
    """Rows with more or fewer values than the header.

    They can be left out: there are `count` of them, and `rest` others.
    """

    def __init__(self, happened: str, kept: str, todo: str, count: int, rest: int) -> None:
        super().__init__(happened, kept, todo)
        self.count, self.rest = count, rest


@dataclass
class Survey:
    """What one pass over the rows found: `start` is where the first row after the header is."""

    header: list[str]
    start: int
    rows: int = 0
    broken: int = 0
    first: tuple[int, int, int] | None = None  # row, line, number of values
    widths: Counter[int] = field(default_factory=Counter)

    def add_broken(self, row: int, line: int, width: int) -> None:
        """Count a broken row; of the first, where it is."""
        self.broken += 1
        self.widths[width] += 1
        self.first = self.first or (row, line, width)


def find_separator(text: str) -> str:
    """The separator among `SEPARATORS` under which most rows are as wide as the first.

    One that does not occur in the first row is none; with no separator at all, a comma.
    """
    sample = text[:SAMPLE]
    if len(text) > SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    best, found = (0.0, 0), ","
    for separator in SEPARATORS:
        try:
            widths = [len(row) for row in separated(io.StringIO(sample, newline=""), separator)]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            fit = (sum(width == widths[0] for width in widths) / len(widths), widths[0])
            best, found = max((best, found), (fit, separator), key=lambda pair: pair[0])
    return found


def separated(stream: io.StringIO, separator: str) -> Iterator[list[str]]:
    """Rows of values, blank lines left out; `stream.tell()` stays right behind the row given."""
    reader = csv.reader(iter(stream.readline, ""), delimiter=separator, skipinitialspace=True)
    return (row for row in reader if len(row) > 1 or (row and row[0].strip()))


def surveyed(text: str, separator: str, name: str) -> Survey:
    stream = io.StringIO(text, newline="")
    rows = separated(stream, separator)
    survey = None
    try:
        header = next(rows, None)
        if header is None:
            raise without_values(name)
        survey = Survey(header, stream.tell())
        width = len(header)
        check_cells(1, width, name)
        for row in rows:
            survey.rows += 1
            if len(row) != width:
                line = text.count("\n", 0, stream.tell() - 1) + 1 if not survey.broken else 0
                survey.add_broken(survey.rows, line, len(row))
            if survey.rows % 10_000 == 0:
                check_cells(survey.rows, width, name)
    except csv.Error as error:  # a field longer than csv allows: nearly always an open quote
        place = f"row {counted(survey.rows + 1)}" if survey else "the header"
        raise unclosed_quote(name, f"in {place}, {error}") from error
    check_cells(survey.rows, width, name)
    return survey


def without_values(name: str) -> UnreadableTable:
    """The error for a text that holds nothing but blanks, or a lone quotation mark."""
    todo = "Choose a file with a header and rows."
    return UnreadableTable(f"{name} is empty.", STILL_THERE, todo)


def whole_rows(text: str, separator: str, survey: Survey) -> str:
    """The rows of the right width, written anew."""
    stream, kept = io.StringIO(text, newline=""), io.StringIO(newline="")
    writer = csv.writer(kept, delimiter=separator)
    rows = separated(stream, separator)
    next(rows)
    writer.writerows(row for row in rows if len(row) == len(survey.header))
    return kept.getvalue()


def broken_rows(survey: Survey, name: str) -> BrokenRows:
    row, line, width = survey.first or (0, 0, 0)
    values = f"{counted(width, 'value')} where the header has {counted(len(survey.header))}"
    if survey.broken == survey.rows and len(survey.widths) == 1:
        one_more = width == len(survey.header) + 1
        return BrokenRows(
            f"Every row of {name} has {values}.",
            STILL_THERE,
            "Add the name that the header lacks, perhaps of the first column."
            if one_more
            else "Correct the header, or choose another separator.",
            survey.broken,
            rest=0,
        )
    return BrokenRows(
        f"Row {counted(row)} of {name} (line {counted(line)}) has {values}.",
        f"{counted(survey.rows - survey.broken)} of {counted(survey.rows, 'row')} can be read. "
        + STILL_THERE,
        f"Check that row, or leave broken rows out ({counted(survey.broken)}).",
        survey.broken,
        rest=survey.rows - survey.broken,
    )


def without_rows(survey: Survey, name: str) -> UnreadableTable:
    if survey.rows:
        return UnreadableTable(
            f"Every one of the {counted(survey.rows, 'row')} of {name} is broken; none is left.",
            STILL_THERE,
            "Correct the header, or choose another separator.",
        )
    return UnreadableTable(
        f"{name} has a header of {counted(len(survey.header), 'column')} and no rows.",
        STILL_THERE,
        "Choose a file with rows below the header.",
    )


def unclosed_quote(name: str, reason: str) -> UnreadableTable:
    return UnreadableTable(
        f"{name} cannot be split into rows: {reason}.",
        STILL_THERE,
        "Look for a quotation mark that is never closed.",
    )


def left_out(survey: Survey) -> tuple[Note, ...]:
    """The note on rows that were left out, if any were."""
    if not survey.broken:
        return ()
    return (
        Note(
            "careful",
            f"{counted(survey.broken, 'broken row was', 'broken rows were')} left out, as asked.",
            f"The other {counted(survey.rows - survey.broken)} are kept.",
            "Correct the file to have them all.",
        ),
    )
