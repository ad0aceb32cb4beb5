"""A machine: a model bound to data, and what it has learned from them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch

from epochlab.data.encoding import fit_encoding
from epochlab.data.tables import Table
from epochlab.errors import (
    BuilderMismatch,
    DeviceWarning,
    Diverged,
    Explained,
    NotTrained,
)
from epochlab.events import Halted, Probed
from epochlab.hyper import effects, kind_name, settings
from epochlab.models.networks import NeuralNetwork
from epochlab.training import saving
from epochlab.training.checks import check_types, warn_of_floor
from epochlab.training.device import resolve
from epochlab.training.kernel import Data
from epochlab.training.learned import Learned, Prepared, cold_start, dry_pass
from epochlab.training.restart import Restart, decide_restart
from epochlab.training.rows import Rows, positions, rows_setting
from epochlab.training.session import Session
from epochlab.training.trained import Trained


class Machine(Trained):
    """A model bound to data. Fitting again continues where that makes sense.

    Parameters
    ----------
    model : hyperparameters; stays live as `machine.model`, editing it is how settings change.
    X : a Table (with roles; leave `y` out), a DataFrame, a (rows, columns) array, or pictures.
    y : Series, DataFrame (several targets) or array, as long as X.
    standardise : centre and scale continuous features, and continuous targets, by mean and
        standard deviation of the training rows. Losses are then in standard deviations of the
        target; predictions come back in its own units.
    scitype_check_level : what to do when the data do not have the scientific types the model
        declares: 0 nothing, 1 or 2 warn, 3 or 4 refuse (MLJBase, `machine`).

    Raises
    ------
    ValueError : X and y differ in length.
    ScitypeMismatch : at level 3 or more, wrong scientific types.
    """

    def __init__(
        self,
        model: NeuralNetwork,
        X: Any,
        y: Any = None,
        *,
        standardise: bool = False,
        scitype_check_level: int = 1,
    ) -> None:
        if isinstance(X, Table) and y is None:
            X, y = X.X, X.y
        self.model, self.standardise = model, standardise
        self.X, self.y = X, y
        self._learned = None
        if X is not None and (y is None or len(X) != len(y)):
            found = "no target" if y is None else f"a target of {len(y)} rows"
            raise ValueError(f"X has {len(X)} rows and comes with {found}; they must agree.")
        if X is not None and scitype_check_level:
            check_types(model, X, y, scitype_check_level)
            warn_of_floor(model, y, standardise)

    def __repr__(self) -> str:
        rows = "no data" if self.X is None else f"{len(self.X)} rows"
        return f"Machine({self.model!r}, {rows}, trained {self.trained} epochs)"

    @property
    def restart(self) -> Restart:
        """What `fit()` would do now, and why."""
        return self.forecast()

    def forecast(self, rows: Rows = None, *, force: bool = False) -> Restart:
        """What `fit(rows, force=force)` would do now, and why."""
        before = None if self._learned is None else self._learned.trained_as
        now = self._now(rows)
        if force and before is not None:
            return Restart("cold", now["epochs"], {}, (), before["epochs"])
        return decide_restart(before, now, effects(self.model))

    def _now(self, rows: Rows) -> dict[str, Any]:
        """Settings asked for, with what else decides: kind of model, rows, standardising."""
        total = 0 if self.X is None else len(self.X)
        now = {"model": kind_name(self.model)} | settings(self.model)
        now |= {"standardise": self.standardise}
        now |= {"rows": rows_setting(positions(rows, total), total)}
        if self._learned is not None and "data" in self._learned.trained_as:
            now["data"] = self._learned.digest or self._learned.trained_as["data"]
        return now

    def restore(self, learned: Learned) -> None:
        """Take over what was learned elsewhere; data bound here are compared with those then."""
        self._learned = learned
        if self.X is not None:
            nothing = positions([], len(self.X))
            learned.digest = self._prepare(nothing, nothing, learned).digest

    def go_back(self, learned: Learned | None) -> None:
        """Have what was learned before on the data bound here; None for nothing."""
        self._learned = learned

    def fit(self, rows: Rows = None, *, holdout: Rows = None, force: bool = False) -> Self:
        """Train as `forecast` says: continue, start again, or do nothing.

        Parameters
        ----------
        rows : positions to learn from; None means all, less the holdout.
        holdout : positions kept aside, measured after every epoch and never learned from.
        force : start again even if nothing changed.

        Raises
        ------
        Diverged : the loss became infinite; the last good epoch is kept.
        BuilderMismatch : the builder's network does not fit the data.
        """
        for event in self.session(rows, holdout=holdout, force=force):
            if isinstance(event, Halted):
                raise Diverged(event.happened, event.kept, event.todo)
        return self

    def session(self, rows: Rows = None, *, holdout: Rows = None, force: bool = False) -> Session:
        """The same training as `fit`, one event at a time; see `Session`."""
        if self.X is None:
            raise NotTrained(
                "This machine is not bound to any data.",
                "What it learned is kept.",
                "Load it with data: Machine.load(file, X=X, y=y).",
            )
        aside = positions([] if holdout is None else holdout, len(self.X))
        if rows is None and aside.size:
            rows = np.setdiff1d(np.arange(len(self.X)), aside)
        chosen = positions(rows, len(self.X))
        if both := np.intersect1d(chosen, aside).size:
            raise ValueError(f"{both} rows are in both rows and holdout; keep them apart.")
        restart, before = self.forecast(chosen, force=force), self._learned
        device, note = resolve(self.model.device)
        if note:
            warnings.warn(note, DeviceWarning, stacklevel=2)
        if restart.kind == "cold":
            fresh = cold_start(self.model, self._prepare(chosen, aside), before)
            fresh.trained_as = self._now(chosen) | {"epochs": 0}
            self._learned = fresh
        else:
            self._go_on(chosen, aside, device)
        return Session(self, restart, note, before)

    def _go_on(self, rows: np.ndarray, holdout: np.ndarray, device: torch.device) -> None:
        """Take over what may change without starting again."""
        learned = self.learned
        if learned.kernel is None:
            data = self._prepare(rows, holdout, learned).data
            learned.bind(data)
        assert learned.kernel is not None
        learned.kernel.adopt(self.model)
        learned.kernel.watch(holdout)
        learned.kernel.move(device)
        learned.trained_as = self._now(rows) | {"epochs": learned.kernel.epoch}

    def _prepare(
        self, rows: np.ndarray, holdout: np.ndarray, learned: Learned | None = None
    ) -> Prepared:
        """Data as numbers; encoded as before when `learned` goes on, else fitted on `rows`."""
        encoding = learned.encoding if learned else self._encoding(rows)
        data = Data(encoding.inputs(self.X), encoding.targets(self.y), rows, holdout)
        return Prepared(encoding, data)

    def _encoding(self, rows: np.ndarray) -> Any:
        dims = getattr(self.model, "embedding_dims", {})
        return fit_encoding(
            self.model.task,
            self.X,
            self.y,
            rows=rows,
            standardise=self.standardise,
            embedding_dims=dims,
        )

    def probe(self, rows: Rows = None) -> Probed:
        """Pass one batch through a fresh network, without training; the machine is untouched."""
        try:
            chosen = positions(rows, len(self.X))
            return dry_pass(self.model, self._prepare(chosen, chosen[:0]))
        except (BuilderMismatch, Explained) as error:
            return Probed(0, (), str(error))

    def save(self, file: str | Path) -> Path:
        """Write the machine, without its data, to one file; see `epochlab.training.saving`."""
        return saving.save(self, Path(file))

    @classmethod
    def load(cls, file: str | Path, X: Any = None, y: Any = None, *, own: Iterable = ()) -> Self:
        """Read a machine from a file; with data it can go on training; see `saving.load`."""
        return saving.load(cls, Path(file), X, y, own)
