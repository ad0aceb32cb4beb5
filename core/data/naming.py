"""Column names: each its own, none empty, and nothing renamed without saying so.

Why rename at all: a nameless first column of row numbers is what pandas and R write by default,
so refusing such files would stop half of those that come. No value is touched, and the note
says what was called what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from epochlab.data.notes import Note
from epochlab.data.wording import counted, listed, quoted

MARKUP = "<>"


def settle_names(given: Iterable[Any]) -> tuple[list[str], tuple[Note, ...]]:
    """Names that can tell columns apart, and what had to be said about the `given` ones."""
    texts = ["" if name is None else str(name) for name in given]
    nameless = [place for place, text in enumerate(texts) if not text.strip()]
    taken = {text for text in texts if text.strip()}
    repeats = Counter(texts)
    seen: Counter[str] = Counter()
    names = []
    for place, text in enumerate(texts):
        seen[text] += 1
        if not text.strip():
            name = _free(f"column {place + 1}", taken)
        elif seen[text] > 1:
            name = _free(f"{text} ({seen[text]})", taken)
        else:
            name = text
        taken.add(name)
        names.append(name)
    twice = [text for text, times in repeats.items() if times > 1 and text.strip()]
    notes = [_nameless(nameless, names), _repeated(twice, texts, names), _markup(names)]
    return names, tuple(note for note in notes if note)


def _free(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "′"
    return wanted


def _nameless(places: list[int], names: list[str]) -> Note | None:
    if not places:
        return None
    return Note(
        "note",
        f"{counted(len(places), 'column has', 'columns have')} no name, the first of them "
        f"number {counted(places[0] + 1)}.",
        f"Their values are kept; here they are called {listed(names[p] for p in places)}.",
        "Name them in the file if you want other words.",
    )


def _repeated(twice: list[str], texts: list[str], names: list[str]) -> Note | None:
    if not twice:
        return None
    called = [name for name, text in zip(names, texts, strict=True) if text == twice[0]]
    more = f", and {counted(len(twice) - 1)} other names repeat too" if len(twice) > 1 else ""
    return Note(
        "careful",
        f"{counted(len(called))} columns are called {quoted(twice[0])}{more}.",
        f"All are kept; here they are called {listed(called)}.",
        "Rename them in the file, or ignore those you do not need.",
    )


def _markup(names: list[str]) -> Note | None:
    odd = [name for name in names if all(sign in name for sign in MARKUP)]
    if not odd:
        return None
    return Note(
        "note",
        f"A column name looks like a piece of a web page: {quoted(odd[0])}.",
        "It is kept and shown as text; nothing in it is run.",
        "Rename it in the file if that was not meant.",
    )
