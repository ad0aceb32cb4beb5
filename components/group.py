"""Settings folded away under a title that says how they stand."""

from __future__ import annotations

from typing import Any

import param
from panel.custom import Child, JSComponent

from epochlab.components import look


class Group(JSComponent):
    """A foldable part of the settings."""

    content: Any = Child()
    title = param.String(default="")
    says = param.String(default="", doc="How the settings inside stand, in a few words.")
    open = param.Boolean(default=False)

    _esm = look.asset("parts.js") + look.asset("group.js")
    _stylesheets = [look.asset("parts.css"), look.asset("group.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
