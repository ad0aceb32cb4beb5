"""What one branch has been through, as columns a plot can draw; plain numbers, no screen."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from epochlab.components import look
from epochlab.components.thinning import DRAWN, smooth, thin

LINES = ("training", "holdout", "raw_training", "raw_holdout")
HOVER = ("epoch_text", "training_text", "holdout_text", "eta_text", "branch_text")
COLUMNS = ("epoch", *LINES, *HOVER)


@dataclass
class Branch:
    """A line of history: epochs in order, from 0 (untrained).

    `judged` says whether holdout rows were measured; `best` is the epoch and value of the lowest
    holdout loss, or of the lowest training loss where there are no holdout rows.
    """

    index: int
    name: str
    epochs: list[int] = field(default_factory=list)
    training: list[float] = field(default_factory=list)
    holdout: list[float] = field(default_factory=list)
    eta: list[float] = field(default_factory=list)
    marked: set[int] = field(default_factory=set)
    judged: bool = False
    best: tuple[int, float] | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row; an epoch that was there already, from there on, is written anew."""
        epoch = int(row["epoch"])
        if self.epochs and self.epochs[-1] >= epoch:
            self._rewind(epoch)
        self.epochs.append(epoch)
        self.training.append(_number(row.get("training_loss")))
        self.holdout.append(_number(row.get("holdout_loss")))
        self.eta.append(_number(row.get("eta")))
        if not self.judged and math.isfinite(self.holdout[-1]):
            self.judged, self.best = True, None
        self._judge(len(self.epochs) - 1)

    def _rewind(self, epoch: int) -> None:
        kept = bisect_left(self.epochs, epoch)
        for column in (self.epochs, self.training, self.holdout, self.eta):
            del column[kept:]
        self.judged, self.best = any(map(math.isfinite, self.holdout)), None
        for place in range(kept):
            self._judge(place)

    def _judge(self, place: int) -> None:
        loss = self.losses[place]
        if math.isfinite(loss) and (self.best is None or loss < self.best[1]):
            self.best = self.epochs[place], loss

    @property
    def losses(self) -> list[float]:
        """The losses the branch is judged by."""
        return self.holdout if self.judged else self.training

    def columns(
        self,
        smoothing: float = 0.0,
        window: tuple[float, float] = (-math.inf, math.inf),
        n: int = DRAWN,
    ) -> dict[str, Any]:
        """Columns to draw, thinned to `n` rows.

        Parameters
        ----------
        smoothing : weight of the past, 0 to 0.99; the raw lines are in columns of their own.
        window : first and last epoch to draw.
        n : how many rows at most; first, last, best and marked epochs are always among them.
        """
        start, end = bisect_left(self.epochs, window[0]), bisect_right(self.epochs, window[1])
        since = 0 if smoothing else start  # a running mean needs what went before
        epochs = np.array(self.epochs[since:end], dtype=float)
        training = np.array(self.training[since:end], dtype=float)
        holdout = np.array(self.holdout[since:end], dtype=float)
        shown = slice(start - since, None)
        keep = self._kept(epochs[shown])
        drawn = thin(epochs[shown], (training[shown], holdout[shown]), keep, n) + start - since
        columns = {
            "epoch": epochs[drawn],
            "training": smooth(training, smoothing)[drawn],
            "holdout": smooth(holdout, smoothing)[drawn],
            "raw_training": training[drawn],
            "raw_holdout": holdout[drawn],
        }
        return columns | self._texts(drawn + since)

    def _kept(self, epochs: np.ndarray) -> list[int]:
        wanted = set(self.marked) | ({self.best[0]} if self.best else set())
        return np.flatnonzero(np.isin(epochs, list(wanted))).tolist()

    def _texts(self, places: np.ndarray) -> dict[str, list[str]]:
        return {
            "epoch_text": [look.count(self.epochs[place]) for place in places],
            "training_text": [look.number(self.training[place]) for place in places],
            "holdout_text": [look.number(self.holdout[place]) for place in places],
            "eta_text": [look.number(self.eta[place]) for place in places],
            "branch_text": [self.name] * len(places),
        }


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
