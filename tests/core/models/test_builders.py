"""Builders: the fixed values of the reference, and builders of one's own."""

from __future__ import annotations

import pytest
import torch
from fresh_python import run_fresh
from torch import nn

from epochlab.errors import BuilderMismatch, UnreadableModel
from epochlab.hyper import clone, settings
from epochlab.models.builders import MLP, Builder, Linear, Short, builder, short_width
from epochlab.models.image_builders import VGG, Convolutional
from epochlab.models.layers import Activation, Dense, describe, n_parameters
from epochlab.models.realise import build_network
from epochlab.spec import from_spec, to_spec


def seeded(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def parameter_shapes(network: nn.Module) -> list[tuple[int, ...]]:
    return [tuple(parameter.shape) for parameter in network.parameters()]


@pytest.mark.parametrize(
    ("n_in", "n_out", "width"),
    [
        (4, 3, 3),
        (5, 3, 4),
        (12, 1, 3),
        (4, 1, 2),
        (9, 4, 6),
        (13, 1, 4),
        (784, 10, 89),
        (1, 2, 1),
        (4, 2, 3),
    ],
)
def test_short_takes_the_geometric_mean_when_left_to_choose(n_in, n_out, width):
    assert short_width(n_in, n_out) == width
    assert Short().layers(n_in, n_out)[0] == Dense(n_in, width)


def test_short_width_refuses_an_empty_layer():
    with pytest.raises(ValueError, match="0 outputs"):
        short_width(4, 0)


@pytest.mark.parametrize(
    ("made", "n_in", "n_out", "count"),
    [
        (Short(), 4, 3, 27),
        (MLP(hidden=(5, 4)), 4, 3, 64),
        (MLP(hidden=(2, 2)), 3, 3, 23),
        (MLP(hidden=(100,)), 4, 3, 803),
    ],
)
def test_parameter_counts_are_those_of_the_reference(made, n_in, n_out, count):
    network = made.build(n_in, n_out, rng=seeded())
    assert sum(p.numel() for p in network.parameters()) == count
    assert n_parameters(made.layers(n_in, n_out)) == count


def test_short_of_four_hidden_units_has_the_shapes_of_the_reference():
    network = Short(n_hidden=4).build(5, 3, rng=seeded())
    assert parameter_shapes(network) == [(4, 5), (4,), (3, 4), (3,)]
    assert [type(m) for m in network.children()] == [nn.Linear, nn.Sigmoid, nn.Dropout, nn.Linear]
    assert Short().dropout == 0.5


def test_mlp_of_two_and_two_has_three_layers_the_first_two_by_three():
    network = MLP(hidden=(2, 2)).build(3, 3, rng=seeded())
    weights = [p for p in network.parameters() if p.ndim == 2]
    assert [tuple(w.shape) for w in weights] == [(2, 3), (2, 2), (3, 2)]


def test_mlp_without_hidden_layers_is_one_dense_layer():
    assert MLP(hidden=()).layers(4, 2) == (Dense(4, 2),)


def test_mlp_puts_dropout_behind_each_activation_only_if_asked():
    assert describe(MLP(hidden=(6,)).layers(4, 2)) == ["4 → 6 relu", "6 → 2"]
    with_dropout = MLP(hidden=(6,), dropout=0.1, activation="tanh")
    assert describe(with_dropout.layers(4, 2)) == ["4 → 6 tanh", "dropout 0.1", "6 → 2"]


def test_linear_is_one_dense_layer_that_ends_in_relu():
    network = Linear().build(4, 2, rng=seeded())
    assert [type(m) for m in network.children()] == [nn.Linear, nn.ReLU]
    assert (network(torch.randn(50, 4)) >= 0).all()


def test_the_same_seed_gives_the_same_network_and_the_next_draw_another():
    rng, batch = seeded(), torch.randn(7, 4)
    first, second = (MLP().build(4, 3, rng=rng)(batch) for _ in range(2))
    again = MLP().build(4, 3, rng=seeded())(batch)
    assert torch.equal(first, again)
    assert not torch.equal(first, second)


def test_building_leaves_the_global_generator_alone():
    before = torch.get_rng_state()
    Short().build(4, 3, rng=seeded())
    VGG().build((8, 8), 3, rng=seeded())
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(("size", "n_channels"), [((5, 5), 2), ((5, 5), 1), ((1, 9), 3)])
def test_convolutional_takes_any_image(size, n_channels):
    network = Convolutional(channels=(4, 6)).build(size, 3, n_channels, rng=seeded())
    assert network(torch.rand(2, n_channels, *size)).shape == (2, 3)


def test_convolutional_on_28_by_28_has_three_blocks():
    plan = describe(Convolutional().layers((28, 28), 10))
    assert plan == [
        "1 → 16 channels, 3×3, relu",
        "max-pool 2×2",
        "16 → 32 channels, 3×3, relu",
        "max-pool 2×2",
        "32 → 32 channels, 3×3, relu",
        "max-pool 2×2",
        "flatten",
        "288 → 10",
    ]


def test_convolutional_refuses_an_even_filter():
    with pytest.raises(ValueError, match=r"filter_size must be one of 1, 3, 5.* not 4"):
        Convolutional(filter_size=4)


@pytest.mark.parametrize("side", [1, 2, 8, 28, 33])
def test_vgg_works_above_and_below_32_by_32(side):
    network = VGG().build((side, side), 10, 3, rng=seeded())
    assert network(torch.rand(2, 3, side, side)).shape == (2, 10)


@pytest.mark.parametrize("made", [Linear(), Short(), MLP()])
def test_builders_for_tables_refuse_images(made):
    with pytest.raises(BuilderMismatch, match="not images of 8×6"):
        made.build((8, 6), 3, rng=seeded())


@pytest.mark.parametrize("made", [Convolutional(), VGG()])
def test_builders_for_images_refuse_tables(made):
    with pytest.raises(BuilderMismatch, match="not rows of 4 numbers"):
        made.build(4, 3, rng=seeded())


@builder
def five_by_five(rng, n_in, n_out, n_channels):
    """The inline convolution of the reference's documentation."""
    height, width = n_in
    inner = (height - 2) * (width - 2) * 16
    return nn.Sequential(
        nn.Conv2d(n_channels, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(inner, n_out)
    )


def test_the_inline_convolution_has_the_shapes_of_the_reference():
    network = build_network(five_by_five, (5, 5), 3, 2, seeded())
    assert parameter_shapes(network) == [(16, 2, 3, 3), (16,), (3, 144), (3,)]


def test_an_inline_builder_is_reproducible_though_it_never_reads_the_generator():
    networks = [build_network(five_by_five, (5, 5), 3, 2, seeded(s)) for s in (1, 1, 2)]
    first, same, other = (next(n.parameters()) for n in networks)
    assert torch.equal(first, same)
    assert not torch.equal(first, other)


def test_an_inline_builder_leaves_the_global_generator_alone():
    before = torch.get_rng_state()
    build_network(five_by_five, (5, 5), 3, 2, seeded())
    assert torch.equal(torch.get_rng_state(), before)


def test_an_inline_builder_is_named_after_its_function():
    assert repr(five_by_five) == "five_by_five"
    assert to_spec(five_by_five)["kind"] == "five_by_five"
    assert settings(clone(five_by_five)) == settings(five_by_five)


def made_inline(width: int) -> Builder:
    @builder
    def own(n_in, n_out):
        return nn.Sequential(nn.Linear(n_in, width), nn.Linear(width, n_out))

    return own


def test_functions_of_one_name_that_do_different_things_are_different_settings():
    assert settings(made_inline(3)) == settings(made_inline(3))
    assert settings(made_inline(3)) != settings(made_inline(4))


def test_a_spec_of_another_function_of_the_same_name_is_refused():
    kept = made_inline(3), made_inline(4)  # the name stands for the one made last
    spec = to_spec(kept[0])
    with pytest.raises(UnreadableModel, match="do not fit"):
        from_spec(spec)


def test_an_inline_builder_asks_only_for_what_there_is():
    with pytest.raises(TypeError, match="asks for depth; a builder gets any of rng, n_in"):

        @builder
        def deep(n_in, depth):
            return nn.Linear(n_in, depth)


def test_a_builder_that_returns_no_network_is_refused():
    @builder
    def nothing(n_in):
        return [n_in]

    with pytest.raises(BuilderMismatch, match="nothing gives a list"):
        build_network(nothing, 4, 3, 1, seeded())


def test_a_builder_with_neither_layers_nor_build_is_refused():
    class Idle(Builder):
        """Says nothing."""

    with pytest.raises(BuilderMismatch, match="neither `layers` nor"):
        Idle().build(4, 3, rng=seeded())


def test_a_plan_with_the_wrong_last_layer_is_refused_before_it_is_built():
    class Wide(Builder):
        """One unit too many."""

        def layers(self, n_in, n_out, n_channels=1):
            return (Dense(n_in, n_out + 1), Activation("relu"))

    with pytest.raises(BuilderMismatch, match=r"Wide\(\) gives 4 outputs .* where 3 was needed"):
        Wide().build(4, 3, rng=seeded())


def test_the_declarations_are_importable_without_torch():
    names = "builders, image_builders, layers, losses, networks, optimisers, gradient_rules"
    run_fresh(f"import sys; from epochlab.models import {names}; assert 'torch' not in sys.modules")
