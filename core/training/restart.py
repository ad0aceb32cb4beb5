"""Continue, start again or do nothing, and why: one pure function.

`Machine.fit` does what this says, and the page shows it before the click. Rules: MLJFlux,
`src/mlj_model_interface.jl`, `MLJModelInterface.update`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["cold", "warm", "none"]
Changes = Mapping[str, tuple[Any, Any]]
TRIGGER = "optimiser_changes_trigger_retraining"
ABSENT = "—"


@dataclass(frozen=True)
class Restart:
    """What the next `fit` would do; `str()` says it in words.

    Parameters
    ----------
    kind : "cold" (fresh weights), "warm" (train on) or "none".
    epochs : how many epochs would be trained, ≥ 0.
    changes : settings that differ from those trained with, as {name: (before, now)}.
    causes : the names among `changes` that force a cold start; empty on a first fit.
    trained : epochs trained so far; None if never.
    """

    kind: Kind
    epochs: int
    changes: Changes = field(default_factory=dict)
    causes: tuple[str, ...] = ()
    trained: int | None = None

    def __str__(self) -> str:
        listed = ", ".join(f"{n}: {shown(a)} → {shown(b)}" for n, (a, b) in self.changes.items())
        why = f" ({listed})" if listed else ""
        if self.kind == "none":
            return f"Nothing to do: {_epochs(self.trained or 0)} trained with these settings{why}"
        if self.kind == "warm":
            return f"Continue for {_epochs(self.epochs)}{why}"
        if self.trained is None:
            return f"Train for {_epochs(self.epochs)}"
        return f"Start again for {_epochs(self.epochs)}{why or ' (asked for)'}"


def shown(value: Any) -> str:
    """A setting's value as people write it: floats with up to 6 significant digits."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(getattr(value, "__name__", value))


def _epochs(count: int) -> str:
    return f"{count} epoch{'' if count == 1 else 's'}"


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Settings that differ between two plain dictionaries, as {name: (before, now)}."""
    names = [*now, *(name for name in before if name not in now)]
    pairs = {name: (before.get(name, ABSENT), now.get(name, ABSENT)) for name in names}
    return {name: pair for name, pair in pairs.items() if not _same(*pair)}


def _same(before: Any, now: Any) -> bool:
    if isinstance(before, list | tuple) and isinstance(now, list | tuple):  # JSON has only lists
        return len(before) == len(now) and all(map(_same, before, now))
    return (type(before) is type(now) and before == now) or before is now or _numeric(before, now)


def _numeric(before: Any, now: Any) -> bool:
    """0 and 0.0 are the same setting; True and 1 are not."""
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (before, now))
    return numbers and before == now


def decide_restart(
    trained_as: Mapping[str, Any] | None,
    now: Mapping[str, Any],
    effects: Mapping[str, str],
) -> Restart:
    """Decide what training with the settings `now` does to a network trained with `trained_as`.

    Parameters
    ----------
    trained_as : settings at the last fit with `epochs` the number trained; None if never
        trained, or to force a cold start.
    now : settings asked for.
    effects : effect of a change by name, one of "none", "warm", "optimiser", "cold"; a name
        that is not listed (new rows, another table) is cold.
    """
    if trained_as is None:
        return Restart("cold", now["epochs"])
    changes = differences(trained_as, now)
    before = trained_as["epochs"]
    strict = bool(now.get(TRIGGER, False))

    def starts_over(name: str) -> bool:
        if name == "epochs":
            return now["epochs"] < before
        effect = effects.get(name, "optimiser" if name.startswith("optimiser.") else "cold")
        return effect == "cold" or (effect == "optimiser" and strict)

    causes = tuple(name for name in changes if starts_over(name))
    if causes:
        return Restart("cold", now["epochs"], changes, causes, before)
    acting = any(effects.get(name) != "none" for name in changes)
    kind: Kind = "warm" if acting else "none"
    return Restart(kind, now["epochs"] - before, changes, (), before)
