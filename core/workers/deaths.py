"""Words for training that ended as it should not: what happened, what was kept, what to do."""

from __future__ import annotations

import errno
import json
import os
import traceback
from pathlib import Path

from epochlab.errors import Explained
from epochlab.events import Halted

LOOK_BACK = 65536
"""Bytes at the end of a journal among which its last epoch is looked for."""


def last_epoch(journal: Path) -> int:
    """Number of the last epoch told in a journal; 0 if there is none near its end."""
    try:
        with journal.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LOOK_BACK))
            lines = file.read().decode(errors="replace").split("\n")
    except FileNotFoundError:
        return 0
    for line in reversed(lines):
        try:
            event = json.loads(line)
        except ValueError:  # the first line may be cut off by the look back, the last one torn
            continue
        if event.get("event") in ("Epoch", "Started"):
            return event["epoch"]
    return 0


def ended_unexpectedly(saved: int | None, seen: int, details: str = "") -> Halted:
    """For a worker that is gone.

    Parameters
    ----------
    saved : epochs trained in the state on disk, None without one.
    seen : the last epoch in the journal.
    """
    return Halted(
        saved or 0,
        "The training process ended unexpectedly.",
        kept(saved, seen),
        "You can continue now.",
        details=details.strip(),
    )


def could_not_start(saved: int | None, details: str = "") -> Halted:
    """For a worker that never came."""
    return Halted(
        saved or 0,
        "The training process could not be started.",
        kept(saved, saved or 0),
        "Try again; the details say what stood in the way.",
        details=details,
    )


def failed(error: Exception, saved: int | None, seen: int) -> Halted:
    """For an error in a worker. Explained ones keep their words; others are given some."""
    details = "".join(traceback.format_exception(error))
    if isinstance(error, Explained):
        parts = (error.happened, error.kept or kept(saved, seen), error.todo)
        return Halted(saved or 0, *parts, details=details)
    happened, todo = _in_words(error)
    return Halted(saved or 0, happened, kept(saved, seen), todo, details=details)


def _in_words(error: Exception) -> tuple[str, str]:
    if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
        return "Training ran out of memory.", "Try smaller batches or a smaller network."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full.", "Make room, then continue."
    first = (str(error).strip() or "without a message").splitlines()[0][:300]
    return f"Training met an error: {type(error).__name__}: {first}", (
        "Change the settings, or try again; the details say where it happened."
    )


def kept(saved: int | None, seen: int) -> str:
    """What is left of the epochs up to `seen` when those up to `saved` are on disk."""
    again = max(0, seen - (saved or 0))
    repeated = f"{again} epoch{'' if again == 1 else 's'} will be repeated."
    if not saved:
        return f"Your settings are kept; {repeated}" if again else "Your settings are kept."
    words = "Epoch 1 is kept" if saved == 1 else f"Epochs 1 to {saved} are kept"
    return f"{words}; {repeated}" if again else f"{words}."
