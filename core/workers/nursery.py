"""Makes workers: `python -m epochlab.workers.nursery DATA_DIR`, one process per data folder.

Why: importing PyTorch takes seconds, forking a process that has done so takes milliseconds. And
the nursery, not the server, is the parent of the workers: the server may be restarted while they
train. Where there is no fork, workers are started as programs of their own.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Protocol

from epochlab.workers import launch
from epochlab.workers.deaths import could_not_start
from epochlab.workers.journal import Tail, replace
from epochlab.workers.ownership import Ownership
from epochlab.workers.runs import Run, UnknownRun
from epochlab.workers.status import Status

LOOK = 0.02
"""Seconds between two looks for requests."""
TEND = 0.2
"""Seconds between two looks at the workers."""
LINGER = 2.0
"""Seconds without a server or a training worker after which the nursery ends."""

PRELOADED = (
    "epochlab.workers.worker",
    "pyarrow.feather",  # reads the data
    "safetensors.torch",  # reads and writes the state
    "torch.fx.experimental.symbolic_shapes",  # what torch imports when the first network is made
)
"""What a worker uses, including what else would be imported at the first use of it."""

log = logging.getLogger(__name__)


class Child(Protocol):
    """A worker as its parent sees it."""

    pid: int

    def poll(self) -> int | None:
        """Its exit code, negative for a signal; None while it runs."""


class Forked:
    """A worker made by fork."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """As `subprocess.Popen.poll`; reaps the process, so it tells the end once."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None


class Nursery:
    """Serves the requests of one data folder.

    Parameters
    ----------
    data_dir : the data folder.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._folder = launch.home(data_dir)
        self._ownership = Ownership(self._folder)
        self._served = self._folder / "served.json"
        self._children: dict[Child, Run] = {}

    def serve(self) -> None:
        """Make workers until nobody needs one; ends at once if there is a nursery already."""
        while claim := self._ownership.claim():
            # What a nursery before this one was asked and did not do, and nothing it did.
            served = json.loads(self._served.read_text()) if self._served.exists() else 0
            requests = Tail(self._folder / "requests.jsonl", served)
            if hasattr(os, "fork"):
                preload()
            self._work(claim, requests)
            if not self._folder.exists() or not self._ownership.current(claim):
                return
            self._ownership.leave(claim)
            # From here on clients start another nursery; what they asked before is seen here.
            if not requests.lines() and not launch.clients(self._data_dir):
                return

    def _work(self, claim: int, requests: Tail) -> None:
        needed = tended = monotonic()
        while self._folder.exists() and self._ownership.current(claim):
            if lines := requests.lines():
                for line in lines:
                    self._answer(line)
                replace(self._served, json.dumps(requests.offset))
            if monotonic() - tended > TEND:
                tended = monotonic()
                self._reap()
                if self._needed():
                    needed = monotonic()
                elif monotonic() - needed > LINGER:
                    return
            # Nobody sets this event: waiting for it is sleeping.
            Event().wait(LOOK)

    def _needed(self) -> bool:
        """Whether a server may still ask, or a worker trains that must be watched."""
        busy = (Status.read(run.folder).state for run in self._children.values())
        return bool(launch.clients(self._data_dir)) or any(
            s in ("starting", "training") for s in busy
        )

    def _answer(self, line: str) -> None:
        """Make the worker a request asks for. One that cannot be is told in the run's journal."""
        try:
            run = Run.open(self._data_dir, json.loads(line)["run"])
        except (ValueError, TypeError, KeyError, UnknownRun):
            log.warning("No run for the request %.80r", line)
            return
        try:
            self._children[_worker(run.folder)] = run
        except OSError as error:  # no memory or no process left
            log.warning("No worker for run %s: %s", run.run_id, error)
            run.tell(could_not_start(Status.read(run.folder).saved, str(error)))

    def _reap(self) -> None:
        """Take leave of workers that ended, and tell where one should not have."""
        for child, run in list(self._children.items()):
            code = child.poll()
            if code is None:
                continue
            del self._children[child]
            if not run.folder.exists():
                continue
            try:
                run.notice_death(_ending(child.pid, code), patience=0)
            except OSError:  # a full disk must not end the nursery as well; the page notices too
                log.exception("Run %s", run.run_id)


def _ending(pid: int, code: int) -> str:
    if code >= 0:
        return f"Process {pid} ended with exit code {code}."
    name = signal.Signals(-code).name if -code in {*signal.Signals} else str(-code)
    hint = " The system does that when memory runs out." if name == "SIGKILL" else ""
    return f"Process {pid} was ended by signal {name}.{hint}"


def preload() -> None:
    """Import all that a worker needs, so that the fork has it.

    Nothing may run here that starts a thread or touches a GPU: neither survives a fork.
    """
    for module in PRELOADED:
        import_module(module)
    gc.collect()
    gc.freeze()  # keeps the collector of a worker from copying the pages it shares with us


def _worker(folder: Path) -> Child:
    """Start a worker for a run's folder.

    Raises
    ------
    OSError : the system cannot make another process.
    """
    output = folder / "worker.log"
    if not hasattr(os, "fork"):
        command = [sys.executable, "-P", "-m", "epochlab.workers.worker", str(folder)]
        with output.open("wb") as file:
            return subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)
    pid = os.fork()
    if not pid:
        _be_worker(folder, output)
    return Forked(pid)


def _be_worker(folder: Path, output: Path) -> None:
    """What the fork does; never returns to the loop above it."""
    from epochlab.workers import worker  # loaded already, by `preload`

    code = 1
    try:
        os.setsid()
        with output.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        faulthandler.enable()
        code = worker.main([str(folder)])
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()
        sys.stderr.flush()
        os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a data folder.

    Returns
    -------
    0; an exit code.
    """
    data_dir = Path((sys.argv[1:] if arguments is None else arguments)[0]).resolve()
    Nursery(data_dir).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
