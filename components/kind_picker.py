"""The five models: those that fit the data to choose from, the others with their one reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import look
from epochlab.components import model_words as words
from epochlab.data.matching import Match


class KindPicker(JSComponent):
    """A group of radio buttons.

    Parameters
    ----------
    on_pick : called with the name of the model chosen.
    on_other : called when another target is wanted.
    """

    fitting = param.List(default=[], doc="key, title and about of each model that fits.")
    others = param.List(default=[], doc="key, title, reason and unlock of the others.")
    value = param.String(default="", doc="Name of the model in use.")
    others_title = param.String(default="")
    words = param.Dict(
        default={
            "title": words.TASK,
            "other": words.OTHER_TARGET,
            "other_tip": words.OTHER_TARGET_TIP,
            "nothing": words.NOTHING_FITS,
            "nothing_todo": words.NOTHING_FITS_TODO,
        }
    )

    _esm = look.asset("parts.js") + look.asset("kinds.js")
    _stylesheets = [look.asset("parts.css"), look.asset("kinds.css")]

    def __init__(
        self, on_pick: Callable[[str], object], on_other: Callable[[], object], **params: Any
    ) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._on_pick, self._on_other = on_pick, on_other

    def show(self, matches: Sequence[Match], targets: Sequence[str], value: str) -> None:
        """Show how each model fits, and which one is in use."""
        others = [_row(match, targets) for match in matches if not match.fits]
        self.param.update(
            fitting=[_row(match, targets) for match in matches if match.fits],
            others=others,
            value=value,
            others_title=words.do_not_fit(len(others)),
        )

    def _handle_msg(self, data: Any) -> None:
        match data:
            case {"pick": str(key)} if key != self.value:
                if key in {row["key"] for row in self.fitting}:
                    self._on_pick(key)
            case {"other": _}:
                self._on_other()


def _row(match: Match, targets: Sequence[str]) -> dict[str, str]:
    return {
        "key": match.model,
        "title": words.pick(match.model, tuple(targets)),
        "about": words.ABOUT_MODELS[match.model],
        "reason": match.reason,
        "unlock": match.unlock,
    }
