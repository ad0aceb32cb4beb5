"""Pictures of any origin as a column of equal uint8 arrays, and that column as one array."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from PIL import Image

from epochlab.errors import UnreadableTable

KEPT = "Nothing was loaded."


def as_images(pictures: Any, name: str = "image") -> pd.Series:
    """Pictures as a column of images.

    Parameters
    ----------
    pictures : array (n, H, W) or (n, H, W, C) with C = 1 or 3; or a sequence or Series of such
        arrays (H, W[, C]) or Pillow images. Values are uint8, whole numbers 0 … 255, truth
        values, or floats in [0, 1], which are multiplied by 255 and rounded.
    name : the column's name; a Series keeps its own.

    Returns
    -------
    Series of uint8 arrays, (H, W) for gray and (H, W, 3) for colour: views of one base array.

    Raises
    ------
    UnreadableTable : no pictures, unequal sizes, or values out of range.
    """
    index = None
    if isinstance(pictures, pd.Series):
        name = name if pictures.name is None else str(pictures.name)
        index = pictures.index
        pictures = pictures.tolist()
    base = pictures if isinstance(pictures, np.ndarray) and pictures.dtype != object else None
    if base is None:
        base = _together([_array(picture, at) for at, picture in enumerate(pictures)])
    if base.ndim == 4 and base.shape[3] == 1:
        base = base[..., 0]
    gray_or_colour = base.ndim == 3 or (base.ndim == 4 and base.shape[3] == 3)
    if not gray_or_colour or 0 in base.shape:
        raise UnreadableTable(
            f"The pictures make an array of shape {base.shape}.",
            KEPT,
            "Needed is (n, height, width) for gray or (n, height, width, 3) for colour.",
        )
    return pd.Series(list(_bytes(base)), index=index, name=name, dtype=object)


def _array(picture: Any, at: int) -> np.ndarray:
    if isinstance(picture, Image.Image):
        if picture.mode not in ("1", "L", "P", "RGB"):
            raise UnreadableTable(
                f"Picture {at + 1} has the Pillow mode {picture.mode!r}.",
                KEPT,
                "Convert it first: picture.convert('RGB'), or convert('L') for gray.",
            )
        return np.asarray(picture.convert("L" if picture.mode in ("1", "L") else "RGB"))
    if isinstance(picture, np.ndarray) and picture.ndim in (2, 3) and picture.dtype != object:
        return picture[..., 0] if picture.ndim == 3 and picture.shape[2] == 1 else picture
    raise UnreadableTable(
        f"Item {at + 1} is no picture but {type(picture).__name__}.",
        KEPT,
        "Give arrays (height, width[, channels]) or Pillow images, and leave out missing ones.",
    )


def _together(arrays: Sequence[np.ndarray]) -> np.ndarray:
    if not arrays:
        raise UnreadableTable("There are no pictures.", KEPT, "Give at least one.")
    sizes = Counter(array.shape for array in arrays).most_common(4)
    if len(sizes) > 1:
        listed = ", ".join(f"{count} of {' × '.join(map(str, s))}" for s, count in sizes)
        raise UnreadableTable(
            f"The pictures differ in size or colour: {listed}{' …' if len(sizes) > 3 else ''}.",
            KEPT,
            "Bring all of them to one height, width and number of channels.",
        )
    base = arrays[0].base
    if isinstance(base, np.ndarray) and _are_its_rows(arrays, base):
        return base
    return np.stack(arrays)


def _are_its_rows(arrays: Sequence[np.ndarray], base: np.ndarray) -> bool:
    """Whether `arrays` are exactly base[0], base[1], …: then nothing need be copied."""
    start, step = base.__array_interface__["data"][0], base.strides[:1]
    return base.shape == (len(arrays), *arrays[0].shape) and all(
        array.base is base
        and array.dtype == base.dtype
        and array.strides == base.strides[1:]
        and array.__array_interface__["data"][0] == start + at * step[0]
        for at, array in enumerate(arrays)
    )


def _bytes(base: np.ndarray) -> np.ndarray:
    if base.dtype == np.uint8:
        return base
    if base.dtype == bool:
        return base.astype(np.uint8) * np.uint8(255)
    whole = np.issubdtype(base.dtype, np.integer)
    if not whole and not np.issubdtype(base.dtype, np.floating):
        raise UnreadableTable(
            f"The pictures hold {base.dtype} values.", KEPT, "Needed are numbers from 0 to 255."
        )
    low, high, top = base.min(), base.max(), 255 if whole else 1
    if not (low >= 0 and high <= top):  # also refuses NaN
        raise UnreadableTable(
            f"The pictures hold {'whole numbers' if whole else 'floats'} from {low} to {high}.",
            KEPT,
            "Needed are whole numbers from 0 to 255, or floats from 0 to 1: scale them first.",
        )
    return base.astype(np.uint8) if whole else np.rint(base * 255).astype(np.uint8)


def stack(images: pd.Series) -> np.ndarray:
    """A column of images as one C-contiguous array (n, C, H, W) uint8.

    Parameters
    ----------
    images : Series of uint8 arrays, all (H, W) or all (H, W, 3), as `as_images` gives.

    Raises
    ------
    UnreadableTable : the images differ in size or colour.
    """
    base = _together(images.tolist())
    base = base[:, None] if base.ndim == 3 else base.transpose(0, 3, 1, 2)
    return np.ascontiguousarray(base)
