"""Lays out the source files by the names they install as, for type checkers.

Why: the folders `core`, `components`, `app` and `assets` install as `epochlab` and below it. An
editable install does that by a hook at run time, which type checkers do not follow; nor do they
look into linked folders, so every file has a link of its own.
"""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TREE = ROOT / "build" / "typing" / "epochlab"
PLACES = {"core": ".", "components": "components", "app": "app", "assets": "assets"}


def main() -> None:
    """Lay `build/typing/epochlab` anew, with a link for every source file."""
    shutil.rmtree(TREE, ignore_errors=True)
    for folder, place in PLACES.items():
        for source in (ROOT / folder).rglob("*.py"):
            link = TREE / place / source.relative_to(ROOT / folder)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(source)
    (TREE / "py.typed").touch()


if __name__ == "__main__":
    main()
