"""The script the page shows gives the page's numbers, to the last digit."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event as Bell
from time import monotonic

import numpy as np
import pandas as pd
import pytest
from fresh_python import run_fresh
from running import end_all

from epochlab.data.steps import Step
from epochlab.data.storage import load_table, save_table
from epochlab.data.tables import Table
from epochlab.events import Changed, Epoch, Started
from epochlab.hyper import clone, kind_name, settings
from epochlab.models.networks import NeuralNetworkClassifier, NeuralNetworkRegressor
from epochlab.models.optimisers import Adam, Momentum
from epochlab.presets import quick_start
from epochlab.script import Stretch, rebuilt, script, stretches
from epochlab.workbench import Workbench

FILE = b"length,width,site,kind\n" + b"".join(
    f"{i % 7 + 0.5},{'' if i % 11 == 5 else (i * 3) % 5 + 0.25},{i % 4},"
    f"{'long' if i % 7 > 3 else 'short'}\n".encode()
    for i in range(60)
)
SHARES = {"holdout": 0.2, "test": 0.1, "stratify": True, "seed": 42}
PRINTED = "\nimport json\nprint('HISTORY', json.dumps(machine.history.to_dict('list')))\n"


@pytest.fixture
def bench(tmp_path: Path):
    bench = Workbench(tmp_path / "data")
    bench.load(FILE, "sizes of “things”.csv")
    yield bench
    bench.forget()
    end_all(tmp_path / "data")


def trained(bench: Workbench) -> None:
    assert bench.train(), bench.problem
    end = monotonic() + 60
    while bench.status not in ("finished", "halted"):
        assert monotonic() < end, f"still {bench.status}: {bench.problem}"
        bench.drain()
        Bell().wait(0.02)


def run(code: str, folder: Path) -> dict[str, list[float]]:
    """History of the machine a script makes, run by a fresh Python beside the file."""
    (folder / "sizes of “things”.csv").write_bytes(FILE)
    (folder / "made.py").write_text(code + PRINTED, encoding="utf-8")
    said = run_fresh("import runpy; runpy.run_path('made.py')", folder=folder)
    return json.loads(said.rsplit("HISTORY ", 1)[1])


def test_the_script_of_a_long_way_gives_the_page_s_losses(bench: Workbench, tmp_path: Path):
    (gaps,) = [note for note in bench.concerns() if note.remedies]
    bench.mend(gaps.remedies[0])
    bench.change_table(lambda table: table.with_scitype("site", "Multiclass"))
    bench.param.update(split_seed=7, more=6)
    trained(bench)
    trained(bench)
    bench.model.optimiser.eta = 0.02
    bench.edited()
    trained(bench)
    found = run(bench.script(), tmp_path)
    rows = bench.history.current.rows
    assert found["epoch"] == list(range(19))
    for name in ("training_loss", "holdout_loss"):
        assert found[name] == [row[name] for row in rows]


def test_a_script_read_before_training_is_what_the_page_then_does(bench, tmp_path: Path):
    bench.change_table(lambda table: table.with_role("width", "ignore"))
    bench.model.builder.hidden = (3,)
    bench.param.update(more=5, standardise=False)
    code = bench.script()
    trained(bench)
    found = run(code, tmp_path)
    assert found["training_loss"] == [row["training_loss"] for row in bench.history.current.rows]


def written(model, **more) -> str:
    table = Table.of(np.ones((4, 2)))
    return script(table, model, **{"shares": SHARES, "standardise": True, "epochs": 20} | more)


def test_only_what_differs_from_the_defaults_is_written():
    lines = written(NeuralNetworkRegressor(rng=3), standardise=False)
    assert "model = NeuralNetworkRegressor(epochs=20, rng=3)" in lines
    assert "machine = Machine(model, table)" in lines
    assert "parts = split(table.y)" in lines


def test_every_name_used_is_imported():
    lines = written(quick_start("NeuralNetworkClassifier")).splitlines()
    (line,) = [line for line in lines if line.startswith("from epochlab")]
    assert line == "from epochlab import Adam, MLP, Machine, NeuralNetworkClassifier, Table, split"


@pytest.mark.parametrize("kind", ["NeuralNetworkClassifier", "ImageClassifier"])
def test_settings_make_the_model_they_were_taken_from(kind):
    model = clone(quick_start(kind), **{"optimiser": Momentum(rho=0.5), "lambda_": 0.1})
    flat = {"model": kind_name(model), **settings(model), "rows": "3 of 4", "standardise": True}
    assert settings(rebuilt(json.loads(json.dumps(flat)))) == settings(model)


def test_hostile_names_stay_text():
    name = '");import os#\n.csv'
    frame = Table.of(np.ones((4, 2))).frame
    table = Table(frame, name, steps=(Step("read_table", {"source": name}),))
    code = script(table, NeuralNetworkClassifier(), shares=SHARES, standardise=False, epochs=1)
    assert f"table = read_table({name!r})" in code.splitlines()


# ---- stretches


def start(kind: str, epoch: int, **more) -> Started:
    model = NeuralNetworkClassifier(optimiser=Adam(eta=0.1), rng=1)
    flat = {"model": kind_name(model), **settings(model), **more}
    return Started(0, kind, epoch, 99, flat, {})


def epochs(first: int, last: int) -> list[Epoch]:
    return [Epoch(epoch, 0.5) for epoch in range(first, last + 1)]


def test_only_the_latest_branch_is_written():
    events = [start("cold", 0), *epochs(0, 4), start("cold", 0, batch_size=9), *epochs(0, 2)]
    (only,) = stretches(events)
    assert (only.epochs, only.settings["batch_size"]) == (2, 9)


def test_a_change_while_training_is_marked_as_within_an_epoch():
    change = Changed(2, {"optimiser.eta": (0.1, 0.01)})
    found = stretches([start("cold", 0), *epochs(0, 2), change, *epochs(3, 5)])
    assert [stretch.epochs for stretch in found] == [2, 5]
    assert [stretch.midway for stretch in found] == [False, True]
    code = written(NeuralNetworkClassifier(), path=found)
    assert "model.optimiser.eta = 0.01\nmodel.epochs = 5\n" in code
    assert "within an epoch" in code


def test_a_stretch_without_an_epoch_is_left_out():
    events = [start("cold", 0), *epochs(0, 2), start("warm", 2, loss="focal")]
    assert len(stretches([*events, start("warm", 2), *epochs(3, 4)])) == 2


def test_another_optimiser_is_written_whole():
    before = {"model": "NeuralNetworkClassifier", **settings(NeuralNetworkClassifier(rng=1))}
    model = NeuralNetworkClassifier(rng=1, optimiser=Momentum(eta=0.5))
    now = {"model": "NeuralNetworkClassifier", **settings(model)}
    code = written(model, path=[Stretch(before, 3), Stretch(now, 6)])
    assert "model.optimiser = Momentum(eta=0.5)\nmodel.epochs = 6\n" in code
    assert "Momentum" in code.split("import ")[1].splitlines()[0]


# ---- steps of a table


def test_steps_survive_storage(tmp_path: Path):
    table = Table.of(pd.DataFrame({"a": [1.0, 2, 3], "b": ["x", "y", "x"]}))
    table = table.with_scitype("b", "Multiclass").with_levels("b", ["y", "x"])
    save_table(table, tmp_path / "table")
    assert load_table(tmp_path / "table").steps == table.steps
    assert [step.call for step in table.steps] == ["with_scitype", "with_levels"]


def test_a_method_that_calls_another_is_one_step():
    table = Table.of(pd.DataFrame({"a": [1.0, 2], "b": ["1", "y"]}))
    changed = table.with_role("b", "ignore").unreadable_as_missing("b")
    assert [step.call for step in changed.steps] == ["with_role", "unreadable_as_missing"]
    assert changed.roles["b"] == "feature"


def test_a_pending_change_is_written_without_what_is_no_setting_of_the_model(bench: Workbench):
    bench.load_sample("iris")
    now = bench._now()
    before = {name: value for name, value in now.items() if name != "table"}
    path = (Stretch(before, 5), Stretch(now | {"optimiser.eta": 0.5}, 10))
    text = script(bench.table, bench.model, shares={}, standardise=True, epochs=5, path=path)
    assert "model.optimiser.eta = 0.5" in text
    assert "model.table" not in text


def test_columns_may_be_called_as_the_marks_of_a_spec():
    for name in ("kind", "callable", "split"):
        model = NeuralNetworkClassifier(embedding_dims={name: 2})
        assert settings(rebuilt(settings(model) | {"model": kind_name(model)})) == settings(model)
        given = script(
            Table.of(pd.DataFrame({"a": [1]})), model, shares={}, standardise=False, epochs=1
        )
        assert f'embedding_dims={{"{name}": 2}}' in given
