"""How a table came about, as calls that can be made again: what a script is written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

T = TypeVar("T", bound=Any)
P = ParamSpec("P")


@dataclass(frozen=True)
class Step:
    """One call: what was called, and with which arguments, as values JSON can hold."""

    call: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def recorded(method: Callable[Concatenate[T, P], T]) -> Callable[Concatenate[T, P], T]:
    """Note a call of a method in the `steps` of the table it returns.

    A method that calls others counts as one step.
    """
    names = list(signature(method).parameters)[1:]

    @wraps(method)
    def call(table: T, *given: P.args, **named: P.kwargs) -> T:
        changed = method(table, *given, **named)
        arguments = dict(zip(names, given, strict=False)) | named
        step = Step(method.__name__, {name: plain(value) for name, value in arguments.items()})
        return replace(changed, steps=(*table.steps, step))

    return call


def plain(value: Any) -> Any:
    """An argument as JSON can hold it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, str):
        return str(getattr(value, "value", value))  # a scientific type by its name
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def rows_of_split(table: T, shares: Mapping[str, Any]) -> T:
    """`table`, in whose last step the rows given were the training rows of this split."""
    last = table.steps[-1]
    told = replace(last, arguments={**last.arguments, "rows": {"split": dict(shares)}})
    return replace(table, steps=(*table.steps[:-1], told))
