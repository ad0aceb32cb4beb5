"""The process that makes workers: one per data folder, there while it is needed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from fresh_python import run_fresh
from running import LONG, end_all, until

from epochlab.events import Epoch, Finished, Halted, Started
from epochlab.hyper import clone
from epochlab.spec import to_spec
from epochlab.workers import launch, nursery
from epochlab.workers.journal import Tail
from epochlab.workers.ownership import Ownership, Process
from epochlab.workers.runs import Run


def nursery_of(data_dir: Path) -> Process:
    return until(lambda: Ownership(launch.home(data_dir)).owner, "a nursery")


def test_a_second_nursery_gives_way_to_the_first(warm_dir):
    launch.ensure(warm_dir)
    first = nursery_of(warm_dir)

    second = subprocess.run(
        [sys.executable, "-m", "epochlab.workers.nursery", str(warm_dir)], timeout=60
    )

    assert second.returncode == 0
    assert nursery_of(warm_dir) == first


def test_asking_again_starts_no_second_nursery(warm_dir):
    launch.ensure(warm_dir)
    first = nursery_of(warm_dir)
    before = list(launch.LAUNCHED)

    launch.ensure(warm_dir)

    assert before == launch.LAUNCHED
    assert nursery_of(warm_dir) == first


def test_a_worker_outlives_its_nursery_and_the_next_one_serves(new_run, data_dir, model):
    run = new_run(data_dir)
    run.train(clone(model, epochs=LONG))
    run.hear(Epoch)
    worker = run.worker
    os.kill(nursery_of(data_dir).pid, signal.SIGKILL)
    until(lambda: not launch.coming(data_dir), "the nursery to end")
    events = run.hear(Epoch, count=5)
    run.ask("stop")
    events += run.to_the_end()
    until(lambda: not worker.alive, "the worker to leave, as nobody would miss it")
    run.train(clone(model, epochs=events[-1].epochs + 1))
    again = run.to_the_end()

    assert Halted not in map(type, events + again)
    assert isinstance(again[0], Started) and again[0].kind == "warm"
    assert run.worker != worker


def test_requests_done_before_are_not_done_again(new_run, data_dir, model):
    run = new_run(data_dir)
    run.train(model)
    run.to_the_end()
    run.ask("quit")
    until(lambda: not run.alive, "the worker to leave")
    os.kill(nursery_of(data_dir).pid, signal.SIGKILL)
    until(lambda: not launch.coming(data_dir), "the nursery to end")
    other = new_run(data_dir)
    other.train(model)
    other.to_the_end()

    assert run.ownership.last()[0] == 1


def test_a_request_for_no_run_is_passed_over(new_run, warm_dir, model):
    requests = launch.home(warm_dir) / "requests.jsonl"
    launch.request(warm_dir, "../../etc")
    with requests.open("a") as file:
        file.write("no JSON\n[]\n")
    run = new_run(warm_dir)
    run.train(model)

    assert run.to_the_end()[-1] == Finished(5)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_a_nursery_has_no_threads_when_it_forks(new_run, warm_dir, model):
    run = new_run(warm_dir)
    run.train(model)
    run.to_the_end()

    assert psutil.Process(nursery_of(warm_dir).pid).num_threads() == 1


def test_a_worker_imports_nothing_that_takes_time(new_run, tmp_path, model):
    run = new_run(tmp_path)
    spec = to_spec(model)

    late = run_fresh(
        "import sys\n"
        "from pathlib import Path\n"
        "from epochlab.workers import nursery\n"
        "nursery.preload()\n"
        "before = set(sys.modules)\n"
        "from epochlab.workers.runs import Run\n"
        "from epochlab.workers.trainer import Trainer\n"
        f"run = Run(Path({str(run.folder)!r}))\n"
        "trainer = Trainer(run, run.ownership.claim())\n"
        "trainer.load()\n"
        f"trainer.begin({spec!r})\n"
        "while trainer.training:\n"
        "    trainer.advance()\n"
        "print(*sorted(set(sys.modules) - before))\n"
    )

    assert run.hear(Finished)[-1] == Finished(5)
    assert len(late.split()) <= 20, late


def test_without_fork_a_worker_is_a_program_of_its_own(new_run, data_dir, model, monkeypatch):
    run = new_run(data_dir)
    run.send({"do": "train", "model": to_spec(model)})
    run.send({"do": "quit"})  # dropped, since it stands before the worker
    run.send({"do": "train", "model": to_spec(model)})
    monkeypatch.delattr(os, "fork")

    child = nursery._worker(run.folder)
    run.to_the_end()
    run.send({"do": "quit"})

    assert until(lambda: child.poll() is not None, "the worker to leave")
    assert child.poll() == 0
    assert [type(e) for e in Run(run.folder).events() if not isinstance(e, Epoch)] == [
        Started,
        Finished,
    ]


SERVER = """
from pathlib import Path
from threading import Event
from epochlab.workers.journal import Tail
from epochlab.workers.runs import Run
run = Run(Path({folder!r}))
run.send({{"do": "train", "model": {spec!r}}})
run.start()
while not Tail(run.folder / "journal.jsonl").lines():
    run.start()
    Event().wait(0.05)
"""


def test_training_outlives_the_server_and_then_everything_ends(new_run, data_dir, model):
    run = new_run(data_dir)
    spec = to_spec(clone(model, epochs=LONG))

    run_fresh(SERVER.format(folder=str(run.folder), spec=spec))
    worker, parent = run.worker, nursery_of(data_dir)
    run.hear(Epoch, count=200)
    assert not launch.clients(data_dir)
    run.send({"do": "stop"})

    assert run.to_the_end()[-1].epochs >= 199
    until(lambda: not (worker.alive or parent.alive), "worker and nursery to end")
    assert run.notice_death() is None


def test_a_nursery_ends_when_its_folder_is_gone(tmp_path):
    folder = tmp_path / "data"
    launch.ensure(folder)
    process = nursery_of(folder)
    (folder / "nursery").rename(tmp_path / "elsewhere")

    until(lambda: not process.alive, "the nursery to end")
    end_all(folder)


@pytest.mark.skipif(not shutil.which("false"), reason="needs a program that ends at once")
def test_a_nursery_that_cannot_start_is_told_of(new_run, data_dir, model, monkeypatch):
    run = new_run(data_dir)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    run.train(model)

    halted = run.to_the_end()[-1]

    assert halted.happened == "The training process could not be started."
    assert run.status == "absent"


def test_a_lost_worker_s_ending_is_in_words():
    assert "SIGKILL" in nursery._ending(7, -9) and "memory" in nursery._ending(7, -9)
    assert nursery._ending(7, 3) == "Process 7 ended with exit code 3."


def test_requests_wait_for_a_nursery_that_is_on_its_way(new_run, data_dir, model):
    runs = [new_run(data_dir) for _ in range(3)]
    for run in runs:
        run.train(clone(model, epochs=2))

    assert [run.to_the_end()[-1] for run in runs] == [Finished(2)] * 3
    lines = Tail(launch.home(data_dir) / "requests.jsonl").lines()
    assert len({*lines}) == 3
