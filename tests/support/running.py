"""Waits for runs in other processes, and ends what a test started."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event as Bell
from time import monotonic
from typing import Any

import psutil

from epochlab.events import Epoch, Event, Finished, Halted
from epochlab.hyper import clone
from epochlab.models.networks import NeuralNetwork
from epochlab.spec import to_spec
from epochlab.workers import launch
from epochlab.workers.ownership import Process
from epochlab.workers.runs import Run

Curve = dict[int, tuple[float, dict[str, float]]]
"""Loss and measures by epoch."""
LONG = 1_000_000
"""More epochs than any test waits for."""
PATIENCE = 60
"""Seconds after which a test gives up; far more than anything takes on a busy computer."""


def until(met: Callable[[], Any], what: str = "it") -> Any:
    """Look again and again until `met()` is true, and return what it gave."""
    began = monotonic()
    while not (found := met()):
        assert monotonic() - began < PATIENCE, f"Waited in vain for {what}."
        Bell().wait(0.01)
    return found


class HeardRun(Run):
    """A run whose events can be waited for, one stretch after the other."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._unheard: list[Event] = []

    def hear(self, *kinds: type, count: int = 1) -> list[Event]:
        """Events not heard yet, up to the `count`-th of one of `kinds`."""
        heard: list[Event] = []
        found = 0
        while found < count:
            until(self._listen, f"{count} of {[kind.__name__ for kind in kinds]}")
            heard.append(self._unheard.pop(0))
            found += isinstance(heard[-1], kinds)
        return heard

    def _listen(self) -> bool:
        self.notice_death()
        self._unheard += self.events()
        return bool(self._unheard)

    def to_the_end(self) -> list[Event]:
        """Events not heard yet, up to the end of the stretch."""
        return self.hear(Finished, Halted)

    def ask(self, do: str, **more: Any) -> None:
        """Send a command and see to it that there is a worker."""
        self.send({"do": do} | more)
        self.start()

    def train(self, model: NeuralNetwork, **more: Any) -> None:
        """Ask for training."""
        self.ask("train", model=to_spec(model), **more)

    @property
    def worker(self) -> Process:
        """The run's worker, as soon as it is there."""
        return until(lambda: self.ownership.owner, "a worker")


def curve(events: Iterable[Event]) -> Curve:
    """Loss and measures by epoch; of an epoch told twice, the later ones."""
    return {e.epoch: (e.training_loss, dict(e.measures)) for e in events if isinstance(e, Epoch)}


def in_a_script(run: Run, model: NeuralNetwork, epochs: int) -> Curve:
    """The same curve, trained here without any worker."""
    from epochlab.training.machine import Machine  # brings torch, which few of these tests need

    table, split = run.table(), run.split()
    machine = Machine(clone(model, epochs=epochs), table, scitype_check_level=0)
    return curve(machine.session(split.train, holdout=split.holdout))


def kinds(events: Iterable[Event]) -> list[type]:
    """What happened, without the epochs."""
    return [type(event) for event in events if not isinstance(event, Epoch)]


def end_all(data_dir: Path) -> None:
    """Kill the nursery of a data folder, and every worker in it."""
    for record in [
        *data_dir.glob("nursery/owners/*/*.json"),
        *data_dir.glob("runs/*/owners/*/*.json"),
    ]:
        process = Process(**json.loads(record.read_text()))
        if process.alive and process.pid != os.getpid():
            psutil.Process(process.pid).kill()
            until(lambda process=process: not process.alive, "a process to end")
    for child in launch.LAUNCHED:
        if isinstance(child.args, list) and child.args[-1] == str(data_dir):
            child.kill()
            child.wait()
