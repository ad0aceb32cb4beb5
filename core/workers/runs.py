"""A run as others see it: one folder with its data, its commands and its journal.

Why files: the page, a second page, a server started anew and the worker never have to meet. Each
reads and writes lines at its own pace, and whoever is missing finds everything when it comes back.
Knows nothing of torch.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Self

import numpy as np

from epochlab.data.splitting import Split
from epochlab.data.storage import load_table, save_table
from epochlab.data.tables import Table
from epochlab.errors import Explained
from epochlab.events import Event, Halted, from_line, to_line
from epochlab.workers import launch
from epochlab.workers.deaths import could_not_start, ended_unexpectedly, last_epoch
from epochlab.workers.journal import Journal, Tail
from epochlab.workers.ownership import Ownership
from epochlab.workers.status import BUSY, Status

COMMANDS = ("probe", "train", "change", "pause", "resume", "stop", "quit")
SPLITS = ("train", "holdout", "test")
LAUNCHES = 2
"""Nurseries started for one request before it is said that none will come up."""


class UnknownRun(Explained, LookupError):
    """A run that is not there."""


class Run:
    """A handle on one run. Handles are cheap; each reads events at its own pace.

    Parameters
    ----------
    folder : the run's folder; use `Run.create` or `Run.open`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.run_id = folder, folder.name
        self.data_dir = folder.parent.parent
        self.ownership = Ownership(folder)
        self._journal = Tail(folder / "journal.jsonl")
        self._asked: int | None = None
        self._launches, self._again, self._missed = 0, 0.0, 0.0

    @classmethod
    def create(
        cls,
        data_dir: str | Path,
        table: Table,
        split: Split,
        *,
        standardise: bool = False,
        name: str = "",
    ) -> Self:
        """A new run on rows of a table. Its id cannot be guessed.

        The folder appears complete or not at all, also when the disk is full.
        """
        runs = Path(data_dir).resolve() / "runs"
        run_id = secrets.token_hex(8)
        draft = runs / f"{run_id}.draft"
        (draft / "rows").mkdir(parents=True)
        save_table(table, draft / "data")
        for part in SPLITS:
            np.save(draft / "rows" / f"{part}.npy", getattr(split, part), allow_pickle=False)
        about = {"name": name or table.name, "standardise": standardise, "note": split.note}
        (draft / "run.json").write_text(json.dumps(about))
        draft.rename(runs / run_id)
        return cls(runs / run_id)

    @classmethod
    def open(cls, data_dir: str | Path, run_id: str) -> Self:
        """The run with an id, as it may come from an address; events are read from the first.

        Raises
        ------
        UnknownRun : there is none, or that is no id.
        """
        folder = Path(data_dir).resolve() / "runs" / run_id
        if not re.fullmatch(r"[0-9a-f]{16}", run_id) or not (folder / "run.json").exists():
            raise UnknownRun(
                f"There is no run {run_id[:40]!r} here.",
                "Nothing was changed.",
                "Check the address, or start a new run.",
            )
        return cls(folder)

    # What it is about

    @property
    def about(self) -> dict[str, Any]:
        """`name`, `standardise` and the split's `note`."""
        return json.loads((self.folder / "run.json").read_text())

    def table(self) -> Table:
        """The data, read from the folder."""
        return load_table(self.folder / "data")

    def split(self) -> Split:
        """Positions of the rows to learn from, to be judged on while training, and at the end."""
        rows = {p: np.load(self.folder / "rows" / f"{p}.npy", allow_pickle=False) for p in SPLITS}
        return Split(**rows, note=self.about["note"])

    # Talking with the worker

    def send(self, command: Mapping[str, Any]) -> None:
        """Leave a command for the worker; follow with `start()`, which does nothing if one runs.

        Parameters
        ----------
        command : {"do": …} with one of `COMMANDS`, and "model", "force" or "changes".

        Raises
        ------
        ValueError : there is no such command.
        """
        if command.get("do") not in COMMANDS:
            raise ValueError(f"do must be one of {', '.join(COMMANDS)}, not {command.get('do')!r}.")
        # A journal of its own each time: another handle may have written in between.
        Journal(self.folder / "commands.jsonl").append([json.dumps(dict(command))], now=True)

    def events(self) -> list[Event]:
        """What happened since this handle last asked; from the beginning at first."""
        fresh = [event for line in self._journal.lines() if (event := _event(line)) is not None]
        if any(isinstance(event, Halted) for event in fresh):
            self._asked = None
        return fresh

    def tell(self, event: Event) -> None:
        """Write an event into the journal on the worker's behalf."""
        Journal(self.folder / "journal.jsonl").append([to_line(event)], now=True)

    def start(self) -> None:
        """See to it that a worker has this run. Returns at once; ask as often as you like."""
        self.notice_death(patience=0)
        claim = self.ownership.last()[0]
        if self.alive or (self._asked == claim and monotonic() < self._again):
            return
        # A request too many is harmless: the worker made for it finds the run taken, and ends.
        self._asked, self._launches, self._again = claim, 1, monotonic() + 1
        launch.request(self.data_dir, self.run_id)

    # How the worker is

    @property
    def alive(self) -> bool:
        """Whether a worker has this run."""
        return self.ownership.owner is not None

    @property
    def status(self) -> str:
        """State of the worker.

        Returns
        -------
        "starting" (asked for, or loading), "idle", "training" or "paused"; "absent" without a
        worker; "lost" when it ended in the middle of something.
        """
        claim, owner = self.ownership.last()
        if owner is not None and not self.ownership.left(claim):
            state = self._said(claim).state
            if owner.alive:
                return state
            if state in BUSY:
                return "lost"
        return "starting" if self._asked == claim else "absent"

    def _said(self, claim: int) -> Status:
        """What the worker with a claim said last; the state is "starting" until it says more."""
        status = Status.read(self.folder)
        return status if status.claim == claim else Status(claim, saved=status.saved)

    def notice_death(self, details: str = "", *, patience: float = 1.0) -> Halted | None:
        """Write into the journal, once for all handles, that the worker ended unexpectedly.

        Cheap enough to be called once a second by everyone who watches the run.

        Parameters
        ----------
        details : what is known about how it ended.
        patience : seconds in which the nursery, which knows more, may be the first to tell.

        Returns
        -------
        What was written; None if all is well or another handle has written it.
        """
        claim, owner = self.ownership.last()
        if self._asked is not None and self._asked != claim:
            self._asked = None
        if owner is not None and not self.ownership.left(claim) and not owner.alive:
            status, nursery = self._said(claim), Ownership(launch.home(self.data_dir))
            self._missed = self._missed or monotonic()
            if nursery.owner and monotonic() - self._missed < patience:
                return None
            if status.state in BUSY and self.ownership.notice(claim):
                log = _end_of(self.folder / "worker.log")
                seen = last_epoch(self.folder / "journal.jsonl")
                self.tell(halted := ended_unexpectedly(status.saved, seen, f"{details}\n{log}"))
                return halted
        else:
            self._missed = 0.0
        return self._notice_failed_start()

    def _notice_failed_start(self) -> Halted | None:
        """Start the nursery again if it ended before it served the request, then give up."""
        if self._asked is None or launch.coming(self.data_dir) or self.alive:
            return None
        if self._launches < LAUNCHES:
            self._launches += 1
            launch.request(self.data_dir, self.run_id)
            return None
        self._asked = None
        log = _end_of(launch.home(self.data_dir) / "nursery.log")
        self.tell(halted := could_not_start(Status.read(self.folder).saved, log))
        return halted


def _event(line: str) -> Event | None:
    try:
        return from_line(line)
    except ValueError:  # torn by a power cut: its writer is gone, and nobody knows the rest
        return None


def _end_of(log: Path, size: int = 4000) -> str:
    """The last characters of a log, for those who want to know more."""
    try:
        return log.read_bytes()[-size:].decode(errors="replace").strip()
    except FileNotFoundError:
        return ""
