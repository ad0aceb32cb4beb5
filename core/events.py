"""What can happen while training: frozen values that travel between processes as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Started:
    """Training begins. `branch` counts cold starts from 0; `epoch` is where this stretch begins."""

    branch: int
    kind: str
    epoch: int
    epochs: int
    settings: Mapping[str, Any]
    changes: Mapping[str, Any]
    n_parameters: int = 0
    device: str = "cpu"
    note: str = ""


@dataclass(frozen=True)
class Batch:
    """Progress inside a long epoch: `batch` of `batches` are done. Sent by time, not each."""

    epoch: int
    batch: int
    batches: int


@dataclass(frozen=True)
class Epoch:
    """An epoch is complete.

    `training_loss` is the mean over batches before each update; `measures` are taken on the
    holdout rows after the epoch (empty without any); `eta` is the learning rate read back from
    the optimiser in use; `seconds` is training time since the branch began.
    """

    epoch: int
    training_loss: float
    measures: Mapping[str, float] = field(default_factory=dict)
    eta: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Changed:
    """Settings changed while training, in force from the next step: {name: (before, now)}."""

    epoch: int
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Paused:
    """Training waits at a batch edge of the epoch after `epoch`."""

    epoch: int


@dataclass(frozen=True)
class Resumed:
    """Training goes on after a pause."""

    epoch: int


@dataclass(frozen=True)
class Stopped:
    """Training ended before its last epoch, and why."""

    epoch: int
    reason: str


@dataclass(frozen=True)
class Halted:
    """Training cannot go on; the stretch is over and the last good epoch's state is kept."""

    epoch: int
    happened: str
    kept: str
    todo: str
    remedy: Mapping[str, Any] = field(default_factory=dict)
    details: str = ""


@dataclass(frozen=True)
class Finished:
    """The stretch is over and its state is saved; `epochs` are trained in all."""

    epochs: int


@dataclass(frozen=True)
class Probed:
    """One batch was passed through a network made for the settings, without training.

    `shapes` is what the batch looked like on its way, from input to output; `problem` is empty
    when the network fits the data, else the message that says why not.
    """

    n_parameters: int
    shapes: tuple[str, ...] = ()
    problem: str = ""


Event = Probed | Started | Batch | Epoch | Changed | Paused | Resumed | Stopped | Halted | Finished
_KINDS = {kind.__name__: kind for kind in Event.__args__}


def to_line(event: Event) -> str:
    """One line of JSON, without the line end. Floats round-trip to the last digit."""
    return json.dumps({"event": type(event).__name__, **asdict(event)}, default=repr)


def from_line(line: str) -> Event:
    """The event in one line of JSON.

    Raises
    ------
    ValueError : the line holds no event.
    """
    fields = json.loads(line)
    kind = _KINDS.get(fields.pop("event", None)) if isinstance(fields, dict) else None
    if kind is None:
        raise ValueError(f"{line[:80]!r} holds no event.")
    return kind(**fields)
