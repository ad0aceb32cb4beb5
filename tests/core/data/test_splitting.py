import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epochlab.data.splitting import split
from epochlab.errors import UnreadableTable


def parts(drawn):
    return drawn.train, drawn.holdout, drawn.test


@settings(deadline=None, max_examples=60)  # the first call imports scikit-learn
@given(
    rows=st.integers(3, 400),
    holdout=st.floats(0, 0.45),
    test=st.floats(0, 0.45),
    seed=st.integers(0, 99),
)
def test_the_parts_hold_every_row_once_in_order(rows, holdout, test, seed):
    drawn = split(rows, holdout=holdout, test=test, seed=seed)
    assert sorted(np.concatenate(parts(drawn))) == list(range(rows))
    for part, fraction in ((drawn.holdout, holdout), (drawn.test, test)):
        assert (np.diff(part) > 0).all()
        assert bool(len(part)) == (fraction > 0)
        assert abs(len(part) - rows * fraction) <= max(0.5, 1 - rows * fraction) + 1e-9
    assert (np.diff(drawn.train) > 0).all()


def test_equal_seeds_draw_equal_rows_and_others_do_not():
    first, again, other = split(100), split(100), split(100, seed=43)
    assert all((a == b).all() for a, b in zip(parts(first), parts(again), strict=True))
    assert (first.test != other.test).any()


def test_the_test_rows_do_not_depend_on_the_holdout():
    assert (split(100, holdout=0.3).test == split(100, holdout=0).test).all()


def test_classes_are_kept_in_proportion(iris):
    drawn = split(iris["species"])
    counts = [iris["species"].iloc[part].value_counts().tolist() for part in parts(drawn)]
    assert counts == [[35, 35, 35], [10, 10, 10], [5, 5, 5]]
    assert drawn.note == ""


def test_without_stratifying_classes_are_drawn_as_they_come(iris):
    drawn = split(iris["species"], stratify=False)
    assert (drawn.test == split(150).test).all()


@pytest.mark.parametrize("kind", ["list of text", "truth values", "one-column frame"])
def test_raw_classes_are_kept_in_proportion_too(kind):
    y = {
        "list of text": ["a"] * 80 + ["b"] * 20,
        "truth values": np.array([True] * 80 + [False] * 20),
        "one-column frame": pd.DataFrame({"y": ["a"] * 80 + ["b"] * 20}),
    }[kind]
    assert (split(y).test >= 80).sum() == 2


def test_numbers_are_no_classes():
    drawn = split(pd.Series([1, 1, 1, 1, 1, 1, 1, 1, 1, 2]))
    assert drawn.note == ""
    assert (drawn.test == split(10).test).all()


def test_a_class_seen_once_is_noted_and_rows_are_drawn_all_the_same():
    drawn = split(pd.Series(["a"] * 60 + ["b"] * 39 + ["rare"]))
    assert "Class “rare” has 1 row, too few for 3 parts" in drawn.note
    assert [len(part) for part in parts(drawn)] == [70, 20, 10]


def test_a_class_no_row_has_does_not_count():
    y = pd.Series(pd.Categorical(["a", "b"] * 20, categories=["a", "b", "never"]))
    assert split(y).note == ""


def test_more_classes_than_rows_in_a_part_is_noted():
    drawn = split(pd.Series([f"class {i}" for i in range(8)] * 5))
    assert "The smallest part has 4 rows for 8 classes" in drawn.note


def test_a_class_used_up_by_the_test_rows_is_noted():
    y = pd.Series(["a"] * 17 + ["b"] * 3)
    drawn = split(y, test=0.7, holdout=0.15)
    assert "too small" in drawn.note
    assert [len(part) for part in parts(drawn)] == [3, 3, 14]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_too_few_rows_are_refused(rows):
    with pytest.raises(UnreadableTable, match=f"{rows} rows for 3 parts"):
        split(rows)


def test_one_row_is_enough_when_nothing_is_set_aside():
    drawn = split(1, holdout=0, test=0)
    assert [part.tolist() for part in parts(drawn)] == [[0], [], []]


@pytest.mark.parametrize(
    "fractions",
    [{"holdout": -0.1}, {"test": 1}, {"holdout": np.nan}, {"holdout": 0.5, "test": 0.5}],
)
def test_senseless_fractions_are_refused(fractions):
    with pytest.raises(ValueError, match="must be"):
        split(100, **fractions)
