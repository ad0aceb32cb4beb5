"""A long curve loses points, never its shape, its ends or what is marked."""

from __future__ import annotations

import numpy as np
import pytest

from epochlab.components.thinning import DRAWN, largest_triangle, smooth, thin


def test_a_short_curve_keeps_every_point():
    assert largest_triangle(np.arange(5.0), np.ones(5), 10).tolist() == [0, 1, 2, 3, 4]


def test_thinning_keeps_the_number_asked_for_in_order():
    x = np.arange(10_000.0)
    chosen = largest_triangle(x, np.sin(x / 300), 100)
    assert len(chosen) == 100
    assert (np.diff(chosen) > 0).all()
    assert (chosen[0], chosen[-1]) == (0, 9_999)


def test_a_lone_peak_survives():
    y = np.zeros(5_000)
    y[3_333] = 1
    assert 3_333 in largest_triangle(np.arange(5_000.0), y, 50)


def test_largest_triangle_of_one_bucket_is_the_largest_of_all_triangles():
    x, y = np.arange(6.0), np.array([0, 1, -4, 2, 3, 0])
    areas = {
        i: abs((x[0] - x[5]) * (y[i] - y[0]) - (x[0] - x[i]) * (y[5] - y[0])) for i in range(1, 5)
    }
    assert largest_triangle(x, y, 3).tolist() == [0, max(areas, key=areas.__getitem__), 5]


def test_gaps_in_a_curve_do_no_harm():
    y = np.where(np.arange(3_000) % 3, np.nan, 1.0)
    assert len(largest_triangle(np.arange(3_000.0), y, 40)) == 40


def test_thin_keeps_first_last_and_marked_within_the_limit():
    x = np.arange(50_000.0)
    curves = (np.exp(-x / 5_000), np.exp(-x / 7_000) + np.sin(x) / 50)
    kept = thin(x, curves, keep=[17, 23_456])
    assert {0, 17, 23_456, 49_999} <= set(kept.tolist())
    assert len(kept) <= DRAWN


def test_thin_passes_over_a_curve_that_was_never_measured():
    x = np.arange(5_000.0)
    assert len(thin(x, (x, np.full(5_000, np.nan)), keep=[], n=100)) <= 100


def test_without_smoothing_values_are_themselves():
    values = np.array([3.0, 1.0, 2.0])
    assert smooth(values, 0).tolist() == [3.0, 1.0, 2.0]


def test_smoothing_weighs_the_past_as_the_formula_says():
    values = np.array([4.0, 2.0, 1.0])
    expected = [4.0, (0.5 * 4 + 2) / 1.5, (0.25 * 4 + 0.5 * 2 + 1) / 1.75]
    assert smooth(values, 0.5).tolist() == pytest.approx(expected)


def test_smoothing_a_level_line_leaves_it():
    assert smooth(np.full(9, 0.7), 0.99).tolist() == pytest.approx([0.7] * 9)


def test_smoothing_leaves_gaps_as_gaps():
    smoothed = smooth(np.array([1.0, np.nan, 3.0]), 0.5)
    assert np.isnan(smoothed).tolist() == [False, True, False]
