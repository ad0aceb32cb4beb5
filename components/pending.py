"""Changes that are not trained with yet, what they would do, and the ways back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import look, words
from epochlab.components import model_words as own


class Pending(JSComponent):
    """A list of changes with buttons; empty, it takes no room.

    Parameters
    ----------
    presses : what each button does: "undo", "reset" and "apply".
    """

    title = param.String(default="")
    items = param.List(default=[], doc="label, change, kind and effect of each.")
    live = param.List(default=[], doc="What can be applied at once, in words.")
    can_undo = param.Boolean(default=False)
    can_reset = param.Boolean(default=False)
    applying = param.Boolean(default=False)
    words = param.Dict(
        default={
            "list": own.PENDING,
            "undo": own.UNDO,
            "reset": own.RESET,
            "undo_tip": own.UNDO_TIP,
            "reset_tip": own.RESET_TIP,
            "apply": own.APPLY,
            "applying": own.APPLYING,
        }
    )

    _esm = look.asset("parts.js") + look.asset("pending.js")
    _stylesheets = [look.asset("parts.css"), look.asset("pending.css")]

    def __init__(self, presses: Mapping[str, Callable[[], object]], **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._presses = dict(presses)

    def press(self, name: str) -> None:
        """Do what a button says."""
        self._presses[name]()

    def _handle_msg(self, data: Any) -> None:
        match data:
            case {"press": str(name)} if name in self._presses:
                self.press(name)


def item(label: str, change: str, effect: str) -> dict[str, str]:
    """A change as the browser draws it; `effect` is one of `words.EFFECTS`."""
    said = f"{words.EFFECT_ICONS[effect]} {words.EFFECTS[effect]}"
    return {
        "label": label,
        "change": change,
        "kind": effect,
        "effect": said,
        "tip": words.EFFECT_SENTENCES[effect],
    }
