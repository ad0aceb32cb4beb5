"""What a page needs beside a run's journal to show the run again: how rows were parted, the model.

Written into the run's folder, so that a reloaded page, a second one and a server started anew
find the same settings.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any

from epochlab.events import Changed, Event, Started
from epochlab.hyper import Hyperparameters
from epochlab.project import Project
from epochlab.spec import to_spec
from epochlab.workers.runs import Run

SPLIT = ("holdout", "test", "stratify", "split_seed", "standardise")
FILE = "project.json"


def remember(run: Run, project: Project, model: Hyperparameters | None) -> None:
    """Write the project's settings, and the model trained last, beside the run."""
    about = {
        "project": {name: getattr(project, name) for name in SPLIT},
        "model": None if model is None else to_spec(model),
    }
    draft = run.folder / f"{FILE}.{os.getpid()}"
    draft.write_text(json.dumps(about))
    os.replace(draft, run.folder / FILE)


def live_changes(events: Iterable[Event]) -> dict[str, Any]:
    """Settings that changed on the way since training began last: {name: value}."""
    changes: dict[str, Any] = {}
    for event in events:
        if isinstance(event, Started):
            changes = {}
        elif isinstance(event, Changed):
            changes |= {name: pair[1] for name, pair in event.changes.items()}
    return changes


def recall(run: Run) -> dict[str, Any]:
    """What `remember` wrote: {"project": settings by name, "model": spec or None}.

    A run whose server ended before it could write anything has no settings of its own.
    """
    try:
        return json.loads((run.folder / FILE).read_text())
    except FileNotFoundError:
        return {"project": {}, "model": None}
