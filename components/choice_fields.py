"""Choices: a switch, one of several names, or a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import param

from epochlab.components import kit, words
from epochlab.components.control import Control
from epochlab.components.field import HIDDEN_LABEL
from epochlab.hyper import Value


class SwitchField(Control):
    """Yes or no."""

    def widgets(self) -> Any:
        """A switch."""
        self.switch = kit.Switch(
            label=self.label, margin=0, size="small", stylesheets=[HIDDEN_LABEL]
        )
        self.switch.param.watch(self._flip, "value")
        return self.switch

    def show(self) -> None:
        """Set the switch as the model has it."""
        super().show()
        self.switch.value = bool(self.value)

    def _flip(self, event: param.parameterized.Event) -> None:
        if event.new != self.value:
            self.offer(event.new)


class ChoiceField(Control):
    """One of several names, as declared or as the terms allow."""

    def widgets(self) -> Any:
        """A drop-down list."""
        self.select = kit.Select(
            label=self.label,
            size="small",
            margin=0,
            options={},
            stylesheets=[HIDDEN_LABEL],
            sizing_mode="stretch_width",
        )
        self.select.param.watch(self._pick, "value")
        return self.select

    def options(self) -> Mapping[str, Value]:
        """What can be picked, by the name shown; the current value is always among them."""
        offered = self.terms.choices.get(self.dotted, getattr(self.parameter, "objects", ()))
        known = {words.value_name(str(value)): value for value in offered}
        return known if self.value in known.values() else known | {named(self.value): self.value}

    def show(self) -> None:
        """Offer the choices and pick the model's."""
        super().show()
        self.select.param.update(options=dict(self.options()), value=self.value)

    def mark(self, problem: str) -> None:
        """Show what is wrong under the list."""
        super().mark(problem)
        self.select.param.update(error_state=bool(problem), helper_text=problem)

    def _pick(self, event: param.parameterized.Event) -> None:
        if event.new != self.value:
            self.offer(event.new)


class TextField(Control):
    """A text, such as the name of a device."""

    def widgets(self) -> Any:
        """A text field."""
        self.text = kit.TextInput(
            label=self.label,
            size="small",
            margin=0,
            stylesheets=[HIDDEN_LABEL],
            sizing_mode="stretch_width",
        )
        self.text.param.watch(self._enter, "value")
        return self.text

    def show(self) -> None:
        """Write the model's text into the field."""
        super().show()
        self.text.param.update(value=self.value or "", value_input=self.value or "")

    def mark(self, problem: str) -> None:
        """Show what is wrong under the field."""
        super().mark(problem)
        self.text.param.update(error_state=bool(problem), helper_text=problem)

    def _enter(self, event: param.parameterized.Event) -> None:
        if event.new != self.value:
            self.offer(event.new.strip())


def named(value: Value) -> str:
    """Name of a value that may be a function of the person's own."""
    return str(getattr(value, "__name__", value))
