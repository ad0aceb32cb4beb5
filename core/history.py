"""The curve of a run as plain values: events folded into branches, points and markers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import Any

from epochlab.events import Changed, Epoch, Event, Finished, Halted, Started, Stopped
from epochlab.training.restart import ABSENT, shown

Row = dict[str, Any]


def branch_name(index: int) -> str:
    """Name of a branch, counted from 0: A, B … Z, A2, B2 …"""
    turn, place = divmod(index, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")


@dataclass(frozen=True)
class Marker:
    """Something that happened at an epoch of a branch.

    kind : "change", "restart", "stopped" or "halted".
    """

    branch: int
    epoch: int
    kind: str
    text: str


@dataclass
class Branch:
    """One line of history: from a cold start to the next.

    index : from 0; also the place in the colour order, for life.
    rows : one dictionary an epoch, from 0: branch, epoch, training_loss, holdout_loss, …
    rewound : how often epochs were taken back, because a worker that ended had not saved them.
    """

    index: int
    rows: list[Row] = field(default_factory=list)
    rewound: int = 0
    loss: str = ""
    device: str = "cpu"

    @property
    def label(self) -> str:
        """A, B … Z, A2, B2 …"""
        return branch_name(self.index)

    @property
    def epochs(self) -> int:
        """Epochs trained."""
        return self.rows[-1]["epoch"] if self.rows else 0

    @property
    def best(self) -> Row | None:
        """The row of the lowest holdout loss; None without one."""
        measured = [row for row in self.rows if math.isfinite(row["holdout_loss"])]
        return min(measured, key=lambda row: row["holdout_loss"], default=None)


@dataclass
class History:
    """All branches of a run, and what was marked on them."""

    branches: list[Branch] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    log: list[tuple[int, str]] = field(default_factory=list)

    @property
    def current(self) -> Branch | None:
        """The branch in training."""
        return self.branches[-1] if self.branches else None

    def fold(self, event: Event, labels: Mapping[str, str]) -> None:
        """Take an event in.

        Parameters
        ----------
        labels : setting by dotted name → what it is called on screen.
        """
        if isinstance(event, Started):
            self._start(event, labels)
        elif isinstance(event, Epoch):
            self._point(event)
        elif isinstance(event, Changed):
            self._mark(event.epoch, "change", f"{in_words(event.changes, labels)} · continues")
        elif isinstance(event, Stopped):
            self._mark(event.epoch, "stopped", f"Stopped {event.reason}")
        elif isinstance(event, Halted):
            self._mark(event.epoch, "halted", event.happened)
        elif isinstance(event, Finished):
            said = f"{event.epochs} epoch{'' if event.epochs == 1 else 's'} trained"
            self.log.append((event.epochs, said))

    def _start(self, event: Started, labels: Mapping[str, str]) -> None:
        changed = {n: pair for n, pair in event.changes.items() if n != "epochs"}
        words = in_words(changed, labels)
        if event.kind == "cold":
            loss = shown(event.settings.get("loss", ""))
            self.branches.append(Branch(len(self.branches), loss=loss))
            if len(self.branches) > 1:
                self._mark(0, "restart", f"Started again{': ' if words else ''}{words}")
            else:
                self.log.append((0, f"Training begins on the {event.device.upper()}"))
        else:
            self._rewind(event.epoch)
        if event.kind != "cold" and words:
            self._mark(event.epoch, "change", f"{words} · continues")
        elif event.kind != "cold":
            self.log.append((event.epoch, f"Continues to epoch {event.epochs}"))
        self.branches[-1].device = event.device
        if event.note:
            self.log.append((event.epoch, event.note))

    def _rewind(self, epoch: int) -> None:
        """Drop epochs after `epoch`: they will be trained and told again."""
        branch = self.branches[-1]
        if branch.epochs > epoch:
            branch.rows = [row for row in branch.rows if row["epoch"] <= epoch]
            branch.rewound += 1

    def _point(self, event: Epoch) -> None:
        branch = self.branches[-1]
        branch.rows.append(
            {
                "branch": branch.index,
                "epoch": event.epoch,
                "training_loss": event.training_loss,
                "holdout_loss": event.measures.get("loss", math.nan),
                "score": next((v for n, v in event.measures.items() if n != "loss"), math.nan),
                "eta": event.eta,
                "seconds": event.seconds,
            }
        )

    def _mark(self, epoch: int, kind: str, text: str) -> None:
        self.markers.append(Marker(len(self.branches) - 1, epoch, kind, text))
        self.log.append((epoch, text))


def in_words(changes: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Changes of settings as people say them: "learning rate 0.01 → 0.003, batch size 1 → 32"."""
    parts = []
    for name, (before, now) in changes.items():
        if name.rpartition(".")[0] in changes and ABSENT in (before, now):
            continue  # a number of another kind of optimiser, or of network, says nothing
        label = labels.get(name, name)
        label = label[:1].lower() + label[1:]
        parts.append(f"{label} {shown(before)} → {shown(now)}")
    return ", ".join(parts)
