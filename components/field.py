"""The shell of one setting: label with unit, explanation, what a change does, and its widgets.

Why: the widget library can name a control but not describe it, and a label, a slider and a text
field must read as one control; this shell says both to eyes and to screen readers alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import param
from panel.custom import Child, JSComponent

from epochlab.components import look, words

HIDDEN_LABEL = """
.MuiInputLabel-root, .MuiFormLabel-root, .MuiFormControlLabel-label {
  position: absolute !important; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
}
.MuiOutlinedInput-notchedOutline { top: 0 !important; }
.MuiOutlinedInput-notchedOutline legend { display: none; }
"""
"""Style sheet of a widget whose label the field shows: its own is for screen readers only."""


class Field(JSComponent):
    """A setting on the screen; all its text is shown as text, never as HTML."""

    control: Any = Child(doc="The widget, or a layout of several.")
    label = param.String(default="")
    unit = param.String(default="")
    doc = param.String(default="", doc="What the setting means, in plain words.")
    effect = param.Selector(default="", objects=["", *words.EFFECTS], doc="What a change does.")
    effect_text = param.String(default="")
    effect_sentence = param.String(default="")
    about = param.String(default="")
    more = param.String(default="")
    fewer = param.String(default="")
    steppers = param.Boolean(default=False, doc="Whether to show buttons for one more, one less.")
    arrows = param.Boolean(default=False, doc="Whether arrow keys in the text field step it.")

    _esm = look.asset("field.js")
    _stylesheets = [look.asset("field.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._on_step: Callable[[int], None] | None = None
        self.param.update(
            about=words.about(self.label),
            more=words.more(self.label),
            fewer=words.fewer(self.label),
        )

    def on_step(self, callback: Callable[[int], None]) -> None:
        """Call `callback` with 1, −1, 10 or −10 when a stepper or an arrow key is used."""
        self._on_step = callback

    def foretell(self, effect: str) -> None:
        """Show what a change of this setting would do: one of `words.EFFECTS`, "" for nothing."""
        self.param.update(
            effect=effect,
            effect_text=f"{words.EFFECT_ICONS[effect]} {words.EFFECTS[effect]}" if effect else "",
            effect_sentence=words.EFFECT_SENTENCES.get(effect, ""),
        )

    def _handle_msg(self, data: Any) -> None:
        by = data.get("step") if isinstance(data, dict) else None
        if self._on_step is not None and by in (1, -1, 10, -10):
            self._on_step(by)
