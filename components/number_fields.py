"""Numbers: a text field that reads what people type, and a slider where the range is known."""

from __future__ import annotations

import math
import random
from typing import Any

import panel as pn
import param

from epochlab.components import kit, look, words
from epochlab.components.control import Control
from epochlab.components.field import HIDDEN_LABEL
from epochlab.components.number_reading import Scale, number_from, whole_from

WIDE_MESSAGE = ".MuiFormHelperText-root { width: 232px; }"


class NumberField(Control):
    """A number: text field, with a slider where the declaration has a finite soft range."""

    arrows = True

    def __init__(self, *place: Any) -> None:
        super().__init__(*place)
        self.view.on_step(self.step)

    def widgets(self) -> Any:
        """Field and slider in one row, or the field alone."""
        narrow = {"width": 112} if self.scale else {"sizing_mode": "stretch_width"}
        self.text = kit.TextInput(
            label=self.label,
            size="small",
            margin=0,
            stylesheets=[HIDDEN_LABEL, WIDE_MESSAGE] if self.scale else [HIDDEN_LABEL],
            **narrow,
        )
        self.text.param.watch(lambda event: self.enter(event.new), "value")
        if not self.scale:
            return self.text
        self.slider = kit.FloatSlider(
            label=words.slider(self.label),
            start=self.scale.start,
            end=self.scale.end,
            value=self.scale.start,
            step=self.scale.step,
            show_value=False,
            tooltips=False,
            size="small",
            margin=(3, 0, 0, 14),
            stylesheets=[HIDDEN_LABEL],
            sizing_mode="stretch_width",
        )
        self._showing = False
        self.slider.param.watch(self._slide, "value")
        self.slider.param.watch(self._let_go, "value_throttled")
        return pn.Row(self.text, self.slider, margin=0, sizing_mode="stretch_width")

    @property
    def scale(self) -> Scale | None:
        """The slider's scale; None where the declaration has no finite range."""
        parameter = self.parameter
        low, high = (parameter.softbounds or parameter.bounds) or (None, None)
        if low is None or high is None or isinstance(parameter, param.Integer):
            return None
        hard, inclusive = (parameter.bounds or (None, None))[0], parameter.inclusive_bounds[0]
        log = (parameter.metadata or {}).get("scale") == "log"
        return Scale(low, high, log=log, zero=hard == 0 and inclusive)

    def show(self) -> None:
        """Write the model's value into the field and the slider."""
        self.mark("")
        self._write(look.exact(self.value))

    def _write(self, typed: str) -> None:
        self.text.param.update(value=typed, value_input=typed)
        if self.scale:
            self._showing = True
            place = self.scale.place(self.value)
            with param.edit_constant(self.slider):  # else a drag back to the same place is no event
                self.slider.param.update(value=place, value_throttled=place, value_label=typed)
            self._showing = False

    def enter(self, typed: str) -> None:
        """Take what was typed, if it is a number that is allowed."""
        if typed == look.exact(self.value):
            return self.mark("")
        try:
            value = number_from(typed)
        except ValueError as error:
            return self.mark(str(error))
        if self.offer(value, typed):
            self.show()

    def step(self, by: int) -> None:
        """One step of the declaration, or a twentieth of a power of ten, or a hundredth."""
        self.enter(look.exact(self.stepped(by)))

    def stepped(self, by: int) -> float:
        """The value `by` steps on; a step along a log scale multiplies."""
        if self.scale and self.scale.log:
            return self.scale.value(self.scale.place(self.value) + by * self.scale.step)
        step = getattr(self.parameter, "step", None)
        step = step or (self.scale.step if self.scale else 10 ** math.floor(_power(self.value) - 1))
        return float(f"{self.value + by * step:.12g}")

    def mark(self, problem: str) -> None:
        """Show what is wrong under the field; what was typed stays."""
        super().mark(problem)
        self.text.param.update(error_state=bool(problem), helper_text=problem)

    def _slide(self, event: param.parameterized.Event) -> None:
        if not self._showing and self.scale:
            typed = look.exact(self.scale.value(event.new))
            with param.parameterized.discard_events(self.text):
                self.text.value = typed
            self.text.value_input = typed

    def _let_go(self, event: param.parameterized.Event) -> None:
        if self.scale and not self._showing:
            self.enter(look.exact(self.scale.value(event.new)))


def _power(value: float) -> float:
    return math.log10(abs(value)) if value else 0.0


class WholeField(NumberField):
    """A whole number: text field with buttons for one more and one less."""

    steppers = True

    def show(self) -> None:
        """Write the model's value into the field."""
        self.mark("")
        self.text.param.update(value=self.typed, value_input=self.typed)

    @property
    def typed(self) -> str:
        """The model's value as the field shows it."""
        return "" if self.value is None else str(self.value)

    def enter(self, typed: str) -> None:
        """Take what was typed, if it is a whole number that is allowed."""
        if typed == self.typed:
            return self.mark("")
        if not typed.strip() and self.parameter.allow_None:
            self.offer(None)
            return None
        try:
            value = whole_from(typed)
        except ValueError as error:
            return self.mark(str(error))
        if self.offer(value, typed):
            self.show()

    def step(self, by: int) -> None:
        """`by` more, from the lowest allowed if there is no number yet; by powers of two on a
        log scale."""
        low = (self.parameter.bounds or (0, None))[0] or 0
        if self.value and (self.parameter.metadata or {}).get("scale") == "log":
            high = (self.parameter.softbounds or (1, 2**20))[1]
            power = math.log2(self.value)
            power = math.floor(power) + by if by > 0 else math.ceil(power) + by
            self.enter(str(max(low, min(2 ** max(power, 0), max(high, self.value)))))
        else:
            self.enter(str(low if self.value is None else self.value + by))


class SeedField(WholeField):
    """An optional seed: empty draws a new one each time; a button draws one to keep."""

    steppers = False

    def widgets(self) -> Any:
        """Field and button in one row."""
        field = super().widgets()
        field.placeholder = words.SEED_RANDOM
        button = kit.Button(label=words.NEW_SEED, variant="outlined", margin=(0, 0, 0, 8))
        button.on_click(lambda event: self.enter(str(random.randrange(10_000))))
        return pn.Row(field, button, margin=0, sizing_mode="stretch_width")
