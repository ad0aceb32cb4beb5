"""The split can be typed or dragged; what cannot be stays in its field, with the reason."""

from __future__ import annotations

import pytest

from epochlab.components.split_control import SplitControl
from epochlab.project import Project


@pytest.fixture
def bench(iris) -> Project:
    project = Project()
    project.load(iris.to_csv(index=False).encode(), "iris.csv")
    return project


@pytest.fixture
def control(bench) -> SplitControl:
    return SplitControl(bench)


def test_parts_are_counted_in_rows(control):
    assert control.rows == {"train": "105 rows", "holdout": "30 rows", "test": "15 rows"}


@pytest.mark.parametrize("typed", ["30", "30 %", "30,0", " 3e1 "])
def test_a_share_is_typed_as_percent(control, bench, typed):
    control._handle_msg({"set": "holdout", "typed": typed})
    assert bench.holdout == 0.3
    assert control.rows["holdout"] == "45 rows"


@pytest.mark.parametrize("typed", ["70", "-1", "half", "", "nan"])
def test_a_share_that_cannot_be_is_refused_in_words(control, bench, typed):
    control._handle_msg({"set": "test", "typed": typed})
    assert bench.test == 0.1
    assert typed in control.problems["test"]
    assert "from 0 to 50 %" in control.problems["test"]


def test_a_share_that_can_be_clears_what_was_wrong(control):
    control._handle_msg({"set": "test", "typed": "70"})
    control._handle_msg({"set": "test", "typed": "20"})
    assert control.problems == {}


def test_typing_the_present_share_clears_what_was_wrong_too(control):
    control._handle_msg({"set": "test", "typed": "70"})
    control._handle_msg({"set": "test", "typed": "10"})
    assert control.problems == {}


def test_dragging_sets_both_shares_at_once(control, bench):
    seen = []
    bench.param.watch(lambda *events: seen.append((bench.holdout, bench.test)), ["holdout", "test"])
    control._handle_msg({"shares": {"holdout": 0.25, "test": 0.2}})
    assert set(seen) == {(0.25, 0.2)}


def test_a_seed_is_a_whole_number(control, bench):
    control._handle_msg({"set": "seed", "typed": "7"})
    assert bench.split_seed == 7
    control._handle_msg({"set": "seed", "typed": "-7"})
    assert bench.split_seed == 7
    assert "“-7”" in control.problems["seed"]


def test_another_seed_draws_other_rows(control, bench):
    before = bench.parts().train.tolist()
    control._handle_msg({"set": "seed", "typed": "7"})
    assert bench.parts().train.tolist() != before


def test_classes_need_not_be_kept_in_proportion(control, bench):
    control._handle_msg({"keep": False})
    assert not bench.stratify


def test_why_classes_were_not_kept_is_shown(bench, control):
    rows = b"a,y\n" + b"1,p\n2,q\n" * 20 + b"3,rare\n"
    bench.load(rows, "rare.csv")
    assert "“rare” has 1 row" in control.note


def test_a_split_that_leaves_nothing_to_learn_from_says_so(control, bench):
    control._handle_msg({"shares": {"holdout": 0.5, "test": 0.5}})
    assert "below 1" in control.problem
    assert control.rows == {}


@pytest.mark.parametrize(
    "sent", [None, {"set": "frame", "typed": "1"}, {"shares": {"holdout": "1"}}, {"keep": 1}]
)
def test_what_no_page_of_ours_sends_is_ignored(control, bench, sent):
    control._handle_msg(sent)
    assert (bench.holdout, bench.test, bench.stratify) == (0.2, 0.1, True)
