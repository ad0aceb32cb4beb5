"""The process that trains one run: `python -m epochlab.workers.worker RUN_DIR`, or a fork.

It reads commands, trains, writes events, and keeps the machine in memory between clicks.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from epochlab.workers.journal import Tail
from epochlab.workers.ownership import Process
from epochlab.workers.runs import Run
from epochlab.workers.status import Status
from epochlab.workers.trainer import Replaced, Trainer

PATIENCE = 600.0
"""Seconds a worker without anything to train waits for a command before it ends."""
QUICK, SLOW = 0.02, 0.05
"""Seconds between two looks for commands: soon after the last one, and later."""
LOOK_AROUND = 1.0
"""Seconds between two looks whether this worker is still wanted."""
ASKED_TO_END = "the training process was asked to end"

log = logging.getLogger(__name__)


class Worker:
    """One claim on a run, from taking it up to giving it back.

    Parameters
    ----------
    run : the run.
    claim : number of this process's claim on it.
    patience : seconds to wait for a command with nothing to train.
    """

    def __init__(self, run: Run, claim: int, patience: float = PATIENCE) -> None:
        self._run, self._claim, self._patience = run, claim, patience
        self._trainer = Trainer(run, claim)
        self._commands = Tail(run.folder / "commands.jsonl", self._trainer.status.commands)
        self._next: dict[str, Any] | None = None
        self._parent = Process.of(os.getppid())
        self._leaving = self._ending = self._replaced = False
        self._heard = self._looked = monotonic()

    def serve(self) -> bool:
        """Work until told to quit, no longer wanted, or replaced.

        Returns
        -------
        Whether the process may take up the run again, should there be commands it has not read.
        """
        signal.signal(signal.SIGTERM, self._asked_to_end)
        self._guard(self._trainer.load)
        waiting = _since_quit(self._commands.lines())
        self._trainer.say(commands=self._commands.offset)
        while not self._replaced:
            command = waiting.popleft() if waiting else self._read()
            if command is not None:
                self._guard(partial(self._obey, command))
            elif self._trainer.training:
                self._guard(self._trainer.advance)
            elif self._next:
                command, self._next = self._next, None
                self._guard(partial(self._train, command))
            elif self._leaving:
                break
            else:
                self._wait()
            self._look_around()
        if not self._replaced:
            self._trainer.flush()
        return not (self._replaced or self._ending)

    def _asked_to_end(self, *_: Any) -> None:
        """On SIGTERM: leave within a batch, with everything saved, and do not come back."""
        self._leaving = self._ending = True

    def _guard(self, work: Callable[[], None]) -> None:
        """The boundary: whatever goes wrong inside becomes an event in the journal.

        Every kind of error is caught here, and nowhere else, because nobody stands behind a
        worker: an error that escaped would end the process and take the machine, the data and
        the explanation along. What is not an `Exception` (being asked to end) passes.
        """
        try:
            work()
        except Replaced:
            self._replaced = True
        except Exception as error:
            log.exception("Run %s", self._run.run_id)
            self._trainer.give_up(error)

    def _read(self) -> dict[str, Any] | None:
        """The next command; read once only, whatever becomes of it."""
        # What follows a `quit` is for the worker after this one.
        line = None if self._leaving else self._commands.line()
        if line is None:
            return None
        self._heard = monotonic()
        self._trainer.say(commands=self._commands.offset)
        return _parsed(line)

    def _obey(self, command: dict[str, Any]) -> None:
        trainer = self._trainer
        match command.get("do"):
            case "train" if trainer.training:
                self._next = command
            case "train":
                self._train(command)
            case "probe":
                trainer.probe(command["model"])
            case "change":
                trainer.change(command["changes"])
            case "pause":
                trainer.pause()
            case "resume":
                trainer.resume()
            case "stop":
                self._next = None
                trainer.stop()
            case "quit":
                self._leaving = True
            case unknown:
                log.warning("Run %s: unknown command %r", self._run.run_id, unknown)

    def _train(self, command: dict[str, Any]) -> None:
        self._trainer.begin(command.get("model"), force=bool(command.get("force")))

    def _wait(self) -> None:
        """Sleep until the next look for commands, which come often one soon after another."""
        self._trainer.flush()
        quiet = monotonic() - self._heard
        # Nobody sets this event: waiting for it is sleeping, and signals are served meanwhile.
        Event().wait(QUICK if quiet < 2 else SLOW)
        if quiet > self._patience:
            self._leaving = True

    def _look_around(self) -> None:
        if self._leaving:
            self._next = None
            if self._trainer.training:
                self._trainer.stop(ASKED_TO_END)
        if monotonic() - self._looked < LOOK_AROUND:
            return
        self._looked = monotonic()
        self._replaced |= not self._run.ownership.current(self._claim)
        # Without the process that made it nobody would miss a worker that only waits.
        if not self._trainer.training and not (self._parent and self._parent.alive):
            self._leaving = True


def _parsed(line: str) -> dict[str, Any]:
    try:
        command = json.loads(line)
    except ValueError:  # torn by a power cut; who wrote it saw no answer and will ask again
        return {}
    return command if isinstance(command, dict) else {}


def _since_quit(lines: list[str]) -> deque[dict[str, Any]]:
    """Commands that waited for this worker, without those meant for one that should have ended."""
    commands = [_parsed(line) for line in lines]
    quits = [place for place, command in enumerate(commands) if command.get("do") == "quit"]
    return deque(commands[quits[-1] + 1 :] if quits else commands)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the run in a folder; ends at once if another worker has it.

    Returns
    -------
    0; an exit code.
    """
    folder = Path((sys.argv[1:] if arguments is None else arguments)[0]).resolve()
    run = Run(folder)
    run.notice_death(patience=0)
    while claim := run.ownership.claim():
        again = Worker(run, claim).serve()
        if not run.ownership.current(claim):
            break
        run.ownership.leave(claim)
        # A command sent while this worker was leaving found it alive, so nobody asked for another.
        unread = Tail(folder / "commands.jsonl", Status.read(folder).commands)
        if not again or unread.line() is None:
            break
    return 0


if __name__ == "__main__":
    sys.exit(main())
