"""Every kind of bad input: told in three parts, the offending value named, the old table kept.

Some files cannot be read (an error); others can, and the table says what stands in the way of
training (a concern, with a remedy where a click can help).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest

from epochlab.data.concerns import concerns
from epochlab.data.reading import read_table
from epochlab.data.rows import BrokenRows
from epochlab.data.scitypes import Continuous
from epochlab.data.tables import Table
from epochlab.errors import UnreadableTable


@dataclass(frozen=True)
class Bad:
    """A file, what the message must name, and its grade ("refused" if it cannot be read)."""

    content: bytes
    named: str
    grade: str = "refused"
    remedy: str = ""
    encoding: str | None = None


def rows(header: str, *lines: str, times: int = 1) -> bytes:
    return "\n".join([header, *lines * times, ""]).encode()


def numbered(cells: list[str]) -> bytes:
    """A column `x` of different numbers, and the column `y` given."""
    return rows("x,y", *(f"{at}.5,{cell}" for at, cell in enumerate(cells)))


JUNK = np.random.default_rng(1).bytes(2_000)
WIDE = ",".join(f"c{at}" for at in range(10_000))
CASES = {
    "empty file": Bad(b"", "bad.csv is empty"),
    "blank file": Bad(b" \n\r\n\n", "bad.csv is empty"),
    "header only": Bad(b"width,species\n", "2 columns and no rows"),
    "a row too long": Bad(rows("a,b", "1,2", "3,4,5"), "Row 2 of bad.csv (line 3) has 3 values"),
    "a row too short": Bad(rows("a,b,c", "1,2,3", "3,4"), "has 2 values where the header has 3"),
    "encoding that is not the file's": Bad(
        "x,café\n1,2\n".encode("latin-1"), "0xe9 in line 1", encoding="utf-8"
    ),
    "encoding that does not exist": Bad(b"x,y\n1,2\n", "“klingon”", encoding="klingon"),
    "encoding that holds a zero": Bad(b"x,y\n1,2\n", "is not an encoding", encoding="utf\0"),
    "encoding that is found": Bad(
        "x,café\n1.5,2.5\n3.5,4.5\n".encode("latin-1"), "read as cp1252", "note"
    ),
    "binary junk": Bad(JUNK, "not a text file"),
    "binary without zeros": Bad(JUNK.replace(b"\0", b"\1"), "not a text file"),
    "a spreadsheet called csv": Bad(b"PK\x03\x04" + JUNK, "zip archive, such as an Excel file"),
    "a pickle called csv": Bad(b"\x80\x04\x95" + JUNK, "a pickle"),
    "quote that never closes": Bad(rows("a,b", '1,"2', "3,4"), "EOF inside string"),
    "no usable rows": Bad(
        rows("a,b,y", "1.5,,1.1", ",2.5,2.2", "3.5,,3.3"),
        "of 3 rows, none is usable",
        "problem",
        "Fill 3 values",
    ),
    "one class": Bad(numbered(["yes"] * 6), "always “yes”", "problem"),
    "column without a value": Bad(
        rows("empty,x,y", ",1.5,2.5", ",2.5,3.5"), "holds no value at all: “empty”", "note"
    ),
    "class seen once": Bad(
        numbered(["a"] * 5 + ["b"] * 5 + ["rare"]), "“y” occurs only once: “rare”", "careful"
    ),
    "duplicate names": Bad(
        rows("a,a,y", "1.5,2.5,3.5", "2.5,3.5,4.5"), "2 columns are called “a”", "careful"
    ),
    "empty names": Bad(rows(",x,y", "0,1.5,2.5", "1,2.5,3.5"), "1 column has no name", "note"),
    "10 000 columns": Bad(
        rows(WIDE, ",".join(["1.5"] * 10_000), ",".join(["2.5"] * 10_000)),
        "9\u00a0999 features and only 2 rows",
        "careful",
    ),
    "20 001 columns": Bad(rows(WIDE + "," + WIDE + ",x", "1"), "20\u00a0001 columns"),
    "name full of HTML": Bad(
        rows("<img src=x onerror=alert(1)>,y", "1.5,2.5", "2.5,3.5"),
        "“<img src=x onerror=alert(1)>”",
        "note",
    ),
    "text in a column of numbers": Bad(
        rows("width,y", *(f"{at}.5,{at}.25" for at in range(19)), "wide,1.75"),
        "“width” holds numbers except for 1 value of 20, such as “wide” in row 20",
        "careful",
        "Numbers, 1 value missing",
    ),
    "infinite values": Bad(
        rows("x,y", "1.5,2.5", "inf,3.5", "-inf,4.5"),
        "“x” holds 2 infinite values, the first (inf) in row 2",
        "problem",
        "Treat as missing",
    ),
    "as many classes as rows": Bad(
        rows("x,y", "1.5,a", "2.5,b", "3.5,c"), "3 classes in 3 rows", "careful"
    ),
    "gaps": Bad(
        rows("x,y", "1.5,2.5", ",3.5", "2.5,4.5"), "1 value is missing in “x”", "problem", "Fill 1"
    ),
    "numbers for names": Bad(rows("1.5,2.5", "2.5,3.5"), "only numbers, such as “1.5”", "careful"),
}


@cache
def readable(bad: Bad) -> Table:
    """The table, for a file that can be read."""
    return read_table(bad.content, "bad.csv", encoding=bad.encoding)


@cache
def told(bad: Bad) -> list:
    """The error, or all that is said about the table."""
    try:
        return list(concerns(readable(bad)))
    except UnreadableTable as error:
        return [error]


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_explained_in_three_parts(name):
    bad = CASES[name]
    messages = told(bad)
    assert all(m.happened and m.kept and m.todo for m in messages)
    about = [m for m in messages if bad.named in m.happened]
    assert len(about) == 1, [m.happened for m in messages]
    assert getattr(about[0], "grade", "refused") == bad.grade
    labels = [remedy.label for remedy in getattr(about[0], "remedies", ())]
    assert not bad.remedy or any(bad.remedy in label for label in labels)


@pytest.mark.parametrize("name", CASES)
def test_bad_input_leaves_the_table_loaded_before(name):
    before = Table.of(pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]}))
    fingerprint = before.fingerprint()
    told(CASES[name])
    assert before.fingerprint() == fingerprint


@pytest.mark.parametrize("name", [name for name, bad in CASES.items() if bad.grade != "refused"])
def test_every_remedy_can_be_applied_and_settles_its_note(name):
    table = readable(CASES[name])
    for note in told(CASES[name]):
        for remedy in note.remedies:
            after = remedy.apply(table)
            if note not in table.notes:  # those tell what happened, and stay true
                assert note.happened not in [other.happened for other in concerns(after)]


def test_more_classes_than_rows_are_noticed():
    y = pd.Categorical(["a", "b", "a"], categories=list("abcdefgh"))
    table = Table.of(pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": y}))
    assert "8 classes in 3 rows" in concerns(table)[0].happened


def test_text_chosen_as_a_feature_is_a_problem():
    table = Table.of(
        pd.DataFrame({"who": ["Ada L", "Alan T", "Grace"] * 2, "y": [1.0, 2, 3, 4, 5, 6]})
    ).with_role("who", "feature")
    note = concerns(table)[0]
    assert (note.grade, "“Ada L”" in note.happened) == ("problem", True)
    assert not any(note.grade == "problem" for note in concerns(note.remedies[1].apply(table)))


def test_a_column_without_values_chosen_as_a_feature_is_a_problem():
    table = readable(CASES["column without a value"])
    note = concerns(table.with_role("empty", "feature"))[0]
    assert (note.grade, "“empty” has no value" in note.happened) == ("problem", True)


def test_tables_without_target_or_feature_cannot_train():
    table = Table.of(pd.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]}))
    for name, missing in (("y", "no target"), ("x", "no feature")):
        assert missing in concerns(table.with_role(name, "ignore"))[0].happened


def test_a_good_table_raises_no_concern():
    table = read_table(numbered(["a", "b"] * 20), "good.csv")
    assert concerns(table) == ()


def test_broken_rows_are_counted_and_left_out_only_when_asked():
    content = rows("a,y", "1.5,2.5", "1,2,3", "4", "2.5,3.5")
    with pytest.raises(BrokenRows) as caught:
        read_table(content, "bad.csv")
    assert caught.value.count == 2
    assert "2 of 4 rows can be read" in caught.value.kept
    table = read_table(content, "bad.csv", leave_out_broken=True)
    assert table.frame["a"].tolist() == [1.5, 2.5]
    assert "2 broken rows were left out" in table.notes[0].happened


def test_numbers_with_a_stray_word_can_be_rescued():
    table = readable(CASES["text in a column of numbers"])
    note = next(n for n in concerns(table) if "“wide”" in n.happened)
    rescued = note.remedies[0].apply(table)
    assert (rescued.scitypes["width"], rescued.missing["width"]) == (Continuous, 1)


def test_messages_stay_short_and_on_one_line():
    content = ("x" * 5_000 + "\x07\n,y\n").encode() + b"1.5,2.5\n" * 3
    for message in told(Bad(rows('"' + "<b>\t" * 900 + '",y', "1,2,3"), "")):
        assert len(str(message)) < 400
    for message in told(Bad(content, "")):
        assert "\n" not in str(message)
