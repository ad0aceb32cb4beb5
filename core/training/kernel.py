"""What runs batches: one network, its data on the device, its optimiser and its random numbers.

Why one flat vector: every parameter is a view into `flat`, every gradient a view into
`gradient`, so penalties and the optimiser cost a few operations a step however many layers the
network has (the idea of apex's and DeepSpeed's flat buffers).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch import Tensor

from epochlab.hyper import change, clone
from epochlab.models.losses import LOSSES
from epochlab.models.networks import NeuralNetwork
from epochlab.models.optimisers import rate
from epochlab.training.device import double, home, noise_state, own_noise, own_threads, place
from epochlab.training.flat import flatten, kinds_of
from epochlab.training.gradients import gradient_for
from epochlab.training.predictor import Predictor, named_function


@dataclass(frozen=True)
class Data:
    """What a network learns from and is judged on.

    inputs : (rows, n_in) float32, or (rows, n_channels, height, width) uint8.
    targets : (rows, n_out) float32.
    train, holdout : positions of rows; `holdout` may be empty.
    """

    inputs: np.ndarray
    targets: np.ndarray
    train: np.ndarray
    holdout: np.ndarray


class Kernel:
    """A network in training, between two batches.

    Parameters
    ----------
    predictor : the network and its device.
    model : hyperparameters; read once, later changes come through `change` and `adopt`.
    data : copied to the device once, and kept there.
    seeds : of the data order and of dropout.
    """

    def __init__(
        self, predictor: Predictor, model: NeuralNetwork, data: Data, seeds: tuple[int, int]
    ) -> None:
        self.model, self.device = clone(model), predictor.device
        self.copies = 0
        self._bind(data)
        self.predictor = predictor
        self.flat, self.gradient = flatten(predictor.network)
        self.optimiser = self.model.optimiser
        self.moments = self.optimiser.start(self.flat)
        self.numbers = self.optimiser.numbers()
        share, alpha = model.lambda_ / self.batches, model.alpha
        self.decays = share * alpha, 2 * share * (1 - alpha)
        self.order = torch.Generator().manual_seed(seeds[0])
        self.noise = noise_state(seeds[1], self.device)
        self.loss = named_function(model.loss, LOSSES)
        self.slope = gradient_for(predictor, model, self.flat, self.gradient)
        self.epoch, self.seconds = 0, 0.0
        self.worked_at: float | None = None  # learning rate of the last epoch that went well
        self._start_epoch()

    def _bind(self, data: Data) -> None:
        """Copy the data to the device: once a cold start, kept through warm restarts."""
        self.data = data
        self.inputs = place(data.inputs, self.device)
        self.targets = place(data.targets, self.device)
        self.train_rows = place(data.train, self.device)
        self.holdout_rows = place(data.holdout, self.device)
        self.copies += 1
        self.batches = math.ceil(len(data.train) / self.model.batch_size)

    def watch(self, holdout: np.ndarray) -> None:
        """Measure on these rows from now on."""
        if not np.array_equal(holdout, self.data.holdout):
            self.data = replace(self.data, holdout=holdout)
            self.holdout_rows = place(holdout, self.device)

    def _start_epoch(self) -> None:
        self.batch, self.total = 0, 0.0
        self.order_before = self.order.get_state()
        self.rows: Tensor | None = None

    def _ordered(self) -> Tensor:
        """This epoch's rows in the order they are used."""
        if not self.model.shuffle:
            return self.train_rows
        # Drawn on the CPU, so that the order is the same on every device.
        shuffled = torch.randperm(len(self.data.train), generator=self.order)
        return self.train_rows[shuffled.to(self.device)]

    @own_threads()
    @torch.no_grad()
    def run(self, seconds: float) -> bool:
        """Train batches for about `seconds`; True when the epoch is complete."""
        began = perf_counter()
        if self.rows is None:
            self.rows = self._ordered()
        self.predictor.network.train()
        size, wide = self.model.batch_size, double(self.device)
        total = torch.tensor(self.total, dtype=wide, device=self.device)  # one sum, cut or not
        with own_noise(self.noise, self.device):
            while self.batch < self.batches:
                rows = self.rows[self.batch * size : (self.batch + 1) * size]
                total += self._step(rows)
                self.batch += 1
                if perf_counter() - began >= seconds:
                    break
        self.total = float(total)
        self.seconds += perf_counter() - began
        return self.batch == self.batches

    def finish_epoch(self) -> float:
        """Close a complete epoch and return its loss: the mean over batches before each update."""
        loss = self.total / self.batches
        self.epoch += 1
        self._start_epoch()
        return loss

    def _step(self, rows: Tensor) -> Tensor:
        inputs, targets = self.inputs.index_select(0, rows), self.targets.index_select(0, rows)
        loss = self.slope(inputs, targets)
        self._penalise()
        update, self.moments = self.optimiser.step(
            self.gradient, self.flat, self.moments, **self.numbers
        )
        if update is not None:
            self.flat.sub_(update)
        return loss

    def _penalise(self) -> None:
        """Add the gradient of (lambda / batches) · (alpha·Σ|w| + (1 - alpha)·Σw²), as MLJFlux."""
        sign_decay, weight_decay = self.decays
        if sign_decay:
            self.gradient.add_(self.flat.sign(), alpha=sign_decay)
        if weight_decay:
            self.gradient.add_(self.flat, alpha=weight_decay)

    @own_threads()
    @torch.no_grad()
    def untrained_loss(self) -> float:
        """Mean over batches, in the order of the rows, of the loss in evaluation mode."""
        losses = self._losses(self.train_rows)
        return float(torch.stack([b.mean() for b in losses.split(self.model.batch_size)]).mean())

    @own_threads()
    @torch.no_grad()
    def measure(self) -> dict[str, float]:
        """Measurements on the holdout rows: the loss, and accuracy or root mean squared error."""
        if not len(self.holdout_rows):
            return {}
        output = self.predictor.outputs(self.inputs.index_select(0, self.holdout_rows))
        target = self.targets.index_select(0, self.holdout_rows)
        losses = self.loss(output, target)
        return {"loss": float(losses.to(double(self.device)).mean())} | self._score(output, target)

    def _score(self, output: Tensor, target: Tensor) -> dict[str, float]:
        if self.model.task in ("regression", "multitarget"):
            return {"rmse": float((output - target).pow(2).mean().sqrt())}
        if target.shape[1] == 1:
            right = (self.predictor.probabilities(output) > 0.5) == (target > 0.5)
        else:
            right = output.argmax(1) == target.argmax(1)
        return {"accuracy": float(right.float().mean())}

    def _losses(self, rows: Tensor) -> Tensor:
        """Loss of each row in evaluation mode: (rows,)."""
        output = self.predictor.outputs(self.inputs.index_select(0, rows))
        return self.loss(output, self.targets.index_select(0, rows))

    def sound(self, loss: float) -> bool:
        """Whether an epoch's loss and the weights after it are finite numbers."""
        return math.isfinite(loss) and bool(torch.isfinite(self.flat).all())

    @property
    def eta(self) -> float:
        """The learning rate the very next step will use."""
        return rate(self.optimiser)

    def change(self, changes: Mapping[str, Any]) -> None:
        """Set hyperparameters by dotted name, in force from the next step.

        A rule of another kind begins with an empty state; numbers of the same rule keep it.
        """
        change(self.model, dict(changes))
        self.adopt(self.model)

    def adopt(self, model: NeuralNetwork) -> None:
        """Take over epochs, optimiser and device of a model that differs in nothing else."""
        before, self.model = self.optimiser, clone(model)
        self.optimiser = self.model.optimiser
        self.numbers = self.optimiser.numbers()
        if kinds_of(before) != kinds_of(self.optimiser):
            self.moments = self.optimiser.start(self.flat)

    def move(self, device: torch.device) -> None:
        """Take everything to another device and go on there."""
        if device == self.device:
            return
        state = self.state()
        self.device = self.predictor.device = device
        self._bind(self.data)
        self.predictor.network.to(device)
        self.flat, self.gradient = flatten(self.predictor.network)
        self.slope = gradient_for(self.predictor, self.model, self.flat, self.gradient)
        if state["noise"].shape != (fresh := noise_state(0, device)).shape:
            state["noise"] = fresh  # generators of different devices cannot be translated
        self.restore(state)

    def state(self) -> dict[str, Any]:
        """All that going on needs, on the CPU: copies of tensors, and plain numbers."""
        moments = {k: home(v) if torch.is_tensor(v) else v for k, v in self.moments.items()}
        return {
            "network": self.predictor.tensors(),
            "moments": moments,
            "noise": self.noise.clone(),
            "order": self.order_before.clone(),
            "epoch": self.epoch,
            "batch": self.batch,
            "total": self.total,
            "seconds": self.seconds,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go back (or on) to a state taken by `state`, mid-epoch too."""
        self.predictor.load(state["network"])
        moments = state["moments"].items()
        self.moments = {k: v.to(self.device) if torch.is_tensor(v) else v for k, v in moments}
        self.noise = state["noise"].clone()
        self.order.set_state(state["order"].clone())
        self.epoch, self.seconds = state["epoch"], state["seconds"]
        self._start_epoch()
        if state["batch"]:
            self.rows = self._ordered()
        self.batch, self.total = state["batch"], state["total"]
