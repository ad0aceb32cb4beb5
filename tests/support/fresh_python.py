"""Runs a few lines in a Python that has imported nothing yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run_fresh(code: str, *, folder: Path | None = None) -> str:
    """What `code` writes when a fresh interpreter runs it in `folder`.

    Raises
    ------
    AssertionError : it failed; the message is what it wrote to standard error.
    """
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
