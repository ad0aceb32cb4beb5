"""Lines appended by one process and read by others."""

from __future__ import annotations

import threading
from pathlib import Path
from time import monotonic

import pytest

from epochlab.workers.journal import BURST, Journal, Tail, replace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.jsonl"


def test_reader_gets_lines_in_order_and_each_once(path):
    journal, tail = Journal(path), Tail(path)

    journal.append(["one", "two"], now=True)
    first = tail.lines()
    journal.append(["three"], now=True)

    assert (first, tail.lines(), tail.lines()) == (["one", "two"], ["three"], [])


def test_reader_of_a_missing_file_gets_nothing(path):
    assert Tail(path).lines() == []


def test_reader_goes_on_from_an_offset_of_before(path):
    Journal(path).append(["one", "two"], now=True)
    before = Tail(path)
    before.lines()
    Journal(path).append(["three"], now=True)

    assert Tail(path, before.offset).lines() == ["three"]


def test_torn_last_line_waits_until_it_is_complete(path):
    path.write_bytes(b"whole\nto")
    tail = Tail(path)

    assert tail.lines() == ["whole"]
    with path.open("ab") as file:
        file.write(b"rn\n")
    assert tail.lines() == ["torn"]


def test_next_writer_closes_a_line_its_predecessor_left_torn(path):
    path.write_bytes(b'{"whole": 1}\n{"to')

    Journal(path).append(['{"next": 1}'], now=True)

    assert Tail(path).lines() == ['{"whole": 1}', '{"to', '{"next": 1}']


def test_only_line_feeds_end_a_line(path):
    text = "a\u2028b\x0bc\x85d"

    Journal(path).append([text], now=True)

    assert Tail(path).lines() == [text]


def test_bytes_that_are_no_text_do_not_stop_the_reader(path):
    path.write_bytes(b"\xff\xfe\ngood\n")

    assert Tail(path).lines()[1] == "good"


def test_a_rare_line_is_written_at_once(path):
    Journal(path).append(["alone"])

    assert path.read_text() == "alone\n"


def test_many_lines_share_few_writes(path, monkeypatch):
    writes = []
    journal = Journal(path, writes_per_second=20)
    whole = journal.flush
    monkeypatch.setattr(journal, "flush", lambda: (writes.append(1), whole()))
    began = monotonic()

    for number in range(20_000):
        journal.append([str(number)])
    seconds = monotonic() - began
    whole()

    assert len(writes) <= BURST + 20 * seconds + 1
    assert Tail(path).lines() == [str(number) for number in range(20_000)]


def test_flush_leaves_nothing_behind(path):
    journal = Journal(path, writes_per_second=0.001)
    for number in range(10):
        journal.append([str(number)])

    journal.flush()

    assert len(Tail(path).lines()) == 10


def test_durable_flush_writes_what_waits(path):
    journal = Journal(path, writes_per_second=0.001)
    for number in range(10):
        journal.append([str(number)])

    journal.flush(durable=True)

    assert len(path.read_text().split()) == 10


def test_lines_are_kept_when_the_disk_refuses_them(tmp_path):
    folder = tmp_path / "later"
    journal = Journal(folder / "journal.jsonl")
    with pytest.raises(FileNotFoundError):
        journal.append(["kept"], now=True)

    folder.mkdir()
    journal.flush()

    assert Tail(folder / "journal.jsonl").lines() == ["kept"]


def test_lines_of_several_writers_never_mix(path):
    def write(letter: str) -> None:
        journal = Journal(path)
        for _ in range(50):
            journal.append([letter * 5000], now=True)

    writers = [threading.Thread(target=write, args=(letter,)) for letter in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    # A writer that finds another in the middle of a line ends it once more: an empty line.
    lines = [line for line in Tail(path).lines() if line]
    assert sorted(lines) == sorted(letter * 5000 for letter in "abcd" for _ in range(50))


def test_replacing_a_file_leaves_no_draft(tmp_path):
    replace(tmp_path / "status.json", "old")
    replace(tmp_path / "status.json", "new")

    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [
        ("status.json", "new")
    ]
