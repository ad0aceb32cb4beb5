"""Of many columns some are drawn, targets always; picks of a stranger's page are checked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from epochlab.components.columns_table import AT_ONCE, ColumnsTable, roles
from epochlab.data.tables import Table

WIDE = 200


@pytest.fixture
def picked() -> list:
    return []


@pytest.fixture
def wide(picked) -> ColumnsTable:
    """200 columns of numbers, the last one the target."""
    frame = pd.DataFrame(np.eye(6, WIDE), columns=[f"gene_{i}" for i in range(WIDE)])
    shown = ColumnsTable(lambda *change: picked.append(change))
    shown.show(Table.of(frame, "genes.csv"))
    return shown


def names(shown: ColumnsTable) -> list[str]:
    return [column["name"] for column in shown.columns]


def test_of_many_columns_the_target_and_the_first_are_drawn(wide):
    assert names(wide) == ["gene_199", *(f"gene_{i}" for i in range(AT_ONCE))]
    assert wide.shown_text == "61 of 200 columns shown."


def test_more_are_drawn_until_none_is_left(wide):
    for _ in range(3):
        assert wide.more_text
        wide._handle_msg({"more": True})
    assert len(names(wide)) == WIDE
    assert wide.more_text == wide.shown_text == ""


def test_a_column_is_found_by_part_of_its_name(wide):
    wide._handle_msg({"find": "GENE_17"})
    assert names(wide) == ["gene_17", *(f"gene_{i}" for i in range(170, 180))]
    wide._handle_msg({"find": "nothing like it"})
    assert names(wide) == []


def test_another_table_is_shown_from_its_beginning(wide):
    wide._handle_msg({"find": "gene_17"})
    wide.show(Table.of(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), "small.csv"))
    assert names(wide) == ["a", "b"]


def test_a_changed_table_keeps_what_was_looked_for(wide):
    wide._handle_msg({"find": "gene_17"})
    wide.show(wide.table.with_role("gene_17", "ignore"))
    assert names(wide)[0] == "gene_17"
    assert wide.columns[0]["role"] == "ignore"


def test_a_pick_is_handed_on(wide, picked):
    wide._handle_msg({"column": 3, "name": "gene_3", "what": "role", "value": "ignore"})
    assert picked == [("gene_3", "role", "ignore")]


@pytest.mark.parametrize(
    "sent",
    [
        {"column": 4, "name": "gene_3", "what": "role", "value": "ignore"},
        {"column": 3, "name": "unknown", "what": "role", "value": "ignore"},
        {"column": 3, "name": "gene_3", "what": "frame", "value": "ignore"},
        {"column": 3, "name": "gene_3", "what": "role", "value": 1},
        "role",
        None,
    ],
)
def test_a_pick_that_does_not_fit_the_table_is_ignored(wide, picked, sent):
    wide._handle_msg(sent)
    assert picked == []


def test_a_second_target_is_offered_only_beside_a_first():
    table = Table.of(pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})).with_target("b")
    assert [role for role, _ in roles(table, "a")] == ["feature", "target", "also", "ignore"]
    assert [role for role, _ in roles(table, "b")] == ["feature", "target", "ignore"]
    alone = table.with_role("b", "feature")
    assert [role for role, _ in roles(alone, "a")] == ["feature", "target", "ignore"]


def test_what_was_wrong_stands_at_its_column(wide):
    wide.show(wide.table, {"gene_2": "It cannot be read so."})
    wrong = {column["name"]: column["problem"] for column in wide.columns if column["problem"]}
    assert wrong == {"gene_2": "It cannot be read so."}
