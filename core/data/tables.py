"""A table: columns with meanings and roles, never changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from epochlab.data import gaps
from epochlab.data.coercion import coerce, respelt
from epochlab.data.fingerprint import fingerprint
from epochlab.data.guessing import guess
from epochlab.data.naming import settle_names
from epochlab.data.notes import Note
from epochlab.data.objects import frame_of
from epochlab.data.roles import guess_roles
from epochlab.data.scitypes import Image, Scitype, parse, scitype, with_levels
from epochlab.data.steps import Step, recorded
from epochlab.data.wording import counted
from epochlab.errors import UnreadableTable

Role = Literal["feature", "target", "ignore"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of a file or object, what they mean and what they are for.

    Every method that changes something returns another Table; one that fails leaves this one.

    Parameters
    ----------
    frame : the values; rows numbered from 0, column names different and text. Not to be edited.
    name : where it comes from, such as a file name.
    roles : "feature", "target" or "ignore" for every column.
    notes : what was noticed while reading and guessing.
    read_as : for text files, the "encoding" and "separator" they were read with.
    steps : how it came about, for a script; empty if that is not known.
    """

    frame: pd.DataFrame
    name: str = "table"
    roles: Mapping[str, Role] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    read_as: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        roles = {name: self.roles.get(name, "feature") for name in self.frame.columns}
        object.__setattr__(self, "roles", MappingProxyType(roles))

    @classmethod
    def of(cls, data: Any, name: str = "table") -> Table:
        """A table of a DataFrame, Series or array, with a first guess of roles.

        Columns keep their scientific types. Columns of an array are called x1, x2, …

        Raises
        ------
        UnreadableTable : `data` is none of these, or has no rows or columns.
        """
        if isinstance(data, Table):
            return data
        frame = frame_of(data)
        if not frame.shape[0] or not frame.shape[1]:
            raise UnreadableTable(
                f"{name} has {counted(frame.shape[0], 'row')} and "
                f"{counted(frame.shape[1], 'column')}.",
                "What was loaded before is still there.",
                "Give at least one row and one column.",
            )
        frame.columns, notes = settle_names(frame.columns)
        roles, more = guess_roles(frame, guess(frame))
        return cls(frame, name, roles, notes + more)

    def guessed(self) -> Table:
        """This table with the scientific types the page starts from."""
        return self.with_frame(as_guessed(self.frame, guess(self.frame)))

    def with_frame(self, frame: pd.DataFrame) -> Table:
        """This table with other values in the same columns."""
        return replace(self, frame=frame)

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def scitypes(self) -> Mapping[str, Scitype]:
        """Scientific type of each column."""
        return MappingProxyType({name: scitype(self.frame[name]) for name in self.frame.columns})

    @property
    def features(self) -> list[str]:
        """Names of the columns to learn from."""
        return [name for name, role in self.roles.items() if role == "feature"]

    @property
    def targets(self) -> list[str]:
        """Names of the columns to predict."""
        return [name for name, role in self.roles.items() if role == "target"]

    def _features_frame(self) -> pd.DataFrame | pd.Series:
        """The features; a single column of pictures comes as a Series."""
        if len(self.features) == 1 and self.scitypes[self.features[0]] == Image:
            return self.frame[self.features[0]]
        return self.frame[self.features]

    X = property(_features_frame)

    @property
    def y(self) -> pd.Series | pd.DataFrame:
        """The target: a Series, or a DataFrame when several columns are to be predicted."""
        targets = self.targets
        return self.frame[targets[0]] if len(targets) == 1 else self.frame[targets]

    @cached_property
    def missing(self) -> Mapping[str, int]:
        """Number of gaps in each column."""
        counts = self.frame.isna().sum()
        return MappingProxyType({str(name): int(count) for name, count in counts.items()})

    def fingerprint(self) -> str:
        """A text that differs when a value, a type, a level, a name or a role does."""
        return self._fingerprint

    @cached_property
    def _fingerprint(self) -> str:
        return fingerprint(self.frame, *(f"{n}={r}" for n, r in self.roles.items()))

    @recorded
    def with_role(self, column: str, role: Role) -> Table:
        """This table with another role for one column.

        Raises
        ------
        ValueError : there is no such column or role.
        """
        self._known(column)
        if role not in ROLES:
            raise ValueError(f"{role!r} is not a role; there are {', '.join(ROLES)}.")
        return replace(self, roles={**self.roles, column: role})

    @recorded
    def with_target(self, column: str) -> Table:
        """This table with one column as its only target; other targets become features."""
        self._known(column)
        others = dict.fromkeys(self.targets, "feature")
        return replace(self, roles={**self.roles, **others, column: "target"})

    @recorded
    def with_scitypes(self, kinds: Mapping[str, Scitype | str]) -> Table:
        """This table with other meanings for several columns, as `with_scitype` for each."""
        changed = self
        for column, kind in kinds.items():
            changed = changed.with_scitype(column, kind)
        return changed

    @recorded
    def with_scitype(self, column: str, kind: Scitype | str) -> Table:
        """This table with another meaning for one column.

        As `coerce`, but classes that are numbers become these numbers again, so that a change
        of mind is no loss; `coerce` would give their positions among the levels.

        Raises
        ------
        ScitypeMismatch : a value cannot be read that way.
        ValueError : there is no such column or type.
        """
        self._known(column)
        kind = parse(kind)
        return self._with(column, coerce(respelt(self.frame[column], kind), kind))

    @recorded
    def with_levels(self, column: str, order: Iterable[Any]) -> Table:
        """This table with the classes of one column in another order."""
        self._known(column)
        return self._with(column, with_levels(self.frame[column], order))

    @recorded
    def without_missing(self) -> Table:
        """This table without the rows that lack a value in a feature or target."""
        return replace(self, frame=gaps.without_missing(self.frame, self.features + self.targets))

    @recorded
    def fill_missing(
        self, columns: Iterable[str] | None = None, rows: np.ndarray | None = None
    ) -> Table:
        """This table with gaps filled: median for numbers, else the most frequent value.

        Parameters
        ----------
        columns : all features with gaps by default; a target is filled only if named.
        rows : positions of the rows the fillings are computed on, such as the training rows.
        """
        names = [n for n in self.features if self.missing[n]] if columns is None else list(columns)
        for name in names:
            self._known(name)
        frame = self.frame.copy(deep=False)
        for name in names:
            frame[name] = gaps.filled(frame[name], rows)
        return replace(self, frame=frame)

    @recorded
    def missing_as_class(self, column: str, level: str = "missing") -> Table:
        """This table with the gaps of one column of classes as a class of their own."""
        self._known(column)
        return self._with(column, gaps.missing_as_class(self.frame[column], level))

    @recorded
    def infinite_as_missing(self, column: str) -> Table:
        """This table with the infinite values of one column as gaps."""
        self._known(column)
        values = self.frame[column]
        return self._with(column, values.mask(gaps.infinite(values)))

    @recorded
    def unreadable_as_missing(self, column: str) -> Table:
        """This table with a column of text as a feature of numbers, the rest of it as gaps."""
        self._known(column)
        changed = self._with(column, gaps.unreadable_as_missing(self.frame[column]))
        return changed.with_role(column, "feature") if self.roles[column] == "ignore" else changed

    def _with(self, column: str, values: pd.Series) -> Table:
        frame = self.frame.copy(deep=False)
        frame[column] = values
        return replace(self, frame=frame)

    def _known(self, column: str) -> None:
        if column not in self.frame.columns:
            raise ValueError(f"{self.name} has no column {column!r}.")


def as_guessed(frame: pd.DataFrame, kinds: Mapping[str, Scitype]) -> pd.DataFrame:
    """`frame` with the types of `guess`; columns that have them already are not touched."""
    return coerce(frame, {n: kind for n, kind in kinds.items() if kind != scitype(frame[n])})
