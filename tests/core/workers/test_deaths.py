"""What is said when training ends as it should not."""

from __future__ import annotations

import errno

import pytest

from epochlab.errors import BuilderMismatch
from epochlab.events import Epoch, Started, to_line
from epochlab.workers.deaths import could_not_start, ended_unexpectedly, failed, kept, last_epoch


@pytest.mark.parametrize(
    ("saved", "seen", "words"),
    [
        (58, 60, "Epochs 1 to 58 are kept; 2 epochs will be repeated."),
        (58, 59, "Epochs 1 to 58 are kept; 1 epoch will be repeated."),
        (58, 58, "Epochs 1 to 58 are kept."),
        (1, 1, "Epoch 1 is kept."),
        (0, 4, "Your settings are kept; 4 epochs will be repeated."),
        (None, 0, "Your settings are kept."),
    ],
)
def test_what_is_kept_is_counted(saved, seen, words):
    assert kept(saved, seen) == words


def test_a_lost_worker_is_told_in_three_parts():
    halted = ended_unexpectedly(58, 60, "by a signal")

    assert (halted.epoch, halted.happened, halted.kept, halted.todo, halted.details) == (
        58,
        "The training process ended unexpectedly.",
        "Epochs 1 to 58 are kept; 2 epochs will be repeated.",
        "You can continue now.",
        "by a signal",
    )


def test_a_worker_that_never_came_brings_the_log():
    halted = could_not_start(None, "ImportError: no torch")

    assert halted.happened == "The training process could not be started."
    assert halted.details == "ImportError: no torch"


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_an_explained_error_keeps_its_words():
    error = BuilderMismatch("It does not fit.", "All is kept.", "Change layer 1.")

    halted = failed(raised(error), None, 0)

    assert (halted.happened, halted.kept, halted.todo) == error.args
    assert "BuilderMismatch" in halted.details and "raise error" in halted.details


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "Training ran out of memory."),
        (RuntimeError("CUDA out of memory. Tried to allocate 20 GiB"), "ran out of memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full."),
        (KeyError("petal"), "KeyError: 'petal'"),
        (RuntimeError("first line\nsecond line"), "RuntimeError: first line"),
        (ZeroDivisionError(), "ZeroDivisionError: without a message"),
    ],
)
def test_any_other_error_is_given_words(error, words):
    halted = failed(raised(error), 4, 6)

    assert words in halted.happened and "second line" not in halted.happened
    assert halted.kept == "Epochs 1 to 4 are kept; 2 epochs will be repeated."
    assert halted.todo
    assert type(error).__name__ in halted.details


def test_last_epoch_is_found_behind_other_lines_and_a_torn_one(tmp_path):
    journal = tmp_path / "journal.jsonl"
    lines = [to_line(Epoch(n, 0.5)) for n in range(2000)]
    journal.write_text("\n".join(lines) + '\n{"event": "Paused", "epoch": 7}\n{"event": "Ep')

    assert last_epoch(journal) == 1999


def test_a_new_branch_begins_to_count_again(tmp_path):
    journal = tmp_path / "journal.jsonl"
    started = Started(1, "cold", 0, 10, {}, {})
    journal.write_text(to_line(Epoch(60, 0.5)) + "\n" + to_line(started) + "\n")

    assert last_epoch(journal) == 0


def test_without_a_journal_there_is_no_last_epoch(tmp_path):
    assert last_epoch(tmp_path / "journal.jsonl") == 0
