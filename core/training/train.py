"""The training loop. There is no other.

It is a generator: to pause is to stop asking, to cancel is to close it. It knows no screen, no
file and no callback; whoever wants to draw, log or save reads the events.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from epochlab.events import Batch, Changed, Epoch, Event, Halted, Stopped
from epochlab.hyper import settings
from epochlab.training.flat import kinds_of
from epochlab.training.kernel import Kernel
from epochlab.training.restart import differences

SLICE_SECONDS = 0.05
"""Longest stretch without an event, unless a single batch takes longer."""


@dataclass
class Requests:
    """What has been asked of a run in training; read at the next batch edge."""

    changes: dict[str, Any] = field(default_factory=dict)
    stop: str = ""


def train(kernel: Kernel, requests: Requests) -> Iterator[Event]:
    """Train until `kernel.model.epochs` epochs are done, telling what happens as it happens.

    Yields
    ------
    Changed, Batch, Epoch, and at an early end Stopped or Halted; after Halted the kernel is
    back at the end of its last good epoch.
    """
    good = kernel.state()
    while requests.changes or kernel.epoch < kernel.model.epochs:
        if requests.changes:
            changes, fresh = _apply(kernel, requests)
            good |= fresh
            yield Changed(kernel.epoch, changes)
            continue
        if requests.stop:
            yield Stopped(kernel.epoch, requests.stop)
            return
        try:
            event = _advance(kernel)
        except BaseException:  # an interrupt too: half a step is nothing to go on from
            kernel.restore(good)
            raise
        if event is None:
            kernel.restore(good)
            yield _halted(kernel)
            return
        if isinstance(event, Epoch):
            good, kernel.worked_at = kernel.state(), kernel.eta
        yield event


def _advance(kernel: Kernel) -> Batch | Epoch | None:
    """Train for a slice of time, at most to the end of the epoch; None if it went wrong."""
    if not kernel.run(SLICE_SECONDS):
        return Batch(kernel.epoch + 1, kernel.batch, kernel.batches)
    loss = kernel.finish_epoch()
    if not kernel.sound(loss):
        return None
    return Epoch(kernel.epoch, loss, kernel.measure(), kernel.eta, kernel.seconds)


def _apply(kernel: Kernel, requests: Requests) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What changed, and what the last good state must take over: the moments of a new rule."""
    before, rule = settings(kernel.model), kinds_of(kernel.optimiser)
    kernel.change(requests.changes)
    requests.changes = {}
    same = kinds_of(kernel.optimiser) == rule
    fresh = {} if same else {"moments": kernel.state()["moments"]}
    return differences(before, settings(kernel.model)), fresh


def _halted(kernel: Kernel) -> Halted:
    """Advice: a tenth of the rate, or the rate of the last good epoch if that was lower."""
    good, smaller = kernel.epoch, min(kernel.eta / 10, kernel.worked_at or kernel.eta)
    return Halted(
        good,
        f"The loss became infinite in epoch {good + 1}.",
        f"Everything up to epoch {good} is kept.",
        f"A smaller learning rate usually helps, such as {smaller:.3g}.",
        {"optimiser.eta": smaller},
    )
