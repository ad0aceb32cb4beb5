"""All parameters of a network as one vector, whatever its layers."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def flatten(network: nn.Module) -> tuple[Tensor, Tensor]:
    """One vector all trainable parameters are views of, and one for their gradients."""
    trainable = [p for p in network.parameters() if p.requires_grad]
    device = next((p.device for p in trainable), torch.device("cpu"))
    pieces = [p.detach().reshape(-1) for p in trainable]
    flat = torch.cat(pieces) if pieces else torch.zeros(0, device=device)
    gradient, place = torch.zeros_like(flat), 0
    for parameter in trainable:
        span = slice(place, place + parameter.numel())
        parameter.data = flat[span].view_as(parameter)
        parameter.grad = gradient[span].view_as(parameter)
        place = span.stop
    return flat, gradient


def kinds_of(optimiser: Any) -> tuple:
    """Kind of a rule, and of the rules in a chain."""
    return type(optimiser), tuple(type(rule) for rule in getattr(optimiser, "rules", ()))
