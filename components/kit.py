"""The widgets we build with: the only module that imports panel_material_ui.

Why: panel_material_ui is young and renames things between minor versions, so a rename is one
edit here. Parts of it that would run text as HTML (`Typography`, `Tabs`, `Card`) are not offered;
`alert` escapes for the caller.
"""

from __future__ import annotations

import html
from typing import Any

from panel_material_ui import (
    Alert,
    Button,
    Checkbox,
    Dialog,
    FileDownload,
    FileInput,
    FloatSlider,
    IconButton,
    IntRangeSlider,
    IntSlider,
    MenuButton,
    Page,
    RadioBoxGroup,
    RadioButtonGroup,
    Select,
    SplitButton,
    Switch,
    TextAreaInput,
    TextInput,
)

__all__ = [
    "Alert",
    "Button",
    "Checkbox",
    "Dialog",
    "FileDownload",
    "FileInput",
    "FloatSlider",
    "IconButton",
    "IntRangeSlider",
    "IntSlider",
    "MenuButton",
    "Page",
    "RadioBoxGroup",
    "RadioButtonGroup",
    "Select",
    "SplitButton",
    "Switch",
    "TextAreaInput",
    "TextInput",
    "alert",
    "text",
]


def text(x: Any) -> str:
    """`x` as text that a browser shows and never runs; for every word that came from data."""
    return html.escape(str(x))


def alert(message: str, severity: str = "info", **options: Any) -> Alert:
    """A notice in the page, its message shown as text.

    Parameters
    ----------
    message : what to say; HTML in it is shown, not run.
    severity : "error", "warning", "info" or "success".
    options : handed on to the widget.
    """
    return Alert(text(message), severity=severity, **{"margin": 0} | options)
