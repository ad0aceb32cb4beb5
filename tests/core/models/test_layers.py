"""Plans of layers: shapes, counts, words."""

from __future__ import annotations

import pytest

from epochlab.errors import BuilderMismatch
from epochlab.models.layers import (
    Activation,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    MaxPool,
    check,
    describe,
    n_parameters,
    shapes,
)

TABLE = (Dense(4, 16), Activation("relu"), Dropout(0.25), Dense(16, 3))
IMAGE = (Convolution(3, 8, 5), Activation("relu"), MaxPool(2), Flatten(), Dense(8 * 3 * 4, 2))


def test_shapes_lists_the_input_and_what_each_layer_gives():
    assert shapes(TABLE, 4) == [(4,), (16,), (16,), (16,), (3,)]


def test_images_keep_their_sides_in_a_convolution_and_lose_half_in_pooling():
    assert shapes(IMAGE, (7, 9), 3) == [(3, 7, 9), (8, 7, 9), (8, 7, 9), (8, 3, 4), (96,), (2,)]


def test_parameters_are_weights_and_biases():
    assert n_parameters(TABLE) == (4 * 16 + 16) + (16 * 3 + 3)
    assert n_parameters(IMAGE) == (3 * 5 * 5 * 8 + 8) + (96 * 2 + 2)


def test_a_layer_of_the_wrong_width_is_named_with_the_one_before():
    with pytest.raises(BuilderMismatch) as caught:
        shapes((Dense(4, 8), Activation("relu"), Dense(16, 3)), 4)
    assert caught.value.happened == "Layer 2 expects 16 inputs, layer 1 gives 8."


@pytest.mark.parametrize(
    ("layers", "n_in", "n_channels", "sentence"),
    [
        ((Dense(5, 1),), 4, 1, "Layer 1 expects 5 inputs, the data give 4."),
        ((Dense(1, 1),), 4, 1, "Layer 1 expects 1 input, the data give 4."),
        (
            (Convolution(1, 2, 3),),
            (5, 5),
            3,
            "Layer 1 expects 1 channel, the data give 3 channels of 5×5.",
        ),
        (
            (MaxPool(2),),
            (1, 5),
            1,
            "The max-pool 2×2 at the start expects images of at least 2×2, "
            "the data give 1 channel of 1×5.",
        ),
        (
            (Dense(4, 2), MaxPool(2)),
            4,
            1,
            "The max-pool 2×2 after layer 1 expects images of at least 2×2, layer 1 gives 2.",
        ),
        (
            (Convolution(1, 2, 3), Dense(50, 3)),
            (5, 5),
            1,
            "Layer 2 expects 50 inputs, layer 1 gives 2 channels of 5×5.",
        ),
    ],
)
def test_the_message_counts_layers_and_knows_the_data(layers, n_in, n_channels, sentence):
    with pytest.raises(BuilderMismatch) as caught:
        shapes(layers, n_in, n_channels)
    assert caught.value.happened == sentence


def test_check_says_expected_and_got_of_the_output():
    with pytest.raises(BuilderMismatch) as caught:
        check(TABLE, 4, 5, builder="Mine")
    assert caught.value.happened == "Mine gives 3 outputs for each row where 5 was needed."
    assert "n_out = 5 units" in caught.value.todo


def test_check_refuses_an_image_as_output():
    with pytest.raises(BuilderMismatch, match=r"outputs of shape \(2, 5, 5\)"):
        check((Convolution(1, 2, 3),), (5, 5), 3)


def test_check_lets_a_fitting_plan_pass():
    check(TABLE, 4, 3)
    check(IMAGE, (7, 9), 2, 3)


def test_describe_puts_activations_behind_their_layer():
    assert describe(TABLE) == ["4 → 16 relu", "dropout 0.25", "16 → 3"]
    assert describe(IMAGE) == [
        "3 → 8 channels, 5×5, relu",
        "max-pool 2×2",
        "flatten",
        "96 → 2",
    ]


def test_describe_is_silent_about_identity():
    assert describe((Dense(2, 1), Activation("identity"))) == ["2 → 1"]
