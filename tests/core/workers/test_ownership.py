"""One living owner at a time, told by files alone."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from epochlab.workers.ownership import Ownership, Process


@pytest.fixture
def ended() -> Process:
    """A process that has come and gone."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = Process.of(child.pid)
    child.communicate()
    assert process is not None
    return process


def claimed_by(folder: Path, process: Process, number: int) -> None:
    claim = folder / "owners" / str(number)
    claim.mkdir(parents=True)
    (claim / "process.json").write_text(json.dumps(asdict(process)))


def test_this_process_is_alive():
    assert Process.current().alive


def test_a_process_that_ended_is_not_alive(ended):
    assert not ended.alive


def test_a_process_that_waits_to_be_reaped_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = Process.of(child.pid)
    assert process is not None and process.alive
    assert child.stdin is not None
    child.stdin.close()
    while process.alive:  # until it has ended; nothing has reaped it yet
        pass
    assert child.wait() != 0


def test_a_later_process_with_the_same_number_is_another_one():
    me = Process.current()

    assert not replace(me, created=me.created - 3600, booted=me.booted).alive


def test_setting_the_clock_makes_nobody_dead():
    me = Process.current()

    assert replace(me, created=me.created - 3600, booted=me.booted - 3600).alive
    assert replace(me, booted=me.booted - 3600).alive


def test_first_claim_is_number_one(tmp_path):
    ownership = Ownership(tmp_path)

    assert ownership.owner is None
    assert ownership.claim() == 1
    assert ownership.owner == Process.current()


def test_a_living_owner_cannot_be_replaced(tmp_path):
    Ownership(tmp_path).claim()

    assert Ownership(tmp_path).claim() == 0


def test_a_dead_owner_is_replaced_and_finds_out(tmp_path, ended):
    claimed_by(tmp_path, ended, 1)
    ownership = Ownership(tmp_path)
    before = ownership.current(1)

    assert (before, ownership.claim(), ownership.current(1)) == (True, 2, False)


def test_an_owner_that_left_is_replaced_though_it_lives(tmp_path):
    ownership = Ownership(tmp_path)
    ownership.leave(ownership.claim())

    assert ownership.owner is None
    assert ownership.claim() == 2


def test_the_tenth_claim_comes_after_the_ninth(tmp_path):
    ownership = Ownership(tmp_path)
    for _ in range(10):
        ownership.leave(ownership.claim())

    assert ownership.claim() == 11


def test_a_death_is_noticed_once(tmp_path, ended):
    claimed_by(tmp_path, ended, 1)

    assert [Ownership(tmp_path).notice(1) for _ in range(3)] == [True, False, False]


def claim_and_stay(folder: Path) -> int:
    return Ownership(folder).claim()


def test_of_many_claiming_at_once_one_wins(tmp_path):
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        numbers = list(pool.map(claim_and_stay, [tmp_path] * 24))

    assert sorted(numbers) == [0] * 23 + [1]
    assert [path.name for path in (tmp_path / "owners").iterdir()] == ["1"]
