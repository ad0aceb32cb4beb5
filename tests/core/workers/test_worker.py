"""Workers as processes: what they are told, how they end, and who follows."""

from __future__ import annotations

import os
import shutil
import signal

import pytest
from fresh_python import run_fresh
from running import LONG, curve, in_a_script, kinds, until

from epochlab.events import (
    Epoch,
    Finished,
    Halted,
    Paused,
    Stopped,
)
from epochlab.hyper import clone
from epochlab.models.image_builders import Convolutional
from epochlab.spec import to_spec
from epochlab.workers.runs import Run
from epochlab.workers.status import Status


def test_a_network_that_does_not_fit_halts_in_words_and_the_worker_lives(run, model):
    run.train(clone(model, builder=Convolutional()))
    halted = run.to_the_end()[-1]
    before = run.worker
    run.train(model)
    events = run.to_the_end()

    assert isinstance(halted, Halted) and halted.happened and halted.todo
    assert "Traceback" in halted.details
    assert run.worker == before
    assert curve(events) == in_a_script(run, model, 5)


def test_a_worker_without_data_says_so(run, model):
    shutil.rmtree(run.folder / "data")
    run.train(model)

    halted = run.to_the_end()[-1]

    assert isinstance(halted, Halted) and "table" in halted.happened
    assert run.alive


def test_a_command_without_its_model_halts_with_the_place_in_the_details(run):
    run.ask("probe")

    halted = run.to_the_end()[-1]

    assert isinstance(halted, Halted) and "KeyError: 'model'" in halted.happened
    assert "trainer.probe" in halted.details


def test_a_killed_worker_is_told_of_and_its_run_goes_on(run, model):
    run.train(clone(model, epochs=LONG))
    events = run.hear(Epoch, count=20)
    os.kill(run.worker.pid, signal.SIGKILL)
    events += run.to_the_end()
    run.train(clone(model, epochs=40 + events[-1].epoch))
    again = run.to_the_end()

    halted = events[-1]
    assert isinstance(halted, Halted)
    assert halted.happened == "The training process ended unexpectedly."
    assert "SIGKILL" in halted.details
    assert (again[0].kind, again[0].epoch) == ("warm", halted.epoch)
    assert curve(events + again).items() >= in_a_script(run, model, 40 + halted.epoch).items()
    assert len([e for e in Run(run.folder).events() if isinstance(e, Halted)]) == 1


def test_a_worker_asked_to_end_stops_in_good_order(run, model):
    run.train(clone(model, epochs=LONG))
    events = run.hear(Epoch, count=3)
    os.kill(run.worker.pid, signal.SIGTERM)
    events += run.to_the_end()
    until(lambda: not run.alive, "the worker to leave")

    stopped = events[-2]
    assert isinstance(stopped, Stopped) and "asked to end" in stopped.reason
    assert run.notice_death() is None
    assert Status.read(run.folder).saved == stopped.epoch


def test_commands_after_quit_are_for_the_next_worker(run, model):
    run.train(model)
    events = run.to_the_end()
    run.send({"do": "quit"})
    run.train(clone(model, epochs=8))
    until(lambda: run.start() or run.ownership.last()[0] == 2, "another claim")
    events += run.to_the_end()

    assert curve(events) == in_a_script(run, model, 8)


def test_quit_left_for_a_dead_worker_does_not_end_the_next(run, model):
    run.send({"do": "train", "model": to_spec(model)})
    run.send({"do": "quit"})
    run.train(clone(model, epochs=2))

    assert run.to_the_end()[-1] == Finished(2)


def test_starting_twice_makes_one_worker(run, model):
    other = Run.open(run.data_dir, run.run_id)
    run.train(clone(model, epochs=LONG))
    other.start()
    Run.open(run.data_dir, run.run_id).start()
    events = run.hear(Epoch, count=50)
    other.start()
    run.ask("stop")
    events += run.to_the_end()

    assert [path.name for path in (run.folder / "owners").iterdir()] == ["1"]
    assert [e.epoch for e in events if isinstance(e, Epoch)] == list(range(len(curve(events))))


def test_a_worker_that_was_replaced_writes_nothing_more(run, model):
    run.train(clone(model, epochs=LONG))
    run.hear(Epoch, count=3)
    process = run.worker
    usurper = run.folder / "owners" / "2"
    usurper.mkdir()
    shutil.copy(run.folder / "owners" / "1" / "process.json", usurper)
    until(lambda: not process.alive, "the worker to give way")

    assert not any(isinstance(event, Halted) for event in Run(run.folder).events())


def test_a_pause_outlives_its_worker(run, model):
    run.train(clone(model, epochs=60))
    events = run.hear(Epoch, count=3)
    run.ask("pause")
    events += run.hear(Paused)
    first = run.worker
    run.ask("quit")
    until(lambda: not run.alive, "the worker to leave")
    run.ask("resume")
    events += run.to_the_end()

    assert run.worker != first
    assert Halted not in kinds(events)
    assert curve(events) == in_a_script(run, model, 60)


def test_many_fast_epochs_share_writes_and_none_is_lost(run, model):
    run.train(clone(model, epochs=300, batch_size=140))

    events = run.to_the_end()

    assert sorted(curve(events)) == list(range(301))
    assert pytest.approx(events[-2].training_loss) == curve(events)[300][0]


def test_a_worker_without_commands_ends_after_some_time(run):
    again = run_fresh(
        "from pathlib import Path\n"
        "from epochlab.workers.runs import Run\n"
        "from epochlab.workers.worker import Worker\n"
        f"run = Run(Path({str(run.folder)!r}))\n"
        "print(Worker(run, run.ownership.claim(), patience=0.1).serve())\n"
    )

    assert again.strip() == "True"
    assert Status.read(run.folder).state == "idle"
