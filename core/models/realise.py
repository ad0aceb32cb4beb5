"""From a plan of layers to a torch network, and a look at a network before it is trained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt
from typing import TypeVar, cast

import numpy as np
import torch
from torch import Tensor, nn

from epochlab.errors import BuilderMismatch
from epochlab.models.builders import Builder
from epochlab.models.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool,
    Size,
)
from epochlab.models.tracing import FORWARD_ERRORS, Trace

M = TypeVar("M", bound=nn.Module)

ACTIVATION_MODULES: dict[str, type[nn.Module]] = {
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "gelu": nn.GELU,
    "elu": nn.ELU,
    "leaky_relu": nn.LeakyReLU,
    "silu": nn.SiLU,
    "softplus": nn.Softplus,
    "identity": nn.Identity,
}


def realise(layers: Iterable[Layer], rng: torch.Generator) -> nn.Sequential:
    """A network with one module for each layer of a plan.

    Parameters
    ----------
    layers : a plan whose shapes fit (`layers.check`).
    rng : source of the weights, which are U(−a, a) with a = √(6 / (fan in + fan out)); for a
        convolution a fan is channels × size². Biases are zero. torch's global generator is
        neither read nor moved.
    """
    return nn.Sequential(*(_module(layer, rng) for layer in layers))


def _module(layer: Layer, rng: torch.Generator) -> nn.Module:
    match layer:
        case Dense(n_in, n_out):
            dense = _bare(nn.Linear(n_in, n_out, device="meta"))
            return _initialised(dense, n_in, n_out, rng)
        case Convolution(n_in, n_out, size):
            filters = _bare(nn.Conv2d(n_in, n_out, size, padding=(size - 1) // 2, device="meta"))
            return _initialised(filters, n_in * size**2, n_out * size**2, rng)
        case Activation(name):
            return ACTIVATION_MODULES[name]()
        case Dropout(p):
            return nn.Dropout(p)
        case MaxPool(size):
            return nn.MaxPool2d(size)
        case Flatten():
            return nn.Flatten()


def _bare(module: M) -> M:
    """A module made on the device "meta", with memory but without values.

    Made there because torch would else draw first weights from its global generator.
    """
    return module.to_empty(device="cpu")


def _initialised(
    module: nn.Linear | nn.Conv2d, fan_in: int, fan_out: int, rng: torch.Generator
) -> nn.Module:
    glorot_uniform(module.weight, fan_in, fan_out, rng)
    nn.init.zeros_(cast(Tensor, module.bias))
    return module


@torch.no_grad()
def glorot_uniform(weight: Tensor, fan_in: int, fan_out: int, rng: torch.Generator) -> None:
    """Fill `weight` in place with U(−a, a), a = √(6 / (fan_in + fan_out))."""
    limit = sqrt(6 / (fan_in + fan_out))
    weight.uniform_(-limit, limit, generator=rng)


def build_network(
    builder: Builder, n_in: Size, n_out: int, n_channels: int, rng: torch.Generator
) -> nn.Module:
    """What `builder.build` gives, reproducible from `rng` even where it forgets to use it.

    torch's own layers draw their first weights from the global generator; while a builder of
    the user's runs, that one is seeded from `rng`, and put back afterwards.

    Raises
    ------
    BuilderMismatch : the builder gives something that is not a network.
    """
    if type(builder).build is Builder.build:
        return builder.build(n_in, n_out, n_channels, rng=rng)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(torch.randint(2**62, (), generator=rng)))
        network = builder.build(n_in, n_out, n_channels, rng=rng)
    if not isinstance(network, nn.Module):
        raise BuilderMismatch(
            f"{builder} gives a {type(network).__name__}, not a torch.nn.Module.",
            "Nothing was trained.",
            "Let it return the network, such as an nn.Sequential.",
        )
    return network


class EntityEmbedding(nn.Module):
    """Stands in front of a network and turns each categorical column into a few learned numbers.

    Parameters
    ----------
    embeddings : (column position, number of levels, dimensions) of each categorical column.
    n_columns : number of columns altogether.
    rng : source of the tables, which are glorot-uniform.

    References
    ----------
    Guo and Berkhahn (2016), Entity embeddings of categorical variables, arXiv:1604.06737;
    MLJFlux, `src/entity_embedding.jl`.
    """

    def __init__(
        self,
        embeddings: Sequence[tuple[int, int, int]],
        n_columns: int,
        *,
        rng: torch.Generator,
    ) -> None:
        super().__init__()
        self.n_columns = n_columns
        self.tables = nn.ModuleDict()
        for position, n_levels, dimensions in sorted(embeddings):
            table = _bare(nn.Embedding(n_levels, dimensions, device="meta"))
            glorot_uniform(table.weight, n_levels, dimensions, rng)
            self.tables[str(position)] = table

    def forward(self, rows: Tensor) -> Tensor:
        """(rows, n_columns) float32, codes 0…levels−1 where listed → (rows, width) in order."""
        pieces, start = [], 0
        for name, table in self.tables.items():
            position = int(name)
            if start < position:
                pieces.append(rows[:, start:position])
            pieces.append(table(rows[:, position].long()))
            start = position + 1
        if start < self.n_columns:
            pieces.append(rows[:, start:])
        return torch.cat(pieces, 1)

    def matrices(self, names: Sequence[str]) -> dict[str, np.ndarray]:
        """What was learned: column name → (dimensions, levels) float32, levels in pool order.

        Parameters
        ----------
        names : names of all `n_columns` columns, in order.
        """
        weights = ((at, table.get_parameter("weight")) for at, table in self.tables.items())
        return {names[int(at)]: weight.detach().cpu().numpy().T.copy() for at, weight in weights}


def probe(network: nn.Module, batch: Tensor, n_out: int, builder: object) -> None:
    """Push one batch through a network, and refuse one that does not fit, before any training.

    Nothing is changed: no weight, no running statistic, no random state.

    Parameters
    ----------
    network : without its finaliser.
    batch : (rows, n_in) or (rows, n_channels, height, width) float32.
    n_out : number of outputs needed for each row.
    builder : named in the message.

    Raises
    ------
    BuilderMismatch : a layer fails, or the output is not (rows, n_out); with expected and got.
    """
    mode = {module: module.training for module in network.modules()}
    network.eval()
    trace = Trace(network, EntityEmbedding)
    try:
        with torch.random.fork_rng(devices=[]), torch.no_grad(), trace.watching():
            output = network(batch)
    except FORWARD_ERRORS as error:
        raise trace.failed(batch, builder, error) from error
    finally:
        for module, training in mode.items():
            module.training = training
    _check_output(output, len(batch), n_out, builder)


def _check_output(output: object, rows: int, n_out: int, builder: object) -> None:
    if not isinstance(output, Tensor):
        raise BuilderMismatch(
            f"{builder} gives a {type(output).__name__} where a tensor was needed.",
            "Nothing was trained.",
            "Let the network return one tensor of shape (rows, n_out).",
        )
    if tuple(output.shape) == (rows, n_out):
        return
    raise BuilderMismatch(
        f"{builder} gives outputs of shape {tuple(output.shape)} where {(rows, n_out)} was needed.",
        "Nothing was trained.",
        f"Its last layer must have n_out = {n_out} unit{'' if n_out == 1 else 's'}.",
    )
