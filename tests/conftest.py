"""Small data for every test, made without Epochlab so that it can be judged by it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def iris() -> pd.DataFrame:
    """150 flowers: four lengths in cm, and the species as a category of three."""
    from sklearn.datasets import load_iris  # slow to import, and few tests need it

    lengths, codes = load_iris(return_X_y=True)
    columns = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
    names = pd.Index(["setosa", "versicolor", "virginica"], dtype="str")
    frame = pd.DataFrame(lengths, columns=pd.Index(columns))
    return frame.assign(species=pd.Categorical(names[np.asarray(codes)]))


@pytest.fixture
def moons() -> pd.DataFrame:
    """200 points of two interleaved half circles: x, y, and which of the two."""
    rng = np.random.default_rng(7)
    angle = rng.uniform(0, np.pi, 200)
    lower = np.arange(200) % 2 == 1
    x = np.where(lower, 1 - np.cos(angle), np.cos(angle)) + rng.normal(0, 0.1, 200)
    y = np.where(lower, 0.5 - np.sin(angle), np.sin(angle)) + rng.normal(0, 0.1, 200)
    names = pd.Index(["upper", "lower"], dtype="str")
    return pd.DataFrame({"x": x, "y": y, "moon": pd.Categorical.from_codes(lower * 1, names)})


@pytest.fixture
def slope() -> pd.DataFrame:
    """60 rows of a noisy plane: a and b in [0, 1], target = 1 + 2a - 3b + noise of 0.05."""
    rng = np.random.default_rng(11)
    a, b = rng.uniform(0, 1, (2, 60))
    return pd.DataFrame({"a": a, "b": b, "target": 1 + 2 * a - 3 * b + rng.normal(0, 0.05, 60)})


@pytest.fixture
def tiny_images() -> tuple[np.ndarray, pd.Series]:
    """24 gray pictures, (24, 8, 8) uint8, and which half of each is bright: left or right."""
    rng = np.random.default_rng(13)
    right = np.arange(24) % 2
    pictures = rng.integers(0, 80, (24, 8, 8), dtype=np.uint8)
    for picture, side in zip(pictures, right, strict=True):
        picture[:, 4 * side : 4 * side + 4] += 150
    sides = pd.Categorical.from_codes(right, pd.Index(["left", "right"], dtype="str"))
    return pictures, pd.Series(sides, name="side")
