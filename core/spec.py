"""A model as plain values and back, and as the Python that makes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from epochlab.errors import UnreadableModel
from epochlab.hyper import Hyperparameters, kind_name, values

Spec = dict[str, Any]


def to_spec(model: Hyperparameters) -> Spec:
    """`model` as JSON-ready values: {"kind": "MLP", "hidden": [16, 8], "activation": "relu"}.

    A callable given for a named function is written as {"callable": its name}; reading such a
    spec needs the callable again.
    """
    return {"kind": kind_name(model)} | {n: _plain(v) for n, v in values(model).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Hyperparameters):
        return to_spec(value)
    if callable(value):
        return {"callable": getattr(value, "__name__", repr(value))}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value


def from_spec(spec: Spec, own: Iterable[Any] = ()) -> Hyperparameters:
    """The model a spec describes.

    Parameters
    ----------
    spec : what `to_spec` gave.
    own : classes, builders and functions of the caller's that the spec names.

    Raises
    ------
    UnreadableModel : the spec names something unknown, or a value its class refuses.
    """
    own = {getattr(thing, "__name__", type(thing).__name__): thing for thing in own}
    known = {kind.__name__: kind for kind in kinds()} | own
    return _read(spec, known)


def _read(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return tuple(_read(part, known) for part in value)
    if not isinstance(value, dict):
        return value
    if set(value) == {"callable"} and isinstance(value["callable"], str):
        return _look_up(value["callable"], known)
    if not isinstance(value.get("kind"), str):  # sizes by column, and one may be called "kind"
        return value
    kind = _look_up(value["kind"], known)
    if isinstance(kind, Hyperparameters):  # an inline builder, handed in as the object it is
        return kind
    fields = {name: _read(field, known) for name, field in value.items() if name != "kind"}
    try:
        return kind(**fields)
    except (TypeError, ValueError) as error:
        raise UnreadableModel(
            f"The saved settings do not fit: {error}", "Nothing was changed.", "Save it again."
        ) from error


def _look_up(name: Any, known: dict[str, Any]) -> Any:
    if not isinstance(name, str) or name not in known:
        raise UnreadableModel(
            f"The saved model uses {name!r}, which Epochlab does not have.",
            "Nothing was loaded.",
            f"If it is yours, hand it in: Machine.load(file, own=[{name}]).",
        )
    return known[name]


def kinds(root: type[Hyperparameters] = Hyperparameters) -> list[type[Hyperparameters]]:
    """Every class of hyperparameters known to this process."""
    found = []
    for kind in root.__subclasses__():
        found += [kind, *kinds(kind)]
    return found


def to_python(model: Hyperparameters) -> str:
    """The expression that makes `model`, leaving out what is at its default."""
    return repr(model)
