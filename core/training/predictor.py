"""A network as a function of data: what prediction needs, and nothing of training."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn

from epochlab.models.losses import FINALISERS
from epochlab.models.networks import NeuralNetwork
from epochlab.training.device import home

CHUNK_VALUES = 2**22
"""Values of input pushed through the network at once outside training (16 MB of float32)."""


class Predictor:
    """A network with its finaliser, on one device.

    Parameters
    ----------
    network : maps (rows, n_in) or (rows, n_channels, height, width) to (rows, n_out).
    model : says which finaliser comes last; regressors have none.
    """

    def __init__(self, network: nn.Module, model: NeuralNetwork, device: torch.device) -> None:
        self.network, self.device = network.to(device), device
        self.finaliser = named_function(getattr(model, "finaliser", "identity"), FINALISERS)
        self._logits = getattr(model, "finaliser", "") == "identity"

    def __call__(self, inputs: Tensor) -> Tensor:
        """Network and finaliser on a batch as stored: pictures are scaled to [0, 1] here."""
        if inputs.dtype == torch.uint8:
            inputs = inputs.float().div_(255)
        return self.finaliser(self.network(inputs))

    @torch.no_grad()
    def outputs(self, inputs: Tensor) -> Tensor:
        """Outputs in evaluation mode: (rows, n_out) float32 on the device, in large batches."""
        self.network.eval()
        size = max(1, CHUNK_VALUES // max(1, inputs[:1].numel()))
        return torch.cat([self(chunk.to(self.device)) for chunk in inputs.split(size)])

    def probabilities(self, outputs: Tensor) -> Tensor:
        """Outputs of a classifier as probabilities, also where the finaliser leaves logits."""
        if not self._logits:
            return outputs
        return outputs.sigmoid() if outputs.shape[1] == 1 else outputs.softmax(1)

    def tensors(self) -> dict[str, Tensor]:
        """Parameters and buffers by name: copies on the CPU."""
        return {name: home(value) for name, value in self.network.state_dict().items()}

    @torch.no_grad()
    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Copy parameters and buffers in, by name; shapes must agree."""
        for name, value in self.network.state_dict().items():
            value.copy_(tensors[name])


def named_function(
    named: str | Callable[..., Tensor], known: Mapping[str, Callable[..., Tensor]]
) -> Callable[..., Tensor]:
    """A function given by name, or the callable itself."""
    return known[named] if isinstance(named, str) else named
