"""The workbench, without a screen: what it forecasts is what its worker then does."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from time import monotonic

import pandas as pd
import pytest
from running import end_all

from epochlab import Machine
from epochlab.data.splitting import split
from epochlab.data.tables import Table
from epochlab.hyper import change, clone
from epochlab.models.networks import NeuralNetworkClassifier
from epochlab.workbench import Workbench

FILE = b"length,width,kind\n" + b"".join(
    f"{i % 7 + 0.5},{(i * 3) % 5 + 0.25},{'long' if i % 7 > 3 else 'short'}\n".encode()
    for i in range(60)
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("bench")
    yield folder
    end_all(folder)


@pytest.fixture
def bench(home: Path):
    bench = Workbench(home)
    bench.load(FILE, "sizes.csv")
    yield bench
    bench.forget()


def until(bench: Workbench, *statuses: str, seconds: float = 60) -> None:
    """Drain the bench until it has one of the statuses."""
    end = monotonic() + seconds
    while bench.status not in statuses:
        assert monotonic() < end, f"still {bench.status}: {bench.problem}"
        bench.drain()
        Event().wait(0.02)


def trained(bench: Workbench, **more) -> Workbench:
    assert bench.train(**more)
    until(bench, "finished", "halted")
    return bench


def test_a_file_is_ready_to_train_at_once(bench: Workbench):
    assert bench.table.targets == ["kind"]
    assert isinstance(bench.model, NeuralNetworkClassifier)
    assert str(bench.restart) == "Train for 20 epochs"
    assert bench.obstacle() is None


def test_a_file_that_cannot_be_read_leaves_the_one_before(bench: Workbench):
    table, model = bench.table, bench.model
    assert not bench.load(b"", "empty.csv")
    assert (bench.table, bench.model) == (table, model)
    assert bench.problem.happened
    assert bench.problem.todo


def test_twenty_and_twenty_more_are_one_unbroken_curve(bench: Workbench):
    trained(bench)
    assert str(bench.restart) == "Continue for 20 epochs (epochs: 20 → 40)"
    trained(bench)
    (branch,) = bench.history.branches
    assert [row["epoch"] for row in branch.rows] == list(range(41))


def test_a_script_and_the_page_give_the_same_history(bench: Workbench):
    trained(trained(bench))
    table = Table.of(pd.read_csv(pd.io.common.BytesIO(FILE)), "sizes.csv").guessed()
    parts = split(table.y)
    model = clone(bench.model, epochs=20)
    machine = Machine(model, table, standardise=True)
    machine.fit(parts.train, holdout=parts.holdout)
    model.epochs += 20
    machine.fit(parts.train, holdout=parts.holdout)
    rows = bench.history.current.rows
    assert [row["training_loss"] for row in rows] == machine.history["training_loss"].tolist()
    assert [row["holdout_loss"] for row in rows] == machine.history["holdout_loss"].tolist()


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"optimiser.eta": 0.01}, "warm"),
        ({"batch_size": 8}, "cold"),
        ({"builder.hidden": (4,)}, "cold"),
        ({"lambda_": 0.1}, "cold"),
        ({"optimiser_changes_trigger_retraining": True}, "warm"),
    ],
    ids=str,
)
def test_the_forecast_is_what_the_worker_does(bench: Workbench, changes, kind):
    trained(bench)
    change(bench.model, changes)
    assert bench.restart.kind == kind
    forecast = bench.restart
    trained(bench)
    assert len(bench.history.branches) == (2 if kind == "cold" else 1)
    assert bench.history.current.epochs == (20 if kind == "cold" else 40)
    assert forecast.epochs == 20
    assert bench.pending() == {}


def test_starting_again_keeps_the_old_branch_and_the_first_weights(bench: Workbench):
    trained(bench)
    trained(bench, again=True)
    a, b = bench.history.branches
    assert [r["training_loss"] for r in a.rows] == [r["training_loss"] for r in b.rows]
    assert bench.history.markers[-1].kind == "restart"


def test_other_columns_start_again_and_say_so(bench: Workbench):
    trained(bench)
    assert bench.change_table(lambda table: table.with_role("width", "ignore"))
    assert bench.restart.causes == ("table",)
    trained(bench)
    assert len(bench.history.branches) == 2


def test_another_split_starts_again(bench: Workbench):
    trained(bench)
    bench.split_seed = 7
    assert bench.restart.causes == ("rows",)


def test_a_rate_is_lowered_while_training_and_read_back(bench: Workbench):
    bench.more = 10_000
    bench.train()
    until(bench, "training")
    bench.model.optimiser.eta = 0.0005
    assert bench.live_changes() == {"optimiser.eta": 0.0005}
    bench.apply_live()
    end = monotonic() + 30
    while not bench.history.markers and monotonic() < end:
        bench.drain()
        Event().wait(0.02)
    marker = bench.history.markers[0]
    assert marker.text == "learning rate 0.003 → 0.0005 · continues"
    bench.stop()
    until(bench, "finished")
    rows = bench.history.current.rows
    assert all(row["eta"] == (0.003 if row["epoch"] <= marker.epoch else 0.0005) for row in rows)
    assert len(bench.history.branches) == 1


def test_pausing_waits_and_resuming_goes_on(bench: Workbench):
    bench.more = 10_000
    bench.train()
    until(bench, "training")
    bench.pause()
    until(bench, "paused")
    epoch = bench.trained
    Event().wait(0.3)
    bench.drain()
    assert bench.trained == epoch
    bench.resume()
    until(bench, "training")
    bench.stop()
    until(bench, "finished")
    assert bench.trained >= epoch


def test_an_infinite_loss_halts_with_a_remedy_that_works(bench: Workbench):
    trained(bench)
    bench.choose("NeuralNetworkClassifier")
    change(bench.model, {"optimiser.eta": 1e38})
    trained(bench)
    assert bench.status == "halted"
    assert "Everything up to epoch 20 is kept" in bench.problem.kept
    assert bench.halted.remedy == {"optimiser.eta": 0.003}, "the rate that worked before"
    bench.take_remedy()
    trained(bench)
    assert bench.trained == 40


def test_the_dry_pass_reports_shapes_without_training(bench: Workbench):
    bench.probe()
    end = monotonic() + 30
    while bench.probed is None and monotonic() < end:
        bench.drain()
        Event().wait(0.02)
    assert bench.probed.problem == ""
    assert bench.probed.n_parameters == 2 * 16 + 16 + 16 * 8 + 8 + 8 * 2 + 2
    assert bench.history.branches == []


def test_edits_can_be_taken_back(bench: Workbench):
    bench.model.batch_size = 8
    bench.edited()
    assert bench.can_undo
    bench.undo()
    assert bench.model.batch_size == 32
    trained(bench)
    bench.model.batch_size = 4
    bench.edited()
    bench.reset()
    assert bench.pending() == {}


def test_a_problem_in_the_data_stops_training_before_it_starts(bench: Workbench):
    bench.change_table(lambda table: table.with_role("kind", "ignore"))
    assert bench.model is None
    assert not bench.train()
    assert "no target" in bench.problem.happened
    bench.undo_table()
    assert isinstance(bench.model, NeuralNetworkClassifier)


def test_a_reloaded_page_shows_the_run_again_and_goes_on(bench: Workbench, home: Path):
    trained(bench)
    again = Workbench(home)
    again.attach(bench.run.run_id)
    assert again.trained == 20
    assert again.pending() == {}
    assert str(again.restart) == str(bench.restart)
    trained(again)
    (branch,) = again.history.branches
    assert [row["epoch"] for row in branch.rows] == list(range(41))


def test_a_run_that_never_wrote_its_settings_is_shown_with_the_usual_ones(bench, home: Path):
    bench.prepare()
    (bench.run.folder / "project.json").unlink()
    again = Workbench(home)
    again.attach(bench.run.run_id)
    assert again.table.targets == ["kind"]
    assert isinstance(again.model, NeuralNetworkClassifier)
