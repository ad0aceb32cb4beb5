"""What the settings would do if training went on now, compared with those trained with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import param

from epochlab.hyper import effects, kind_name, settings
from epochlab.project import Project
from epochlab.script import rebuilt
from epochlab.training.restart import TRIGGER, Restart, decide_restart, differences


class Forecast(Project):
    """A project, and what it was trained with."""

    more = param.Integer(
        20,
        bounds=(1, 10_000),
        label="Epochs to add",
        doc="How many more epochs the next click trains, never fewer than are trained already.",
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._trained_as: dict[str, Any] | None = None

    def forget(self) -> None:
        """Let go of what was trained."""
        self._trained_as = None

    @property
    def trained(self) -> int:
        """Epochs trained in the current branch."""
        return 0 if self._trained_as is None else self._trained_as["epochs"]

    @property
    def classifies(self) -> bool:
        """Whether the model predicts classes."""
        return self.model is not None and self.model.task not in ("regression", "multitarget")

    @property
    def restart(self) -> Restart:
        """What the main button would do now, and why: it trains `more` epochs, never fewer."""
        now, known = self._now(), effects(self.model)
        further = now | {"epochs": self.trained + self.more}
        restart = decide_restart(self._trained_as, further, known)
        if restart.kind != "cold":
            return restart
        return decide_restart(self._trained_as, now | {"epochs": self.more}, known)

    def effect_of(self, dotted: str) -> str:
        """What changing one setting would do by itself: "none", "warm" or "cold"."""
        if self._trained_as is None or self.model is None:
            return "none"
        before = dict(self._trained_as)
        other = before["epochs"] + 1 if dotted == "epochs" else object()
        rule = {TRIGGER: self.model.optimiser_changes_trigger_retraining}
        return decide_restart(before, before | rule | {dotted: other}, effects(self.model)).kind

    def _now(self) -> dict[str, Any]:
        return {
            "model": kind_name(self.model),
            **settings(self.model),
            "standardise": self.standardise,
            "rows": self.rows_setting(),
            "table": self.table.fingerprint(),
        }

    def pending(self) -> Mapping[str, tuple[Any, Any]]:
        """Settings that differ from those trained with: {name: (before, now)}."""
        if self._trained_as is None or self.model is None or self.table is None:
            return {}
        now = self._now()
        changed = differences({n: v for n, v in self._trained_as.items() if n in now}, now)
        return {name: pair for name, pair in changed.items() if name != "epochs"}

    def reset(self) -> None:
        """Go back to the model trained with; the data and how they are parted stay."""
        if self._trained_as is not None:
            with param.parameterized.batch_call_watchers(self):
                self.standardise = self._trained_as["standardise"]
                self.model = rebuilt(self._trained_as)
                self.edited()

    def _key(self) -> tuple[str, ...]:
        """What a run is about: with another key it is another run."""
        parts = [self.rows_setting(part) for part in ("train", "holdout")]
        return (self.table.fingerprint(), *parts, str(self.standardise))

    def _now_trained_as(self, changes: Mapping[str, Any]) -> None:
        assert self._trained_as is not None, "nothing is trained before training has started"
        self._trained_as |= changes
