"""Hyperparameters: declared once, checked at once, read by everything else.

Why: from one declaration come the check, the widget, its tooltip, the documentation and the
effect a change has on training, so no other file lists hyperparameters.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, TypeVar

import param

from epochlab.kinds import allowed

Value = Any
EFFECTS = ("none", "warm", "optimiser", "cold")
"""What a change does: nothing, continue, continue unless told otherwise, start again."""

H = TypeVar("H", bound="Hyperparameters")


def hyper(
    kind: type[param.Parameter],
    default: Value,
    *,
    restart: str = "cold",
    scale: str = "linear",
    unit: str = "",
    **declaration: Any,
) -> Any:
    """Declare a hyperparameter.

    Parameters
    ----------
    kind : the Param class that checks values.
    default : the library's default.
    restart : one of `EFFECTS`: what changing it does to a trained network.
    scale : "linear" or "log", for widgets and ranges.
    unit : shown behind the label.
    declaration : handed on to `kind`: `bounds`, `softbounds`, `objects`, `label`, `doc`, …

    Raises
    ------
    ValueError : `restart` is not one of `EFFECTS`.
    """
    if restart not in EFFECTS:
        raise ValueError(f"restart must be one of {', '.join(EFFECTS)}, not {restart!r}.")
    metadata = {"restart": restart, "scale": scale, "unit": unit}
    return kind(default=default, metadata=metadata, **declaration)


class Hyperparameters(param.Parameterized):
    """A bag of hyperparameters and nothing learned.

    Raises
    ------
    TypeError : an unknown name; the message names the nearest known one.
    ValueError : a value outside what the declaration allows; the old value is kept.
    """

    def __init__(self, **values: Value) -> None:
        for name in values:
            self._known(name)
        super().__init__(**values)

    def __setattr__(self, name: str, value: Value) -> None:
        if name.startswith("_") or name == "name" or name in vars(type(self)):
            pass
        else:
            self._known(name)
        declared = type(self).param[name] if name in type(self).param else None
        if declared is None:
            return super().__setattr__(name, value)
        number = isinstance(declared, param.Number) and not isinstance(declared, param.Boolean)
        wild = isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value))
        if number and wild:
            raise ValueError(self._refusal(name, value))
        try:
            super().__setattr__(name, value)
        except (ValueError, TypeError) as error:
            raise ValueError(self._refusal(name, value)) from error

    def __repr__(self) -> str:
        changed = (f"{n}={v!r}" for n, v in values(self).items() if not self._is_default(n))
        return f"{type(self).__name__}({', '.join(changed)})"

    __str__ = __repr__

    def _is_default(self, name: str) -> bool:
        default, value = type(self).param[name].default, getattr(self, name)
        if isinstance(value, Hyperparameters) and isinstance(default, Hyperparameters):
            return settings(value) == settings(default)
        return value is default or value == default

    @classmethod
    def _known(cls, name: str) -> None:
        if name in cls.param and name != "name":
            return
        close = get_close_matches(name, names(cls), n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"It has {', '.join(names(cls))}."
        raise TypeError(f"{cls.__name__} has no hyperparameter {name!r}. {hint}")

    def _refusal(self, name: str, value: Value) -> str:
        kept = " The value before is kept." if self._param__private.initialized else ""
        needed = allowed(self.param[name])
        return f"{type(self).__name__}.{name} must be {needed}, not {value!r}.{kept}"


def names(kind: type[Hyperparameters] | Hyperparameters) -> list[str]:
    """Names of the hyperparameters of a class or object, in the order declared."""
    return [name for name in kind.param if name != "name"]


def values(model: Hyperparameters) -> dict[str, Value]:
    """Hyperparameters of `model` by name, nested ones as the objects they are."""
    return {name: getattr(model, name) for name in names(model)}


def leaves(model: Hyperparameters, prefix: str = "") -> Iterator[tuple[str, Hyperparameters, str]]:
    """Every hyperparameter of `model`, nested ones too.

    Yields
    ------
    dotted name ("optimiser.eta"), object that holds it, name there ("eta").
    """
    for name, value in values(model).items():
        yield prefix + name, model, name
        if isinstance(value, Hyperparameters):
            yield from leaves(value, f"{prefix}{name}.")
        elif _parts(value):
            for place, part in enumerate(value):
                yield from leaves(part, f"{prefix}{name}.{place}.")


def _parts(value: Value) -> bool:
    """Whether a value is a non-empty sequence of `Hyperparameters` (the rules of a chain)."""
    return isinstance(value, tuple) and any(isinstance(part, Hyperparameters) for part in value)


def settings(model: Hyperparameters) -> dict[str, Value]:
    """All of `model`, flat: {"epochs": 10, "optimiser": "Adam", "optimiser.eta": 0.001}.

    Two models with equal settings are the same model. A nested object appears as the name of
    its class, followed by its own hyperparameters.
    """
    return {dotted: _plain(getattr(holder, name)) for dotted, holder, name in leaves(model)}


def _plain(value: Value) -> Value:
    if isinstance(value, Hyperparameters):
        return kind_name(value)
    if _parts(value):
        return tuple(kind_name(part) for part in value)
    return dict(value) if isinstance(value, dict) else value


def kind_name(value: Hyperparameters) -> str:
    """Name by which the class of `value` is known in settings, saved files and messages."""
    return type(value).__name__


def effects(model: Hyperparameters) -> dict[str, str]:
    """What a change of each setting does, by dotted name: one of `EFFECTS`."""
    return {dotted: effect(holder.param[name]) for dotted, holder, name in leaves(model)}


def effect(parameter: param.Parameter) -> str:
    """Effect of one declaration; one that says nothing (a user's own builder) starts again."""
    return (parameter.metadata or {}).get("restart", "cold")


def find(model: Hyperparameters, dotted: str) -> tuple[Hyperparameters, str]:
    """The object that holds a dotted name, and the name there.

    Raises
    ------
    TypeError : there is no such hyperparameter.
    """
    for known, holder, name in leaves(model):
        if known == dotted:
            return holder, name
    close = get_close_matches(dotted, [known for known, _, _ in leaves(model)], n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise TypeError(f"{type(model).__name__} has no hyperparameter {dotted!r}.{hint}")


def change(model: Hyperparameters, changes: dict[str, Value]) -> None:
    """Set hyperparameters by dotted name, in the order given."""
    for dotted, value in changes.items():
        holder, name = find(model, dotted)
        setattr(holder, name, value)


def clone(model: H, **changes: Value) -> H:
    """A model built anew from values, nested objects too, with `changes` applied.

    Dotted names may be given with a dictionary: `clone(model, **{"optimiser.eta": 0.1})`.
    """
    copy = type(model)(**{name: _copied(value) for name, value in values(model).items()})
    change(copy, changes)
    return copy


def _copied(value: Value) -> Value:
    if isinstance(value, Hyperparameters):
        return clone(value)
    if _parts(value):
        return tuple(clone(part) for part in value)
    return dict(value) if isinstance(value, dict) else value
