"""The run bar says what a click would do, and begins only once."""

from __future__ import annotations

import asyncio

import pytest
from running import end_all

from epochlab.components import run_words
from epochlab.components.run_bar import RunBar
from epochlab.workbench import Workbench


@pytest.fixture
def bench(tmp_path):
    bench = Workbench(tmp_path)
    yield bench
    bench.forget()
    end_all(tmp_path)


def test_without_data_there_is_nothing_to_press(bench: Workbench):
    bar = RunBar(bench, lambda step: None)
    assert not bar.primary.visible
    assert bar.progress.said == run_words.NEEDS_DATA


def test_the_button_names_the_epochs_it_trains(bench: Workbench):
    bar = RunBar(bench, lambda step: None)
    bench.load_sample("iris")
    assert bar.primary.label == "Train · 20 epochs"
    bench.more = 5
    assert bar.primary.label == "Train · 5 epochs"


def test_two_quick_clicks_train_once(bench: Workbench):
    gone: list[str] = []
    bar = RunBar(bench, gone.append)
    bench.load_sample("iris")

    async def twice() -> None:
        await asyncio.gather(bar.begin(), bar.begin())

    asyncio.run(twice())
    assert gone == ["train"]
    assert bench.status == "starting"
    commands = (bench.run.folder / "commands.jsonl").read_text().splitlines()
    assert sum('"train"' in command for command in commands) == 1


def test_data_that_cannot_be_stored_are_a_problem_and_the_bar_can_be_pressed_again(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("")
    bench = Workbench(blocked)
    bar = RunBar(bench, lambda step: None)
    bench.load_sample("iris")
    asyncio.run(bar.begin())
    assert "could not be stored" in bench.problem.happened
    assert bar.primary.visible
    assert bar.progress.said == run_words.NOT_TRAINED
