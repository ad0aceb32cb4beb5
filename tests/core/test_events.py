"""Events travel as lines of text and come back the same."""

import math

import pytest

from epochlab.events import (
    Batch,
    Changed,
    Epoch,
    Finished,
    Halted,
    Paused,
    Resumed,
    Started,
    Stopped,
    from_line,
    to_line,
)

EVENTS = [
    Started(0, "cold", 0, 10, {"epochs": 0, "builder.hidden": [16, 8]}, {}, 27, "cpu", ""),
    Batch(3, 7, 10),
    Epoch(3, 0.1 + 0.2, {"loss": 1 / 3, "accuracy": 1.0}, 1e-3, 0.25),
    Changed(4, {"optimiser.eta": [0.01, 0.003]}),
    Paused(5),
    Resumed(5),
    Stopped(6, "by hand"),
    Halted(6, "It burst.", "The rest is kept.", "Try less.", {"optimiser.eta": 0.1}, "trace"),
    Finished(7),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_survives_the_journal_to_the_last_digit(event):
    line = to_line(event)
    assert "\n" not in line
    assert from_line(line) == event


def test_a_loss_that_is_no_number_survives():
    back = from_line(to_line(Epoch(1, math.nan, {"loss": math.inf})))
    assert math.isnan(back.training_loss)
    assert back.measures["loss"] == math.inf


@pytest.mark.parametrize("line", ['{"event": "Exploded"}', "[1, 2]", "{}", '"Epoch"', "{"])
def test_a_line_without_an_event_is_refused(line):
    with pytest.raises(ValueError):
        from_line(line)
