"""How wide a network must be at both ends, found from a table without reading its values.

Why apart from `fit_encoding`: that one checks every value of the training rows, which is too slow
for a page that draws the network on every keystroke. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from epochlab.data.embeddings import Embedding, embeddings_of
from epochlab.data.features import pool_of
from epochlab.data.tables import Table
from epochlab.data.targets import classes_of, single


@dataclass(frozen=True)
class Ends:
    """What a builder is told about the data, and what stands in front of its network.

    Parameters
    ----------
    n_in : inputs the builder sees, embeddings included; (height, width) for images.
    n_out : outputs of the network; 1 for a binary classifier.
    n_channels : 1 for tables and gray images, 3 for colour.
    n_columns : columns of the table that are learned from.
    embeddings : (position, levels, width) of every categorical column.
    """

    n_in: int | tuple[int, int]
    n_out: int
    n_channels: int = 1
    n_columns: int = 1
    embeddings: tuple[Embedding, ...] = ()


def ends_of(task: str, table: Table, embedding_dims: Mapping[str, int | float]) -> Ends:
    """Sizes at both ends of a network that learns `task` from `table`.

    Parameters
    ----------
    task : one of `epochlab.data.encoding.TASKS`; the table must fit it.
    embedding_dims : width of the entity embedding by categorical column.

    Raises
    ------
    ScitypeMismatch : `embedding_dims` names a column that is not categorical, or the classes
        cannot be told apart.
    """
    n_out = _outputs(task, table.y)
    if task == "image":
        shape = np.shape(table.X.iloc[0])
        size = (int(shape[0]), int(shape[1]))
        return Ends(size, n_out, n_channels=3 if len(shape) == 3 else 1)
    pools = [pool_of(table.frame[name]) for name in table.features]
    widths = embeddings_of(table.features, pools, embedding_dims)
    n_in = len(pools) + sum(width - 1 for _, _, width in widths)
    return Ends(n_in, n_out, n_columns=len(pools), embeddings=widths)


def _outputs(task: str, y: pd.Series | pd.DataFrame) -> int:
    if task == "multitarget":
        return pd.DataFrame(y).shape[1]
    return 1 if task in ("regression", "binary") else len(classes_of(single(y)[0]))
