"""Where training runs: the one place that knows about CPUs and GPUs.

What has been run: the CPU. CUDA and MPS follow PyTorch's documentation; no GPU has run them yet.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


def resolve(name: str) -> tuple[torch.device, str]:
    """The device a name asks for, and a note when another one is used instead.

    Parameters
    ----------
    name : "auto" (a GPU if there is one), "cpu", "mps", "cuda" or "cuda:n".

    Returns
    -------
    The device, and "" or a sentence for the person: an absent device is said, never an error.
    """
    if name == "auto":
        return torch.device(_best()), ""
    wanted = torch.device(name)
    if wanted.type == "cpu" or _present(wanted):
        return wanted, ""
    return torch.device("cpu"), f"There is no device {name!r} here; training goes on with the CPU."


def _best() -> str:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _present(device: torch.device) -> bool:
    if device.type == "cuda":
        return torch.cuda.is_available() and (device.index or 0) < torch.cuda.device_count()
    return device.type == "mps" and torch.backends.mps.is_available()


def place(array: np.ndarray | torch.Tensor, device: torch.device) -> torch.Tensor:
    """A tensor on `device`; the memory is shared where `array` already is there.

    A read-only array is copied, since PyTorch cannot promise to leave it alone.
    """
    if isinstance(array, np.ndarray):
        array = torch.from_numpy(array if array.flags.writeable else array.copy())
    return array.to(device)


def home(tensor: torch.Tensor) -> torch.Tensor:
    """A copy of `tensor` on the CPU that shares no memory with it."""
    return tensor.detach().to("cpu", copy=True)


def double(device: torch.device) -> torch.dtype:
    """The widest float for sums: MPS has no 64-bit floats."""
    return torch.float32 if device.type == "mps" else torch.float64


@contextmanager
def own_noise(state: torch.Tensor, device: torch.device) -> Iterator[None]:
    """Draw dropout's random numbers from `state` (uint8), and write its new value back into it.

    Layers draw from PyTorch's process-wide generator. Lending it ours for the length of a
    `with` block makes 4 + 2 epochs equal 6, and leaves the caller's random numbers untouched.
    """
    module = torch.get_device_module(device) if device.type != "cpu" else torch.random
    outside = module.get_rng_state()
    module.set_rng_state(state)
    try:
        yield
    finally:
        state.copy_(module.get_rng_state())
        module.set_rng_state(outside)


def noise_state(seed: int, device: torch.device) -> torch.Tensor:
    """State of a process-wide generator of `device` seeded with `seed`, as uint8 on the CPU."""
    return torch.Generator(device).manual_seed(seed).get_state()


def cores() -> int:
    """CPU cores this process may use, ≥ 1."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def threads() -> int:
    """CPU threads to train with: all cores but one, which is left to the page; ≥ 1.

    Script and page must agree, since some sums depend on it: measured with PyTorch 2.13 on x86,
    1 to 4 threads gave equal bits for dense networks of any size, but other last digits for
    convolutions on batches of 8 and more, and for sums over 32 768 numbers and more.
    """
    return max(1, cores() - 1)


@contextmanager
def own_threads() -> Iterator[None]:
    """Compute with `threads()` threads, and give the caller's number back afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads())
    try:
        yield
    finally:
        torch.set_num_threads(before)
