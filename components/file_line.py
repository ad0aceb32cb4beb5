"""What is loaded, how its text was read, and the way back after a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import data_words as words
from epochlab.components import look
from epochlab.data.attempts import Attempt
from epochlab.data.delimited import read_delimited
from epochlab.data.reading import READERS
from epochlab.data.tables import Table


class FileLine(JSComponent):
    """One line about a file, with the choices of how to read it.

    Parameters
    ----------
    on_choice : called with "encoding" or "separator" and the value chosen; None finds it out.
    on_undo : called to take the last change back.
    """

    name_ = param.String(default="", doc="Of the file.")
    facts = param.String(default="")
    lead = param.String(default="", doc="What comes before the choices.")
    choices = param.List(default=[])
    undo = param.String(default="", doc="What the button says; empty for no button.")
    undo_name = param.String(default=words.UNDO_TABLE)
    busy = param.Boolean(default=False)

    _esm = look.asset("parts.js") + look.asset("file_line.js")
    _stylesheets = [look.asset("parts.css"), look.asset("file_line.css")]

    def __init__(
        self,
        on_choice: Callable[[str, str | None], object],
        on_undo: Callable[[], object] = lambda: None,
        **params: Any,
    ) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._on_choice, self._on_undo = on_choice, on_undo

    def tell(self, table: Table, *, can_undo: bool) -> None:
        """Say what was loaded."""
        self.param.update(
            name_=table.name,
            facts=words.facts(len(table), len(table.roles), sum(table.missing.values())),
            choices=choices(table.read_as) if table.read_as else [],
            undo=words.UNDO if can_undo else "",
        )

    def offer(self, refused: Attempt | None) -> None:
        """Offer other ways to read a refused file of text; None takes the offer back."""
        is_text = refused is not None and is_delimited(refused.name)
        self.param.update(
            lead=words.read_refused(refused.name) if refused is not None and is_text else "",
            choices=choices(refused.reading) if refused is not None and is_text else [],
            visible=is_text,
        )

    def _handle_msg(self, data: Any) -> None:
        match data:
            case {"undo": _}:
                self._on_undo()
            case {"pick": ("encoding" | "separator") as key, "value": str(value)}:
                self._on_choice(key, value or None)


def is_delimited(name: str) -> bool:
    """Whether a file of this name is text in rows of separated values."""
    return READERS.get(PurePath(name).suffix.lower()) is read_delimited


def choices(read_as: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The two lists; what is not known yet reads "Find out"."""
    return [
        _choice("encoding", words.ENCODING, words.ENCODINGS, read_as.get("encoding")),
        _choice("separator", words.SEPARATOR, words.SEPARATORS, read_as.get("separator")),
    ]


def _choice(key: str, label: str, known: Mapping[str, str], value: str | None) -> dict[str, Any]:
    options = {"": words.FIND_OUT} | dict(known)
    if value:
        options.setdefault(value, value)
    return {"key": key, "label": label, "value": value or "", "options": list(options.items())}
