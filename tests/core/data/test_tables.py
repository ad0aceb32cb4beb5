"""Tables: guessed roles, explicit treatment of gaps, and changes that leave the old one alone."""

import numpy as np
import pandas as pd
import pytest

from epochlab.data.scitypes import Continuous, Count, Image, Multiclass, OrderedFactor, levels
from epochlab.data.tables import Table
from epochlab.errors import ScitypeMismatch, UnreadableTable


@pytest.fixture
def gappy():
    """Six rows: a number, a count and a class with gaps, and a target without."""
    return Table.of(
        pd.DataFrame(
            {
                "width": [1.0, None, 3.0, 4.0, 10.0, 2.0],
                "rooms": pd.array([1, 2, None, 2, 7, 8], dtype="Int64"),
                "colour": pd.Categorical(["r", "g", "g", None, "b", "r"], ["r", "g", "b"]),
                "price": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            }
        )
    )


def test_the_last_usable_column_is_the_target(gappy):
    assert gappy.targets == ["price"]
    assert gappy.features == ["width", "rooms", "colour"]


def test_a_column_with_a_telling_name_is_the_target():
    table = Table.of(pd.DataFrame({"Class": list("abab"), "x": [0.1, 0.2, 0.3, 0.4]}))
    assert table.targets == ["Class"]


def test_what_no_network_reads_is_ignored_and_said():
    frame = pd.DataFrame(
        {
            "id": range(6),
            "who": [f"p{i}" for i in range(6)],
            "born": pd.to_datetime(["2020-01-01"] * 6),
            "empty": [None] * 6,
            "x": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
            "y": [1.1, 1.2, 1.3, 1.4, 1.5, 1.6],
        }
    )
    table = Table.of(frame)
    assert [n for n, role in table.roles.items() if role == "ignore"] == [
        "id",
        "who",
        "born",
        "empty",
    ]
    told = " ".join(map(str, table.notes))
    assert all(f"“{name}”" in told for name in ("id", "who", "born", "empty"))


def test_numbers_that_only_look_like_row_numbers_stay():
    table = Table.of(pd.DataFrame({"id": [1, 1, 2], "y": [0.5, 1.5, 2.5]}))
    assert table.features == ["id"]


def test_several_targets_give_a_frame(gappy):
    assert isinstance(gappy.y, pd.Series)
    assert list(gappy.with_role("width", "target").y.columns) == ["width", "price"]


def test_a_column_of_pictures_comes_as_a_series():
    frame = pd.DataFrame({"picture": [np.zeros((2, 2))] * 2, "label": pd.Categorical(["a", "b"])})
    table = Table.of(frame)
    assert isinstance(table.X, pd.Series)
    assert table.scitypes["picture"] == Image


def test_arrays_get_names():
    assert list(Table.of(np.ones((3, 2))).frame.columns) == ["x1", "x2"]


def test_a_table_does_not_change_with_the_frame_it_was_made_of():
    frame = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    array = frame.to_numpy().copy()
    tables = Table.of(frame), Table.of(array)
    frame.loc[0, "a"] = 99.0
    array[0, 0] = 99.0
    assert [table.frame.iloc[0, 0] for table in tables] == [1.0, 1.0]


@pytest.mark.parametrize("data", [pd.DataFrame(), pd.DataFrame({"a": []}), {"a": 1}, "a,b"])
def test_what_is_no_table_is_refused(data):
    with pytest.raises(UnreadableTable) as caught:
        Table.of(data)
    assert caught.value.happened and caught.value.kept and caught.value.todo


def test_gaps_are_counted_and_kept(gappy):
    assert dict(gappy.missing) == {"width": 1, "rooms": 1, "colour": 1, "price": 0}
    assert dict(gappy.guessed().missing) == dict(gappy.missing)


def test_rows_with_gaps_are_left_out_when_asked(gappy):
    whole = gappy.without_missing()
    assert whole.frame["width"].tolist() == [1.0, 10.0, 2.0]
    assert whole.frame.index.tolist() == [0, 1, 2]
    assert len(gappy) == 6


def test_gaps_in_ignored_columns_cost_no_rows(gappy):
    table = gappy.with_role("width", "ignore").with_role("rooms", "ignore")
    assert len(table.without_missing()) == 5


def test_leaving_out_every_row_is_refused():
    table = Table.of(pd.DataFrame({"a": [1.0, None], "b": [None, 2.0], "c": [1.0, 2.0]}))
    with pytest.raises(ScitypeMismatch, match="None of the 2 rows"):
        table.without_missing()


def test_gaps_are_filled_with_the_middle_or_the_most_frequent(gappy):
    frame = gappy.fill_missing().frame
    assert frame.loc[1, "width"] == 3.0  # of 1, 2, 3, 4, 10
    assert frame.loc[2, "rooms"] == 2  # of 1, 2, 2, 7, 8
    assert frame.loc[3, "colour"] == "r"  # as frequent as g, and earlier in the pool


def test_fillings_are_computed_on_the_rows_given(gappy):
    frame = gappy.fill_missing(rows=np.array([4, 5])).frame
    assert frame.loc[1, "width"] == 6.0
    assert frame.loc[2, "rooms"] == 7  # whole, not 7.5
    assert frame.loc[3, "colour"] == "r"


def test_only_named_columns_are_filled(gappy):
    assert dict(gappy.fill_missing(["width"]).missing)["rooms"] == 1


def test_a_target_is_filled_only_if_named(gappy):
    table = gappy.with_role("width", "target")
    assert table.fill_missing().missing["width"] == 1
    assert table.fill_missing(["width"]).missing["width"] == 0


def test_an_empty_column_cannot_be_filled():
    table = Table.of(pd.DataFrame({"a": [np.nan, np.nan], "y": [1.0, 2.0]}))
    with pytest.raises(ScitypeMismatch, match="no value"):
        table.fill_missing(["a"])


def test_gaps_can_be_a_class_of_their_own(gappy):
    column = gappy.missing_as_class("colour").frame["colour"]
    assert levels(column) == ["r", "g", "b", "missing"]
    assert column[3] == "missing"


def test_a_class_for_gaps_needs_a_new_name(gappy):
    with pytest.raises(ScitypeMismatch, match="“g” already"):
        gappy.missing_as_class("colour", "g")


def test_numbers_have_no_class_for_gaps(gappy):
    with pytest.raises(ScitypeMismatch, match="is Continuous"):
        gappy.missing_as_class("width")


def test_a_changed_mind_loses_no_numbers():
    table = Table.of(pd.DataFrame({"grade": [3, 5, 10, 3], "y": [0.1, 0.2, 0.3, 0.4]}))
    classes = table.with_scitype("grade", "OrderedFactor")
    assert classes.scitypes["grade"] == OrderedFactor
    assert classes.with_scitype("grade", "Continuous").frame["grade"].tolist() == [3, 5, 10, 3]
    assert classes.with_scitype("grade", "Count").frame["grade"].tolist() == [3, 5, 10, 3]


def test_named_classes_become_their_positions():
    table = Table.of(pd.DataFrame({"size": ["s", "l", "m"], "y": [0.1, 0.2, 0.3]}))
    ordered = table.with_scitype("size", "OrderedFactor").with_levels("size", ["s", "m", "l"])
    assert ordered.with_scitype("size", "Continuous").frame["size"].tolist() == [1.0, 3.0, 2.0]


def test_a_meaning_that_does_not_fit_leaves_the_table():
    table = Table.of(pd.DataFrame({"a": ["1", "two"], "y": [1.0, 2.0]}))
    with pytest.raises(ScitypeMismatch, match="“two”"):
        table.with_scitype("a", Continuous)
    assert table.frame["a"].tolist() == ["1", "two"]


def test_unreadable_text_becomes_gaps_when_asked():
    table = Table.of(pd.DataFrame({"a": ["1", "two", "3"], "y": [1.0, 2.0, 3.0]}))
    numbers = table.unreadable_as_missing("a")
    assert numbers.scitypes["a"] == Continuous
    assert numbers.missing["a"] == 1
    assert numbers.roles["a"] == "feature"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda t: t.with_role("nope", "target"), "no column 'nope'"),
        (lambda t: t.with_role("width", "hero"), "'hero' is not a role"),
        (lambda t: t.with_scitype("width", "Hero"), "'Hero' is not a scientific type"),
        (lambda t: t.fill_missing(["nope"]), "no column 'nope'"),
    ],
)
def test_unknown_names_are_refused(gappy, call, words):
    with pytest.raises(ValueError, match=words):
        call(gappy)


CHANGES = {
    "value": lambda t: t.with_frame(t.frame.assign(price=[1.0, 2, 3, 4, 5, 7])),
    "role": lambda t: t.with_role("width", "ignore"),
    "type": lambda t: t.with_scitype("rooms", "OrderedFactor"),
    "order of levels": lambda t: t.with_levels("colour", ["b", "g", "r"]),
    "unused level": lambda t: t.with_levels("colour", ["r", "g", "b", "x"]),
    "gap": lambda t: t.fill_missing(["width"]),
    "rows": lambda t: t.without_missing(),
    "name": lambda t: Table(t.frame.rename(columns={"width": "w"}), t.name, t.roles),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_fingerprint_tells_tables_apart(gappy, change):
    assert CHANGES[change](gappy).fingerprint() != gappy.fingerprint()


def test_equal_tables_have_equal_fingerprints(gappy):
    again = Table(gappy.frame.copy(), gappy.name, gappy.roles)
    assert again.fingerprint() == gappy.fingerprint()


def test_guessing_keeps_roles_and_gives_types():
    table = Table.of(pd.DataFrame({"n": [1, 2] * 10, "y": list("ab") * 10})).guessed()
    assert dict(table.scitypes) == {"n": OrderedFactor, "y": Multiclass}
    assert Table.of(pd.DataFrame({"n": [1, 2] * 10})).scitypes["n"] == Count


def test_choosing_a_target_gives_the_others_back_as_features(gappy):
    table = gappy.with_role("rooms", "target").with_role("colour", "ignore").with_target("width")
    assert table.targets == ["width"]
    assert table.features == ["rooms", "price"]
    assert table.roles["colour"] == "ignore"
