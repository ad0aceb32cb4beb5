"""Waits for runs in other processes, and ends what a test started."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from threading import Event as Bell
from time import monotonic
from typing import Any

import psutil

from epochlab.events import Event, Finished, Halted
from epochlab.workers import launch
from epochlab.workers.ownership import Process
from epochlab.workers.runs import Run

PATIENCE = 60
"""Seconds after which a test gives up; far more than anything takes on a busy computer."""


def until(met: Callable[[], Any], what: str = "it") -> Any:
    """Look again and again until `met()` is true, and return what it gave."""
    began = monotonic()
    while not (found := met()):
        assert monotonic() - began < PATIENCE, f"Waited in vain for {what}."
        Bell().wait(0.01)
    return found


def hear(run: Run, *kinds: type, count: int = 1) -> list[Event]:
    """Events of a run from now on, up to the `count`-th of one of `kinds`.

    What came in the same moment after it is lost to this handle.
    """
    heard: list[Event] = []

    def met() -> bool:
        run.notice_death()
        for event in run.events():
            heard.append(event)
            if sum(isinstance(event, kinds) for event in heard) == count:
                return True
        return False

    until(met, f"{count} of {[kind.__name__ for kind in kinds]}, heard {heard[-3:]}")
    return heard


def to_the_end(run: Run) -> list[Event]:
    """Events of a run from now on, up to the end of the stretch."""
    return hear(run, Finished, Halted)


def ask(run: Run, do: str, **more: Any) -> None:
    """Send a command and see to it that there is a worker."""
    run.send({"do": do} | more)
    run.start()


def worker(run: Run) -> Process:
    """The run's worker, as soon as it is there."""
    return until(lambda: run.ownership.owner, "a worker")


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
