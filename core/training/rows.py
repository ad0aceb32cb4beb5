"""Rows by position: checked once, and named by what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

Rows = np.ndarray | Sequence[int] | None


def positions(rows: Rows, total: int) -> np.ndarray:
    """Rows as (rows,) int64 positions from 0; None means all `total` rows.

    Raises
    ------
    ValueError : a position outside the data, or one named twice.
    """
    if rows is None:
        return np.arange(total)
    chosen = np.asarray(rows, dtype=np.int64).reshape(-1)
    if chosen.size and (chosen.min() < 0 or chosen.max() >= total):
        raise ValueError(f"Rows are from 0 to {total - 1}; {chosen.min()} to {chosen.max()} asked.")
    if len(np.unique(chosen)) != len(chosen):
        raise ValueError("A row is named twice; each row trains once an epoch.")
    return chosen


def rows_setting(rows: np.ndarray, total: int) -> str:
    """Rows as a setting to compare and to read: how many of how many, and a mark of which."""
    mark = hashlib.blake2b(np.ascontiguousarray(rows).data, digest_size=4).hexdigest()
    return f"{len(rows)} of {total} (#{mark})"
