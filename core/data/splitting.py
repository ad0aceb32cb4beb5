"""Rows to learn from, rows to watch, and rows to judge by in the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.wording import quoted
from epochlab.errors import UnreadableTable

KEPT = "The table and the split before are as they were."


@dataclass(frozen=True, eq=False)
class Split:
    """Positions of the rows of each part, ascending; together every row once.

    Parameters
    ----------
    train, holdout, test : (rows,) int64.
    note : why classes could not be kept in proportion; empty if they were, or if there are none.
    """

    train: np.ndarray
    holdout: np.ndarray
    test: np.ndarray
    note: str = ""


def split(
    rows: int | Any,
    *,
    holdout: float = 0.2,
    test: float = 0.1,
    stratify: bool = True,
    seed: int = 42,
) -> Split:
    """Draw the rows of training, holdout and test.

    Parameters
    ----------
    rows : number of rows; or the target (Series, array, frame), whose classes are then kept in
        proportion. Numbers are no classes: only categorical, text and truth values are.
    holdout, test : fractions of all rows, 0 ≤ fraction < 1; a part above 0 gets at least 1 row.
    stratify : keep the classes in proportion where they are large enough.
    seed : equal seeds draw equal rows.

    Raises
    ------
    ValueError : a fraction out of range.
    UnreadableTable : fewer rows than parts.
    """
    for name, fraction in (("holdout", holdout), ("test", test)):
        if not 0 <= fraction < 1:
            raise ValueError(f"{name} must be from 0 to below 1, not {fraction!r}.")
    if holdout + test >= 1:
        raise ValueError(f"holdout + test must be below 1, not {holdout} + {test}.")
    count = int(rows) if isinstance(rows, int | np.integer) else len(rows)
    sizes = [_size(count, holdout), _size(count, test)]
    if count - sum(sizes) < 1:
        raise UnreadableTable(
            f"There are {count} rows for {1 + sum(size > 0 for size in sizes)} parts.",
            KEPT,
            "Set aside a smaller part, or load more rows.",
        )
    classes = _classes(rows) if stratify else None
    note = _too_small(classes, sizes) if classes is not None else ""
    return _drawn(count, sizes[0], sizes[1], None if note else classes, seed, note)


def _size(count: int, fraction: float) -> int:
    return max(1, int(count * fraction + 0.5)) if fraction else 0


def _classes(rows: Any) -> pd.Series | None:
    if isinstance(rows, pd.DataFrame) and rows.shape[1] == 1:
        rows = rows.iloc[:, 0]
    if isinstance(rows, int | np.integer | pd.DataFrame) or getattr(rows, "ndim", 1) != 1:
        return None
    classes = rows if isinstance(rows, pd.Series) else pd.Series(rows)
    numeric = pd.api.types.is_numeric_dtype(classes) and not pd.api.types.is_bool_dtype(classes)
    return None if numeric else classes.reset_index(drop=True)


def _too_small(classes: pd.Series, sizes: list[int]) -> str:
    """Why these classes cannot be kept in proportion in parts of these sizes; empty if they can."""
    counts = classes.value_counts(dropna=False)
    counts = counts[counts > 0]
    parts = [int(len(classes) - sum(sizes)), *(size for size in sizes if size)]
    if counts.min() < max(2, len(parts)):
        rarest, fewest = counts.idxmin(), int(counts.min())
        return (
            f"Class {quoted(rarest)} has {fewest} row{'' if fewest == 1 else 's'}, too few for "
            f"{len(parts)} parts: rows were drawn without regard to classes."
        )
    if min(parts) < len(counts):
        return (
            f"The smallest part has {min(parts)} rows for {len(counts)} classes: rows were "
            "drawn without regard to classes."
        )
    return ""


def _drawn(
    count: int, n_holdout: int, n_test: int, classes: pd.Series | None, seed: int, note: str
) -> Split:
    codes = None if classes is None else pd.factorize(classes, use_na_sentinel=False)[0]
    rest, test = _apart(np.arange(count), n_test, codes, seed)
    # Setting the test rows aside first keeps them the same whatever the holdout is.
    if codes is not None and n_holdout and _lacks_a_pair(codes[rest], codes.max() + 1):
        why = "A class is too small to be in every part: rows were drawn without regard to classes."
        return _drawn(count, n_holdout, n_test, None, seed, why)
    train, held = _apart(rest, n_holdout, codes, seed)
    return Split(train, held, test, note)


def _lacks_a_pair(codes: np.ndarray, classes: int) -> bool:
    return bool(np.bincount(codes, minlength=classes).min() < 2)


def _apart(
    rows: np.ndarray, size: int, codes: np.ndarray | None, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """`rows` without `size` of them, and those; both ascending."""
    if not size:
        return rows, rows[:0]
    # Imported here: it takes a second, and showing a table does not need it.
    from sklearn.model_selection import train_test_split

    kept, drawn = train_test_split(
        rows, test_size=size, random_state=seed, stratify=None if codes is None else codes[rows]
    )
    return np.sort(kept), np.sort(drawn)
