"""The columns of a table, each with its role, meaning, spread and first rows, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import data_words as words
from epochlab.components import look
from epochlab.components import words as common
from epochlab.components.column_facts import ColumnFacts, column_facts
from epochlab.data.tables import Table

AT_ONCE = 60
"""Columns drawn at first, and with every "more"; a table may have thousands."""
SEARCHED = 12
"""From so many columns on there is a field to find one."""


class ColumnsTable(JSComponent):
    """Columns side by side; of many, the targets and the first ones.

    Parameters
    ----------
    on_change : called with a column's name, "role" or "meaning", and the value picked: a key of
        `words.ROLES`, or a scientific type.
    """

    columns = param.List(default=[])
    summary = param.String(default="")
    effect = param.Selector(default="", objects=["", *common.EFFECTS])
    effect_text = param.String(default="")
    searchable = param.Boolean(default=False)
    shown_text = param.String(default="")
    more_text = param.String(default="")
    turn = param.Integer(default=0, doc="Counts the tables shown, to begin each at its left end.")
    words = param.Dict(
        default={
            "columns": words.COLUMNS,
            "find": words.FIND_COLUMN,
            "none": words.NO_COLUMN_FOUND,
            "role": words.ROLE,
            "meaning": words.MEANING,
            "first": words.FIRST_ROWS,
            "gap": words.MISSING_CELL,
            "glossary_title": words.GLOSSARY_TITLE,
            "glossary": [list(pair) for pair in words.GLOSSARY],
        }
    )

    _esm = look.asset("parts.js") + look.asset("columns.js")
    _stylesheets = [look.asset("parts.css"), look.asset("columns.css")]

    def __init__(self, on_change: Callable[[str, str, str], object], **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._on_change = on_change
        self.table: Table | None = None
        self.problems: dict[str, str] = {}
        self._facts: dict[str, ColumnFacts] = {}
        self._most, self._wanted = AT_ONCE, ""

    def show(self, table: Table, problems: Mapping[str, str] | None = None) -> None:
        """Show a table; `problems` say by column what was wrong with what was picked there."""
        before, self.table = self.table, table
        self.problems = dict(problems or {})
        if before is not table:
            self._facts = {}
        if before is None or before.name != table.name:
            self._most, self._wanted, self.turn = AT_ONCE, "", self.turn + 1
        self._draw()

    def foretell(self, effect: str) -> None:
        """Show what a change of a column would do to training: an effect, or "" for nothing."""
        said = f"{common.EFFECT_ICONS[effect]} {common.EFFECTS[effect]}" if effect else ""
        self.param.update(effect=effect, effect_text=said)

    def shown(self) -> list[str]:
        """Names of the columns drawn: those that are looked for, targets never left out."""
        table = self.table
        if table is None:
            return []
        wanted = self._wanted.strip().casefold()
        found = [name for name in table.roles if wanted in name.casefold()]
        first = found[: self._most]
        far = [name for name in table.targets if name in set(found[self._most :])]
        return far[:AT_ONCE] + first

    def _draw(self) -> None:
        table = self.table
        if table is None:
            return
        names = self.shown()
        places = {name: place for place, name in enumerate(table.roles)}
        found = sum(self._wanted.strip().casefold() in name.casefold() for name in places)
        rest = found - len(names)
        features, targets = len(table.features), tuple(table.targets)
        self.param.update(
            columns=[self._column(table, name, places[name]) for name in names],
            summary=words.used_columns(features, targets, len(places) - features - len(targets)),
            searchable=len(places) >= SEARCHED,
            shown_text=words.shown_of(len(names), len(places)) if len(names) < len(places) else "",
            more_text=words.show_more(min(rest, AT_ONCE)) if rest > 0 else "",
        )

    def _column(self, table: Table, name: str, place: int) -> dict[str, Any]:
        if name not in self._facts:
            self._facts[name] = column_facts(table.frame[name])
        facts = self._facts[name]
        return {
            "place": place,
            "name": name,
            "role": table.roles[name],
            "role_name": words.role_of(name),
            "roles": roles(table, name),
            "meaning": str(facts.kind),
            "meaning_name": words.meaning_of(name),
            "meanings": [
                (str(kind), " · ".join(filter(None, (words.MEANINGS[kind], preview))))
                for kind, preview in facts.meanings.items()
            ],
            "says": facts.says,
            "bars": list(facts.bars),
            "apart": facts.apart,
            "missing": facts.missing,
            "missing_text": words.missing(facts.missing),
            "first": list(facts.first),
            "pictures": list(facts.pictures),
            "problem": self.problems.get(name, ""),
        }

    def _handle_msg(self, data: Any) -> None:
        match data:
            case {"find": str(wanted)}:
                self._most, self._wanted = AT_ONCE, wanted[:200]
                self._draw()
            case {"more": _}:
                self._most += AT_ONCE
                self._draw()
            case {"column": int(place), "name": str(name), "what": what, "value": str(value)}:
                self._pick(place, name, what, value)

    def _pick(self, place: int, name: str, what: str, value: str) -> None:
        table = self.table
        known = table is not None and name in table.roles and list(table.roles)[place] == name
        if known and what in ("role", "meaning"):
            self._on_change(name, what, value)
            self.param.trigger("columns")  # a refused choice goes back to what holds


def roles(table: Table, name: str) -> list[tuple[str, str]]:
    """The roles a column can be given; a second target only beside a first."""
    others = [each for each in table.targets if each != name]
    offered = ["feature", "target", *(["also"] * bool(others)), "ignore"]
    if table.roles[name] == "target" and others:
        offered.remove("also")
    return [(role, words.ROLES[role]) for role in offered]
