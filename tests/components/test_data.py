"""The Data step: a file becomes a table with roles and meanings, and trouble is told in words."""

from __future__ import annotations

import asyncio

import param
import pytest

from epochlab.components.data import DataStep
from epochlab.data.matching import Match
from epochlab.workbench import Workbench

HOSTILE = "<img src=x onerror=alert(1)>"
RAGGED = b"a,b,y\n" + b"1,2,p\n3,4,q\n" * 10 + b"1,2\n1,2,3,4\n"


@pytest.fixture(autouse=True)
def at_once(monkeypatch) -> None:
    """What the page does in the background is done before a test goes on, and leaves no loop."""
    monkeypatch.setattr(param.parameterized, "async_executor", lambda work: asyncio.run(work()))


@pytest.fixture
def bench(tmp_path) -> Workbench:
    return Workbench(tmp_path)


@pytest.fixture
def went() -> list[str]:
    return []


@pytest.fixture
def step(bench, went) -> DataStep:
    return DataStep(bench, went.append)


def upload(step: DataStep, name: str, content: bytes) -> None:
    """Do as the browser does with a small file."""
    step.source._handle_msg({"start": name, "size": len(content), "id": "1"})
    if content:
        step.source._handle_msg({"piece": 0, "id": "1", "data": content})


@pytest.fixture
def loaded(step, iris) -> DataStep:
    upload(step, "iris.csv", iris.to_csv(index=False).encode())
    return step


def pick(step: DataStep, column: str, what: str, value: str) -> None:
    """Pick a role or meaning, as the browser tells it."""
    place = list(step.bench.table.roles).index(column)
    step.columns._handle_msg({"column": place, "name": column, "what": what, "value": value})


def said(step: DataStep) -> list[str]:
    """What the messages say, problems of the moment first."""
    return [each.happened for each in (*step.problems.messages, *step.concerns.messages)]


def press(step: DataStep, label: str) -> None:
    """Press a button in a message."""
    for messages in (step.problems, step.concerns):
        for at, message in enumerate(messages.messages):
            if label in [action.label for action in message.actions]:
                messages.press(at, label)
                return
    raise AssertionError(f"No button {label!r}.")


def test_without_data_there_is_only_the_way_to_bring_some(step):
    assert not step.source.loaded
    assert not step.loaded.visible


def test_a_file_becomes_a_table_that_can_be_trained_on_at_once(loaded, bench):
    assert loaded.file.facts == "150 rows · 5 columns · 0 missing"
    assert bench.table.targets == ["species"]
    assert bench.model is not None and bench.obstacle() is None
    assert said(loaded) == []


def test_reading_ends_even_when_the_file_cannot_be_read(step):
    upload(step, "junk.csv", b"\x00\x01" * 40)
    assert step.source.busy == ""
    assert not step.file.busy


def test_a_file_that_cannot_be_read_leaves_what_was_loaded(loaded, bench):
    upload(loaded, "empty.csv", b"")
    assert said(loaded) == ["empty.csv is empty."]
    assert bench.table.name == "iris.csv"


def test_a_problem_is_gone_after_it_is_closed(loaded):
    upload(loaded, "empty.csv", b"")
    loaded.problems._handle_msg({"close": 0})
    assert said(loaded) == []


def test_a_problem_is_gone_after_the_next_file(step, iris):
    upload(step, "empty.csv", b"")
    upload(step, "iris.csv", iris.to_csv(index=False).encode())
    assert said(step) == []


def test_a_file_too_large_is_refused_in_words(loaded, bench):
    loaded.source._handle_msg({"refuse": "big.csv", "size": 740 * 2**20})
    assert said(loaded) == ["big.csv is 740 MB; this page takes 100 MB."]
    assert bench.table.name == "iris.csv"


def test_broken_rows_can_be_left_out_with_one_click(loaded, bench):
    upload(loaded, "ragged.csv", RAGGED)
    press(loaded, "Leave 2 rows out")
    assert bench.table.name == "ragged.csv"
    assert len(bench.table) == 20


def test_there_is_no_offer_to_leave_out_every_row(step):
    upload(step, "odd.csv", b"a,b\n1,2,3\n4,5,6\n")
    assert step.problems.messages[0].actions == ()


def test_a_refused_text_file_can_be_read_another_way(step, bench):
    upload(step, "semi.csv", b"a;b,c;y\n1;2;p\n3;4;q\n" * 5)
    assert bench.table is None or bench.table.read_as["separator"] == ";"
    upload(step, "half.csv", "naïve,y\n1,p\n".encode("cp1252") + b"\x00\x00")
    assert step.again.visible
    assert step.again.lead == "Read half.csv another way:"


def test_the_loaded_file_is_read_again_with_another_separator(step, bench):
    upload(step, "semi.csv", b"a;y\n1;p\n2;q\n" * 1 + b"3;p\n4;q\n" * 5)
    step.file._handle_msg({"pick": "separator", "value": ","})
    assert list(bench.table.roles) == ["a;y"]
    step.file._handle_msg({"pick": "separator", "value": ""})
    assert list(bench.table.roles) == ["a", "y"]


def test_a_sample_offers_no_other_way_to_read_it(step, bench):
    step.source._handle_msg({"sample": "moons"})
    assert bench.table.name == "Moons"
    assert step.file.choices == []


def test_another_target_takes_one_pick(loaded, bench):
    pick(loaded, "petal_width", "role", "target")
    assert bench.table.targets == ["petal_width"]
    assert bench.table.roles["species"] == "feature"


def test_a_second_target_can_be_added(loaded, bench):
    pick(loaded, "petal_width", "role", "target")
    pick(loaded, "petal_length", "role", "also")
    assert bench.table.targets == ["petal_length", "petal_width"]


def test_a_meaning_changes_and_can_be_taken_back(loaded, bench):
    pick(loaded, "petal_width", "meaning", "Multiclass")
    assert bench.table.scitypes["petal_width"] == "Multiclass"
    loaded.file._handle_msg({"undo": True})
    assert bench.table.scitypes["petal_width"] == "Continuous"
    assert loaded.file.undo == ""


def test_a_meaning_that_cannot_be_is_refused_beside_its_column(loaded, bench):
    pick(loaded, "petal_width", "meaning", "Count")
    wrong = {column["name"]: column["problem"] for column in loaded.columns.columns}
    assert "cannot be Count" in wrong["petal_width"]
    assert bench.table.scitypes["petal_width"] == "Continuous"
    assert said(loaded) == []


def test_what_was_wrong_at_a_column_is_gone_after_the_next_change(loaded):
    pick(loaded, "petal_width", "meaning", "Count")
    pick(loaded, "petal_width", "role", "ignore")
    assert not any(column["problem"] for column in loaded.columns.columns)


def test_text_read_as_numbers_keeps_its_role_and_loses_what_is_none(step, bench):
    rows = b"".join(b"%d,p\n%d,q\n" % (k, k + 50) for k in range(40))
    upload(step, "mixed.csv", b"a,y\n" + rows + b"unknown,p\n")
    pick(step, "a", "role", "ignore")
    pick(step, "a", "meaning", "Continuous")
    assert bench.table.missing["a"] == 1
    assert bench.table.roles["a"] == "ignore"


def test_gaps_are_filled_with_one_click_and_come_back_with_undo(step, bench):
    step.source._handle_msg({"sample": "cars"})
    press(step, "Leave out 14 rows")
    assert (len(bench.table), sum(bench.table.missing.values())) == (392, 0)
    step.file._handle_msg({"undo": True})
    assert len(bench.table) == 406


def test_a_model_that_does_not_fit_is_made_to_with_one_click(loaded, bench):
    loaded.fits._handle_msg({"unlock": "NeuralNetworkRegressor"})
    fitting = [match.model for match in bench.matches() if match.fits]
    assert fitting == ["NeuralNetworkRegressor"]


def test_a_coercion_for_numbered_classes_gives_back_the_numbers(step, bench):
    upload(step, "stars.csv", b"a,y\n" + b"1.5,10\n2.5,20\n" * 20)
    step._unlock(Match("NeuralNetworkRegressor", False, coercion={"y": "Continuous"}))
    assert sorted(set(bench.table.y)) == [10, 20]


def test_an_obstacle_is_told_once_and_keeps_the_way_on_open(step, bench, went):
    step.source._handle_msg({"sample": "cars"})
    assert not bench.train()
    assert len(said(step)) == len(set(said(step)))
    step.next.clicks += 1
    assert went == ["model"]


def test_names_from_data_are_handed_to_the_browser_as_they_are_and_nowhere_as_html(step, bench):
    upload(step, f"{HOSTILE}.csv", f"{HOSTILE},y\n".encode() + b"1,p\n2,q\n" * 10)
    assert step.columns.columns[0]["name"] == HOSTILE
    assert not [pane for pane in step._parts.select() if hasattr(pane, "object")]


def test_what_is_done_is_read_aloud(bench, iris):
    heard: list[str] = []
    step = DataStep(bench, print, heard.append)
    upload(step, "iris.csv", iris.to_csv(index=False).encode())
    pick(step, "petal_width", "role", "ignore")
    assert heard == [
        "Reading iris.csv…",
        "iris.csv: 150 rows · 5 columns · 0 missing",
        "petal_width: Ignore.",
    ]
