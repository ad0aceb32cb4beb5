"""A machine in one file: safetensors holding the tensors, with everything else as JSON inside.

Why not pickle: a saved machine comes from anywhere, and reading it must not run its code. The
file holds no data; bound to the same data again it goes on training to the same numbers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import torch

from epochlab.data.encoding import Encoding
from epochlab.errors import Explained, UnreadableModel
from epochlab.hyper import clone, settings
from epochlab.models.layers import n_parameters
from epochlab.models.networks import NeuralNetwork
from epochlab.spec import from_spec, to_spec
from epochlab.training.device import resolve
from epochlab.training.learned import Learned, Prepared, fresh_network
from epochlab.training.predictor import Predictor

if TYPE_CHECKING:
    from epochlab.training.machine import Machine

M = TypeVar("M", bound="Machine")
VERSION = 1
MISFITS = (LookupError, TypeError, ValueError, AttributeError, RuntimeError, ArithmeticError)
"""What parts of a file that do not fit together lead to, built from whatever they hold."""
_NOT_SETTINGS = ("model", "standardise", "rows", "data")


def save(machine: Machine, file: Path) -> Path:
    """Write `machine` to `file`, completely or not at all.

    Raises
    ------
    NotTrained : there is nothing to save.
    """
    from safetensors.torch import save as to_bytes

    learned = machine.learned
    state = learned.state()
    tensors = {f"network.{name}": value for name, value in state["network"].items()}
    numbers = {}
    for name, value in state["moments"].items():
        if torch.is_tensor(value):
            tensors[f"moments.{name}"] = value
        else:
            numbers[name] = value
    tensors |= {"random.noise": state["noise"], "random.order": state["order"]}
    plain = {
        "version": VERSION,
        "model": to_spec(learned.model),
        "trained_as": {n: learned.trained_as.get(n) for n in _NOT_SETTINGS},
        "encoding": learned.encoding.plain(),
        "seed": learned.seed,
        "branch": learned.branch,
        "history": learned.history,
        "moments": numbers,
        **{name: state[name] for name in ("epoch", "batch", "total", "seconds")},
    }
    plain["trained_as"]["data"] = _digest(learned)
    tensors = {name: value.contiguous().clone() for name, value in tensors.items()}
    content = to_bytes(tensors, {"epochlab": json.dumps(plain)})
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.write_bytes(content)
    os.replace(beside, file)
    return file


def _digest(learned: Learned) -> str:
    if learned.kernel is None:
        return learned.trained_as["data"]
    return Prepared(learned.encoding, learned.kernel.data).digest


def load(kind: type[M], file: Path, X: Any, y: Any, own: Iterable[Any]) -> M:
    """Read a machine from `file`.

    Parameters
    ----------
    X, y : data to go on with; without them the machine predicts for new data only.
    own : the caller's builder classes, `@builder` builders and functions the file names.

    Raises
    ------
    UnreadableModel : not a saved machine, a damaged one, or one that names what is not there.
    """
    plain, tensors = _read(file)
    try:
        return _assemble(kind, plain, tensors, X, y, own)
    except Explained:
        raise
    except MISFITS as error:
        raise _unreadable(file, f"its parts do not fit together ({error})") from error


def _read(file: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(file, framework="pt") as opened:
            plain = json.loads((opened.metadata() or {}).get("epochlab", "null"))
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}
    except (SafetensorError, ValueError, RecursionError) as error:
        raise _unreadable(file, str(error)) from error
    if not isinstance(plain, dict) or plain.get("version") != VERSION:
        raise _unreadable(file, "it holds no machine of this version of Epochlab")
    return plain, tensors


def _unreadable(file: Path, why: str) -> UnreadableModel:
    return UnreadableModel(
        f"{file.name} cannot be read as a saved machine: {why}.",
        "Nothing was loaded or changed.",
        "Choose a file written by Machine.save().",
    )


def _assemble(
    kind: type[M],
    plain: Mapping[str, Any],
    tensors: Mapping[str, torch.Tensor],
    X: Any,
    y: Any,
    own: Iterable[Any],
) -> M:
    model = from_spec(plain["model"], own)
    if not isinstance(model, NeuralNetwork):
        raise TypeError(f"{plain['model']} is not a model")
    encoding = Encoding.from_plain(plain["encoding"])
    weights = _below("network.", tensors)
    _check_size(model, encoding, weights)
    device, _ = resolve(model.device)
    predictor = Predictor(fresh_network(model, encoding, plain["seed"]), model, device)
    predictor.load(weights)
    state: dict[str, Any] = {name: int(plain[name]) for name in ("epoch", "batch")}
    state |= {name: float(plain[name]) for name in ("total", "seconds")}
    state |= {"network": weights, "moments": _below("moments.", tensors) | plain["moments"]}
    state |= {"noise": tensors["random.noise"], "order": tensors["random.order"]}
    _check_state(model, predictor, state)
    trained_as = settings(model) | plain["trained_as"] | {"epochs": plain["epoch"]}
    machine = kind(model, X, y, standardise=bool(trained_as["standardise"]), scitype_check_level=0)
    machine.restore(
        Learned(
            made_with=clone(model),  # the machine's own is edited before it trains on
            encoding=encoding,
            predictor=predictor,
            seed=plain["seed"],
            trained_as=trained_as,
            branch=plain["branch"],
            history=[dict(row) for row in plain["history"]],
            saved=state,
        )
    )
    return machine


def _check_state(model: NeuralNetwork, predictor: Predictor, state: Mapping[str, Any]) -> None:
    """Refuse a state the network and its optimiser could not go on from."""
    trainable = [p for p in predictor.network.parameters() if p.requires_grad]
    flat = torch.zeros(sum(p.numel() for p in trainable))
    expected = {n: _form(v) for n, v in model.optimiser.start(flat).items()}
    expected |= {"noise": None, "order": _form(torch.Generator().get_state())}
    found = {n: _form(v) for n, v in state["moments"].items()}
    # The state of dropout's generator has another length on another device.
    found |= {"noise": None, "order": _form(state["order"])}
    if found != expected or state["noise"].dtype != torch.uint8:
        raise ValueError("its optimiser's state is of another network")
    if min(state["epoch"], state["batch"]) < 0:
        raise ValueError("it counts fewer than no epochs")


def _form(value: Any) -> tuple[Any, ...] | type:
    """Shape and type of a tensor, or that something is a plain number."""
    return (tuple(value.shape), value.dtype) if torch.is_tensor(value) else type(value)


def _below(prefix: str, tensors: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """Tensors whose names begin with `prefix`, by the rest of the name."""
    return {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}


def _check_size(model: NeuralNetwork, encoding: Encoding, weights: Mapping[str, Any]) -> None:
    """Refuse settings that promise a network larger than the weights beside them.

    Building first would let a small hostile file ask for any amount of memory.
    """
    layers = model.builder.layers(encoding.n_in, encoding.n_out, encoding.n_channels)
    if layers is None:  # a builder of the caller's own, who knows what it makes
        return
    promised = n_parameters(layers)
    held = sum(tensor.numel() for tensor in weights.values())
    if promised > held:
        raise ValueError(f"settings for {promised} parameters beside {held}")
    embedded = sum(levels * dim for _, levels, dim in encoding.embeddings)
    if embedded > held:
        raise ValueError(f"embeddings for {embedded} parameters beside {held}")
