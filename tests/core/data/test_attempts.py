"""An attempt holds the table, or why there is none; and reads the same file another way."""

from __future__ import annotations

import pytest

from epochlab.data.attempts import attempt, attempt_sample
from epochlab.data.rows import BrokenRows

RAGGED = b"a,b,c\n" + b"1,2,x\n3,4,y\n" * 10 + b"1,2\n1,2,3,4\n"


def test_an_attempt_holds_the_table():
    read = attempt(b"a,y\n1,p\n2,q\n", "small.csv")
    assert read.problem is None
    assert list(read.table.frame["a"]) == [1, 2]


def test_an_attempt_that_fails_holds_the_reason_instead_of_raising():
    read = attempt(b"", "empty.csv")
    assert read.table is None
    assert read.problem.happened == "empty.csv is empty."


def test_broken_rows_say_how_many_there_are_and_how_many_others():
    problem = attempt(RAGGED, "ragged.csv").problem
    assert isinstance(problem, BrokenRows)
    assert (problem.count, problem.rest) == (2, 20)


def test_rows_that_all_break_leave_none():
    problem = attempt(b"a,b\n1,2,3\n4,5,6\n", "odd.csv").problem
    assert isinstance(problem, BrokenRows)
    assert problem.rest == 0


def test_broken_lines_of_json_can_be_left_out_too():
    problem = attempt(b'{"a": 1}\nnonsense\n{"a": 2}\n', "lines.jsonl").problem
    assert (problem.count, problem.rest) == (1, 2)


def test_the_same_file_is_read_again_another_way():
    read = attempt(RAGGED, "ragged.csv").again(leave_out_broken=True)
    assert len(read.table) == 20


def test_reading_again_keeps_what_was_asked_before():
    first = attempt(RAGGED.replace(b",", b";"), "ragged.csv", separator=",")
    read = first.again(leave_out_broken=True).again(separator=";")
    assert read.reading == {"separator": ";", "leave_out_broken": True}
    assert list(read.table.roles) == ["a", "b", "c"]


def test_a_sample_brings_its_model_and_is_read_in_one_way_only():
    read = attempt_sample("iris")
    assert (len(read.table), read.model) == (150, "NeuralNetworkClassifier")
    with pytest.raises(ValueError, match="no other way"):
        read.again(separator=";")
