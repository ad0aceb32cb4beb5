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
    while kernel.epoch < kernel.model.epochs:
        if requests.changes:
            yield Changed(kernel.epoch, _apply(kernel, requests))
            continue
        if requests.stop:
            yield Stopped(kernel.epoch, requests.stop)
            return
        if not kernel.run(SLICE_SECONDS):
            yield Batch(kernel.epoch + 1, kernel.batch, kernel.batches)
            continue
        loss = kernel.finish_epoch()
        if not kernel.sound(loss):
            kernel.restore(good)
            yield _halted(kernel)
            return
        good, kernel.worked_at = kernel.state(), kernel.eta
        yield Epoch(kernel.epoch, loss, kernel.measure(), kernel.eta, kernel.seconds)


def _apply(kernel: Kernel, requests: Requests) -> Mapping[str, Any]:
    before = settings(kernel.model)
    kernel.change(requests.changes)
    requests.changes = {}
    return differences(before, settings(kernel.model))


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
