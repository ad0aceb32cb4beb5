"""What a machine has learned: the network, where training stands, and how it came about."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import nn

from epochlab.data.encoding import Encoding
from epochlab.errors import SettingsConflict
from epochlab.events import Epoch, Probed
from epochlab.models.networks import NeuralNetwork, loss_advice
from epochlab.models.realise import EntityEmbedding, build_network, probe
from epochlab.training.device import place, resolve
from epochlab.training.kernel import Data, Kernel
from epochlab.training.predictor import Predictor

PROBE_ROWS = 32


@dataclass(frozen=True)
class Prepared:
    """Data turned into numbers for one choice of rows."""

    encoding: Encoding
    data: Data

    @cached_property
    def digest(self) -> str:
        """Short fingerprint of the inputs and targets of all rows."""
        digest = hashlib.blake2b(digest_size=8)
        for array in (self.data.inputs, self.data.targets):
            digest.update(repr((array.shape, array.dtype.str)).encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


@dataclass
class Learned:
    """State of a machine that has begun to train.

    Parameters
    ----------
    made_with : the model the network was made with.
    encoding : how data become numbers, fitted on the training rows.
    predictor : the network.
    seed : what weights, data order and dropout were drawn from.
    kernel : training in progress; None when loaded from a file and not gone on yet.
    trained_as : settings trained with; `epochs` counts the epochs done.
    branch : cold starts before this one.
    history : one dictionary an epoch, epoch 0 first.
    saved : state to go on from, for a machine from a file.
    digest : of the data now bound, for a machine from a file.
    """

    made_with: NeuralNetwork
    encoding: Encoding
    predictor: Predictor
    seed: int
    kernel: Kernel | None = None
    trained_as: dict[str, Any] = field(default_factory=dict)
    branch: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    saved: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""

    @property
    def model(self) -> NeuralNetwork:
        """The model as trained with, changes on the way included."""
        return self.made_with if self.kernel is None else self.kernel.model

    def record(self, event: Epoch) -> None:
        """Add an epoch to the history."""
        measured = {f"holdout_{name}": value for name, value in event.measures.items()}
        row = {"epoch": event.epoch, "training_loss": event.training_loss} | measured
        self.history.append(row | {"eta": event.eta, "seconds": event.seconds})

    def frame(self) -> pd.DataFrame:
        """History: epoch, training_loss, holdout_…, eta, seconds; one row an epoch from 0."""
        return pd.DataFrame(self.history or None, columns=None if self.history else list(HISTORY))

    def bind(self, data: Data) -> None:
        """Make training possible again, from the saved state."""
        self.kernel = Kernel(self.predictor, self.made_with, data, seeds(self.seed))
        self.kernel.restore(self.saved)
        self.saved = {}

    def state(self) -> Mapping[str, Any]:
        """All that going on needs, on the CPU."""
        return self.saved if self.kernel is None else self.kernel.state()

    def network_at_home(self) -> nn.Module:
        """The network on the CPU, in evaluation mode: itself if it is there, else a copy."""
        if self.predictor.device.type == "cpu":
            return self.predictor.network.eval()
        network = fresh_network(self.model, self.encoding, self.seed)
        network.load_state_dict(self.predictor.tensors())
        return network.eval()


HISTORY = ("epoch", "training_loss", "holdout_loss", "eta", "seconds")


def fresh_network(model: NeuralNetwork, encoding: Encoding, seed: int) -> nn.Module:
    """The network `model.builder` makes for the data, with entity embeddings in front if needed.

    Weights come from `seed` alone: the same seed gives the same network.
    """
    rng = torch.Generator().manual_seed(seed)
    embeddings: list[nn.Module] = []
    if encoding.embeddings:
        embeddings = [EntityEmbedding(encoding.embeddings, len(encoding.features), rng=rng)]
    sizes = (encoding.n_in, encoding.n_out, encoding.n_channels)
    built = build_network(model.builder, *sizes, rng)
    return nn.Sequential(*embeddings, built) if embeddings else built


def cold_start(model: NeuralNetwork, prepared: Prepared, before: Learned | None) -> Learned:
    """A new network and its kernel, untrained.

    Raises
    ------
    SettingsConflict : loss and finaliser do not go together.
    BuilderMismatch : the network does not take the data or gives the wrong shape.
    """
    if advice := loss_advice(model):
        raise SettingsConflict(advice, "Nothing was trained.", "")
    seed = model.rng if model.rng is not None else secrets.randbits(31)
    network = fresh_network(model, prepared.encoding, seed)
    _probe(network, model, prepared)
    predictor = Predictor(network, model, resolve(model.device)[0])
    kernel = Kernel(predictor, model, prepared.data, seeds(seed))
    branch = 0 if before is None else before.branch + 1
    return Learned(kernel.model, prepared.encoding, predictor, seed, kernel, branch=branch)


def dry_pass(model: NeuralNetwork, prepared: Prepared) -> Probed:
    """Make a network for the data and push one small batch through it."""
    network = fresh_network(model, prepared.encoding, model.rng or 0)
    shapes = _probe(network, model, prepared)
    return Probed(sum(p.numel() for p in network.parameters()), shapes)


def _probe(network: nn.Module, model: NeuralNetwork, prepared: Prepared) -> tuple[str, ...]:
    """Push one batch through; its shape before and after, as words."""
    rows, n_out = prepared.data.train[:PROBE_ROWS], prepared.encoding.n_out
    batch = place(prepared.data.inputs[rows], torch.device("cpu"))
    batch = batch.float() / 255 if batch.dtype == torch.uint8 else batch
    probe(network, batch, n_out, model.builder)
    return tuple(" × ".join(map(str, shape)) for shape in (batch.shape, (len(rows), n_out)))


def seeds(seed: int) -> tuple[int, int]:
    """Independent seeds of data order and dropout, from the one seed a person gives."""
    order, noise = np.random.SeedSequence(seed).generate_state(2)
    return int(order), int(noise)
