"""Which of the five models fit the data, and the one change that would unlock each other one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import data_words as words
from epochlab.components import look
from epochlab.data.matching import Match

LONGEST = 48
"""Characters of a change that still fit on its button."""


class Fits(JSComponent):
    """The five models, those that fit first.

    Parameters
    ----------
    on_unlock : called with the match whose coercion a person asked for.
    """

    matches = param.List(default=[])
    words = param.Dict(
        default={
            "title": words.FITS,
            "about": words.FITS_ABOUT,
            "yes": words.YES,
            "no": words.NO,
        }
    )

    _esm = look.asset("parts.js") + look.asset("fits.js")
    _stylesheets = [look.asset("parts.css"), look.asset("fits.css")]

    def __init__(self, on_unlock: Callable[[Match], object], **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._on_unlock = on_unlock
        self._known: dict[str, Match] = {}

    def show(self, matches: Sequence[Match]) -> None:
        """Show how each model fits; nothing at all while there is no target or feature."""
        self._known = {match.model: match for match in matches}
        ordered = sorted(matches, key=lambda match: not match.fits)
        self.param.update(matches=[_row(match) for match in ordered], visible=bool(matches))

    def _handle_msg(self, data: Any) -> None:
        match data:
            case {"unlock": str(model)} if model in self._known:
                if self._known[model].coercion is not None:
                    self._on_unlock(self._known[model])


def _row(match: Match) -> dict[str, Any]:
    change = match.unlock.rstrip(".")
    is_short = len(change) <= LONGEST and ". " not in change
    action = "" if match.coercion is None else change if is_short else words.MAKE_FIT
    return {
        "model": match.model,
        "name": words.MODEL_NAMES[match.model],
        "fits": match.fits,
        "reason": words.FITTING if match.fits else match.reason,
        "unlock": "" if action == change else match.unlock,
        "action": action,
    }
