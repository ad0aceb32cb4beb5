"""A short text that tells whether two sets of data are the same."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.scitypes import Image, as_series, levels, scitype


def fingerprint(data: Any, *more: str) -> str:
    """Hexadecimal digest of every value, type, level and name in `data`, and of `more`.

    Parameters
    ----------
    data : DataFrame, Series or array, pictures included.
    more : texts that count as well.
    """
    digest = hashlib.sha256()
    if isinstance(data, pd.DataFrame):
        digest.update(repr((data.shape, [str(name) for name in data.columns])).encode())
        for place in range(data.shape[1]):
            _add(digest, data.iloc[:, place])
    elif isinstance(data, np.ndarray) and data.dtype != object:
        _add_array(digest, data)
    else:
        _add(digest, as_series(data))
    for text in more:
        digest.update(repr(text).encode())
    return digest.hexdigest()


def _add(digest: Any, series: pd.Series) -> None:
    digest.update(f"{series.name!r} {series.dtype} {scitype(series)} {len(series)}".encode())
    if isinstance(series.dtype, pd.CategoricalDtype):
        digest.update(repr((levels(series), series.dtype.ordered)).encode())
        _add_array(digest, series.cat.codes.to_numpy())
    elif scitype(series) == Image:
        for cell in series:
            digest.update(b"gap") if cell is None else _add_array(digest, np.asarray(cell))
    else:
        digest.update(_hashes(series).tobytes())


def _hashes(series: pd.Series) -> np.ndarray:
    try:
        return pd.util.hash_pandas_object(series, index=False).to_numpy()
    except TypeError:  # cells that cannot be hashed, such as lists
        return pd.util.hash_pandas_object(series.map(repr), index=False).to_numpy()


def _add_array(digest: Any, values: np.ndarray) -> None:
    digest.update(f"{values.dtype} {values.shape}".encode())
    digest.update(np.ascontiguousarray(values).tobytes())
