"""An attempt to read a file: the table, or why there is none.

Why a value of its own: reading takes seconds and touches nothing else, so it can be done away
from the thread of a page; what came of it is then taken over in one step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from epochlab.data.reading import read_table
from epochlab.data.samples import load_sample, samples
from epochlab.data.tables import Table
from epochlab.errors import Explained


@dataclass(frozen=True, eq=False)
class Attempt:
    """What came of reading one file or sample, and how to read it once more.

    Parameters
    ----------
    name : of the file or sample.
    source : path or bytes of the file; None for a sample.
    reading : how it was to be read: keywords of `read_table`.
    table : what was read; None if it was refused.
    problem : why it was refused; None if it was read.
    model : name of the model recommended for a sample; empty for a file.
    """

    name: str
    source: Any = field(default=None, repr=False)
    reading: Mapping[str, Any] = field(default_factory=dict)
    table: Table | None = field(default=None, repr=False)
    problem: Explained | None = None
    model: str = ""

    def again(self, **reading: Any) -> Attempt:
        """Read the same file another way, such as with another separator.

        Raises
        ------
        ValueError : it is a sample, which can be read in one way only.
        """
        if self.source is None:
            raise ValueError(f"{self.name} is a sample; there is no other way to read it.")
        return attempt(self.source, self.name, **{**self.reading, **reading})


def attempt(source: Any, name: str, **reading: Any) -> Attempt:
    """Try to read a file; arguments as for `read_table`."""
    try:
        table = read_table(source, name, **reading)
    except Explained as error:
        return Attempt(name, source, reading, problem=error)
    return Attempt(name, source, reading, table)


def attempt_sample(name: str) -> Attempt:
    """Load a bundled sample.

    Raises
    ------
    ValueError : there is no such sample.
    """
    kinds = {sample.name: sample.model for sample in samples()}
    return Attempt(name, table=load_sample(name), model=kinds.get(name, ""))
