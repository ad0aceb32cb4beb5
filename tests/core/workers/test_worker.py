"""Workers in processes of their own, driven by commands and judged by their journals."""

from __future__ import annotations

import math
import os
import shutil
import signal

import pytest
from running import ask, hear, to_the_end, until, worker

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
from epochlab.workers.runs import Run
from epochlab.workers.status import Status

LONG = 1_000_000
"""More epochs than any test waits for."""


def train(run, model, **more):
    ask(run, "train", model=to_spec(model), **more)


def curve(events) -> dict[int, tuple[float, dict[str, float]]]:
    """Loss and measures by epoch; of an epoch told twice, the later ones."""
    return {e.epoch: (e.training_loss, dict(e.measures)) for e in events if isinstance(e, Epoch)}


def in_a_script(run, model, epochs: int):
    """The same curve, trained here without any worker."""
    table, split = run.table(), run.split()
    machine = Machine(clone(model, epochs=epochs), table, scitype_check_level=0)
    return curve(machine.session(split.train, holdout=split.holdout))


def kinds(events) -> list[type]:
    return [type(event) for event in events if not isinstance(event, Epoch)]


def test_a_worker_s_history_is_a_script_s_to_the_last_digit(run, model):
    train(run, model)

    events = to_the_end(run)

    assert kinds(events) == [Started, Finished]
    assert curve(events) == in_a_script(run, model, 5)


def test_more_epochs_go_on_with_the_same_worker(run, model):
    train(run, model)
    events = to_the_end(run)
    first = worker(run)
    train(run, clone(model, epochs=9))
    events += to_the_end(run)

    assert worker(run) == first
    assert [e.kind for e in events if isinstance(e, Started)] == ["cold", "warm"]
    assert curve(events) == in_a_script(run, model, 9)


def test_nothing_more_to_train_is_told_as_such(run, model):
    train(run, model)
    to_the_end(run)
    train(run, model)

    started, finished = to_the_end(run)

    assert isinstance(started, Started) and started.kind == "none"
    assert finished == Finished(5)


def test_force_starts_over(run, model):
    train(run, model)
    first = to_the_end(run)
    train(run, model, force=True)
    second = to_the_end(run)

    assert [e.branch for e in first + second if isinstance(e, Started)] == [0, 1]
    assert curve(first) == curve(second)


def test_a_pause_changes_nothing(run, model):
    train(run, clone(model, epochs=60))
    events = hear(run, Epoch, count=3)
    ask(run, "pause")
    events += hear(run, Paused)
    assert run.status == "paused"
    ask(run, "resume")
    events += to_the_end(run)

    assert kinds(events) == [Started, Paused, Resumed, Finished]
    assert curve(events) == in_a_script(run, model, 60)


def test_a_pause_outlives_its_worker(run, model):
    train(run, clone(model, epochs=60))
    events = hear(run, Epoch, count=3)
    ask(run, "pause")
    events += hear(run, Paused)
    first = worker(run)
    ask(run, "quit")
    until(lambda: not run.alive, "the worker to leave")
    ask(run, "resume")
    events += to_the_end(run)

    assert worker(run) != first
    assert Halted not in kinds(events)
    assert curve(events) == in_a_script(run, model, 60)


def test_a_paused_run_takes_new_settings(run, model):
    train(run, clone(model, epochs=LONG))
    hear(run, Epoch, count=3)
    ask(run, "pause")
    paused = hear(run, Paused)[-1]
    assert isinstance(paused, Paused)
    train(run, clone(model, epochs=paused.epoch + 2, **{"optimiser.eta": 0.5}))

    started, *_, finished = to_the_end(run)

    assert isinstance(started, Started) and started.kind == "warm"
    assert finished == Finished(paused.epoch + 2)


def test_stopping_keeps_what_was_trained(run, model):
    train(run, clone(model, epochs=LONG))
    events = hear(run, Epoch, count=3)
    ask(run, "stop")
    events += to_the_end(run)
    trained = events[-1].epochs
    train(run, clone(model, epochs=trained + 2))
    events += to_the_end(run)

    assert kinds(events) == [Started, Stopped, Finished, Started, Finished]
    assert curve(events) == in_a_script(run, model, trained + 2)


def test_stop_ends_a_pause(run, model):
    train(run, clone(model, epochs=LONG))
    ask(run, "pause")
    events = hear(run, Paused)
    ask(run, "stop")
    events += to_the_end(run)

    assert kinds(events) == [Started, Paused, Stopped, Finished]


def test_a_changed_rate_is_in_force_from_the_epoch_told(run, model):
    train(run, clone(model, epochs=LONG))
    hear(run, Epoch, count=3)
    ask(run, "change", changes={"optimiser.eta": 0.0001})
    changed = hear(run, Changed)[-1]
    later = hear(run, Epoch, count=2)
    ask(run, "stop")

    assert changed.changes == {"optimiser.eta": [0.01, 0.0001]}
    assert later[-1].eta == 0.0001
    assert to_the_end(run)


def test_a_change_that_cannot_be_leaves_training_as_it_is(run, model):
    train(run, clone(model, epochs=LONG))
    hear(run, Epoch, count=3)
    ask(run, "change", changes={"builder.hidden": [3]})
    told = hear(run, Probed)[-1]
    later = hear(run, Epoch, count=2)
    ask(run, "stop")

    assert "builder.hidden" in told.problem
    assert later[-1].eta == 0.01
    assert kinds(to_the_end(run)) == [Stopped, Finished]


def test_a_probe_answers_beside_training_and_leaves_it_alone(run, model):
    train(run, clone(model, epochs=60))
    events = hear(run, Epoch, count=2)
    ask(run, "probe", model=to_spec(clone(model, builder=MLP(hidden=(100,)))))
    events += to_the_end(run)

    probed = next(event for event in events if isinstance(event, Probed))
    assert (probed.n_parameters, probed.problem) == (2 * 100 + 100 + 100 * 2 + 2, "")
    assert curve(events) == in_a_script(run, model, 60)


def test_a_probe_says_why_a_network_does_not_fit(run, model):
    ask(run, "probe", model=to_spec(clone(model, builder=Convolutional())))

    probed = hear(run, Probed)[-1]

    assert probed.problem and probed.n_parameters == 0


def test_an_infinite_loss_halts_and_the_next_try_goes_on(run, model):
    wild = clone(model, optimiser=Descent(eta=1e30), epochs=20)
    train(run, wild)
    halted = next(event for event in to_the_end(run) if isinstance(event, Halted))
    train(run, clone(wild, **{"optimiser.eta": 0.01}))
    events = hear(run, Finished) if halted else []
    while events[-1].epochs < 20:  # the end of the halted stretch comes first
        events += hear(run, Finished)

    assert halted.epoch < 20 and halted.remedy
    assert math.isfinite(max(loss for loss, _ in curve(events).values()))


def test_a_network_that_does_not_fit_halts_in_words_and_the_worker_lives(run, model):
    train(run, clone(model, builder=Convolutional()))
    halted = to_the_end(run)[-1]
    before = worker(run)
    train(run, model)
    events = to_the_end(run)

    assert isinstance(halted, Halted) and halted.happened and halted.todo
    assert "Traceback" in halted.details
    assert worker(run) == before
    assert curve(events) == in_a_script(run, model, 5)


def test_a_worker_without_data_says_so(run, model):
    shutil.rmtree(run.folder / "data")
    train(run, model)

    halted = to_the_end(run)[-1]

    assert isinstance(halted, Halted) and "table" in halted.happened
    assert run.alive


def test_a_command_without_its_model_halts_with_the_place_in_the_details(run):
    ask(run, "probe")

    halted = to_the_end(run)[-1]

    assert isinstance(halted, Halted) and "KeyError: 'model'" in halted.happened
    assert "trainer.probe" in halted.details


def test_a_killed_worker_is_told_of_and_its_run_goes_on(run, model):
    train(run, clone(model, epochs=LONG))
    events = hear(run, Epoch, count=20)
    os.kill(worker(run).pid, signal.SIGKILL)
    events += to_the_end(run)
    train(run, clone(model, epochs=40 + events[-1].epoch))
    again = to_the_end(run)

    halted = events[-1]
    assert isinstance(halted, Halted)
    assert halted.happened == "The training process ended unexpectedly."
    assert "SIGKILL" in halted.details
    assert (again[0].kind, again[0].epoch) == ("warm", halted.epoch)
    assert curve(events + again).items() >= in_a_script(run, model, 40 + halted.epoch).items()
    assert len([e for e in Run(run.folder).events() if isinstance(e, Halted)]) == 1


def test_a_worker_asked_to_end_stops_in_good_order(run, model):
    train(run, clone(model, epochs=LONG))
    events = hear(run, Epoch, count=3)
    os.kill(worker(run).pid, signal.SIGTERM)
    events += to_the_end(run)
    until(lambda: not run.alive, "the worker to leave")

    stopped = events[-2]
    assert isinstance(stopped, Stopped) and "asked to end" in stopped.reason
    assert run.notice_death() is None
    assert Status.read(run.folder).saved == stopped.epoch


def test_commands_after_quit_are_for_the_next_worker(run, model):
    train(run, model)
    events = to_the_end(run)
    first = worker(run)
    run.send({"do": "quit"})
    train(run, clone(model, epochs=8))
    until(lambda: run.start() or worker(run) != first, "another worker")
    events += to_the_end(run)

    assert curve(events) == in_a_script(run, model, 8)


def test_quit_left_for_a_dead_worker_does_not_end_the_next(run, model):
    run.send({"do": "train", "model": to_spec(model)})
    run.send({"do": "quit"})
    train(run, clone(model, epochs=2))

    assert to_the_end(run)[-1] == Finished(2)


def test_starting_twice_makes_one_worker(run, model):
    other = Run.open(run.data_dir, run.run_id)
    train(run, clone(model, epochs=LONG))
    other.start()
    Run.open(run.data_dir, run.run_id).start()
    events = hear(run, Epoch, count=50)
    other.start()
    ask(run, "stop")
    events += to_the_end(run)

    assert [path.name for path in (run.folder / "owners").iterdir()] == ["1"]
    assert [e.epoch for e in events if isinstance(e, Epoch)] == list(range(len(curve(events))))


def test_a_worker_that_was_replaced_writes_nothing_more(run, model):
    train(run, clone(model, epochs=LONG))
    hear(run, Epoch, count=3)
    process = worker(run)
    usurper = run.folder / "owners" / "2"
    usurper.mkdir()
    shutil.copy(run.folder / "owners" / "1" / "process.json", usurper)
    until(lambda: not process.alive, "the worker to give way")
    run.events()

    assert run.events() == []
    assert not any(isinstance(event, Halted) for event in Run(run.folder).events())


def test_many_fast_epochs_share_writes_and_none_is_lost(run, model):
    train(run, clone(model, epochs=300, batch_size=140))

    events = to_the_end(run)

    assert sorted(curve(events)) == list(range(301))
    assert pytest.approx(events[-2].training_loss) == curve(events)[300][0]
