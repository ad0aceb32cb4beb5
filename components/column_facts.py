"""What the page shows of one column: its values, how they are spread, what they could mean."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from epochlab.components import data_words as words
from epochlab.components import look
from epochlab.data.gaps import unreadable
from epochlab.data.guessing import MOST_NAMED_CLASSES, distinct
from epochlab.data.scitypes import (
    FINITE,
    INFINITE,
    Continuous,
    Count,
    Image,
    Multiclass,
    OrderedFactor,
    Scitype,
    Textual,
    levels,
    scitype,
)

FIRST_ROWS, BINS, BARS = 5, 14, 16
LOOKED_AT = 20_000
"""Rows a sketch is drawn from; more would look the same and take longer."""
GLANCE = 2_000
"""Rows that show whether a column can have few classes, or numbers spelt as text."""
LONGEST = 80


@dataclass(frozen=True)
class ColumnFacts:
    """One column in words and bars; all texts are plain.

    Parameters
    ----------
    kind : what it means now.
    missing : number of gaps.
    says : what values it holds, in a few words.
    bars : heights from 0 to 1.
    apart : whether the bars stand for classes, drawn apart.
    first : the first rows; "" for a gap.
    pictures : the first rows as data addresses, for a column of pictures.
    meanings : what it could mean, and what would become of the values ("" for the present).
    """

    kind: Scitype
    missing: int
    says: str
    bars: tuple[float, ...]
    apart: bool
    first: tuple[str, ...]
    pictures: tuple[str, ...]
    meanings: Mapping[Scitype, str]


def column_facts(series: pd.Series) -> ColumnFacts:
    """Look at one column."""
    kind = scitype(series)
    present = series.dropna()
    head = series.head(FIRST_ROWS)
    is_picture = kind == Image
    return ColumnFacts(
        kind=kind,
        missing=len(series) - len(present),
        says=_says(present, kind),
        bars=_bars(present, kind),
        apart=kind in FINITE,
        first=() if is_picture else tuple("" if pd.isna(cell) else shown(cell) for cell in head),
        pictures=tuple(_thumbnail(cell) for cell in head) if is_picture else (),
        meanings=_meanings(present, kind),
    )


def shown(cell: Any) -> str:
    """One value as text: numbers to 6 significant digits, long texts cut."""
    if isinstance(cell, float | np.floating):
        return f"{cell:.6g}".replace("-", "−")
    text = " ".join(str(cell).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _says(present: pd.Series, kind: Scitype) -> str:
    if not len(present):
        return words.NO_VALUE
    if kind in INFINITE:
        return words.span(look.number(float(present.min())), look.number(float(present.max())))
    if kind in FINITE:
        pool = levels(present)
        if len(pool) > 3:
            return words.class_count(len(pool))
        return words.class_shares(len(pool), tuple(int(n) for n in _counts(present)))
    if kind == Textual:
        return words.texts(distinct(present))
    if kind == Image:
        shape = np.shape(present.iloc[0])
        return words.picture(shape[0], shape[1], colour=len(shape) == 3)
    return words.MEANINGS[kind]


def _counts(present: pd.Series) -> np.ndarray:
    """How often each level occurs, in the order of the pool."""
    codes = present.cat.codes.to_numpy(np.int64)
    return np.bincount(codes, minlength=len(present.cat.categories))


def _bars(present: pd.Series, kind: Scitype) -> tuple[float, ...]:
    if kind in FINITE:
        heights = _counts(present)[:BARS].astype(float)
    elif kind in INFINITE:
        step = max(1, len(present) // LOOKED_AT)
        values = present.iloc[::step].to_numpy(dtype=np.float64, na_value=np.nan)
        # Scaled first: the span of very large numbers is beyond what a histogram can divide.
        values = values[np.isfinite(values)]
        largest = np.abs(values).max(initial=0)
        heights = np.histogram(values / largest if largest else values, BINS)[0].astype(float)
    else:
        return ()
    top = heights.max(initial=0)
    return tuple(round(float(height / top), 3) for height in heights) if top else ()


def _meanings(present: pd.Series, kind: Scitype) -> dict[Scitype, str]:
    """What the column could mean; conversions that fail or make no sense are left out."""
    found: dict[Scitype, str] = {}
    if len(present) and kind in FINITE:
        found = _of_classes(present)
    elif len(present) and kind in INFINITE:
        found = _of_numbers(present)
    elif len(present) and kind == Textual:
        found = _of_text(present)
    found[kind] = ""
    return {each: found[each] for each in Scitype if each in found}


def _of_classes(present: pd.Series) -> dict[Scitype, str]:
    pool = levels(present)
    first, code = present.iloc[0], pool.index(present.iloc[0]) + 1
    number = all(isinstance(level, int | float) for level in pool)
    found = {Multiclass: words.class_count(len(pool)), OrderedFactor: _order(pool)}
    found[Continuous] = words.becomes(shown(first), shown(float(first if number else code)))
    if not number or all(float(level).is_integer() for level in pool):
        found[Count] = words.becomes(shown(first), str(int(first) if number else code))
    if all(isinstance(level, str) for level in pool):
        found[Textual] = ""
    return found


def _order(pool: list[Any]) -> str:
    return words.order(tuple(shown(level) for level in pool[:3]), more=len(pool) > 3)


def _of_numbers(present: pd.Series) -> dict[Scitype, str]:
    first, found = present.iloc[0], {Continuous: ""}
    values = present.to_numpy(dtype=np.float64)
    if np.isfinite(values).all() and not (values % 1).any() and np.abs(values).max() < 2**63:
        found[Count] = words.becomes(shown(first), str(int(first)))
    if distinct(present.head(GLANCE)) <= MOST_NAMED_CLASSES:
        found |= _as_classes(present)
    return found


def _as_classes(present: pd.Series) -> dict[Scitype, str]:
    pool = levels(present)
    if len(pool) > MOST_NAMED_CLASSES:
        return {}
    return {Multiclass: words.class_count(len(pool)), OrderedFactor: _order(pool)}


def _of_text(present: pd.Series) -> dict[Scitype, str]:
    found = {Textual: ""} | {Multiclass: words.class_count(distinct(present))}
    if distinct(present) <= MOST_NAMED_CLASSES:
        found[OrderedFactor] = _order(levels(present))
    if unreadable(present.head(GLANCE)).mean() <= 0.5:
        wrong = int(unreadable(present).sum())
        first = pd.to_numeric(present.astype(object), errors="coerce").dropna()
        if len(first):
            at = first.index[0]
            became = words.becomes(shown(present.loc[at]), shown(float(first.iloc[0])))
            found[Continuous] = words.missing(wrong) if wrong else became
    return found


def _thumbnail(picture: Any) -> str:
    # Imported here: only pictures need it.
    from PIL import Image as Pillow

    drawn = io.BytesIO()
    Pillow.fromarray(np.asarray(picture)).save(drawn, format="PNG")
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode("ascii")
