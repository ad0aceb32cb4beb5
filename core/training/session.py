"""One stretch of training of a machine, as events: what `fit` drains and a worker passes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from epochlab.events import Changed, Epoch, Event, Finished, Halted, Started, Stopped
from epochlab.hyper import change, clone, effects, find
from epochlab.training.train import Requests, train

if TYPE_CHECKING:
    from epochlab.training.kernel import Kernel
    from epochlab.training.learned import Learned
    from epochlab.training.machine import Machine
    from epochlab.training.restart import Restart

WHILE_TRAINING = ("warm", "optimiser")
"""Effects of the settings that may change between two batches."""


class Session:
    """Training in progress. Iterate for events; not asking for the next one is a pause.

    The machine is consistent between any two events: it can predict, and be saved. When an error
    ends the first epoch after a cold start, it is left with `before`, what it had learned then.
    """

    def __init__(
        self, machine: Machine, restart: Restart, note: str = "", before: Learned | None = None
    ) -> None:
        self._machine, self._restart, self._note = machine, restart, note
        self._before = before
        self._requests = Requests()
        self._events = self._run()

    def __iter__(self) -> Iterator[Event]:
        return self._events

    def change(self, changes: Mapping[str, Any]) -> None:
        """Change the optimiser or the number of epochs, in force from the very next step.

        Raises
        ------
        TypeError : there is no such setting.
        ValueError : the setting starts training again, so it cannot change on the way; or its
            value is not allowed.
        """
        model = self._machine.model
        known = effects(model)
        for name in changes:
            find(model, name)
            if known[name] not in WHILE_TRAINING or name == "device":
                raise ValueError(
                    f"{name} cannot change while training. Training goes on as it was. "
                    f"Stop first: the next fit says what the change does."
                )
        clone(model, **changes)  # refuses a bad value before any is set
        change(model, dict(changes))
        self._requests.changes |= changes

    def stop(self, reason: str = "by hand") -> None:
        """End at the next batch edge; everything learned is kept."""
        self._requests.stop = reason

    def _run(self) -> Iterator[Event]:
        learned = self._machine.learned
        try:
            yield from self._stretch()
        except Exception:
            if self._restart.kind == "cold" and learned.kernel and not learned.kernel.epoch:
                self._machine.go_back(self._before)
            raise

    def _stretch(self) -> Iterator[Event]:
        learned = self._machine.learned
        kernel = learned.kernel
        assert kernel is not None, "a session begins with data bound"
        yield self._started(kernel)
        if self._restart.kind == "cold":
            untrained = Epoch(0, kernel.untrained_loss(), kernel.measure(), kernel.eta, 0.0)
            learned.record(untrained)
            yield untrained
        for event in train(kernel, self._requests):
            if isinstance(event, Epoch):
                learned.record(event)
            if isinstance(event, Changed):
                learned.trained_as |= {name: now for name, (_, now) in event.changes.items()}
            learned.trained_as["epochs"] = kernel.epoch
            yield event
            if isinstance(event, Halted):
                return
        if self._requests.stop and kernel.epoch >= kernel.model.epochs:
            yield Stopped(kernel.epoch, self._requests.stop)
        yield Finished(kernel.epoch)

    def _started(self, kernel: Kernel) -> Started:
        return Started(
            branch=self._machine.learned.branch,
            kind=self._restart.kind,
            epoch=kernel.epoch,
            epochs=kernel.model.epochs,
            settings=dict(self._machine.learned.trained_as),
            changes=dict(self._restart.changes),
            n_parameters=sum(p.numel() for p in kernel.predictor.network.parameters()),
            device=str(kernel.device),
            note=self._note,
        )
