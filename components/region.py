"""A named part of the page, such as the figure around a plot's canvas."""

from __future__ import annotations

from typing import Any

import param
from panel.custom import Child, JSComponent

from epochlab.components import look


class Region(JSComponent):
    """Content with a role and a name, drawn once; what changes belongs in the content."""

    content: Any = Child()
    role = param.String(default="region")
    label = param.String(default="")
    focusable = param.Boolean(default=False)

    _esm = look.asset("region.js")
    _stylesheets = [
        "div:focus-visible { outline: 2px solid var(--epochlab-focus); outline-offset: 2px; }"
    ]
