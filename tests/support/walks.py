"""Paths of parameters under an optimiser, Epochlab's or torch's, fed with the same gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from epochlab.models.optimisers import Optimiser

STEPS, SIZE = 100, 7
Gradient = Callable[[int, np.ndarray], np.ndarray]
"""From the number of the step and the parameters to a gradient, (SIZE,)."""

START = torch.linspace(-2, 2, SIZE)
NOISE = np.random.default_rng(3).normal(size=(STEPS, SIZE)).astype(np.float32)


def follow(step: int, x: np.ndarray) -> np.ndarray:
    """Gradient of a narrow valley with a ripple, so that signs turn but paths do not part."""
    return np.linspace(0.1, 3, SIZE) * x + 0.3 * np.sin(3 * x)


def path(optimiser: Optimiser, gradient: Gradient) -> np.ndarray:
    """Parameters after each step: (STEPS, SIZE)."""
    x = START.clone()
    moments, visited = optimiser.start(x), []
    for step in range(STEPS):
        g = torch.tensor(gradient(step, x.numpy()), dtype=torch.float32)
        update, moments = optimiser.step(g, x, moments, **optimiser.numbers())
        x = x if update is None else x - update
        visited.append(x.numpy())
    return np.array(visited)


def torch_path(make: Callable[[list], torch.optim.Optimizer], gradient: Gradient) -> np.ndarray:
    x = torch.nn.Parameter(START.clone())
    optimiser, visited = make([x]), []
    for step in range(STEPS):
        x.grad = torch.tensor(gradient(step, x.detach().numpy()), dtype=torch.float32)
        optimiser.step()
        visited.append(x.detach().numpy().copy())
    return np.array(visited)


def noise(step: int, x: np.ndarray) -> np.ndarray:
    """A gradient that does not depend on the path taken."""
    return NOISE[step]


def steps(visited: np.ndarray) -> np.ndarray:
    return np.diff(visited.astype(float), axis=0, prepend=START.numpy()[None])
