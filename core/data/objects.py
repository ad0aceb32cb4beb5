"""What a script has in hand (a DataFrame, a Series, an array, pictures) as a frame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.scitypes import is_picture
from epochlab.errors import UnreadableTable


def frame_of(data: Any) -> pd.DataFrame:
    """A DataFrame of its own, so that later edits of `data` do not reach a table made of it.

    Raises
    ------
    UnreadableTable : `data` is no DataFrame, Series, array or list of pictures.
    """
    if isinstance(data, pd.DataFrame):
        return data.reset_index(drop=True).copy()
    if isinstance(data, pd.Series):
        return data.reset_index(drop=True).to_frame(data.name or "x1").copy()
    if isinstance(data, np.ndarray) and data.ndim in (1, 2):
        frame = pd.DataFrame(data.reshape(len(data), -1).copy())
        frame.columns = [f"x{place + 1}" for place in range(frame.shape[1])]
        return frame
    if isinstance(data, list) and data and is_picture(data[0]):
        return pd.DataFrame({"image": pd.Series(data, dtype=object)})
    raise UnreadableTable(
        f"A table cannot be made of a {type(data).__name__}.",
        "What was loaded before is still there.",
        "Give a DataFrame, a Series or an array of one or two dimensions.",
    )
