"""What stands between a table and training, and what deserves a look, each with its remedies.

Why apart from reading: these depend on roles and meanings, which a person changes; so they are
found anew for every table instead of being remembered.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from epochlab.data.gaps import infinite, unreadable
from epochlab.data.guessing import distinct
from epochlab.data.notes import Note, Remedy
from epochlab.data.scitypes import (
    FINITE,
    INFINITE,
    Image,
    Multiclass,
    ScientificDateTime,
    Textual,
    levels,
)
from epochlab.data.tables import Table
from epochlab.data.wording import counted, listed, quoted

GRADES = ("problem", "careful", "note")
UNCHANGED = "The table is unchanged."
MOSTLY = 0.5
"""Share of texts that must spell numbers for the others to look like mistakes."""


def concerns(table: Table) -> tuple[Note, ...]:
    """All that should be known before training, problems first; with none, training can start.

    The table's own notes come last.
    """
    found = [*_roles(table), *_features(table), *_gaps(table), *_infinite(table)]
    for name in table.targets:
        found += _target(table, name)
    found += [*_unreadable(table), *_wide(table), *table.notes]
    return tuple(sorted(found, key=lambda note: GRADES.index(note.grade)))


def _ignore(name: str) -> Remedy:
    return Remedy(f"Ignore {quoted(name)}", "with_role", {"column": name, "role": "ignore"})


def _roles(table: Table) -> Iterator[Note]:
    if not table.targets:
        todo = "Mark the column to be predicted as the target."
        yield Note("problem", f"{table.name} has no target.", UNCHANGED, todo)
    if not table.features:
        todo = "Mark at least one column as a feature."
        yield Note("problem", f"{table.name} has no feature to learn from.", UNCHANGED, todo)


def _features(table: Table) -> Iterator[Note]:
    words = {Textual: "text", ScientificDateTime: "dates or times"}
    for name in table.features:
        kind = table.scitypes[name]
        if not _has_values(table, name) or kind in FINITE | INFINITE | {Image}:
            continue
        example = quoted(table.frame[name].dropna().iloc[0])
        as_classes = Remedy("Multiclass", "with_scitype", {"column": name, "kind": "Multiclass"})
        yield Note(
            "problem",
            f"The feature {quoted(name)} holds {words.get(kind, 'values of no known kind')}, "
            f"such as {example}.",
            UNCHANGED,
            "Networks learn from numbers and classes: change its meaning, or ignore it.",
            (_ignore(name), as_classes) if kind == Textual else (_ignore(name),),
        )


def _has_values(table: Table, name: str) -> bool:
    return table.missing[name] < len(table)


def _gaps(table: Table) -> Iterator[Note]:
    used = table.features + table.targets
    for name in used:
        if not _has_values(table, name):
            yield Note(
                "problem",
                f"The column {quoted(name)} has no value in any of {counted(len(table), 'row')}.",
                UNCHANGED,
                "Ignore it, or correct the file.",
                (_ignore(name),),
            )
    gappy = [name for name in used if table.missing[name] and _has_values(table, name)]
    if gappy:
        yield _gap_note(table, gappy)


def _gap_note(table: Table, gappy: list[str]) -> Note:
    lost = int(table.frame[gappy].isna().any(axis=1).sum())
    cells = sum(table.missing[name] for name in gappy)
    fillable = [n for n in gappy if table.scitypes[n] in FINITE | INFINITE | {Textual}]
    features = [name for name in fillable if table.roles[name] == "feature"]
    remedies = []
    if features:
        remedies.append(
            Remedy(
                f"Fill {counted(sum(table.missing[n] for n in features), 'value')}",
                "fill_missing",
                {"columns": features},
            )
        )
    if lost < len(table):
        remedies.append(Remedy(f"Leave out {counted(lost, 'row')}", "without_missing"))
    if len(gappy) == 1 and table.scitypes[gappy[0]] in FINITE and features:
        remedies.append(Remedy("A class of their own", "missing_as_class", {"column": gappy[0]}))
    usable = "none is usable as it is" if lost == len(table) else f"{counted(lost)} have a gap"
    return Note(
        "problem",
        f"{counted(cells, 'value is', 'values are')} missing in {listed(gappy)}: of "
        f"{counted(len(table), 'row')}, {usable}.",
        "Nothing was filled in or left out.",
        "Fill the gaps with the median or most frequent value, or leave rows or columns out.",
        tuple(remedies) if remedies else (_ignore(gappy[0]),),
    )


def _infinite(table: Table) -> Iterator[Note]:
    for name in table.features + table.targets:
        wild = infinite(table.frame[name])
        if wild.any():
            yield Note(
                "problem",
                f"{quoted(name)} holds {counted(int(wild.sum()), 'infinite value')}, the first "
                f"({table.frame[name].iloc[int(wild.argmax())]}) in row "
                f"{counted(int(wild.argmax()) + 1)}.",
                UNCHANGED,
                "Treat them as missing, ignore the column, or correct the file.",
                (
                    Remedy("Treat as missing", "infinite_as_missing", {"column": name}),
                    _ignore(name),
                ),
            )


def _target(table: Table, name: str) -> Iterator[Note]:
    series, kind = table.frame[name], table.scitypes[name]
    present = series.dropna()
    if not len(present):
        return
    if kind not in FINITE | INFINITE:
        yield Note(
            "problem",
            f"The target {quoted(name)} is {kind}, such as {quoted(present.iloc[0])}.",
            UNCHANGED,
            "Choose another target, or change its meaning to classes or numbers.",
            (Remedy("Multiclass", "with_scitype", {"column": name, "kind": str(Multiclass)}),)
            if kind == Textual
            else (),
        )
    elif distinct(present) == 1:
        yield Note(
            "problem",
            f"Every row has the same answer: {quoted(name)} is always {quoted(present.iloc[0])}.",
            UNCHANGED,
            "Choose another target, or a file with other answers too.",
        )
    elif kind in FINITE:
        yield from _classes(table, name, present)


def _classes(table: Table, name: str, present: pd.Series) -> Iterator[Note]:
    pool, counts = levels(present), present.value_counts()
    single = [level for level in pool if counts.get(level, 0) == 1]
    if len(pool) >= len(table):
        yield Note(
            "careful",
            f"The target {quoted(name)} has {counted(len(pool))} classes in "
            f"{counted(len(table), 'row')}.",
            UNCHANGED,
            "There is hardly anything to learn from: choose another target, or read it as numbers.",
        )
    elif single:
        verb = "occurs" if len(single) == 1 else "occur"
        yield Note(
            "careful",
            f"{counted(len(single), 'class', 'classes')} of {quoted(name)} {verb} only once: "
            f"{listed(single)}.",
            "They are kept, but cannot be both learned and tested.",
            "Collect more such rows, or leave those classes out.",
        )


def _unreadable(table: Table) -> Iterator[Note]:
    for name, kind in table.scitypes.items():
        if kind in INFINITE or kind == Image or not _has_values(table, name):
            continue
        wrong = unreadable(table.frame[name])
        present = len(table) - table.missing[name]
        if 0 < wrong.sum() <= (1 - MOSTLY) * present:
            row = int(wrong.argmax())
            count = counted(int(wrong.sum()), "value")
            yield Note(
                "careful",
                f"{quoted(name)} holds numbers except for {count} of {counted(present)}, such as "
                f"{quoted(table.frame[name].iloc[row])} in row {counted(row + 1)}.",
                f"The column is kept as {kind}.",
                "Correct the file, or read it as numbers with gaps for the rest.",
                (Remedy(f"Numbers, {count} missing", "unreadable_as_missing", {"column": name}),),
            )


def _wide(table: Table) -> Iterator[Note]:
    if len(table.features) > len(table):
        yield Note(
            "careful",
            f"There are {counted(len(table.features))} features and only "
            f"{counted(len(table), 'row')}.",
            "All of them are kept.",
            "A network can learn such rows by heart: ignore columns, or collect more rows.",
        )
