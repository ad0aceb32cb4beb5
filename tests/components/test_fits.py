"""Each model fits or gives its one reason; one click makes it fit where a coercion can."""

from __future__ import annotations

import pandas as pd
import pytest

from epochlab.components.fits import Fits
from epochlab.data.matching import matching


@pytest.fixture
def counts() -> pd.DataFrame:
    """Whole numbers as features, and as the target."""
    return pd.DataFrame({"a": range(40), "y": [k % 3 for k in range(40)]})


def test_all_five_models_are_listed_those_that_fit_first(iris):
    shown = Fits(print)
    shown.show(matching(iris.drop(columns="species"), iris["species"]))
    assert [row["name"] for row in shown.matches if row["fits"]] == ["Classifier"]
    assert shown.matches[0]["name"] == "Classifier"
    assert len(shown.matches) == 5


def test_each_that_does_not_fit_gives_a_reason(iris):
    shown = Fits(print)
    shown.show(matching(iris.drop(columns="species"), iris["species"]))
    assert all(row["reason"].endswith(".") for row in shown.matches)
    reasons = {row["name"]: row["reason"] for row in shown.matches}
    assert "3 classes" in reasons["Binary classifier"]


def test_a_click_asks_for_the_change_that_helps(counts):
    asked = []
    shown = Fits(asked.append)
    shown.show(matching(counts[["a"]], counts["y"]))
    shown._handle_msg({"unlock": "NeuralNetworkRegressor"})
    assert dict(asked[0].coercion) == {"a": "Continuous", "y": "Continuous"}


def test_there_is_no_button_where_no_change_can_help(counts):
    asked = []
    shown = Fits(asked.append)
    shown.show(matching(counts[["a"]], counts["y"]))
    actions = {row["model"]: row["action"] for row in shown.matches}
    assert actions["ImageClassifier"] == ""
    shown._handle_msg({"unlock": "ImageClassifier"})
    shown._handle_msg({"unlock": "Unknown"})
    assert asked == []


def test_without_a_target_the_list_takes_no_room():
    shown = Fits(print)
    shown.show([])
    assert not shown.visible
