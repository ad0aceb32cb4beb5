"""What a network looks like: the diagram, its sizes in a line, and how the dry pass went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import look
from epochlab.components import model_words as words
from epochlab.components.network_picture import picture, standalone
from epochlab.models.stages import Stage, chain


class Readout(JSComponent):
    """A drawn network. The diagram is our own SVG, in which every text is escaped."""

    svg = param.String(default="")
    alone = param.String(default="", doc="The diagram with its colours, to be saved.")
    line = param.String(default="", doc="The network in one line.")
    sum = param.String(default="", doc="Its parameters, layer by layer.")
    said = param.String(default="", doc="How the dry pass went.")
    state = param.Selector(default="", objects=["", "passing", "passed", "problem"])
    shown = param.Boolean(default=False, doc="Whether the browser shows this at the moment.")
    words = param.Dict(
        default={
            "title": words.READOUT,
            "save": words.SAVE_PICTURE,
            "file": words.PICTURE_FILE,
        }
    )

    _esm = look.asset("parts.js") + look.asset("readout.js")
    _stylesheets = [look.asset("parts.css"), look.asset("readout.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)

    def draw(self, found: Sequence[Stage], finaliser: str) -> None:
        """Draw a network from its stages."""
        svg = picture(found, finaliser)
        counts = tuple(stage.n_parameters for stage in found if stage.n_parameters)
        self.param.update(
            svg=svg,
            alone=standalone(svg),
            line=chain(found, finaliser),
            sum=words.sum_of_parameters(counts),
        )

    def clear(self, line: str = "") -> None:
        """Draw nothing, and say why."""
        self.param.update(svg="", alone="", line=line, sum="")

    def tell(self, state: str, said: str) -> None:
        """Say how the dry pass went: "passing", "passed", "problem", or "" for nothing."""
        self.param.update(state=state, said=said)
