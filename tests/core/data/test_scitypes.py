"""Scientific types: the convention, coercion, and the published outcomes of guessing."""

import datetime
import logging

import numpy as np
import pandas as pd
import pytest

from epochlab.data.coercion import coerce
from epochlab.data.guessing import autotype, guess, guess_target
from epochlab.data.scitypes import (
    Continuous,
    Count,
    Image,
    Multiclass,
    OrderedFactor,
    ScientificDateTime,
    Textual,
    Unknown,
    level_codes,
    levels,
    schema,
    scitype,
    with_levels,
)
from epochlab.data.tables import Table
from epochlab.errors import ScitypeMismatch


@pytest.fixture
def ten_rows():
    """The ten-row table of the reference's own test of `autotype`."""
    return pd.DataFrame(
        {
            "a": ["M", "F", None, "M", "F", "M", None, "F", "M", "F"],
            "b": [0.11, 0.22, 0.33, 0.44, 0.55, 0.66, 0.77, 0.88, 0.99, 1.11],
            "c": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
            "d": ["w", "x", "y", "z", "w", "x", "y", "z", "w", "x"],
            "e": pd.array([1, 2, 3, 4, None, 1, 2, 3, 4, 1], dtype="Int64"),
            "f": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1],
        }
    )


CONVENTION = [
    ([1.0, 2.5], Continuous),
    (np.array([1, 2], dtype=np.float32), Continuous),
    ([1, 2], Count),
    ([True, False], Count),
    (["a", "b"], Textual),
    (["a", None], Textual),
    ([1.0, None], Continuous),
    (pd.array([1, None], dtype="Int64"), Count),
    (pd.array([True, None], dtype="boolean"), Count),
    (pd.Categorical(["a", "b"]), Multiclass),
    (pd.Categorical(["a", "b"], ordered=True), OrderedFactor),
    (pd.to_datetime(["2020-01-01"]), ScientificDateTime),
    ([datetime.date(2020, 1, 1)], ScientificDateTime),
    ([np.zeros((2, 2)), np.ones((2, 2))], Image),
    ([np.zeros((2, 2, 3)), None], Image),
    ([1, "a"], Unknown),
    ([None, None], Unknown),
    ([[1], [2]], Unknown),
]


@pytest.mark.parametrize(("values", "kind"), CONVENTION)
def test_the_convention_decides_by_how_values_are_stored(values, kind):
    assert scitype(pd.Series(values)) == kind


def test_types_are_equal_to_their_names():
    assert Continuous == "Continuous"
    assert str(OrderedFactor) == "OrderedFactor"


def test_few_values_of_five_rows_become_finite_as_published():
    table = pd.DataFrame(
        {
            "book": ["red", "white", "blue", "blue", "white"],
            "number": [0, 1, 1, 0, 1],
            "gender": ["M", "F", "F", "M", "F"],
            "random": ["q", "r", "s", "t", "u"],
        }
    )
    found = autotype(table, only_changes=False)
    assert found == {
        "book": Multiclass,
        "number": OrderedFactor,
        "gender": Multiclass,
        "random": Textual,
    }


def test_autotype_gives_the_published_changes(ten_rows):
    found = autotype(ten_rows)
    assert found == {"a": Multiclass, "d": Multiclass, "e": OrderedFactor, "f": OrderedFactor}


def test_discrete_to_continuous_alone_takes_every_count(ten_rows):
    found = autotype(ten_rows, rules=["discrete_to_continuous"])
    assert found == {"c": Continuous, "e": Continuous, "f": Continuous}


def test_rules_are_applied_in_the_order_given(ten_rows):
    found = autotype(ten_rows, rules=["few_to_finite", "discrete_to_continuous"])
    assert (found["c"], found["e"], found["f"]) == (Continuous, OrderedFactor, OrderedFactor)
    found = autotype(ten_rows, rules=["discrete_to_continuous", "few_to_finite"])
    assert (found["c"], found["e"]) == (Continuous, OrderedFactor)


def test_string_to_multiclass_ignores_how_many_there_are():
    table = pd.DataFrame({"name": [f"n{i}" for i in range(20)], "x": range(20)})
    assert autotype(table, rules=["string_to_multiclass"]) == {"name": Multiclass}


def test_autotype_keeps_gaps(ten_rows):
    changed = coerce(ten_rows, autotype(ten_rows))
    assert changed["a"].isna().tolist() == ten_rows["a"].isna().tolist()
    assert (levels(changed["a"]), levels(changed["e"])) == (["F", "M"], [1, 2, 3, 4])


def test_an_array_is_typed_as_one_column():
    assert autotype(np.ones((3, 3))) == OrderedFactor


def test_an_unknown_rule_is_refused(ten_rows):
    with pytest.raises(ValueError, match="'few' is not a rule"):
        autotype(ten_rows, rules=["few"])


@pytest.mark.parametrize(
    ("unique", "rows", "few"),
    [
        (3, 5, True),
        (4, 4, True),
        (5, 49, False),
        (5, 50, True),
        (100, 1000, True),
        (101, 5000, False),
    ],
)
def test_few_is_up_to_a_tenth_of_the_rows_but_at_most_a_hundred(unique, rows, few):
    column = pd.DataFrame({"v": [f"w{i % unique}" for i in range(rows)]})
    assert (autotype(column) == {"v": Multiclass}) is few


def test_the_page_keeps_measurements_that_repeat_as_numbers():
    ages = pd.DataFrame({"age": [0.5 + i % 60 for i in range(1000)], "rooms": [1, 2, 3, 4] * 250})
    assert autotype(ages)["age"] == OrderedFactor
    assert guess(ages) == {"age": Continuous, "rooms": OrderedFactor}


def test_the_page_reads_repeating_text_as_classes_and_names_as_text():
    table = pd.DataFrame(
        {"site": [f"s{i % 6}" for i in range(18)], "who": [f"p{i}" for i in range(18)]}
    )
    assert guess(table) == {"site": Multiclass, "who": Textual}


def test_the_target_is_the_last_usable_column_or_one_named_so():
    kinds = {"a": Continuous, "b": Multiclass, "who": Textual}
    assert guess_target(kinds) == "b"
    assert guess_target({"Species": Multiclass} | kinds) == "Species"
    assert guess_target({"who": Textual}) is None


def test_categorical_becomes_its_level_codes():
    column = coerce(["b", "a", "c", "a"], "Multiclass")
    assert coerce(column, "Continuous").tolist() == [2.0, 1.0, 3.0, 1.0]
    assert coerce(column, "Count").tolist() == [2, 1, 3, 1]


def test_level_codes_follow_a_new_order():
    column = coerce(list(range(1, 11)), "OrderedFactor")
    changed = with_levels(column, [4, 10, 9, 7, 6, 2, 8, 3, 1, 5])
    assert level_codes(changed).tolist() == [9, 6, 8, 1, 10, 5, 4, 7, 3, 2]
    assert changed.dtype.ordered


def test_a_new_order_must_name_every_level_that_occurs():
    column = coerce(["a", "b"], "Multiclass")
    with pytest.raises(ValueError, match="lacks 'b'"):
        with_levels(column, ["a"])


def test_a_subset_keeps_the_pool():
    column = coerce(["b", "a", "c"], "Multiclass")
    assert levels(column[:1]) == ["a", "b", "c"]


def test_switching_the_order_flag_keeps_the_order():
    column = with_levels(coerce(["lo", "hi"], "Multiclass"), ["lo", "hi"])
    assert levels(coerce(column, "OrderedFactor")) == ["lo", "hi"]


def test_text_is_parsed():
    assert coerce(["1.5", " 2 ", "-3e2"], "Continuous").tolist() == [1.5, 2.0, -300.0]
    assert coerce(["1", "2"], "Count").tolist() == [1, 2]


REFUSED = [
    (["1", "two"], "Continuous", "“two” in row 2"),
    ([1.0, 2.5], "Count", "“2.5” in row 2"),
    ([1.0, -2.5], "Count", "“-2.5” in row 2"),
    ([1.0, np.inf], "Count", "“inf” in row 2"),
    ([1.0, 2.0], "Textual", "“1.0”"),
    ([1, 2], "Textual", "“1”"),
    ([[1], [2]], "Multiclass", "“\\[1\\]”"),
    (pd.to_datetime(["2020-01-01"]), "Continuous", "2020-01-01"),
]


@pytest.mark.parametrize(("values", "kind", "named"), REFUSED)
def test_what_cannot_be_read_is_named(values, kind, named):
    with pytest.raises(ScitypeMismatch, match=named) as caught:
        coerce(pd.Series(values, name="v"), kind)
    assert caught.value.happened and caught.value.kept and caught.value.todo


def test_classes_of_text_become_text_again_and_those_of_numbers_do_not():
    assert coerce(coerce(["b", "a"], "Multiclass"), "Textual").tolist() == ["b", "a"]
    with pytest.raises(ScitypeMismatch):
        coerce(coerce([1, 2], "Multiclass"), "Textual")


@pytest.mark.parametrize("kind", ["Continuous", "Count", "Multiclass", "OrderedFactor"])
@pytest.mark.parametrize("values", [[1.0, None, 3.0], ["1", None, "3"]])
def test_gaps_stay_gaps_and_are_logged(kind, values, caplog):
    with caplog.at_level(logging.INFO):
        changed = coerce(pd.Series(values, name="v"), kind)
    assert changed.isna().tolist() == [False, True, False]
    assert scitype(changed) == kind
    assert "'v' has gaps" in caplog.text


def test_tight_drops_room_for_gaps_that_are_not_there():
    column = pd.Series([1, 2], dtype="Int64")
    assert str(coerce(column, "Count").dtype) == "Int64"
    assert str(coerce(column, "Count", tight=True).dtype) == "int64"


def test_pairs_of_types_concern_all_columns_of_a_type(ten_rows):
    changed = coerce(ten_rows, {Count: Continuous, Textual: Multiclass})
    kinds = {name: scitype(changed[name]) for name in changed}
    assert [name for name, kind in kinds.items() if kind == Multiclass] == ["a", "d"]
    assert [name for name, kind in kinds.items() if kind == Continuous] == ["b", "c", "e", "f"]


def test_a_family_stands_for_its_types(ten_rows):
    changed = coerce(coerce(ten_rows, {"a": "Multiclass"}), {"Finite": OrderedFactor})
    assert scitype(changed["a"]) == OrderedFactor


def test_a_column_may_be_called_like_a_type():
    frame = pd.DataFrame({"Count": [1, 2]})
    assert scitype(coerce(frame, {"Count": "Continuous"})["Count"]) == Continuous


@pytest.mark.parametrize(
    ("types", "words"),
    [
        ({"a": Multiclass, Count: Continuous}, "not both"),
        ({Count: Continuous, "Infinite": OrderedFactor}, "contradict"),
        ({"nope": Continuous}, "no column 'nope'"),
        ({"a": "Multiclas"}, "'Multiclas' is not a scientific type"),
        ("Continuous", "dictionary"),
    ],
)
def test_calls_that_make_no_sense_are_refused(ten_rows, types, words):
    with pytest.raises(ValueError, match=words):
        coerce(ten_rows, types)


def test_coerce_leaves_its_argument_alone(ten_rows):
    before = ten_rows.copy()
    coerce(ten_rows, {"c": "Multiclass", "d": "Multiclass"})
    pd.testing.assert_frame_equal(ten_rows, before)


def test_coerce_takes_tables(ten_rows):
    table = coerce(Table.of(ten_rows), {"c": "OrderedFactor"})
    assert isinstance(table, Table)
    assert table.scitypes["c"] == OrderedFactor


def test_arrays_become_pictures():
    pictures = coerce(np.zeros((3, 4, 5), dtype=np.uint8), Image)
    assert (len(pictures), scitype(pictures), pictures[0].shape) == (3, Image, (4, 5))


def test_schema_summarises_columns(ten_rows):
    summary = schema(coerce(ten_rows, {"a": "Multiclass"})).set_index("names")
    assert summary.loc["a", ["scitypes", "types", "missing", "levels"]].tolist() == [
        Multiclass,
        "category",
        2,
        2,
    ]
    assert summary.loc["c", "scitypes"] == Count
    assert pd.isna(summary.loc["c", "levels"])


def test_schema_of_something_else_is_refused():
    with pytest.raises(TypeError, match="not a list"):
        schema([1, 2])
