"""What a workbench forecasts, told what happened without any worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from epochlab.events import Changed, Epoch, Event, Finished, Started
from epochlab.hyper import clone
from epochlab.models.optimisers import Momentum
from epochlab.recall import remember
from epochlab.workbench import Workbench
from epochlab.workers.runs import Run


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    bench = Workbench(tmp_path)
    bench.load_sample("iris")
    about = {"standardise": bench.standardise, "name": "iris"}
    bench.run = Run.create(tmp_path, bench.table, bench.parts(), **about)
    bench._run_key = bench._key()
    remember(bench.run, bench, clone(bench.model))
    return bench


def events(bench: Workbench, **more: str) -> list[Event]:
    settings = {name: value for name, value in bench._now().items() if name != "table"}
    started = Started(0, "cold", 0, 5, settings | more, {})
    return [started, Epoch(0, 1.0), Epoch(5, 0.5), Finished(5)]


def trained(bench: Workbench, **more: str) -> Workbench:
    for event in events(bench, **more):
        bench.apply(event)
    return bench


def test_a_worker_that_read_its_state_from_disk_is_forecast_to_go_on(bench: Workbench):
    assert trained(bench, data="0123").restart.kind == "warm"


def test_a_table_edited_before_training_is_told_counts_as_edited(bench: Workbench):
    told = events(bench)
    bench.change_table(lambda table: table.with_role("petal_width", "ignore"))
    for event in told:
        bench.apply(event)
    assert bench.restart.kind == "cold"
    bench.undo_table()
    assert bench.restart.kind == "warm"


def test_nothing_is_trained_in_a_new_run_also_after_the_way_back(bench: Workbench, monkeypatch):
    monkeypatch.setattr(Run, "start", lambda run: None)
    trained(bench).split_seed = 7
    bench.prepare()
    bench.split_seed = 42
    assert bench.restart.trained is None


def test_reset_brings_back_the_model_trained_with_whoever_began_it(bench: Workbench):
    trained(bench)
    bench.apply(Changed(5, {"optimiser.eta": (0.003, 0.001)}))
    bench.model.optimiser, bench.standardise = Momentum(), False
    bench.reset()
    assert not bench.pending()
    assert bench.model.optimiser.eta == 0.001


def test_a_page_opened_again_has_the_settings_changed_while_training(bench: Workbench):
    run = bench.run
    for event in [*events(bench)[:-1], Changed(5, {"optimiser.eta": (0.003, 0.001)}), Finished(5)]:
        run.tell(event)
    again = Workbench(bench.data_dir)
    again.attach(run.run_id)
    assert not again.pending()
    assert again.model.optimiser.eta == 0.001
