"""What a worker says about itself, in one small file of its run's folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, Self

from epochlab.workers.journal import replace

State = Literal["starting", "idle", "training", "paused"]
BUSY: tuple[State, ...] = ("starting", "training", "paused")
"""States in which the end of a worker interrupts something a person waits for."""


@dataclass(frozen=True)
class Status:
    """Where a worker stands.

    Parameters
    ----------
    claim : number of the worker's claim on the run; 0 if there was never a worker.
    pid : its process.
    state : "starting", "idle", "training" or "paused".
    saved : epochs trained in the state on disk; None if nothing of the present branch is there.
    commands : bytes of the commands read so far; the next worker goes on from there.
    """

    claim: int = 0
    pid: int = 0
    state: State = "starting"
    saved: int | None = None
    commands: int = 0

    def write(self, folder: Path) -> None:
        """Put it into a run's folder, at one stroke."""
        replace(folder / "status.json", json.dumps(asdict(self)))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The last one written; the default if none was."""
        try:
            return cls(**json.loads((folder / "status.json").read_text()))
        except FileNotFoundError:
            return cls()
