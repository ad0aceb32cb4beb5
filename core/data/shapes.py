"""Drawn pictures of coloured shapes: the colour sample that needs no file.

Why drawn: the pictures need no licence, and their difficulty is chosen: neither colour nor form
alone names the class, so a network that ignores either does poorly.
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

SIDE = 32
FINE = 3
"""Pictures are drawn this many times larger and shrunk, so that edges are smooth."""

COLOURS = {"red": (195, 90, 80), "blue": (80, 90, 195)}
FORMS = ("circle", "square", "triangle")
CLASSES = tuple(f"{colour} {form}" for colour in COLOURS for form in FORMS)

Point = tuple[float, float]


def colour_shapes(rows: int = 1200, seed: int = 0) -> tuple[np.ndarray, list[str]]:
    """Draw coloured shapes, turned, moved and scaled at random, on a noisy ground.

    Parameters
    ----------
    rows : number of pictures; the classes take turns.
    seed : equal seeds draw equal pictures.

    Returns
    -------
    (rows, 32, 32, 3) uint8 pictures, and the class of each, one of `CLASSES`.
    """
    rng = np.random.default_rng(seed)
    pictures = np.empty((rows, SIDE, SIDE, 3), dtype=np.uint8)
    names = [CLASSES[at % len(CLASSES)] for at in range(rows)]
    for at, name in enumerate(names):
        colour, form = name.split()
        pictures[at] = _picture(colour, form, rng)
    return pictures, names


def _picture(colour: str, form: str, rng: np.random.Generator) -> np.ndarray:
    ground = _shade(np.repeat(rng.uniform(90, 200), 3))
    paint = _shade(rng.normal(COLOURS[colour], 28))  # reddish and bluish overlap
    sheet = Image.new("RGB", (SIDE * FINE, SIDE * FINE), ground)
    draw = ImageDraw.Draw(sheet)
    radius = rng.uniform(9, 13) * FINE
    across, down = rng.uniform(14, 18, 2) * FINE
    turn = rng.uniform(0, 2 * math.pi)
    if form == "circle":
        draw.ellipse((across - radius, down - radius, across + radius, down + radius), fill=paint)
    else:
        draw.polygon(_corners(3 + (form == "square"), across, down, radius, turn), fill=paint)
    small = np.asarray(sheet.resize((SIDE, SIDE), Image.Resampling.BOX), dtype=np.float64)
    return np.clip(np.rint(small + rng.normal(0, 12, small.shape)), 0, 255).astype(np.uint8)


def _corners(count: int, across: float, down: float, radius: float, turn: float) -> list[Point]:
    angles = [turn + 2 * math.pi * corner / count for corner in range(count)]
    return [(across + radius * math.cos(a), down + radius * math.sin(a)) for a in angles]


def _shade(values: np.ndarray) -> tuple[int, int, int]:
    red, green, blue = np.clip(np.rint(values), 0, 255).astype(int).tolist()
    return red, green, blue
