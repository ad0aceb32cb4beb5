"""Numbers are read as typed or refused in words; a slider's places and values agree."""

from __future__ import annotations

import pytest

from epochlab.components import words
from epochlab.components.number_reading import Scale, number_from, whole_from


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1e-3", 1e-3),
        ("0,001", 1e-3),
        ("−2", -2),
        (" 7 ", 7),
        ("1E5", 1e5),
        ("3.", 3),
        ("1,5", 1.5),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, value):
    assert number_from(typed) == value


@pytest.mark.parametrize("typed", ["", "x", "1e", "0x10", "1_000", "inf", "nan", "1,2,3", "1.2,3"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValueError, match="The value before is kept"):
        number_from(typed)


@pytest.mark.parametrize("typed", ["1,000", "12,345,678"])
def test_a_comma_that_may_part_thousands_is_asked_about(typed):
    with pytest.raises(ValueError, match="Write it without a comma"):
        number_from(typed)
    with pytest.raises(ValueError, match="Write it without a comma"):
        whole_from(typed)


@pytest.mark.parametrize(("typed", "value"), [("32", 32), ("2e3", 2000), ("32.0", 32), ("−1", -1)])
def test_whole_numbers_may_be_written_in_several_ways(typed, value):
    assert whole_from(typed) == value


def test_a_fraction_is_not_whole():
    with pytest.raises(ValueError) as refusal:
        whole_from("2.5")
    assert str(refusal.value) == words.not_whole("2.5")


def test_the_middle_of_a_log_scale_is_the_geometric_mean():
    scale = Scale(1e-4, 1, log=True)
    assert scale.value((scale.start + scale.end) / 2) == 0.01


@pytest.mark.parametrize("log", [False, True])
def test_places_and_values_agree(log):
    scale = Scale(0.5, 50, log=log)
    for value in (0.5, 1.23, 7, 50):
        assert scale.value(scale.place(value)) == value


def test_values_beyond_the_range_stand_at_its_ends():
    scale = Scale(1, 10, log=True)
    assert (scale.place(0.001), scale.place(1e6)) == (scale.start, scale.end)


def test_a_log_scale_from_zero_has_a_place_for_zero_and_only_there():
    scale = Scale(0, 1, log=True)
    assert scale.value(scale.place(0)) == 0
    assert scale.value(scale.start + scale.step) == 1e-6
