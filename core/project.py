"""What a visitor has set: the table, the split and the model, and how edits are taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import param

from epochlab.data.attempts import Attempt, attempt, attempt_sample
from epochlab.data.concerns import concerns
from epochlab.data.matching import Match, matching
from epochlab.data.notes import Note, Remedy
from epochlab.data.sizes import Ends, ends_of
from epochlab.data.splitting import Split, split
from epochlab.data.steps import rows_of_split
from epochlab.data.tables import Table
from epochlab.errors import Explained
from epochlab.hyper import clone, kind_name, leaves, settings
from epochlab.models.networks import NeuralNetwork
from epochlab.presets import quick_start, reference_values
from epochlab.training.rows import rows_setting

UNDO_DEPTH = 50


class Project(param.Parameterized):
    """Data with their meanings, and the settings of one model.

    Views read parameters and methods. They write by calling a method, or by setting a
    hyperparameter of `model` and then calling `edited`.
    """

    table: Any = param.ClassSelector(class_=Table, allow_None=True, doc="Data loaded, with roles.")
    model: Any = param.ClassSelector(class_=NeuralNetwork, allow_None=True, doc="Settings, live.")
    standardise = param.Boolean(True, doc="Centre and scale by the training rows.")
    holdout = param.Number(0.2, bounds=(0, 0.5), doc="Share of rows for the second curve.")
    test = param.Number(0.1, bounds=(0, 0.5), doc="Share of rows kept away from everything.")
    stratify = param.Boolean(True, doc="Keep class shares in every part.")
    split_seed = param.Integer(42, bounds=(0, None), doc="Seed of the split.")
    problem = param.ClassSelector(class_=Exception, allow_None=True, doc="What went wrong last.")
    edits: Any = param.Integer(0, doc="Counts edits of model and data, for views to follow.")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._models: list[tuple[NeuralNetwork, bool]] = []
        self._tables: list[Table] = []
        self._shown: tuple[NeuralNetwork, bool] | None = None
        self._drawn: tuple[Table, dict[str, Any], Split] | None = None
        self.loaded: Attempt | None = None
        self.refused: Attempt | None = None
        self._found: tuple[Table | None, tuple[Note, ...], list[Match]] = (None, (), [])

    # Data

    def load(self, source: Any, name: str, **reading: Any) -> bool:
        """Read a file; on failure `problem` says why, and what was loaded before stays.

        Parameters
        ----------
        source, name, reading : as for `read_table`.
        """
        return self.take(attempt(source, name, **reading))

    def load_again(self, **reading: Any) -> bool:
        """Read the file last refused, else the one loaded, another way."""
        before = self.refused or self.loaded
        return before is not None and self.take(before.again(**reading))

    def load_sample(self, name: str) -> bool:
        """Load a bundled sample, with the model recommended for it."""
        return self.take(attempt_sample(name))

    def take(self, attempted: Attempt) -> bool:
        """Take over what was read, perhaps in another thread; refused, only `problem` changes."""
        if attempted.table is None:
            self.refused = attempted  # before the problem, whose followers ask for it
            self.problem = attempted.problem
            return False
        self.forget()
        self.loaded, self.refused, self._tables = attempted, None, []
        self._models, self._shown = [], None
        with param.parameterized.batch_call_watchers(self):
            self.problem, self.table = None, attempted.table
            self._choose_fitting(attempted.model)
        return True

    def dismiss(self) -> None:
        """Stop showing what went wrong, and let a refused file go."""
        self.refused = None
        self.problem = None

    def forget(self) -> None:
        """Let go of what belonged to the data before; a bench has a run to leave."""

    def change_table(self, change: Callable[[Table], Table]) -> bool:
        """Replace the table by `change(table)`; on failure only `problem` changes."""
        try:
            table = change(self.table)
        except (Explained, ValueError) as error:
            self.problem = error
            return False
        self._tables = [*self._tables[-UNDO_DEPTH + 1 :], self.table]
        self._put(table)
        return True

    def mend(self, remedy: Remedy) -> bool:
        """Apply what a note offers; gaps are filled by what the training rows hold."""
        if remedy.method == "fill_missing":
            rows, shares = self.parts().train, self.shares()
            return self.change_table(
                lambda table: rows_of_split(
                    table.fill_missing(**remedy.arguments, rows=rows), shares
                )
            )
        return self.change_table(remedy.apply)

    def undo_table(self) -> None:
        """Take the last change of the table back."""
        if self._tables:
            self._put(self._tables.pop())

    @property
    def can_undo_table(self) -> bool:
        """Whether a change of the table can be taken back."""
        return bool(self._tables)

    def _put(self, table: Table) -> None:
        self.refused = None
        with param.parameterized.batch_call_watchers(self):
            self.problem, self.table = None, table
            self._choose_fitting(kind_name(self.model) if self.model else "")

    def concerns(self) -> tuple[Note, ...]:
        """What stands between the data and training, and what deserves a look."""
        return self._looked_at()[1]

    def obstacle(self) -> Note | None:
        """The first thing that must be settled before training; None if nothing is."""
        return next((note for note in self.concerns() if note.grade == "problem"), None)

    def matches(self) -> list[Match]:
        """Which of the five models fit the data, and why the others do not."""
        return self._looked_at()[2]

    def _looked_at(self) -> tuple[Table | None, tuple[Note, ...], list[Match]]:
        """The table with its concerns and matches, found once for each table."""
        table = self.table
        if table is not None and self._found[0] is not table:
            fits = matching(table.X, table.y) if table.features and table.targets else []
            self._found = (table, concerns(table), fits)
        return (None, (), []) if table is None else self._found

    def parts(self) -> Split:
        """Rows for training, holdout and test.

        Raises
        ------
        UnreadableTable : too few rows for the shares asked for.
        """
        asked = self.shares()
        if self._drawn is None or self._drawn[:2] != (self.table, asked):
            self._drawn = (self.table, asked, split(self.table.y, **asked))
        return self._drawn[2]

    def shares(self) -> dict[str, Any]:
        """How rows are parted, as arguments of `split`."""
        shares = {name: getattr(self, name) for name in ("holdout", "test", "stratify")}
        return shares | {"seed": self.split_seed}

    def rows_setting(self, part: str = "train") -> str:
        """The rows of one part as a setting to compare."""
        return rows_setting(getattr(self.parts(), part), len(self.table))

    def sizes(self) -> Ends:
        """How wide the network must be at both ends; cheap enough for every keystroke.

        Raises
        ------
        ScitypeMismatch : an embedding is asked for a column that is not categorical.
        """
        return ends_of(self.model.task, self.table, getattr(self.model, "embedding_dims", {}))

    # Model

    def _choose_fitting(self, preferred: str) -> None:
        """Keep the model if it still fits the data, else take the first that does."""
        fitting = [match.model for match in self.matches() if match.fits]
        present = "" if self.model is None else kind_name(self.model)
        if not fitting:
            self.model = None
        elif preferred in fitting and preferred != present:
            self.choose(preferred)
        elif present not in fitting:
            self.choose(fitting[0])
        self.edited()
        if fitting:  # no way back to a model the data do not fit
            self._models = [past for past in self._models if kind_name(past[0]) in fitting]

    def choose(self, kind: str, *, reference: bool = False) -> None:
        """Take a model of another kind, with the quick start's or the reference's values."""
        self.model = reference_values(kind) if reference else quick_start(kind)
        self.standardise = not reference
        self.edited()

    def edited(self) -> None:
        """Say that the model or the data were edited; remembers the model before, for `undo`."""
        if self.model is not None:
            before, now = self._shown, (clone(self.model), self.standardise)
            if before and (before[1], settings(before[0])) != (now[1], settings(now[0])):
                self._models = [*self._models[-UNDO_DEPTH + 1 :], before]
            self._shown = now
        self.edits += 1

    @property
    def can_undo(self) -> bool:
        """Whether an edit of the model can be taken back."""
        return bool(self._models)

    def undo(self) -> None:
        """Take the last edit of the model back."""
        if self._models:
            self._shown = self._models.pop()
            with param.parameterized.batch_call_watchers(self):
                self.model, self.standardise = clone(self._shown[0]), self._shown[1]
                self.edits += 1

    def labels(self) -> dict[str, str]:
        """What each setting is called on screen, by dotted name."""
        named = {"table": "data", "rows": "training rows", "standardise": "standardising"}
        if self.model is not None:
            for dotted, holder, name in leaves(self.model):
                named[dotted] = holder.param[name].label or name
        return named
