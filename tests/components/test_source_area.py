"""Files arrive whole or not at all; too large ones are refused before and during the upload."""

from __future__ import annotations

import pytest

from epochlab.components.source_area import SourceArea


class Heard:
    """What a source area told, in order."""

    def __init__(self) -> None:
        self.files: list[tuple[str, bytes]] = []
        self.samples: list[str] = []
        self.refusals: list[tuple[str, str, str]] = []


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def area(heard) -> SourceArea:
    return SourceArea(
        lambda name, content: heard.files.append((name, content)),
        heard.samples.append,
        heard.refusals.append,
        most=10,
    )


def send(area: SourceArea, name: str, size: int, *pieces: bytes, mark: str = "1") -> None:
    """Do as the browser does."""
    area._handle_msg({"start": name, "size": size, "id": mark})
    place = 0
    for piece in pieces:
        area._handle_msg({"piece": place, "id": mark, "data": piece})
        place += len(piece)


def test_pieces_make_the_file_again(area, heard):
    send(area, "a.csv", 7, b"abc", memoryview(b"def"), b"g")
    assert heard.files == [("a.csv", b"abcdefg")]


def test_a_file_is_handed_on_only_when_it_is_whole(area, heard):
    send(area, "a.csv", 7, b"abc", b"def")
    assert heard.files == []


def test_an_empty_file_is_handed_on_so_that_the_reader_can_say_so(area, heard):
    send(area, "a.csv", 0)
    assert heard.files == [("a.csv", b"")]


def test_a_file_over_the_limit_is_refused_whatever_the_browser_thinks(area, heard):
    send(area, "big.csv", 11, b"abcdefghijk")
    assert heard.files == []
    assert heard.refusals[0][0].startswith("big.csv is 1 MB; this page takes 1 MB.")


def test_more_bytes_than_announced_break_the_upload_off(area, heard):
    send(area, "a.csv", 4, b"abc", b"def")
    assert heard.files == []
    assert heard.refusals[0][0] == "a.csv did not arrive whole."


def test_a_lost_piece_breaks_the_upload_off(area, heard):
    area._handle_msg({"start": "a.csv", "size": 6, "id": "1"})
    area._handle_msg({"piece": 3, "id": "1", "data": b"def"})
    assert heard.files == []
    assert heard.refusals[0][1].endswith("still there.")


def test_pieces_of_a_cancelled_upload_are_ignored(area, heard):
    area._handle_msg({"start": "a.csv", "size": 6, "id": "1"})
    area._handle_msg({"cancel": True})
    area._handle_msg({"piece": 0, "id": "1", "data": b"abcdef"})
    assert heard.files == [] and heard.refusals == []


def test_a_second_upload_takes_the_place_of_the_first(area, heard):
    area._handle_msg({"start": "a.csv", "size": 6, "id": "1"})
    send(area, "b.csv", 2, b"xy", mark="2")
    assert heard.files == [("b.csv", b"xy")]


def test_nothing_is_taken_while_a_file_is_read(area, heard):
    area.busy = "Reading a.csv…"
    send(area, "b.csv", 2, b"xy")
    area._handle_msg({"sample": "iris"})
    assert heard.files == [] and heard.samples == []


def test_a_refusal_before_the_upload_names_size_and_limit(heard):
    area = SourceArea(heard.files.append, heard.samples.append, heard.refusals.append)
    area._handle_msg({"refuse": "big.csv", "size": 740 * 2**20})
    happened, kept, _ = heard.refusals[0]
    assert happened == "big.csv is 740 MB; this page takes 100 MB."
    assert kept.startswith("Nothing was uploaded.")


def test_several_files_at_once_are_refused_in_words(area, heard):
    area._handle_msg({"several": 3})
    assert heard.refusals[0][0] == "3 files were given at once."


def test_only_samples_that_exist_are_asked_for(area, heard):
    area._handle_msg({"sample": "iris"})
    area._handle_msg({"sample": "../secrets"})
    assert heard.samples == ["iris"]


def test_every_sample_names_its_source_and_licence(area):
    assert len(area.samples) == 8
    assert all(" · " in sample["licence"] for sample in area.samples)
