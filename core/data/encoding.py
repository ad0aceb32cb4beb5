"""Table → arrays for a network, and a network's outputs → predictions; knows the class levels.

Why a value of its own: what was learned about the data (levels, means, names) is fixed at the
cold start, kept with the network, and the same for every later subset of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.embeddings import Embedding, embeddings_of
from epochlab.data.features import KEPT, Pool, chosen, matrix
from epochlab.data.fitting import check_lengths, learn_features, learn_images, learn_target
from epochlab.data.images import as_images, stack
from epochlab.data.targets import Form, Name, as_columns, check_numbers, single
from epochlab.errors import UnreadableTable

TASKS = ("regression", "multitarget", "classification", "binary", "image")
CLASSIFIERS = ("classification", "binary", "image")


@dataclass(frozen=True)
class Encoding:
    """How one machine's data become numbers, as plain values.

    Parameters
    ----------
    task : one of `TASKS`.
    features : column names in training order; for images the one column's name.
    pools : per feature the levels of a categorical column, else None.
    names : the targets' names; None where the target had none.
    form : what the training target was: "vector", "table" or "matrix".
    levels : classes in order; empty for regressors.
    ordered : the classes are an ordered factor's.
    n_in : width the builder sees, embeddings included; (height, width) for images.
    n_out : outputs of the network; 1 for a binary classifier.
    n_channels : 1 for tables and gray images, 3 for colour.
    embeddings : (position, levels, width) of every categorical column.
    means, stds : per feature, 0 and 1 for level codes; empty if not standardised.
    target_means, target_stds : per target of a regressor; empty if not standardised.
    """

    task: str
    features: tuple[str, ...]
    pools: tuple[Pool | None, ...]
    names: tuple[Name, ...]
    form: Form
    levels: Pool
    ordered: bool
    n_in: int | tuple[int, int]
    n_out: int
    n_channels: int = 1
    embeddings: tuple[Embedding, ...] = ()
    means: tuple[float, ...] = ()
    stds: tuple[float, ...] = ()
    target_means: tuple[float, ...] = ()
    target_stds: tuple[float, ...] = ()

    def inputs(self, X: Any) -> np.ndarray:
        """What the network is fed: (rows, n_columns) float32, or (rows, C, H, W) uint8 pixels.

        Columns are found by name and put in training order; others are left out. Categorical
        columns are level codes 0 … k − 1.

        Raises
        ------
        UnreadableTable : a column is absent, a level is new, values are missing or infinite, or
            images have another size than those trained on.
        """
        if self.task != "image":
            return matrix(chosen(X, self.features), self.pools, self.means, self.stds)
        frame = isinstance(X, pd.DataFrame)
        pixels = stack(as_images(chosen(X, self.features).iloc[:, 0] if frame else X))
        found, needed = pixels.shape[1:], (self.n_channels, *np.atleast_1d(self.n_in).tolist())
        if found != needed:
            raise UnreadableTable(
                f"The images have (channels, height, width) {found}, training had {needed}.",
                KEPT,
                "Bring them to the size and colours of the training images.",
            )
        return pixels

    def targets(self, y: Any) -> np.ndarray:
        """(rows, n_out) float32: values, one-hot classes, or 1 where the second class is.

        Raises
        ------
        UnreadableTable : missing or infinite values, unknown classes, or an absent column.
        """
        if self.task in CLASSIFIERS:
            column, _ = single(y)
            code = matrix(column.to_frame(), (self.levels,))[:, 0].astype(np.intp)
            if self.task == "binary":
                return code.astype(np.float32)[:, None]
            return np.eye(self.n_out, dtype=np.float32)[code]
        frame = self._target_columns(y)
        check_numbers(frame)
        return matrix(frame, (None,) * self.n_out, self.target_means, self.target_stds)

    def _target_columns(self, y: Any) -> pd.DataFrame:
        if self.task == "regression":
            return single(y)[0].to_frame()
        titles = [str(name) for name in self.names]
        if self.form == "table" and isinstance(y, pd.DataFrame):
            return chosen(y, titles)
        frame, _, _ = as_columns(y)
        if frame.shape[1] != self.n_out:
            raise UnreadableTable(
                f"There are {frame.shape[1]} target columns, training had {self.n_out}.",
                KEPT,
                f"Give {self.n_out} target columns.",
            )
        return frame

    def predictions(self, outputs: np.ndarray, index: pd.Index | None = None) -> Any:
        """What the outputs of the finalised network say, in the target's own terms.

        Parameters
        ----------
        outputs : (rows, n_out); for a binary classifier (rows, 1) probabilities of class 2.
        index : row labels of the result; 0, 1, … if left out.

        Returns
        -------
        Classifiers: float64 frame of probabilities, one column per class in order. One target: a
        Series of its name. Several: a frame with the training columns, or an array (rows, n_out)
        if the target was one. Numbers are float32 as the network gave them, or float64 where
        they were brought back from standard units.
        """
        if self.task in CLASSIFIERS:
            shares = np.asarray(outputs, dtype=np.float64)
            if self.task == "binary":
                shares = np.column_stack([1 - shares, shares])
            return pd.DataFrame(shares, index=index, columns=pd.Index(self.levels))
        values = np.asarray(outputs)
        if self.target_means:
            values = values.astype(np.float64) * self.target_stds + self.target_means
        if self.task == "regression":
            return pd.Series(values[:, 0], index=index, name=self.names[0])
        if self.form == "matrix":
            return values
        return pd.DataFrame(values, index=index, columns=pd.Index(self.names))

    def modes(self, predictions: pd.DataFrame) -> pd.Series:
        """The most probable class of each row, as a categorical over all classes.

        The first class in order wins a tie.

        Raises
        ------
        UnreadableTable : a probability is not a number.
        """
        shares = predictions.to_numpy(dtype=np.float64)
        broken = int(np.isnan(shares).any(axis=1).sum())
        if broken:
            raise UnreadableTable(
                f"The probabilities of {broken} rows are not numbers.",
                KEPT,
                "Start again with a lower learning rate.",
            )
        pool = pd.CategoricalDtype(list(self.levels), self.ordered)
        best = pd.Categorical.from_codes(shares.argmax(axis=1), dtype=pool)
        return pd.Series(best, index=predictions.index, name=self.names[0])

    def plain(self) -> dict[str, Any]:
        """This encoding as JSON-ready values; `from_plain` gives back an equal one."""
        return {name: _lists(value) for name, value in asdict(self).items()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Encoding:
        """The encoding whose `plain()` was `plain`, also after a trip through JSON."""
        return cls(**{name: _tuples(value) for name, value in plain.items()})


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, tuple | list) else value


def fit_encoding(
    task: str,
    X: Any,
    y: Any,
    *,
    rows: Sequence[int] | np.ndarray | None = None,
    standardise: bool = False,
    embedding_dims: Mapping[str, int | float] | None = None,
) -> Encoding:
    """Learn from the training rows how the data become numbers.

    Parameters
    ----------
    task : one of `TASKS`.
    X : DataFrame or array (rows, columns); for images an array (rows, H, W[, C]), a list or
        Series of pictures, or a frame of one such column.
    y : Series, DataFrame, list or array. Classes are the levels of a categorical, seen or not;
        else the distinct values, sorted.
    rows : positions of the training rows; all if left out.
    standardise : bring every column that is not coded, and a regressor's targets, to mean 0 and
        standard deviation 1 over `rows`; predictions come back in the target's own units.
    embedding_dims : width of the entity embedding by categorical column, see `embeddings_of`.

    Raises
    ------
    ScitypeMismatch : columns of a kind the task cannot use.
    UnreadableTable : no rows, unequal lengths, or missing or infinite values in `rows`.
    """
    if task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(TASKS)}, not {task!r}.")
    rows = np.arange(len(X)) if rows is None else np.asarray(rows, dtype=np.intp)
    check_lengths(len(X), len(y), len(rows))
    known = learn_images(X) if task == "image" else learn_features(X, rows, standardise)
    widths = embeddings_of(known["features"], known["pools"], embedding_dims or {})
    if task != "image":
        known["n_in"] = len(known["pools"]) + sum(width - 1 for _, _, width in widths)
    aim = learn_target(task, y, rows, standardise)
    encoding = Encoding(task=task, embeddings=widths, **known, **aim)
    encoding.targets(as_columns(y)[0].iloc[rows])  # refuses gaps before anything is trained
    return encoding
