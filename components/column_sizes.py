"""Embeddings: for each categorical column, how many numbers stand for one of its levels."""

from __future__ import annotations

from typing import Any

import panel as pn

from epochlab.components import kit, look, words
from epochlab.components.control import Control
from epochlab.components.field import HIDDEN_LABEL, Field
from epochlab.components.number_reading import number_from
from epochlab.hyper import Value


class ColumnSizes(Control):
    """A dictionary from column to size: a whole number, or a share of its levels below 1."""

    def widgets(self) -> Any:
        """One small field for each categorical column; empty means the default size."""
        self.boxes = {column: self._box(column) for column in self.terms.levels}
        rows = [
            Field(control=box, label=words.numbers_for_column(column))
            for column, box in self.boxes.items()
        ]
        return pn.Column(*rows, margin=0, sizing_mode="stretch_width")

    def _box(self, column: str) -> Any:
        box = kit.TextInput(
            label=words.numbers_for_column(column),
            placeholder=words.AS_BUILT,
            size="small",
            margin=0,
            width=112,
            stylesheets=[HIDDEN_LABEL],
        )
        box.param.watch(lambda event: self._enter(column, event.new), "value")
        return box

    def show(self) -> None:
        """Write the model's sizes into the fields."""
        super().show()
        for column, box in self.boxes.items():
            size = self.value.get(column)
            typed = "" if size is None else look.exact(size)
            box.param.update(value=typed, value_input=typed, error_state=False, helper_text="")

    def _enter(self, column: str, typed: str) -> None:
        others = {name: size for name, size in self.value.items() if name != column}
        if not typed.strip():
            return self._settle(others)
        try:
            size = self._size(typed)
        except ValueError as error:
            self.mark(str(error))
            self.boxes[column].param.update(error_state=True, helper_text=str(error))
            return None
        return self._settle(others | {column: size})

    def _size(self, typed: str) -> Value:
        size = number_from(typed)
        if size <= 0 or (size > 1 and not size.is_integer()):
            raise ValueError(words.not_a_size(typed))
        return int(size) if size.is_integer() else size

    def _settle(self, sizes: dict[str, Value]) -> None:
        if sizes == self.value or self.offer(sizes):
            self.show()
