"""How values and counts appear in messages.

The words are plain text: what shows them as HTML must escape them, for names and values come
from strangers' files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

LONGEST = 60


def counted(number: int, singular: str = "", plural: str = "") -> str:
    """`number` with a no-break space every three digits: "1 034", or "3 rows" with a noun."""
    digits = f"{number:,}".replace(",", "\u00a0")
    if not singular:
        return digits
    return f"{digits} {singular if number == 1 else plural or singular + 's'}"


def quoted(value: Any) -> str:
    """A name or value in quotation marks, on one line and cut at `LONGEST` characters."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)[:400]).split())
    if len(text) > LONGEST or len(str(value)) > 400:
        text = text[: LONGEST - 1] + "…"
    return f"“{text}”"


def listed(names: Iterable[Any], most: int = 3) -> str:
    """Quoted names, the first `most` of them: "“a”, “b”, “c” and 4 more"."""
    names = list(names)
    shown = ", ".join(quoted(name) for name in names[:most])
    return f"{shown} and {counted(len(names) - most)} more" if len(names) > most else shown
