"""The Python that does what the page did: the table, the split, the model, all of its training.

Why from events: what was trained is what the journal says, not what the form shows now; a run
that was stopped and continued is one fit, because both give the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from itertools import pairwise
from typing import Any

from epochlab.data.steps import Step
from epochlab.data.tables import Table
from epochlab.events import Changed, Epoch, Event, Started
from epochlab.hyper import Hyperparameters, kind_name, values
from epochlab.spec import from_spec, to_spec
from epochlab.training.restart import differences

WIDTH = 88
SOURCES = ("read_table", "load_sample")
USUAL = {"holdout": 0.2, "test": 0.1, "stratify": True, "seed": 42}
"""Defaults of `split`."""


@dataclass(frozen=True)
class Stretch:
    """Training without a change of settings.

    Parameters
    ----------
    settings : all of them, flat, as in `Started`.
    epochs : trained in all when it ended.
    midway : whether the settings came into force within an epoch, which `fit` cannot repeat.
    """

    settings: Mapping[str, Any]
    epochs: int
    midway: bool = False


def stretches(events: Iterable[Event]) -> tuple[Stretch, ...]:
    """How the branch that began last was trained; empty if nothing was."""
    found: list[Stretch] = []
    for event in events:
        if isinstance(event, Started) and event.kind == "cold":
            found = [Stretch(event.settings, 0)]
        elif not found:
            continue
        elif isinstance(event, Started):
            found.append(Stretch(event.settings, event.epoch))
        elif isinstance(event, Epoch):
            found[-1] = replace(found[-1], epochs=event.epoch)
        elif isinstance(event, Changed):
            now = {name: pair[1] for name, pair in event.changes.items()}
            found.append(Stretch({**found[-1].settings, **now}, event.epoch, midway=True))
    before = 0
    trained = []
    for stretch in found:
        if stretch.epochs > before:
            trained.append(stretch)
        before = stretch.epochs
    return tuple(trained)


def script(
    table: Table,
    model: Hyperparameters,
    *,
    shares: Mapping[str, Any],
    standardise: bool,
    epochs: int,
    path: Sequence[Stretch] = (),
) -> str:
    """A script that trains as the page does.

    Parameters
    ----------
    table : with the steps it was made by; without any, the script asks for a frame.
    model : what to train when nothing has been trained yet.
    shares : how rows are parted, as arguments of `split`.
    standardise : as for `Machine`.
    epochs : how long to train `model`; not read if there is a path.
    path : what was trained, from `stretches`.

    Returns
    -------
    The text of a module. On the CPU, with a seed, its losses equal the page's to the last digit.
    """
    writer = Writer()
    first = rebuilt(path[0].settings) if path else model
    lines = writer.table(table)
    lines += writer.assigned("parts", f"{writer.name('split')}(", writer.split(shares))
    arguments = writer.arguments(first, {"epochs": path[0].epochs if path else epochs})
    lines += ["", *writer.assigned("model", f"{writer.name(kind_name(first))}(", arguments)]
    standard = ["standardise=True"] if standardise else []
    bound = ["model", "table", *standard]
    lines += [f"machine = {writer.name('Machine')}({', '.join(bound)})", FIT]
    for before, stretch in pairwise(path):
        lines += ["", *writer.changes(before, stretch), f"model.epochs = {stretch.epochs}", FIT]
    lines += ["", "print(machine.history)"]
    return "\n".join([*writer.head(), "", *lines, ""])


FIT = "machine.fit(parts.train, holdout=parts.holdout)"


@dataclass
class Writer:
    """Writes lines, and remembers which public names they need."""

    names: set[str] = field(default_factory=set)

    def name(self, name: str) -> str:
        """A public name, to be imported."""
        self.names.add(name)
        return name

    def head(self) -> list[str]:
        """What the module opens with."""
        said = f'"""Written by Epochlab {version("epochlab")}: trains what its page trained."""'
        found = sorted(self.names)
        line = f"from epochlab import {', '.join(found)}"
        if len(line) <= WIDTH:
            return [said, "", line]
        return [said, "", "from epochlab import (", *(f"    {name}," for name in found), ")"]

    def table(self, table: Table) -> list[str]:
        """The lines that make the table."""
        first, *rest = table.steps or (Step("of"),)
        if first.call in SOURCES:
            beside = first.call == "read_table"
            lines = ["# The file stands beside this script."] if beside else []
            start = f"{self.name(first.call)}("
            (_, source), *how = first.arguments.items()
            given = [self.value(source), *(f"{key}={self.value(value)}" for key, value in how)]
            lines += self.assigned("table", start, given)
        else:
            lines = ["# `frame` is your own data, a DataFrame."]
            lines.append(f"table = {self.name('Table')}.of(frame).guessed()")
        for step in rest:
            given = [f"{key}={self.value(value)}" for key, value in step.arguments.items()]
            lines += self.assigned("table", f"table.{step.call}(", given)
        return lines

    def split(self, shares: Mapping[str, Any]) -> list[str]:
        """Arguments of `split`: the target, and what is not as usual."""
        unusual = {name: value for name, value in shares.items() if value != USUAL.get(name)}
        return ["table.y", *(f"{name}={self.value(value)}" for name, value in unusual.items())]

    def changes(self, before: Stretch, now: Stretch) -> list[str]:
        """The lines that bring the model from one stretch to the next."""
        changed = differences(before.settings, now.settings)
        model = rebuilt(now.settings)
        whole = {n for n in changed if isinstance(getattr(model, n, None), Hyperparameters)}
        lines = ["# On the page this changed within an epoch; losses differ a little from here on."]
        lines = lines if now.midway else []
        for name, (_, value) in changed.items():
            if name in whole:
                lines += self.assigned(f"model.{name}", *self.made(getattr(model, name)))
            elif name.split(".")[0] not in whole and name not in ("epochs", *BESIDE):
                lines.append(f"model.{name} = {self.value(value)}")
        return lines

    def assigned(self, target: str, start: str, given: Sequence[str]) -> list[str]:
        """An assignment of a call, broken into lines where it is long; `start` has the bracket."""
        joined = ", ".join(given)
        line = f"{target} = {start}{joined})"
        if len(line) <= WIDTH or not given:
            return [line]
        return [f"{target} = {start}", *(f"    {argument}," for argument in given), ")"]

    def made(self, model: Hyperparameters) -> tuple[str, list[str]]:
        """The start of the expression that makes `model`, and its arguments."""
        return f"{self.name(kind_name(model))}(", self.arguments(model, {})

    def arguments(self, model: Hyperparameters, told: Mapping[str, Any]) -> list[str]:
        """Arguments that differ from the defaults; those of `told` in any case, with its values."""
        usual, own = to_spec(type(model)()), to_spec(model)
        return [
            f"{name}={self.value(told.get(name, value))}"
            for name, value in values(model).items()
            if name in told or own[name] != usual[name]
        ]

    def value(self, value: Any) -> str:
        """A value as Python; texts from data stay texts."""
        if isinstance(value, Hyperparameters):
            start, given = self.made(value)
            return f"{start}{', '.join(given)})"
        if isinstance(value, dict) and set(value) == {"split"} and isinstance(value["split"], dict):
            return f"{self.name('split')}({', '.join(self.split(value['split']))}).train"
        if isinstance(value, dict):
            pairs = (f"{self.value(key)}: {self.value(part)}" for key, part in value.items())
            return f"{{{', '.join(pairs)}}}"
        if isinstance(value, list | tuple):
            parts = ", ".join(map(self.value, value))
            if isinstance(value, list):
                return f"[{parts}]"
            return f"({parts},)" if len(value) == 1 else f"({parts})"
        simple = isinstance(value, str) and value.isprintable() and not {'"', "\\"} & set(value)
        return f'"{value}"' if simple else repr(value)


def rebuilt(flat: Mapping[str, Any]) -> Hyperparameters:
    """The model whose flat settings these are, with "model" as the name of its class."""
    return from_spec(_nested(flat, "") | {"kind": flat["model"]})


def _nested(flat: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    own = [name for name in flat if name.startswith(prefix) and "." not in name[len(prefix) :]]
    spec: dict[str, Any] = {}
    for name in own:
        key = name[len(prefix) :]
        if any(other.startswith(f"{name}.") for other in flat):
            spec[key] = _nested(flat, f"{name}.") | {"kind": flat[name]}
        elif name not in BESIDE:
            spec[key] = flat[name]
    return spec


BESIDE = ("model", "standardise", "rows", "data", "table")
"""Settings of a machine that are none of its model."""
