"""What every control has in common: one setting of a model, and the way there and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import param

from epochlab.components import words
from epochlab.components.field import Field
from epochlab.hyper import Value
from epochlab.kinds import allowed


@dataclass(frozen=True)
class Terms:
    """What a form is told about the world around the model.

    Parameters
    ----------
    forecast : what a change of a setting (dotted name) would do: one of `words.EFFECTS`, or ""
        for no chip.
    choices : by dotted name, the classes or names to offer where not all that are declared fit.
    levels : categorical columns and how many levels each has.
    edited : called with the dotted name after a change has reached the model.
    """

    forecast: Callable[[str], str]
    choices: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    edited: Callable[[str], None] = lambda dotted: None


class Control:
    """One setting on the screen.

    A subclass makes its widgets in `widgets()` and writes the model's value into them in
    `show()`; whatever a person enters goes through `offer`.

    Parameters
    ----------
    holder : the object that holds the setting.
    name : its name there.
    dotted : its name in the whole model.
    """

    steppers = arrows = False

    def __init__(self, holder: param.Parameterized, name: str, dotted: str, terms: Terms) -> None:
        self.holder, self.name, self.dotted, self.terms = holder, name, dotted, terms
        self.parameter: param.Parameter = holder.param[name]
        self.label = self.parameter.label or name
        self.problem = ""
        self.view = Field(
            control=self.widgets(),
            label=self.label,
            unit=(self.parameter.metadata or {}).get("unit", ""),
            doc=self.parameter.doc or "",
            steppers=self.steppers,
            arrows=self.arrows,
        )
        self._offering = False
        holder.param.watch(self._changed, name)
        self.show()
        self.foretell()

    @property
    def value(self) -> Value:
        """The setting as the model has it."""
        return getattr(self.holder, self.name)

    def widgets(self) -> Any:
        """The widgets, made once."""
        return None

    def show(self) -> None:
        """Write the model's value into the widgets and forget what was wrong."""
        self.mark("")

    def mark(self, problem: str) -> None:
        """Show what is wrong with what was entered; "" for nothing."""
        self.problem = problem

    def foretell(self) -> None:
        """Ask again what a change of this setting would do."""
        self.view.foretell(self.terms.forecast(self.dotted))

    def offer(self, value: Value, typed: str = "") -> bool:
        """Set the model's value; refused, the model keeps its own and the field what was typed."""
        self._offering = True
        try:
            setattr(self.holder, self.name, value)
        except ValueError:
            self.mark(words.out_of_range(typed or str(value), allowed(self.parameter)))
            return False
        finally:
            self._offering = False
        self.mark("")
        self.terms.edited(self.dotted)
        return True

    def _changed(self, event: param.parameterized.Event) -> None:
        if not self._offering:
            self.show()
            self.terms.edited(self.dotted)
