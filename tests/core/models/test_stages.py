"""Stages tell what the plan holds, in the order data pass through it."""

from __future__ import annotations

import pytest

from epochlab.errors import BuilderMismatch
from epochlab.models.builders import MLP, Linear, Short
from epochlab.models.image_builders import VGG, Convolutional
from epochlab.models.layers import Dense, n_parameters
from epochlab.models.stages import chain, stages


def test_a_perceptron_reads_from_left_to_right():
    found = stages(MLP(hidden=(16, 8)).layers(4, 3), 4)
    assert chain(found, "softmax") == "4 → 16 relu → 8 relu → 3 → softmax"
    assert [stage.n_parameters for stage in found] == [0, 80, 136, 27]


def test_dropout_stands_with_its_layer():
    found = stages(Short(n_hidden=5).layers(4, 2), 4)
    assert found[1].does == ("sigmoid", "dropout 0.5")


def test_doing_nothing_is_not_mentioned():
    assert chain(stages(Linear(activation="identity").layers(4, 1), 4)) == "4 → 1"


def test_pooling_changes_what_leaves_a_stage():
    found = stages(Convolutional(channels=(6,)).layers((28, 28), 10), (28, 28))
    assert (found[1].shape, found[1].after) == ((6, 28, 28), (6 * 14 * 14,))
    assert found[1].does == ("3×3", "relu", "max-pool 2×2", "flatten")
    assert chain(found) == "1 × 28×28 → 6 × 28×28 3×3, relu, max-pool 2×2, flatten → 10"


def test_embeddings_are_a_stage_that_holds_their_numbers():
    found = stages(Linear().layers(6, 1), 6, n_columns=5, embeddings=[(0, 3, 2)])
    assert [stage.kind for stage in found] == ["input", "embedding", "dense"]
    assert [stage.shape for stage in found] == [(5,), (6,), (1,)]
    assert found[1].n_parameters == 3 * 2


@pytest.mark.parametrize(
    ("builder", "n_in"), [(MLP(), 7), (Short(), 7), (VGG(), (9, 8)), (Convolutional(), (9, 8))]
)
def test_stages_hold_what_the_plan_holds(builder, n_in):
    plan = builder.layers(n_in, 3, 1)
    assert sum(stage.n_parameters for stage in stages(plan, n_in)) == n_parameters(plan)


def test_layers_that_do_not_fit_are_named():
    with pytest.raises(BuilderMismatch, match=r"Layer 2 expects 16 inputs, layer 1 gives 8\."):
        stages([Dense(4, 8), Dense(16, 3)], 4)
