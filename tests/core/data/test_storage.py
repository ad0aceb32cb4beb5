"""Storage: a table comes back as it was, and nothing stored can run code."""

import json

import numpy as np
import pandas as pd
import pytest

from epochlab.data.images import as_images, stack
from epochlab.data.reading import read_table
from epochlab.data.storage import load_table, save_table
from epochlab.data.tables import Table
from epochlab.errors import UnreadableTable


@pytest.fixture
def rich():
    """A table of every storable kind of column."""
    return Table.of(
        pd.DataFrame(
            {
                "float": [1.5, None, np.inf],
                "single": np.array([0.1, 0.2, 0.3], dtype=np.float32),
                "int": [1, 2, 3],
                "gappy int": pd.array([1, None, 3], dtype="Int64"),
                "truth": [True, False, True],
                "text": ["a", None, "<script>"],
                "date": pd.to_datetime(["2020-01-01", None, "2021-05-05"]),
                "class": pd.Categorical(["b", None, "a"], ["b", "a", "unused"]),
                "grade": pd.Categorical([3, 1, 3], [1, 3], ordered=True),
                "mixed": pd.Categorical([1, "missing", 2], [1, 2, "missing"]),
                "flag": pd.Categorical([True, False, True]),
                "day": pd.Categorical(pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-01"])),
                "picture": as_images(np.arange(36, dtype=np.uint8).reshape(3, 4, 3)),
            }
        ),
        "rich.csv",
    )


def test_values_types_levels_and_roles_come_back(rich, tmp_path):
    save_table(rich.with_role("int", "ignore"), tmp_path / "data")
    again = load_table(tmp_path / "data")
    assert again.fingerprint() == rich.with_role("int", "ignore").fingerprint()
    plain = [name for name in rich.frame if name != "picture"]
    pd.testing.assert_frame_equal(again.frame[plain], rich.frame[plain])
    assert again.name == "rich.csv"
    assert again.scitypes == rich.scitypes


def test_notes_and_remedies_come_back(tmp_path):
    table = read_table(b";x;y\n1;2,5;a\n2;3,5;b\n", "numbers.csv")
    save_table(table, tmp_path / "data")
    again = load_table(tmp_path / "data")
    assert again.notes == table.notes and len(again.notes) >= 2
    assert again.read_as == {"encoding": "utf-8", "separator": ";"}


def test_pictures_come_back_without_being_copied(rich, tmp_path):
    save_table(rich, tmp_path / "data")
    pictures = load_table(tmp_path / "data").frame["picture"]
    np.testing.assert_array_equal(stack(pictures), stack(rich.frame["picture"]))
    assert pictures[0].base is pictures[1].base
    assert isinstance(pictures[0].base.base, np.memmap)


def test_a_stored_table_is_replaced_as_a_whole(rich, tmp_path):
    save_table(rich, tmp_path / "data")
    save_table(Table.of(np.ones((2, 2))), tmp_path / "data")
    assert len(load_table(tmp_path / "data")) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "columns.arrow",
        "table.json",
    ]


def test_a_table_that_cannot_be_stored_leaves_the_old_one(rich, tmp_path):
    save_table(rich, tmp_path / "data")
    odd = Table.of(pd.DataFrame({"odd": pd.Series([1, "a", {1}], dtype=object), "y": [1, 2, 3]}))
    with pytest.raises(UnreadableTable, match="“odd”"):
        save_table(odd, tmp_path / "data")
    assert load_table(tmp_path / "data").fingerprint() == rich.fingerprint()
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.parametrize("file", ["table.json", "columns.arrow", "12.npy"])
def test_a_damaged_folder_is_refused(rich, tmp_path, file):
    save_table(rich, tmp_path / "data")
    (tmp_path / "data" / file).write_bytes(b"junk")
    with pytest.raises(UnreadableTable, match="no whole table"):
        load_table(tmp_path / "data")


def test_a_pickled_array_is_refused(rich, tmp_path):
    save_table(rich, tmp_path / "data")
    np.save(tmp_path / "data" / "12.npy", np.array([{}, {}, {}]), allow_pickle=True)
    with pytest.raises(UnreadableTable):
        load_table(tmp_path / "data")


def test_the_plan_is_plain_json(rich, tmp_path):
    save_table(rich, tmp_path / "data")
    plan = json.loads((tmp_path / "data" / "table.json").read_text())
    assert plan["columns"][7]["levels"] == ["b", "a", "unused"]
