"""How the rows are shared out among training, holdout and test: a bar, and the same as numbers."""

from __future__ import annotations

from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import data_words as words
from epochlab.components import look
from epochlab.components import words as common
from epochlab.components.number_fields import number_from, whole_from
from epochlab.errors import Explained
from epochlab.project import Project

FIELDS = ("holdout", "test", "stratify", "split_seed")


class SplitControl(JSComponent):
    """Shares of the rows, whether to keep classes in proportion, and the seed.

    Parameters
    ----------
    bench : whose split is set; followed as well.
    """

    holdout = param.Number(default=0.2)
    test = param.Number(default=0.1)
    keep = param.Boolean(default=True)
    typed = param.Dict(default={}, doc="What each field shows.")
    problems = param.Dict(default={}, doc="What is wrong with what was typed, by field.")
    rows = param.Dict(default={}, doc="How many rows each part has, in words.")
    note = param.String(default="")
    problem = param.String(default="")
    effect = param.Selector(default="", objects=["", *common.EFFECTS])
    effect_text = param.String(default="")
    words = param.Dict(
        default={
            "title": words.ROWS,
            "parts": words.PARTS,
            "notes": words.PART_NOTES,
            "edges": words.EDGES,
            "percent": words.PERCENT,
            "keep": words.KEEP_SHARES,
            "keep_note": words.KEEP_SHARES_NOTE,
            "seed": words.SPLIT_SEED,
            "seed_note": words.SPLIT_SEED_NOTE,
        }
    )

    _esm = look.asset("parts.js") + look.asset("split.js")
    _stylesheets = [look.asset("parts.css"), look.asset("split.css")]

    def __init__(self, bench: Project, **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self.bench = bench
        bench.param.watch(lambda *events: self.show(), ["table", *FIELDS])
        self.show()

    def show(self) -> None:
        """Write the bench's split into the control, and forget what was wrong."""
        bench, said = self.bench, {"rows": {}, "note": "", "problem": ""}
        if bench.table is not None and bench.table.targets:
            try:
                parts = bench.parts()
            except (Explained, ValueError) as error:
                said["problem"] = str(error)
            else:
                sizes = {name: len(getattr(parts, name)) for name in words.PARTS}
                said["rows"] = {name: words.rows_of(size) for name, size in sizes.items()}
                said["note"] = parts.note
        self.param.update(
            holdout=bench.holdout,
            test=bench.test,
            keep=bench.stratify,
            typed={
                "holdout": look.exact(round(bench.holdout * 100, 6)),
                "test": look.exact(round(bench.test * 100, 6)),
                "seed": str(bench.split_seed),
            },
            problems={},
            **said,
        )

    def foretell(self, effect: str) -> None:
        """Show what another split would do to training: an effect, or "" for nothing."""
        said = f"{common.EFFECT_ICONS[effect]} {common.EFFECTS[effect]}" if effect else ""
        self.param.update(effect_text=said, effect=effect)

    def _handle_msg(self, data: Any) -> None:
        match data:
            case {"set": ("holdout" | "test") as part, "typed": str(typed)}:
                self._set_share(part, typed[:40])
            case {"set": "seed", "typed": str(typed)}:
                self._set_seed(typed[:40])
            case {"keep": bool(keep)}:
                self.bench.stratify = keep
            case {"shares": {"holdout": float() | int() as held, "test": float() | int() as test}}:
                self._set_both(held, test)

    def _set_share(self, part: str, typed: str) -> None:
        try:
            share = round(number_from(typed.replace("%", "").strip()) / 100, 8)
            self._set(part, share)
        except ValueError:
            self._refuse(part, words.not_a_share(typed))

    def _set_seed(self, typed: str) -> None:
        try:
            self._set("split_seed", whole_from(typed))
        except ValueError:
            self._refuse("seed", words.not_a_seed(typed))

    def _set_both(self, holdout: float, test: float) -> None:
        try:
            self.bench.param.update(holdout=holdout, test=test)
        except ValueError:
            self._refuse("holdout", words.not_a_share(f"{holdout:.0%}"))

    def _set(self, name: str, value: float) -> None:
        if getattr(self.bench, name) == value:
            self.show()
            self.param.trigger("typed")  # what was typed may be another spelling of the same
        setattr(self.bench, name, value)

    def _refuse(self, field: str, why: str) -> None:
        """Keep what was typed in the field, with the reason under it."""
        self.problems = {**self.problems, field: why}
