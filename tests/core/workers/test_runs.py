"""A run seen from outside, with no worker or a dead one."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

import numpy as np
import pytest

from epochlab.data.splitting import Split
from epochlab.data.tables import Table
from epochlab.events import Epoch, Finished, Halted, Paused, to_line
from epochlab.workers.journal import Journal
from epochlab.workers.ownership import Process
from epochlab.workers.runs import Run, UnknownRun
from epochlab.workers.status import Status


@pytest.fixture
def run(new_run, tmp_path) -> Run:
    """A run that nobody trains."""
    return new_run(tmp_path)


@pytest.fixture(scope="module")
def ended() -> Process:
    """A process that has come and gone."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = Process.of(child.pid)
    child.communicate()
    assert process is not None
    return process


def leave_dead_worker(run: Run, process: Process, status: Status, *, left: bool = False) -> None:
    claim = run.folder / "owners" / str(status.claim)
    claim.mkdir(parents=True)
    (claim / "process.json").write_text(json.dumps(asdict(process)))
    if left:
        run.ownership.leave(status.claim)
    status.write(run.folder)


def test_an_opened_run_has_the_data_it_was_made_with(moons, tmp_path):
    table = Table.of(moons, "moons.csv")
    split = Split(np.arange(100), np.arange(100, 160), np.arange(160, 200), "as it came")
    made = Run.create(tmp_path, table, split, standardise=True, name="First try")

    run = Run.open(tmp_path, made.run_id)

    assert run.table().fingerprint() == table.fingerprint()
    assert run.about == {"name": "First try", "standardise": True, "note": "as it came"}
    for part in ("train", "holdout", "test"):
        np.testing.assert_array_equal(getattr(run.split(), part), getattr(split, part))
    assert run.split().note == "as it came"


def test_a_run_without_a_name_has_its_table_s(run):
    assert run.about["name"] == "moons"


@pytest.mark.parametrize("run_id", ["0123456789abcdef", "../../etc", "", ".", "A" * 16, "x\n"])
def test_what_is_no_run_is_refused_in_words(tmp_path, run_id):
    with pytest.raises(UnknownRun, match="There is no run"):
        Run.open(tmp_path, run_id)


def test_a_run_is_not_there_before_it_is_complete(run):
    (run.folder / "run.json").unlink()

    with pytest.raises(UnknownRun):
        Run.open(run.data_dir, run.run_id)


def test_commands_are_lines_in_the_order_sent(run):
    run.send({"do": "change", "changes": {"optimiser.eta": 1e-4}})
    Run.open(run.data_dir, run.run_id).send({"do": "stop"})

    lines = (run.folder / "commands.jsonl").read_text().splitlines()
    assert [json.loads(line)["do"] for line in lines] == ["change", "stop"]
    assert json.loads(lines[0])["changes"] == {"optimiser.eta": 1e-4}


def test_an_unknown_command_is_refused_with_the_known_ones(run):
    with pytest.raises(ValueError, match=r"probe, train, .* not 'explode'"):
        run.send({"do": "explode"})


def test_each_handle_reads_events_at_its_own_pace(run):
    other = Run.open(run.data_dir, run.run_id)
    run.tell(Epoch(1, 0.5))
    first = run.events()
    run.tell(Finished(1))

    assert (first, run.events(), run.events()) == ([Epoch(1, 0.5)], [Finished(1)], [])
    assert other.events() == [Epoch(1, 0.5), Finished(1)]


def test_floats_come_back_to_the_last_digit(run):
    loss = 0.1 + 0.2
    run.tell(Epoch(1, loss, {"loss": 1 / 3}))

    assert run.events() == [Epoch(1, loss, {"loss": 1 / 3})]


def test_a_line_torn_by_a_power_cut_is_passed_over(run):
    (run.folder / "journal.jsonl").write_text(to_line(Epoch(1, 0.5)) + '\n{"event": "Epo')
    run.tell(Finished(1))

    assert run.events() == [Epoch(1, 0.5), Finished(1)]


def test_a_new_run_has_no_worker(run):
    assert not run.alive
    assert run.status == "absent"
    assert run.notice_death() is None


def test_a_worker_killed_while_training_is_told_of_once(run, ended):
    leave_dead_worker(run, ended, Status(1, ended.pid, "training", saved=58))
    Journal(run.folder / "journal.jsonl").append([to_line(Epoch(60, 0.5))], now=True)
    other = Run.open(run.data_dir, run.run_id)
    assert run.status == "lost"

    halted = run.notice_death("Killed.")

    assert isinstance(halted, Halted)
    assert halted.epoch == 58
    assert str(halted.kept) == "Epochs 1 to 58 are kept; 2 epochs will be repeated."
    assert halted.details == "Killed."
    assert (other.notice_death(), run.notice_death()) == (None, None)
    assert other.events() == [Epoch(60, 0.5), halted]


@pytest.mark.parametrize("state", ["starting", "training", "paused"])
def test_a_death_in_the_middle_of_something_is_told(run, ended, state):
    leave_dead_worker(run, ended, Status(1, ended.pid, state))

    assert run.notice_death() is not None


def test_a_worker_that_died_before_it_said_anything_is_told(run, ended):
    leave_dead_worker(run, ended, Status(1, ended.pid, "idle", saved=5), left=True)
    (run.folder / "owners" / "2").mkdir()
    (run.folder / "owners" / "2" / "process.json").write_text(json.dumps(asdict(ended)))

    halted = run.notice_death()

    assert halted is not None and halted.epoch == 5


def test_what_the_worker_wrote_last_is_among_the_details(run, ended):
    leave_dead_worker(run, ended, Status(1, ended.pid, "training"))
    (run.folder / "worker.log").write_text("Fatal Python error: Segmentation fault\n")

    halted = run.notice_death()

    assert halted is not None and "Segmentation fault" in halted.details


def test_the_end_of_an_idle_worker_is_no_news(run, ended):
    leave_dead_worker(run, ended, Status(1, ended.pid, "idle"))

    assert run.status == "absent"
    assert run.notice_death() is None


def test_a_worker_that_left_is_not_mourned(run, ended):
    leave_dead_worker(run, ended, Status(1, ended.pid, "paused", saved=3), left=True)
    run.tell(Paused(3))

    assert run.status == "absent"
    assert run.notice_death() is None


def test_a_living_worker_is_not_mourned(run):
    leave_dead_worker(run, Process.current(), Status(1, 0, "training"))

    assert (run.alive, run.status) == (True, "training")
    assert run.notice_death() is None
