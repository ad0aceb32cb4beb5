"""What keeps features or a target from a model, and the coercion that would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from epochlab.data.guessing import distinct
from epochlab.data.scitypes import (
    FINITE,
    INFINITE,
    Continuous,
    Count,
    Image,
    Multiclass,
    OrderedFactor,
    ScientificDateTime,
    Scitype,
    Textual,
    levels,
    scitype,
)
from epochlab.data.wording import counted, listed, quoted


@dataclass(frozen=True)
class Obstacle:
    """What keeps a model from half of the data; `coercion` is None if none can help."""

    reason: str
    unlock: str
    coercion: dict[Any, Scitype] | None = None


def tabular(X: pd.DataFrame | pd.Series) -> Obstacle | None:
    """What keeps a network for tables from these features."""
    frame = X.to_frame() if isinstance(X, pd.Series) else X
    if not frame.shape[1]:
        return Obstacle("There is no feature to learn from.", "Make a column a feature.")
    kinds = {name: scitype(frame[name]) for name in frame.columns}
    for kind, words in _UNFIT.items():
        names = [name for name in kinds if kinds[name] == kind]
        if names:
            verb = "holds" if len(names) == 1 else "hold"
            return Obstacle(
                f"It learns from numbers and classes, but {listed(names)} {verb} {words}.",
                f"Ignore {listed(names)}.",
            )
    if gaps := _gaps(frame):
        return gaps
    wanted = {Count: Continuous, Textual: Multiclass}
    unfit = {name: wanted[kind] for name, kind in kinds.items() if kind in wanted}
    if not unfit:
        return None
    first = next(iter(unfit))
    words = "whole counts" if kinds[first] == Count else "text"
    unlock = [
        f"Read {listed(names)} as {kind}."
        for kind in wanted.values()
        if (names := [name for name in unfit if unfit[name] == kind])
    ]
    reason = f"It learns from Continuous numbers and classes, but {quoted(first)} holds {words}."
    return Obstacle(reason, " ".join(unlock), unfit)


_UNFIT = {
    Image: "pictures",
    ScientificDateTime: "dates",
    Scitype.Unknown: "values of no known kind",
}


def _gaps(frame: pd.DataFrame) -> Obstacle | None:
    counts = frame.isna().sum()
    gappy = [name for name in frame.columns if counts[name]]
    if not gappy:
        return None
    verb = "lacks" if len(gappy) == 1 else "lack"
    return Obstacle(
        f"It needs a value in every cell, but {listed(gappy)} {verb} "
        f"{counted(int(counts.sum()), 'value')}.",
        "Fill the gaps, or leave out the rows that have them.",
    )


def pictures(X: pd.DataFrame | pd.Series) -> Obstacle | None:
    """What keeps the image classifier from these features."""
    frame = X.to_frame() if isinstance(X, pd.Series) else X
    pictures = [name for name in frame.columns if scitype(frame[name]) == Image]
    if not pictures:
        return Obstacle("It learns from pictures, and no feature holds any.", "Load pictures.")
    if frame.shape[1] > 1:
        others = listed(name for name in frame.columns if name != pictures[0])
        return Obstacle(
            f"It learns from one column of pictures, and there is {others} too.",
            f"Ignore {others}.",
        )
    if gaps := _gaps(frame):
        return gaps
    shapes = {np.shape(cell) for cell in frame[pictures[0]]}
    if len(shapes) > 1:
        sizes = " and ".join(" × ".join(map(str, shape)) for shape in sorted(shapes)[:2])
        return Obstacle(
            f"It needs pictures of one size, and these come in {counted(len(shapes))}, such as "
            f"{sizes}.",
            "Scale the pictures to one size.",
        )
    return None


def _one(y: pd.DataFrame | pd.Series) -> pd.Series | Obstacle:
    """The single target column, or why there is none."""
    if isinstance(y, pd.Series):
        series = y
    elif y.shape[1] > 1:
        return Obstacle(
            f"It predicts one column, and {counted(y.shape[1])} are targets: {listed(y.columns)}.",
            "Keep one target.",
        )
    elif not y.shape[1]:
        return Obstacle("There is nothing to predict.", "Make a column the target.")
    else:
        series = y.iloc[:, 0]
    return _gaps(series.to_frame()) or series


def numbers(y: pd.DataFrame | pd.Series) -> Obstacle | None:
    """What keeps a regressor from this target."""
    series = _one(y)
    return series if isinstance(series, Obstacle) else _continuous(series, "A regressor")


def several_numbers(y: pd.DataFrame | pd.Series) -> Obstacle | None:
    """What keeps a regressor of several targets from these."""
    if isinstance(y, pd.Series):
        name = quoted(y.name)
        return Obstacle(
            f"It predicts several columns, and {name} is the only target.",
            "Make a second column a target.",
        )
    if not y.shape[1]:
        return Obstacle("There is nothing to predict.", "Make two columns targets.")
    if gaps := _gaps(y):
        return gaps
    found = [_continuous(y[name], "It") for name in y.columns]
    obstacles = [obstacle for obstacle in found if obstacle]
    if not obstacles:
        return None
    stuck = next((obstacle for obstacle in obstacles if obstacle.coercion is None), None)
    if stuck:
        return stuck
    merged = {name: kind for o in obstacles for name, kind in (o.coercion or {}).items()}
    return Obstacle(obstacles[0].reason, " ".join(o.unlock for o in obstacles), merged)


def _continuous(series: pd.Series, who: str) -> Obstacle | None:
    kind, name = scitype(series), quoted(series.name)
    if kind == Continuous:
        return None
    if kind == Count:
        return Obstacle(
            f"{who} predicts Continuous numbers, but {name} holds whole counts.",
            f"Read {name} as Continuous.",
            {series.name: Continuous},
        )
    if kind in FINITE:
        pool = levels(series)
        numbered = all(isinstance(level, int | float) for level in pool)
        return Obstacle(
            f"{who} needs numbers, but {name} holds {counted(len(pool), 'class', 'classes')}.",
            f"Read {name} as numbers."
            if numbered
            else f"Classify instead, or number the classes of {name} from 1 to {len(pool)}.",
            {series.name: Continuous},
        )
    spelt = kind == Textual and pd.to_numeric(series.astype(object), errors="coerce").notna().all()
    return Obstacle(
        f"{who} needs numbers, but {name} holds {_WORDS.get(kind, 'other values')}.",
        f"Read {name} as numbers." if spelt else "Choose another target.",
        {series.name: Continuous} if spelt else None,
    )


_WORDS = {Textual: "text", ScientificDateTime: "dates", Image: "pictures"}


def classes(y: pd.DataFrame | pd.Series) -> Obstacle | None:
    """What keeps a classifier from this target."""
    series = _one(y)
    if isinstance(series, Obstacle):
        return series
    return None if scitype(series) in FINITE else _as_classes(series)


def _as_classes(series: pd.Series) -> Obstacle:
    kind, name, unique = scitype(series), quoted(series.name), distinct(series)
    if kind not in INFINITE | {Textual}:
        words = _WORDS.get(kind, "values of no known kind")
        return Obstacle(
            f"A classifier needs classes, but {name} holds {words}.", "Choose another target."
        )
    target = OrderedFactor if kind in INFINITE else Multiclass
    words = "different number" if kind in INFINITE else "different text"
    return Obstacle(
        f"A classifier needs classes, but {name} holds {counted(unique, words)}.",
        f"Read {name} as {target}, each value a class.",
        {series.name: target},
    )


def two_classes(y: pd.DataFrame | pd.Series) -> Obstacle | None:
    """What keeps the binary classifier from this target."""
    series = _one(y)
    if isinstance(series, Obstacle):
        return series
    is_finite = scitype(series) in FINITE
    count = len(levels(series)) if is_finite else distinct(series)
    if count == 2:
        return None if is_finite else _as_classes(series)
    kind = "class" if is_finite else "different value"
    return Obstacle(
        f"It tells two classes apart, and {quoted(series.name)} has "
        f"{counted(count, kind, kind + ('es' if is_finite else 's'))}.",
        "Use the classifier." if count > 2 else "Choose another target.",
    )
