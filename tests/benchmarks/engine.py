"""Time an epoch of Epochlab beside a careful hand-written PyTorch loop, in interleaved rounds.

Run: python tests/benchmarks/engine.py
Prints CPU time per epoch (medians) and their ratio; above 1 means Epochlab needs less.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import process_time

import numpy as np
import pandas as pd
import torch

from epochlab import MLP, Machine, NeuralNetworkBinaryClassifier
from epochlab.events import Epoch

ROUNDS = 5


@dataclass(frozen=True)
class Regime:
    """One size of problem."""

    name: str
    rows: int
    columns: int
    hidden: tuple[int, ...]
    batch_size: int
    epochs: int


REGIMES = (
    Regime("150×4, MLP(16, 8), batch 1", 150, 4, (16, 8), 1, 10),
    Regime("150×4, MLP(16, 8), batch 16", 150, 4, (16, 8), 16, 100),
    Regime("10 000×20, MLP(64, 64), batch 32", 10_000, 20, (64, 64), 32, 4),
    Regime("10 000×20, MLP(64, 64), batch 256", 10_000, 20, (64, 64), 256, 10),
)


def data(regime: Regime) -> tuple[np.ndarray, pd.Series]:
    """Normal features; the class is the sign of the first."""
    X = np.random.default_rng(0).normal(size=(regime.rows, regime.columns)).astype("float32")
    return X, pd.Series(X[:, 0] > 0).astype(str).astype("category")


def epochlab(regime: Regime) -> float:
    """CPU seconds an epoch of `Machine.session`, its bookkeeping included."""
    model = NeuralNetworkBinaryClassifier(
        builder=MLP(hidden=regime.hidden), epochs=regime.epochs, batch_size=regime.batch_size, rng=1
    )
    began = 0.0
    for event in Machine(model, *data(regime)).session():
        if isinstance(event, Epoch) and event.epoch == 0:
            began = process_time()
    return (process_time() - began) / regime.epochs


def by_hand(regime: Regime) -> float:
    """CPU seconds an epoch of a loop over index tensors with fused Adam, without a DataLoader."""
    X, y = data(regime)
    inputs = torch.tensor(X)
    targets = torch.tensor((y == "True").to_numpy()).float()[:, None]
    layers: list[torch.nn.Module] = []
    for n_in, n_out in pairwise((regime.columns, *regime.hidden)):
        layers += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers, torch.nn.Linear(regime.hidden[-1], 1))
    optimiser = torch.optim.Adam(network.parameters(), fused=True)
    loss_of = torch.nn.BCEWithLogitsLoss()
    began = process_time()
    for _ in range(regime.epochs):
        for rows in torch.randperm(regime.rows).split(regime.batch_size):
            optimiser.zero_grad()
            loss_of(network(inputs[rows]), targets[rows]).backward()
            optimiser.step()
    return (process_time() - began) / regime.epochs


def main() -> int:
    """Print a table of all regimes."""
    torch.set_num_threads(1)
    sys.stdout.write(f"torch {torch.__version__}, one thread, {ROUNDS} interleaved rounds\n")
    for regime in REGIMES:
        times = [(epochlab(regime), by_hand(regime)) for _ in range(ROUNDS)]
        ours, theirs = (median(column) for column in zip(*times, strict=True))
        row = f"{ours * 1e3:9.2f} ms  by hand {theirs * 1e3:9.2f} ms  ratio {theirs / ours:.2f}"
        sys.stdout.write(f"{regime.name:36} {row}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
