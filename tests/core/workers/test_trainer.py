"""What a worker does to its run, judged by the journal."""

from __future__ import annotations

import math
import os
import signal

from running import LONG, curve, in_a_script, kinds

from epochlab.events import (
    Changed,
    Epoch,
    Finished,
    Halted,
    Paused,
    Probed,
    Resumed,
    Started,
    Stopped,
)
from epochlab.hyper import clone
from epochlab.models.builders import MLP
from epochlab.models.image_builders import Convolutional
from epochlab.models.optimisers import Descent
from epochlab.spec import to_spec
from epochlab.training.machine import Machine
from epochlab.workers import trainer
from epochlab.workers.deaths import last_epoch
from epochlab.workers.status import Status


def test_a_worker_s_history_is_a_script_s_to_the_last_digit(run, model):
    run.train(model)

    events = run.to_the_end()

    assert kinds(events) == [Started, Finished]
    assert curve(events) == in_a_script(run, model, 5)


def test_more_epochs_go_on_with_the_same_worker(run, model):
    run.train(model)
    events = run.to_the_end()
    first = run.worker
    run.train(clone(model, epochs=9))
    events += run.to_the_end()

    assert run.worker == first
    assert [e.kind for e in events if isinstance(e, Started)] == ["cold", "warm"]
    assert curve(events) == in_a_script(run, model, 9)


def test_nothing_more_to_train_is_told_as_such(run, model):
    run.train(model)
    run.to_the_end()
    run.train(model)

    started, finished = run.to_the_end()

    assert isinstance(started, Started) and started.kind == "none"
    assert finished == Finished(5)


def test_force_starts_over(run, model):
    run.train(model)
    first = run.to_the_end()
    run.train(model, force=True)
    second = run.to_the_end()

    assert [e.branch for e in first + second if isinstance(e, Started)] == [0, 1]
    assert curve(first) == curve(second)


def test_a_pause_changes_nothing(run, model):
    run.train(clone(model, epochs=60))
    events = run.hear(Epoch, count=3)
    run.ask("pause")
    events += run.hear(Paused)
    assert run.status == "paused"
    run.ask("resume")
    events += run.to_the_end()

    assert kinds(events) == [Started, Paused, Resumed, Finished]
    assert curve(events) == in_a_script(run, model, 60)


def test_a_paused_run_takes_new_settings(run, model):
    run.train(clone(model, epochs=LONG))
    run.hear(Epoch, count=3)
    run.ask("pause")
    paused = run.hear(Paused)[-1]
    assert isinstance(paused, Paused)
    run.train(clone(model, epochs=paused.epoch + 2, **{"optimiser.eta": 0.5}))

    started, *_, finished = run.to_the_end()

    assert isinstance(started, Started) and started.kind == "warm"
    assert finished == Finished(paused.epoch + 2)


def test_stopping_keeps_what_was_trained(run, model):
    run.train(clone(model, epochs=LONG))
    events = run.hear(Epoch, count=3)
    run.ask("stop")
    events += run.to_the_end()
    trained = events[-1].epochs
    run.train(clone(model, epochs=trained + 2))
    events += run.to_the_end()

    assert kinds(events) == [Started, Stopped, Finished, Started, Finished]
    assert curve(events) == in_a_script(run, model, trained + 2)


def test_stop_ends_a_pause(run, model):
    run.train(clone(model, epochs=LONG))
    run.ask("pause")
    events = run.hear(Paused)
    run.ask("stop")
    events += run.to_the_end()

    assert kinds(events) == [Started, Paused, Stopped, Finished]


def test_a_changed_rate_is_in_force_from_the_epoch_told(run, model):
    run.train(clone(model, epochs=LONG))
    run.hear(Epoch, count=3)
    run.ask("change", changes={"optimiser.eta": 0.0001})
    changed = run.hear(Changed)[-1]
    later = run.hear(Epoch, count=2)
    run.ask("stop")

    assert changed.changes == {"optimiser.eta": [0.01, 0.0001]}
    assert later[-1].eta == 0.0001
    assert run.to_the_end()


def test_a_change_that_cannot_be_leaves_training_as_it_is(run, model):
    run.train(clone(model, epochs=LONG))
    run.hear(Epoch, count=3)
    run.ask("change", changes={"builder.hidden": [3]})
    told = run.hear(Probed)[-1]
    later = run.hear(Epoch, count=2)
    run.ask("stop")

    assert "builder.hidden" in told.problem
    assert later[-1].eta == 0.01
    assert kinds(run.to_the_end()) == [Stopped, Finished]


def test_a_probe_answers_beside_training_and_leaves_it_alone(run, model):
    run.train(clone(model, epochs=60))
    events = run.hear(Epoch, count=2)
    run.ask("probe", model=to_spec(clone(model, builder=MLP(hidden=(100,)))))
    events += run.to_the_end()

    probed = next(event for event in events if isinstance(event, Probed))
    assert (probed.n_parameters, probed.problem) == (2 * 100 + 100 + 100 * 2 + 2, "")
    assert curve(events) == in_a_script(run, model, 60)


def test_a_probe_says_why_a_network_does_not_fit(run, model):
    run.ask("probe", model=to_spec(clone(model, builder=Convolutional())))

    probed = run.hear(Probed)[-1]

    assert probed.problem and probed.n_parameters == 0


def test_an_infinite_loss_halts_and_the_next_try_goes_on(run, model):
    wild = clone(model, optimiser=Descent(eta=1e30), epochs=20)
    run.train(wild)
    halted = run.to_the_end()[-1]
    run.train(clone(wild, **{"optimiser.eta": 0.01}))
    events = run.to_the_end()

    assert isinstance(halted, Halted) and halted.remedy
    assert events[-1] == Finished(20)
    assert all(math.isfinite(loss) for loss, _ in curve(events).values())


def test_a_long_stretch_is_saved_on_the_way(run, model, monkeypatch):
    monkeypatch.setattr(trainer, "SAVE_EVERY", 0)
    monkeypatch.setattr(trainer, "SAVE_SHARE", 0)
    mine = trainer.Trainer(run, run.ownership.claim())
    mine.load()
    mine.begin(to_spec(model))
    for _ in range(4):
        mine.advance()

    table = run.table()
    assert mine.training
    assert Status.read(run.folder).saved == last_epoch(run.folder / "journal.jsonl") == 3
    assert len(Machine.load(run.folder / "state.epochlab", table.X, table.y).training_losses) == 3
    run.ownership.leave(1)


def test_a_fresh_start_is_saved_before_its_first_epoch(run, model):
    run.train(clone(model, epochs=LONG))
    run.hear(Epoch, count=2)
    os.kill(run.worker.pid, signal.SIGKILL)

    halted = run.to_the_end()[-1]

    assert isinstance(halted, Halted)
    assert Status.read(run.folder).saved == halted.epoch
    assert (run.folder / "state.epochlab").exists()
