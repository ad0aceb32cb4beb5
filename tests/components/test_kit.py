"""Text from data is shown, never run; one module alone knows the widget library."""

from __future__ import annotations

import re
from pathlib import Path

from epochlab import components
from epochlab.components import kit

HOSTILE = "<img src=x onerror=alert(1)>"


def test_text_escapes_markup():
    assert kit.text(HOSTILE) == "&lt;img src=x onerror=alert(1)&gt;"


def test_text_escapes_quotes_for_use_in_attributes():
    assert kit.text("""a" b' c""") == "a&quot; b&#x27; c"


def test_an_alert_shows_its_message_as_text():
    assert HOSTILE not in kit.alert(HOSTILE).object


def test_only_kit_imports_the_widget_library():
    folder = Path(components.__path__[0])
    imports = re.compile(r"^\s*(from|import) panel_material_ui", re.MULTILINE)
    users = {path.name for path in folder.glob("*.py") if imports.search(path.read_text())}
    assert users == {"kit.py"}
