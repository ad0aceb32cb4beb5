"""Asks for a worker: starts the nursery of a data folder where none runs, and hands it requests.

Knows nothing of torch: this is the side of the server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from epochlab.workers.journal import Journal, replace
from epochlab.workers.ownership import Ownership, Process

LAUNCHED: list[subprocess.Popen] = []
"""Nurseries this process started. Children belong to the process, not to the object that happened
to ask: each must be reaped here, also when that object is gone."""

ENVIRONMENT = {
    # A nursery with threads may not fork: keep numpy's and Arrow's from starting on import.
    # Training is not slower for it, as all its arithmetic is torch's.
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    # Threads of torch that wait for each other sleep instead of spinning. Measured on 2 cores
    # that were busy otherwise, 50 epochs of a tiny network on 2 threads: 0.1 s instead of 5.6 s.
    "OMP_WAIT_POLICY": "PASSIVE",
}


def home(data_dir: Path) -> Path:
    """Folder of the nursery of a data folder."""
    return data_dir / "nursery"


def request(data_dir: Path, run_id: str) -> None:
    """Ask for a worker for a run, starting the nursery if need be. Returns at once."""
    # In this order, see Nursery.serve: the request must lie there before the nursery is looked for.
    Journal(_made(data_dir) / "requests.jsonl").append([json.dumps({"run": run_id})], now=True)
    ensure(data_dir)


def ensure(data_dir: str | Path) -> None:
    """Have a nursery running for a data folder, and this process known to it.

    Returns at once. A server calls it when it starts: the first worker is then ready seconds
    earlier, and the nursery stays for as long as the server lives.
    """
    data_dir, me = Path(data_dir).resolve(), Process.current()
    replace(_made(data_dir) / "clients" / str(me.pid), json.dumps(asdict(me)))
    if not coming(data_dir):
        LAUNCHED.append(_launch(data_dir))


def _made(data_dir: Path) -> Path:
    folder = home(data_dir)
    (folder / "clients").mkdir(parents=True, exist_ok=True)
    return folder


def coming(data_dir: Path) -> bool:
    """Whether the nursery runs, or one started here is still on its way."""
    LAUNCHED[:] = [child for child in LAUNCHED if child.poll() is None]
    ownership = Ownership(home(data_dir))
    newest = ownership.last()[1]
    # One that made the newest claim is judged by it, for it may have left and be about to end.
    on_its_way = [c for c in LAUNCHED if newest is None or c.pid != newest.pid]
    return ownership.owner is not None or any(_serves(c, data_dir) for c in on_its_way)


def _serves(child: subprocess.Popen, data_dir: Path) -> bool:
    return isinstance(child.args, list) and child.args[-1] == str(data_dir)


def _launch(data_dir: Path) -> subprocess.Popen:
    # -P: a file in the working folder must not be taken for a module. A session of its own: the
    # nursery outlives the server, also when that is ended from its terminal.
    command = [sys.executable, "-P", "-m", "epochlab.workers.nursery", str(data_dir)]
    with (home(data_dir) / "nursery.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=os.environ | ENVIRONMENT,
            start_new_session=True,
        )


def clients(data_dir: Path) -> list[Process]:
    """Living processes that asked for workers; the traces of dead ones are removed."""
    found = []
    for file in (home(data_dir) / "clients").glob("[0-9]*"):
        if file.suffix:  # a draft on its way to being one
            continue
        process = Process(**json.loads(file.read_text()))
        if process.alive:
            found.append(process)
        else:
            file.unlink(missing_ok=True)
    return found
