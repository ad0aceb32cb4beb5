"""Reading: every format gives the same table, findings can be overridden, bombs are refused."""

import csv
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epochlab.data import limits
from epochlab.data.delimited import read_delimited
from epochlab.data.reading import READERS, read_table
from epochlab.data.rows import BrokenRows, find_separator
from epochlab.data.scitypes import (
    Continuous,
    Multiclass,
    OrderedFactor,
    ScientificDateTime,
    Textual,
)
from epochlab.data.tables import Table
from epochlab.errors import UnreadableTable

CSV = b"width,rooms,site,sold\n1.5,1,north,yes\n2.5,2,south,no\n,,north,yes\n4.25,2,south,\n"


@pytest.fixture
def frame():
    """What `CSV` holds."""
    return pd.DataFrame(
        {
            "width": [1.5, 2.5, None, 4.25],
            "rooms": pd.array([1, 2, None, 2], dtype="Int64"),
            "site": ["north", "south", "north", "south"],
            "sold": ["yes", "no", "yes", None],
        }
    )


def written(frame: pd.DataFrame, suffix: str) -> bytes:
    """`frame` as pandas writes it."""
    buffer = io.BytesIO()
    if suffix == ".parquet":
        frame.to_parquet(buffer)
    elif suffix in (".feather", ".arrow"):
        frame.to_feather(buffer)
    elif suffix == ".xlsx":
        frame.to_excel(buffer, index=False)
    elif suffix in (".jsonl", ".ndjson"):
        frame.to_json(buffer, orient="records", lines=True)
    else:
        frame.to_csv(buffer, index=False, sep="\t" if suffix in (".tsv", ".tab") else ",")
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", READERS)
def test_every_format_gives_the_same_table(frame, suffix):
    table = read_table(written(frame, suffix), f"house{suffix}")
    expected = read_table(CSV, "house.csv")
    pd.testing.assert_frame_equal(table.frame, expected.frame)
    assert dict(table.missing) == {"width": 1, "rooms": 1, "site": 0, "sold": 1}
    assert dict(table.roles) == dict(expected.roles)
    assert table.targets == ["sold"]


def test_paths_bytes_and_open_files_read_alike(tmp_path):
    path = tmp_path / "house.csv"
    path.write_bytes(CSV)
    with path.open("rb") as stream:
        tables = [
            read_table(path),
            read_table(str(path)),
            read_table(CSV, "house.csv"),
            read_table(stream),
            read_table(io.BytesIO(CSV), "house.csv"),
        ]
    assert len({table.fingerprint() for table in tables}) == 1
    assert {table.name for table in tables} == {"house.csv"}


def test_the_ending_may_be_in_capitals():
    assert len(read_table(CSV, "HOUSE.CSV")) == 4


def test_unknown_endings_are_refused():
    for name in ("table.pkl", "table"):
        with pytest.raises(UnreadableTable, match=r"Known endings are \.csv"):
            read_table(b"x", name)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    content = CSV.replace(b",", separator.encode())
    table = read_table(content, "house.txt")
    assert table.read_as["separator"] == separator
    assert table.fingerprint() == read_table(CSV, "house.csv").fingerprint()


def test_a_separator_in_quotes_does_not_count():
    assert find_separator('"a, b, c";d\n"e, f";g\n') == ";"


def test_a_separator_must_occur_in_the_header():
    assert find_separator("a;b\n1,5;2,5\n") == ";"


def test_separator_and_encoding_can_be_given():
    table = read_table(b"a|b;c|y\n1|2;2|3.5\n", "t.csv", separator=";")
    assert list(table.frame.columns) == ["a|b", "c|y"]
    table = read_table("x,żółw\n1,2\n".encode("cp1250"), "t.csv", encoding="cp1250")
    assert list(table.frame.columns) == ["x", "żółw"]


@pytest.mark.parametrize("separator", ["", ", ", '"', "\n"])
def test_what_cannot_separate_is_refused(separator):
    if separator:
        with pytest.raises(UnreadableTable, match="cannot separate"):
            read_table(CSV, "t.csv", separator=separator)
    else:  # nothing given: it is found
        assert read_table(CSV, "t.csv", separator=separator).read_as["separator"] == ","


ENCODINGS = [
    ("utf-8", "größe,café\n1,2\n"),
    ("utf-8-sig", "größe,café\n1,2\n"),
    ("utf-16", "größe,café\n1,2\n"),
    ("utf-32", "größe,café\n1,2\n"),
    ("cp1252", "größe,café\n1,2\n"),
    ("cp1252", "price,note\n1,“5 €”\n"),
    ("latin-1", "año,número\n1,señor\n"),
    ("cp1250", "město,jméno\n1,žluťoučký kůň\n"),
    ("cp1251", "имя,город\nИван,Москва\nПётр,Тверь\n"),
    ("shift_jis", "名前,年\n山田太郎,3\n鈴木,4\n"),
    ("gb18030", "姓名,城市\n张三,北京\n李四,上海\n"),
]


@pytest.mark.parametrize(("encoding", "text"), ENCODINGS)
def test_the_encoding_is_found(encoding, text):
    table = read_table(text.encode(encoding), "t.csv")
    assert list(table.frame.columns) == text.split("\n")[0].split(",")
    guessed = not encoding.startswith("utf")
    assert any("not in UTF-8" in note.happened for note in table.notes) is guessed


def test_one_accent_late_in_a_long_file_is_found():
    content = b"name,y\n" + b"plain,1.5\n" * 50_000 + "café,2.5\n".encode("cp1252")
    table = read_table(content, "t.csv")
    assert table.frame["name"].iloc[-1] == "café"
    assert "line 50\u00a0002" in table.notes[0].happened


def test_decimal_commas_are_read_and_said():
    table = read_table(b"a;y\n1,5;2,25\n-3,5;0\n", "t.csv")
    assert table.frame["a"].tolist() == [1.5, -3.5]
    assert "decimal comma" in str(table.notes[0])


def test_points_and_commas_together_are_left_as_they_are():
    table = read_table(b"a;y\n1,5;2.25\n2,5;3.25\n", "t.csv")
    assert table.frame["y"].tolist() == [2.25, 3.25]
    assert table.frame["a"].tolist() == ["1,5", "2,5"]


def test_floats_are_read_to_the_last_digit():
    values = np.random.default_rng(0).normal(size=200) * 1e-7
    content = ("x,y\n" + "\n".join(f"{v!r},1" for v in values.tolist())).encode()
    assert read_table(content, "t.csv").frame["x"].tolist() == values.tolist()


def test_line_ends_of_all_systems_read_alike():
    files = [CSV.replace(b"\n", end) for end in (b"\n", b"\r\n", b"\r")]
    assert len({read_table(file, "t.csv").fingerprint() for file in files}) == 1


def test_line_ends_blank_lines_and_separators_in_quotes_are_values():
    table = read_table(b'\n\ntext,y\n"a,\nb",1.5\n\n"say ""x""",2.5\n', "t.csv")
    assert table.frame["text"].tolist() == ["a,\nb", 'say "x"']


def test_a_header_short_of_one_name_is_explained():
    with pytest.raises(BrokenRows, match=r"Every row of t\.csv has 3 values") as caught:
        read_table(b"a,b\n1,2,3\n4,5,6\n", "t.csv")
    assert "name that the header lacks" in caught.value.todo


def test_leaving_out_broken_rows_needs_one_that_is_whole():
    with pytest.raises(UnreadableTable, match="none is left"):
        read_table(b"a,b\n1,2,3\n", "t.csv", leave_out_broken=True)


def test_names_are_never_changed_without_a_word():
    table = read_table(b",a,a,y\n5,1.5,2.5,3.5\n5,2.5,3.5,4.5\n", "t.csv")
    assert list(table.frame.columns) == ["column 1", "a", "a (2)", "y"]
    told = " ".join(map(str, table.notes))
    assert "“column 1”" in told and "“a (2)”" in told


def test_a_name_that_is_taken_is_not_given():
    table = read_table(b"a,a,a (2)\n1.5,2.5,3.5\n", "t.csv")
    assert table.frame.shape == (1, 3)
    assert len(set(table.frame.columns)) == 3
    assert table.frame.columns[2] == "a (2)"


def test_whole_numbers_beyond_64_bits_are_read_as_floats():
    content = b'{"x": 123456789012345678901234567890, "y": 1}\n{"x": 1, "y": 2}\n'
    assert read_table(content, "t.jsonl").frame["x"].tolist() == [1.2345678901234568e29, 1.0]


def test_types_of_parquet_columns_are_kept(tmp_path):
    kinds = pa.table(
        {
            "class": pa.array(["b", "a", None]).dictionary_encode(),
            "date": pa.array([0, 1, 2], pa.date32()),
            "price": pa.array([1, 2, 3], pa.decimal128(10, 2)),
            "nested": pa.array([[1], [2, 3], None]),
        }
    )
    pyarrow.parquet.write_table(kinds, tmp_path / "t.parquet")
    table = read_table(tmp_path / "t.parquet")
    assert table.scitypes["class"] == Multiclass
    assert table.scitypes["date"] == ScientificDateTime
    assert table.scitypes["price"] in (Continuous, OrderedFactor)
    assert table.frame["nested"].iloc[1] == "[2, 3]"
    assert any("“nested”" in note.happened for note in table.notes)


DEEP = b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}"


def test_json_lines_may_lack_keys():
    table = read_table(b'{"a": 1.5, "y": 2.5}\n\n{"y": 3.5, "a": null}\n{"y": 1.5}\n', "t.jsonl")
    assert table.missing["a"] == 2


@pytest.mark.parametrize(
    "line", [b"nonsense", b"[1, 2]", b"[" * 5_000, DEEP, b'"\\ud800"', b"1" * 5_000]
)
def test_lines_that_hold_no_object_are_named_and_can_be_left_out(line):
    content = b'{"a": 1.5, "y": 2.5}\n' + line + b'\n{"a": 2.5, "y": 3.5}\n'
    with pytest.raises(BrokenRows, match=r"Line 2 of t\.jsonl") as caught:
        read_table(content, "t.jsonl")
    assert caught.value.count == 1
    assert len(read_table(content, "t.jsonl", leave_out_broken=True)) == 2


def test_json_lines_that_are_no_text_cells_do_not_break_the_page():
    with pytest.raises(UnreadableTable):
        read_table(b'{"a": "\\ud800", "y": 1}\n', "t.jsonl")


def sheet(*rows: tuple, others: int = 0) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    for _ in range(others):
        book.create_sheet()
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_excel_rows_beyond_the_header_are_broken():
    content = sheet(("a", "y"), (1.5, 2.5), (1.5, 2.5, "stray"), (2.5,))
    with pytest.raises(BrokenRows, match=r"Row 2 of t\.xlsx"):
        read_table(content, "t.xlsx")
    table = read_table(content, "t.xlsx", leave_out_broken=True)
    assert table.missing["y"] == 1


def test_other_sheets_are_mentioned():
    table = read_table(sheet(("a", "y"), (1.5, 2.5), (2.5, 3.5), others=2), "t.xlsx")
    assert "3 sheets; “Sheet” was read" in table.notes[0].happened


def test_a_sheet_with_one_far_cell_is_no_bomb():
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"], book.active["A2"], book.active["A1048576"] = "a", 1.5, 2.5
    buffer = io.BytesIO()
    book.save(buffer)
    assert len(read_table(buffer.getvalue(), "t.xlsx")) == 2


def test_a_sheet_that_unpacks_too_large_is_refused_before(monkeypatch):
    monkeypatch.setattr(limits, "MAX_SHEET", 1_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert len(buffer.getvalue()) < 500_000
    with pytest.raises(UnreadableTable, match="unpacks to 300 MB"):
        read_table(buffer.getvalue(), "t.xlsx")


def test_a_parquet_bomb_is_refused_by_its_row_count(tmp_path):
    rows = limits.MAX_CELLS + 1
    column = pa.chunked_array([pa.repeat(pa.scalar(1, pa.int8()), rows // 10)] * 10 + [[1]])
    column = column.slice(0, rows) if len(column) > rows else column
    pyarrow.parquet.write_table(pa.table({"x": column, "y": column}), tmp_path / "t.parquet")
    assert (tmp_path / "t.parquet").stat().st_size < 1_000_000
    with pytest.raises(UnreadableTable, match="cells are taken"):
        read_table(tmp_path / "t.parquet")


def test_one_long_text_repeated_is_refused_while_unpacking(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED", 10_000_000)
    texts = pa.DictionaryArray.from_arrays(pa.repeat(0, 20_000).cast("int32"), ["x" * 10_000])
    for write, name in (
        (pyarrow.parquet.write_table, "t.parquet"),
        (pyarrow.feather.write_feather, "t.feather"),
    ):
        write(pa.table({"x": texts.dictionary_decode(), "y": texts}), tmp_path / name)
        with pytest.raises(UnreadableTable, match="unpacks to"):
            read_table(tmp_path / name)


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_BYTES", 50)
    path = tmp_path / "t.csv"
    path.write_bytes(CSV)
    for source in (path, CSV, io.BytesIO(CSV)):
        with pytest.raises(UnreadableTable, match="at most 1 MB"):
            read_table(source, "t.csv")


def test_too_many_cells_of_text_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_CELLS", 10)
    with pytest.raises(UnreadableTable, match="at most 10 cells"):
        read_table(CSV, "t.csv")


JUNK = [b"junk" * 100, b"\0" * 50, bytes(range(256)) * 8, b"PK\x03\x04junk"]


@pytest.mark.parametrize("suffix", [s for s, read in READERS.items() if read != read_delimited])
@pytest.mark.parametrize("content", JUNK)
def test_junk_under_any_ending_is_refused(suffix, content):
    with pytest.raises(UnreadableTable) as caught:
        read_table(content, f"t{suffix}")
    assert caught.value.happened and caught.value.kept and caught.value.todo


@pytest.mark.parametrize("suffix", READERS)
def test_a_cut_file_is_refused_or_read_but_never_breaks(frame, suffix):
    content = written(frame, suffix)
    for length in range(0, len(content), max(1, len(content) // 25)):
        try:
            read_table(content[:length], f"t{suffix}")
        except UnreadableTable as error:
            assert error.happened and error.kept and error.todo


@pytest.mark.parametrize("suffix", [".parquet", ".feather", ".xlsx"])
def test_flipped_bytes_are_refused_or_read_but_never_break(frame, suffix):
    content = written(frame, suffix)
    random = np.random.default_rng(7)
    for place in random.integers(0, len(content), size=40):
        spoilt = bytearray(content)
        spoilt[place] ^= 0xFF
        try:
            read_table(bytes(spoilt), f"t{suffix}")
        except UnreadableTable as error:
            assert error.happened and error.kept and error.todo


def test_text_in_which_nothing_repeats_stays_text():
    content = json.dumps({"who": "Ada", "y": 1.5}) + "\n" + json.dumps({"who": "Alan", "y": 2.5})
    many = "\n".join(json.dumps({"who": f"p{at}", "y": at / 7}) for at in range(9))
    assert read_table(many.encode(), "t.jsonl").scitypes["who"] == Textual
    assert read_table(content.encode(), "t.jsonl").scitypes["who"] == Multiclass


def attempt(content: bytes, name: str) -> Table | UnreadableTable:
    try:
        return read_table(content, name)
    except UnreadableTable as error:
        return error


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([".csv", ".txt", ".jsonl"]))
def test_any_bytes_give_a_table_or_an_explanation(content, suffix):
    found = attempt(content, f"t{suffix}")
    assert isinstance(found, Table) or (found.happened and found.kept and found.todo)


CELLS = st.text(st.sampled_from('ab1.5,;"\t \r\n-é<\x0b'), max_size=6)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), min_size=1, max_size=5))
def test_any_cells_give_a_table_of_as_many_rows_or_an_explanation(rows):
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    found = attempt(buffer.getvalue().encode(), "t.csv")
    if isinstance(found, Table) and found.read_as["separator"] == ",":
        assert len(found) == len(rows) - 1
    else:
        assert isinstance(found, Table) or found.happened
