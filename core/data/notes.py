"""What a person should know about a table, in three parts, with buttons that settle it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from epochlab.data.tables import Table

Grade = Literal["problem", "careful", "note"]


@dataclass(frozen=True)
class Remedy:
    """One click that settles a note.

    Parameters
    ----------
    label : what the button says.
    method : name of the method of `Table` to call.
    arguments : what to call it with; plain values.
    """

    label: str
    method: Literal[
        "with_role",
        "with_scitype",
        "without_missing",
        "fill_missing",
        "missing_as_class",
        "infinite_as_missing",
        "unreadable_as_missing",
    ]
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, table: Table) -> Table:
        """The table with the remedy applied; `table` itself is unchanged."""
        return getattr(table, self.method)(**self.arguments)


@dataclass(frozen=True)
class Note:
    """Something about a table, in plain text (escape it before showing it as HTML).

    Parameters
    ----------
    grade : "problem" (training cannot start), "careful" (it can, but look) or "note".
    happened, kept, todo : as in `epochlab.errors.Explained`.
    remedies : what would settle it, the likeliest first.
    """

    grade: Grade
    happened: str
    kept: str
    todo: str
    remedies: tuple[Remedy, ...] = ()

    def __str__(self) -> str:
        return f"{self.happened} {self.kept} {self.todo}"
