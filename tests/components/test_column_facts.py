"""What is shown of a column: its values in words and bars, and what it could mean."""

from __future__ import annotations

import base64
import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image as Pillow

from epochlab.components.column_facts import column_facts, shown
from epochlab.data.scitypes import (
    Continuous,
    Count,
    Image,
    Multiclass,
    OrderedFactor,
    ScientificDateTime,
    Textual,
)
from epochlab.data.tables import Table


def test_numbers_show_their_span_and_a_histogram():
    facts = column_facts(pd.Series([0.0] * 3 + [1.0]))
    assert facts.says == "0 to 1"
    assert facts.bars[0] == 1 and facts.bars[-1] == pytest.approx(1 / 3, abs=1e-3)
    assert sum(facts.bars[1:-1]) == 0


def test_classes_show_how_often_each_occurs_in_the_order_of_the_pool():
    facts = column_facts(pd.Series(pd.Categorical(list("abbb"), categories=["b", "a", "c"])))
    assert facts.says == "3 classes · 3 / 1 / 0"
    assert facts.bars == (1, pytest.approx(1 / 3, abs=1e-3), 0)


def test_gaps_are_counted_and_shown_as_gaps():
    facts = column_facts(pd.Series(["a", None, "b"]))
    assert facts.missing == 1
    assert facts.first == ("a", "", "b")


def test_a_column_without_values_says_so_and_keeps_its_meaning():
    facts = column_facts(pd.Series([np.nan, np.nan]))
    assert facts.says == "no value"
    assert facts.meanings == {Continuous: ""}


def test_infinite_values_do_not_spoil_the_sketch():
    facts = column_facts(pd.Series([1.0, 2.0, np.inf]))
    assert max(facts.bars) == 1
    assert facts.says == "1 to ∞"


def test_the_largest_numbers_there_are_can_be_sketched():
    facts = column_facts(pd.Series([-1.7e308, 0.0, 1.7e308]))
    assert sum(height > 0 for height in facts.bars) == 3


def test_pictures_are_shown_as_pictures():
    picture = np.arange(64, dtype=np.uint8).reshape(8, 8)
    facts = column_facts(pd.Series([picture, picture.T], dtype=object))
    assert facts.says == "8 × 8, grey"
    encoded = facts.pictures[1].removeprefix("data:image/png;base64,")
    drawn = np.asarray(Pillow.open(io.BytesIO(base64.b64decode(encoded))))
    assert (drawn == picture.T).all()
    assert list(facts.meanings) == [Image]


@pytest.mark.parametrize(
    ("values", "offered"),
    [
        (pd.Series([1.5, 2.5]), [Continuous, Multiclass, OrderedFactor]),
        (pd.Series([1.0, 2.0]), [Continuous, Count, Multiclass, OrderedFactor]),
        (pd.Series(range(500)), [Continuous, Count]),
        (pd.Series(["a", "b"]), [Multiclass, OrderedFactor, Textual]),
        (pd.Series(["1", "2", "x"]), [Continuous, Multiclass, OrderedFactor, Textual]),
        (pd.Series(pd.to_datetime(["2020-01-01"])), [ScientificDateTime]),
    ],
    ids=["fractions", "whole", "many", "text", "mostly numbers", "dates"],
)
def test_only_meanings_that_make_sense_are_offered(values, offered):
    assert list(column_facts(values).meanings) == offered


def test_each_meaning_says_what_becomes_of_the_values():
    facts = column_facts(pd.Series(pd.Categorical(["low", "high"], ["low", "mid", "high"])))
    assert facts.meanings[OrderedFactor] == "low < mid < high"
    assert facts.meanings[Continuous] == "low → 1"


def test_text_that_is_mostly_numbers_says_how_many_become_missing():
    facts = column_facts(pd.Series(["1", "2", "x"]))
    assert facts.meanings[Continuous] == "1 missing"


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1.5, 2.5, np.nan]),
        pd.Series([1, 2, 3], dtype="Int64"),
        pd.Series([True, False]),
        pd.Series(["a", "b", None]),
        pd.Series(["1", "2"]),
        pd.Series(pd.Categorical([3, 1, 2], ordered=True)),
        pd.Series(pd.Categorical(["x", "y"])),
    ],
    ids=lambda values: str(values.dtype),
)
def test_every_meaning_offered_can_be_taken(values):
    table = Table.of(values.to_frame("c"))
    for kind in column_facts(table.frame["c"]).meanings:
        assert table.with_scitype("c", kind).scitypes["c"] == kind


def test_long_texts_are_cut_and_stay_on_one_line():
    assert shown("a\n" + "b" * 200) == "a " + "b" * 77 + "…"
