"""A run's machine inside its worker: trained event by event, told to the journal, saved in time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import torch

from epochlab.errors import Explained, NotTrained, UnreadableModel
from epochlab.events import (
    Batch,
    Epoch,
    Event,
    Finished,
    Halted,
    Paused,
    Probed,
    Resumed,
    Started,
    to_line,
)
from epochlab.models.networks import NeuralNetwork
from epochlab.spec import Spec, from_spec
from epochlab.training.device import threads
from epochlab.training.machine import Machine
from epochlab.training.session import Session
from epochlab.workers.deaths import failed
from epochlab.workers.journal import Journal
from epochlab.workers.runs import Run
from epochlab.workers.status import Status

SAVE_EVERY = 3.0
"""Seconds of training between two savings, at the end of an epoch."""
SAVE_WITHIN = 15.0
"""Seconds after which one is saved in the middle of an epoch, when epochs are that long."""
SAVE_SHARE = 20
"""Training lasts at least this many times as long as the saving before it took."""


class Replaced(RuntimeError):
    """Another worker has taken over the run; nothing may be written any more."""


class Trainer:
    """What a worker does to its run.

    Parameters
    ----------
    run : the run.
    claim : number of this process's claim on it.
    """

    def __init__(self, run: Run, claim: int) -> None:
        self._run, self._claim = run, claim
        self._journal = Journal(run.folder / "journal.jsonl")
        self._state = run.folder / "state.epochlab"
        before = Status.read(run.folder)
        self.status = replace(before, claim=claim, pid=os.getpid(), state="starting")
        self._machine: Machine | None = None
        self._session: Session | None = None
        self._events: Iterator[Event] = iter(())
        self._epoch = before.saved or 0
        self._save_at = 0.0

    @property
    def training(self) -> bool:
        """Whether a stretch of training is under way and not paused."""
        return self._session is not None and self.status.state == "training"

    def load(self) -> None:
        """Read the data, and what was learned from them before."""
        self.say(state="starting")
        torch.set_num_threads(threads())
        self._table, self._split = self._run.table(), self._run.split()
        self._data = self._table.X, self._table.y
        self._standardise = self._run.about["standardise"]
        self.say(state="idle")
        self._restore()

    def _restore(self) -> None:
        if self._machine is None and self._state.exists():
            self._machine = Machine.load(self._state, *self._data)

    def _bound(self, model: NeuralNetwork, level: int = 1) -> Machine:
        return Machine(model, *self._data, standardise=self._standardise, scitype_check_level=level)

    def begin(self, spec: Spec | None, *, force: bool = False) -> None:
        """Start a stretch of training; one that is paused is left where it stands.

        Parameters
        ----------
        spec : the model; None goes on with the one trained before.
        force : start again even if nothing changed.

        Raises
        ------
        Explained : the model does not fit the data, or cannot be made.
        """
        model = None if spec is None else _model(spec)
        try:
            self._restore()
        except UnreadableModel:
            if not force:
                raise
        if self._machine is None:
            if model is None:
                raise NotTrained("Nothing was trained in this run.", "", "Press Train.")
            self._machine = self._bound(model)
        elif model is not None:
            self._machine.model = model
        rows, holdout = self._split.train, self._split.holdout
        self._session = self._machine.session(rows, holdout=holdout, force=force)
        self._events = iter(self._session)
        self.say(state="training")
        self.advance()  # to `Started`, which must come before what other commands tell

    def advance(self) -> None:
        """Train until the next event, and tell it."""
        event = next(self._events, None)
        if event is None:
            self._session = None
            self.say(state="idle")
            return
        if isinstance(event, Started | Epoch):
            self._epoch = event.epoch
        if isinstance(event, Started) and event.kind == "cold":
            self._save_at = 0.0  # the state on disk is of another branch, until epoch 0 is saved
            self.say(saved=None)
        if isinstance(event, Finished | Halted):
            self.save()  # before it is told, as `Finished` promises
            self._tell(event)
            return
        self._journal.append([to_line(event)])
        late = {Epoch: 0.0, Batch: SAVE_WITHIN - SAVE_EVERY}.get(type(event))
        if late is not None and monotonic() >= self._save_at + late:
            self.save()

    def _tell(self, event: Event) -> None:
        self._journal.append([to_line(event)], now=True)

    def flush(self) -> None:
        """Write what waits for the journal."""
        self._journal.flush()

    def save(self) -> None:
        """Put the machine on disk, at one stroke, after all that led to it is in the journal.

        Raises
        ------
        Replaced : another worker has the run.
        """
        assert self._machine is not None
        if not self._run.ownership.current(self._claim):
            raise Replaced(self._run.run_id)
        began = monotonic()
        self._journal.flush(durable=True)
        draft = self._state.with_name(f"state.{self._claim}.draft")
        self._machine.save(draft)
        with draft.open("r+b") as file:
            os.fsync(file.fileno())
        os.replace(draft, self._state)
        self.say(saved=self._epoch)
        self._save_at = monotonic() + max(SAVE_EVERY, SAVE_SHARE * (monotonic() - began))

    def say(self, **changes: Any) -> None:
        """Change the status and write it."""
        self.status = replace(self.status, **changes)
        self.status.write(self._run.folder)

    # Commands

    def pause(self) -> None:
        """Wait at the batch edge where training stands, with the state saved."""
        if self.training:
            self.save()
            self.say(state="paused")
            self._tell(Paused(self._epoch))

    def resume(self) -> None:
        """Go on after a pause, also one in which the worker was replaced."""
        if self._session is None:
            self.begin(None)
        elif not self.training:
            self.say(state="training")
            self._tell(Resumed(self._epoch))

    def stop(self, reason: str = "by hand") -> None:
        """End at the next batch edge. From a pause, too."""
        if self._session is not None:
            self._session.stop(reason)
            self.say(state="training")

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change settings from the very next step on.

        What cannot change leaves training as it is, and is told as a problem. When nothing is
        being trained there is nothing to change: the next `train` brings its own model.
        """
        if self._session is None:
            return
        try:
            self._session.change(changes)
        except (TypeError, ValueError) as error:
            self._tell(Probed(0, (), str(error)))

    def probe(self, spec: Spec) -> None:
        """Try a model on one batch, beside whatever is being trained."""
        try:
            probed = self._bound(_model(spec), level=0).probe(self._split.train)
        except (Explained, TypeError, ValueError) as error:
            probed = Probed(0, (), str(error))
        self._tell(probed)

    def give_up(self, error: Exception) -> None:
        """Tell that something failed, and be ready for another try.

        What is in memory may be half changed, so the next try starts from the state on disk.
        """
        if self._session is not None or not isinstance(error, Explained):
            self._machine = None
        self._session = None
        halted = failed(error, self.status.saved, self._epoch)
        self._epoch = halted.epoch
        self.say(state="idle")
        self._tell(halted)


def _model(spec: Spec) -> NeuralNetwork:
    model = from_spec(spec)
    if not isinstance(model, NeuralNetwork):
        raise TypeError(f"{type(model).__name__} is not a model that can be trained.")
    return model
