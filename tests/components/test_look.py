"""Colours keep their contrast and their distance; numbers read back."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colour import DEFICIENCIES, contrast, distance, seen

from epochlab.components import look

THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def test_the_oracle_gives_the_published_distances():
    pairs = [  # Sharma, Wu & Dalal (2005), table 1: pairs 1, 7, 17 and 25
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]
    for one, other, published in pairs:
        assert distance(np.array(one), np.array(other)) == pytest.approx(published, abs=1e-4)


def test_the_oracle_gives_black_on_white_21_to_1():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@THEMES
@pytest.mark.parametrize("ground", ["ground", "card"])
def test_series_stand_out_from_what_they_are_drawn_on(dark, ground):
    colours = [one.colour(dark) for one in look.SERIES]
    assert min(contrast(colour, look.tokens(dark)[ground]) for colour in colours) >= 3.0


@THEMES
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_series_stay_apart_for_the_colour_blind(dark, deficiency):
    colours = [seen(one.colour(dark), deficiency) for one in look.SERIES]
    assert min(distance(a, b) for a, b in combinations(colours, 2)) >= 9


@THEMES
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("text", "ground"),
        ("text", "card"),
        ("quiet", "ground"),
        ("quiet", "card"),
        ("on-primary", "primary"),
        ("on-again", "again"),
        ("primary", "ground"),
        *((kind, f"{kind}-ground") for kind in ("warm", "choice", "cold", "none", "problem")),
    ],
)
def test_text_can_be_read_on_its_ground(dark, ink, ground):
    token = look.tokens(dark)
    assert contrast(token[ink], token[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize("edge", ["border", "focus"])
def test_edges_can_be_seen(dark, edge):
    token = look.tokens(dark)
    assert min(contrast(token[edge], token[ground]) for ground in ("ground", "card")) >= 3.0


def test_both_themes_name_the_same_tokens():
    assert look.LIGHT.keys() == look.DARK.keys()


def test_ten_branches_look_different():
    looks = {(look.series(branch).light, look.series(branch).marker) for branch in range(10)}
    assert len(looks) == 10


def test_a_branch_beyond_the_fifth_returns_to_a_colour_with_another_marker():
    assert look.series(5).light == look.series(0).light
    assert look.series(5).marker != look.series(0).marker


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0312449, "0.03124"),
        (1.0, "1"),
        (0.99996, "1"),
        (12345.6, "12\u202f346"),
        (1.2344e-7, "1.234e-7"),
        (-0.5, "−0.5"),
        (float("nan"), "—"),
        (None, "—"),
        (float("inf"), "∞"),
    ],
)
def test_measured_numbers_have_four_significant_digits(value, shown):
    assert look.number(value) == shown


@pytest.mark.parametrize("value", [0.003, 1e-6, 20, 1 / 3, 1e22, 0, 1.5e-300, 0.1 + 0.2])
def test_an_exact_number_reads_back_as_itself(value):
    assert float(look.exact(value)) == value


@pytest.mark.parametrize(
    ("seconds", "shown"), [(11, "0:11"), (125, "2:05"), (3725, "1:02:05"), (-3, "0:00")]
)
def test_durations_read_like_a_clock(seconds, shown):
    assert look.duration(seconds) == shown


@THEMES
def test_every_token_is_a_css_variable(dark):
    css = look.variables(dark)
    for name, colour in look.tokens(dark).items():
        assert f"--epochlab-{name}: {colour};" in css
