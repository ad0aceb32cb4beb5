"""Taking edits back: never to a model that the data do not fit."""

from __future__ import annotations

import pytest

from epochlab.models.networks import NeuralNetworkRegressor
from epochlab.project import Project

FLOWERS = b"length,width,kind\n" + b"".join(
    f"{i % 7 + 0.5},{(i * 3) % 5 + 0.25},{'long' if i % 7 > 3 else 'short'}\n".encode()
    for i in range(60)
)


@pytest.fixture
def bench():
    bench = Project()
    bench.load(FLOWERS, "sizes.csv")
    return bench


def test_taking_a_preset_back_takes_its_scaling_back(bench: Project):
    bench.choose("NeuralNetworkClassifier", reference=True)
    assert not bench.standardise
    bench.undo()
    assert bench.standardise


def test_an_edit_taken_back_never_brings_a_model_that_does_not_fit(bench: Project):
    bench.change_table(lambda table: table.with_target("width"))
    assert isinstance(bench.model, NeuralNetworkRegressor)
    bench.undo()
    assert isinstance(bench.model, NeuralNetworkRegressor)
    bench.model.batch_size = 8
    bench.edited()
    bench.load(FLOWERS, "other.csv")
    assert not bench.can_undo
