"""Where Epochlab keeps its files, and how much it takes at once."""

from __future__ import annotations

import os
from pathlib import Path

DATA_DIR = "EPOCHLAB_DATA_DIR"
"""Environment variable that names the data directory; worker processes inherit it."""

UPLOAD_BYTES = 100 * 2**20
"""Largest file the page takes."""

CHUNK_BYTES = 8 * 2**20
"""Size of the pieces a file travels in."""

MESSAGE_BYTES = 4 * CHUNK_BYTES
"""Largest message from the browser: a piece grows on its way, and a larger message is lost."""

SESSION_SECONDS = 120
"""How long a page whose connection broke may come back to where it was."""


def data_dir() -> Path:
    """Folder of the runs and uploads of this server: absolute, and perhaps not there yet."""
    named = os.environ.get(DATA_DIR)
    return (Path(named).expanduser() if named else Path.home() / ".epochlab").absolute()
