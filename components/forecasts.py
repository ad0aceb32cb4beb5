"""What a change of a setting would do, as its chip shows it."""

from __future__ import annotations

from epochlab.workbench import Workbench


def foretold(bench: Workbench, dotted: str) -> str:
    """One of `words.EFFECTS`; "" while nothing is trained, when there is nothing to lose."""
    begun = bench.trained or bench.status in ("training", "pausing", "paused", "stopping")
    return bench.effect_of(dotted) if begun else ""
