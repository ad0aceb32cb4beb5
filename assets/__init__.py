"""Files that come with Epochlab, found the same way from a checkout and from a wheel."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def asset(*parts: str) -> Traversable:
    """The file at `parts` below this folder: `asset("samples", "iris.csv").read_bytes()`."""
    return files(__name__).joinpath(*parts)
