"""Which columns get an entity embedding, and how wide."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from epochlab.data.features import KEPT, Pool
from epochlab.data.wording import listed, quoted
from epochlab.errors import ScitypeMismatch

Embedding = tuple[int, int, int]
"""A categorical column: its position, its number of levels, the width of its embedding."""


def embeddings_of(
    features: Sequence[str], pools: Sequence[Pool | None], dims: Mapping[str, int | float]
) -> tuple[Embedding, ...]:
    """Widths of the entity embeddings of the categorical columns.

    Parameters
    ----------
    dims : by column: a whole number is the width, a fraction f means ceil(f · levels). A column
        left out gets min(levels − 1, 10), at least 1.

    References
    ----------
    MLJFlux, `src/encoders.jl`, `set_default_new_embedding_dim`.
    """
    categorical = [name for name, pool in zip(features, pools, strict=True) if pool is not None]
    wrong = [name for name in dims if name not in categorical]
    if wrong:
        raise ScitypeMismatch(
            f"embedding_dims names {listed(wrong)}, which are not categorical columns.",
            KEPT,
            f"Name only {listed(categorical)}." if categorical else "Leave embedding_dims empty.",
        )
    return tuple(
        (at, len(pool), _width(name, dims.get(name), len(pool)))
        for at, (name, pool) in enumerate(zip(features, pools, strict=True))
        if pool is not None
    )


def _width(name: str, asked: int | float | None, levels: int) -> int:
    if asked is None:
        return max(1, min(levels - 1, 10))
    number = isinstance(asked, int | float) and not isinstance(asked, bool)
    if not number or not 0 < asked < math.inf:
        raise ScitypeMismatch(
            f"embedding_dims[{quoted(name)}] is {asked!r}.",
            KEPT,
            "Give a whole number from 1, or a fraction of the levels above 0.",
        )
    return asked if isinstance(asked, int) else math.ceil(asked * levels)
