"""Matching: which models fit, the one reason why not, and a coercion that keeps its word."""

import numpy as np
import pandas as pd
import pytest

from epochlab.data.coercion import coerce
from epochlab.data.matching import MODELS, matching, mismatch
from epochlab.data.tables import Table

NUMBERS = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]


def fitting(X, y):
    """The models that fit, by the part of their names that differs."""
    return [match.model.replace("NeuralNetwork", "") for match in matching(X, y) if match.fits]


TARGETS = {
    "numbers": (pd.Series(NUMBERS, name="y"), ["Regressor"]),
    "several numbers": (pd.DataFrame({"u": NUMBERS, "v": NUMBERS}), ["MultitargetRegressor"]),
    "three classes": (pd.Series(pd.Categorical(list("abcabc"))), ["Classifier"]),
    "two classes": (pd.Series(pd.Categorical(list("ababab"))), ["Classifier", "BinaryClassifier"]),
    "two ordered": (
        pd.Series(pd.Categorical(list("ababab"), ordered=True)),
        ["Classifier", "BinaryClassifier"],
    ),
    "two seen of three": (pd.Series(pd.Categorical(list("ababab"), list("abc"))), ["Classifier"]),
    "counts": (pd.Series([1, 2, 3, 4, 5, 6]), []),
    "text": (pd.Series(list("ababab")), []),
    "gaps": (pd.Series([*NUMBERS[:5], None]), []),
    "matrix": (np.ones((6, 2)), ["MultitargetRegressor"]),
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_target_decides_for_tables(name):
    y, expected = TARGETS[name]
    X = pd.DataFrame({"a": NUMBERS, "b": pd.Categorical(list("xyxyxy"))})
    assert fitting(X, y) == expected


FEATURES = {
    "matrix": (np.ones((6, 3)), True),
    "classes only": (pd.DataFrame({"b": pd.Categorical(list("xyxyxy"))}), True),
    "counts": (pd.DataFrame({"a": range(6)}), False),
    "truth values": (pd.DataFrame({"a": [True, False] * 3}), False),
    "text": (pd.DataFrame({"a": list("xyxyxy")}), False),
    "gaps": (pd.DataFrame({"a": [*NUMBERS[:5], None]}), False),
    "dates": (pd.DataFrame({"a": pd.to_datetime(["2020-01-01"] * 6)}), False),
    "pictures": (pd.DataFrame({"a": [np.zeros((2, 2))] * 6}), False),
    "nothing": (pd.DataFrame(index=range(6)), False),
}


@pytest.mark.parametrize("name", FEATURES)
def test_features_must_be_continuous_or_classes_without_gaps(name):
    X, fits = FEATURES[name]
    assert fitting(X, pd.Series(NUMBERS)) == (["Regressor"] if fits else [])


def test_pictures_and_classes_fit_the_image_classifier_alone():
    pictures = np.zeros((6, 4, 4), dtype=np.uint8)
    for ordered in (False, True):
        y = pd.Series(pd.Categorical(list("ababab"), ordered=ordered))
        assert fitting(pictures, y) == ["ImageClassifier"]


def test_pictures_of_two_sizes_are_named():
    pictures = pd.Series([np.zeros((2, 2)), np.zeros((3, 2))])
    reason = mismatch("ImageClassifier", pictures, pd.Series(pd.Categorical(["a", "b"])))
    assert "2 × 2 and 3 × 2" in reason


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("features", FEATURES)
def test_every_coercion_offered_makes_the_model_fit(features, target):
    X, y = FEATURES[features][0], TARGETS[target][0]
    X = pd.DataFrame(X, columns=["x1", "x2", "x3"]) if isinstance(X, np.ndarray) else X
    y = pd.DataFrame(y, columns=["y1", "y2"]) if isinstance(y, np.ndarray) else y
    y = y.rename("y") if isinstance(y, pd.Series) else y
    for match in matching(X, y):
        if match.fits:
            assert (match.reason, match.unlock, match.coercion) == ("", "", None)
            continue
        assert match.reason and match.unlock
        if match.coercion:
            both = coerce(pd.concat([X, y], axis=1), match.coercion)
            wanted = both["y"] if isinstance(y, pd.Series) else both[list(y.columns)]
            assert mismatch(match.model, both[list(X.columns)], wanted) == ""


@pytest.mark.parametrize(
    ("model", "y", "words", "coercion"),
    [
        ("NeuralNetworkRegressor", list("abcabc"), "holds text", None),
        ("NeuralNetworkRegressor", [1, 2, 3, 4, 5, 6], "whole counts", {"y": "Continuous"}),
        ("NeuralNetworkRegressor", ["1", "2"] * 3, "holds text", {"y": "Continuous"}),
        ("NeuralNetworkClassifier", list("abcabc"), "3 different texts", {"y": "Multiclass"}),
        ("NeuralNetworkClassifier", NUMBERS, "6 different numbers", {"y": "OrderedFactor"}),
        ("NeuralNetworkBinaryClassifier", list("ababab"), "2 different", {"y": "Multiclass"}),
        ("NeuralNetworkBinaryClassifier", list("abcabc"), "3 different values", None),
        ("NeuralNetworkBinaryClassifier", list("aaaaaa"), "1 different value", None),
        ("MultitargetNeuralNetworkRegressor", NUMBERS, "only target", None),
    ],
)
def test_the_reason_and_the_coercion_are_the_expected_ones(model, y, words, coercion):
    found = {match.model: match for match in matching(np.ones((6, 2)), pd.Series(y, name="y"))}
    assert words in found[model].reason
    assert found[model].coercion == coercion


def test_one_coercion_settles_features_and_target_together():
    X = pd.DataFrame({"n": range(6), "c": list("xyxyxy")})
    regressor = matching(X, pd.Series([1, 2, 3, 4, 5, 6], name="y"))[0]
    assert regressor.coercion == {"n": "Continuous", "c": "Multiclass", "y": "Continuous"}


def test_a_table_brings_its_own_target():
    table = Table.of(pd.DataFrame({"a": NUMBERS, "y": NUMBERS}))
    assert [match.fits for match in matching(table)] == [True, False, False, False, False]


def test_several_targets_are_too_many_for_a_classifier():
    y = pd.DataFrame({"u": NUMBERS, "v": NUMBERS})
    assert "“u”, “v”" in mismatch("NeuralNetworkClassifier", np.ones((6, 1)), y)


def test_every_model_is_judged_in_a_fixed_order():
    assert tuple(match.model for match in matching(np.ones((6, 1)), NUMBERS)) == MODELS


def test_two_columns_of_one_name_are_refused():
    X = pd.DataFrame(np.ones((2, 2)), columns=["a", "a"])
    with pytest.raises(ValueError, match="called 'a'"):
        matching(X, [1.0, 2.0])
