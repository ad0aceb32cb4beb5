"""Which points of a long curve to draw: largest-triangle thinning that keeps what matters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

DRAWN = 2000
"""Most points drawn of one curve."""


def largest_triangle(x: np.ndarray, y: np.ndarray, n: int) -> np.ndarray:
    """Positions of `n` points that keep the shape of a line.

    Parameters
    ----------
    x, y : (points,) float; x ascending; a y that is not finite counts as its neighbours' level.
    n : how many to keep, ≥ 3; all if there are no more than that.

    Returns
    -------
    (≤ n,) ascending integer positions, the first and the last among them.

    References
    ----------
    S. Steinarsson, "Downsampling time series for visual representation" (2013), section 4.2.
    """
    if len(x) <= n:
        return np.arange(len(x))
    y = np.where(np.isfinite(y), y, np.nanmedian(np.where(np.isfinite(y), y, np.nan)))
    edges = np.linspace(1, len(x) - 1, n - 1).astype(int)
    chosen = np.zeros(n, dtype=int)
    chosen[-1] = len(x) - 1
    for place in range(n - 2):
        start, end = edges[place], edges[place + 1]
        after = slice(end, edges[place + 2] if place + 2 < len(edges) else len(x))
        ahead_x, ahead_y = x[after].mean(), y[after].mean()
        before = chosen[place]
        area = np.abs(
            (x[before] - ahead_x) * (y[start:end] - y[before])
            - (x[before] - x[start:end]) * (ahead_y - y[before])
        )
        chosen[place + 1] = start + int(area.argmax())
    return chosen


def thin(
    x: np.ndarray, curves: Iterable[np.ndarray], keep: Iterable[int], n: int = DRAWN
) -> np.ndarray:
    """Positions to draw of several curves over one x.

    Parameters
    ----------
    x : (points,) float, ascending.
    curves : (points,) float each; one that is nowhere finite is passed over.
    keep : positions that are kept besides the first and the last.
    n : how many positions at most, unless `keep` alone has more.

    Returns
    -------
    ascending integer positions.
    """
    if len(x) <= n:
        return np.arange(len(x))
    kept = {0, len(x) - 1, *keep}
    shaped = [curve for curve in curves if np.isfinite(curve).any()]
    share = max(3, (n - len(kept)) // max(1, len(shaped)))
    chosen = [largest_triangle(x, curve, share) for curve in shaped]
    return np.unique(np.concatenate([np.array(sorted(kept)), *chosen]))


def smooth(values: np.ndarray, weight: float) -> np.ndarray:
    """A running mean that forgets: each value weighs `weight` times as much one step later.

    The mean is corrected for its start, so the first value is itself; gaps stay gaps.

    Parameters
    ----------
    values : (points,) float, NaN where nothing was measured.
    weight : 0 (the values themselves) to below 1.
    """
    if weight <= 0:
        return values
    smoothed, total, mass = np.full_like(values, np.nan), 0.0, 0.0
    for place, value in enumerate(values):
        if np.isfinite(value):
            total, mass = weight * total + value, weight * mass + 1
            smoothed[place] = total / mass
    return smoothed
