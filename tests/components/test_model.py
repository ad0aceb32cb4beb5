"""The Model step shows what the network will be, and changes the bench by what is picked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from threading import Event as Bell
from time import monotonic
from xml.etree import ElementTree

import pytest
from running import end_all

from epochlab.components import model_words as words
from epochlab.components.model import ModelStep
from epochlab.components.network_picture import picture, standalone
from epochlab.data.sizes import Ends
from epochlab.events import Probed
from epochlab.models.builders import MLP, Builder
from epochlab.models.image_builders import VGG
from epochlab.models.layers import Dense
from epochlab.models.networks import NeuralNetworkRegressor
from epochlab.models.stages import Stage, stages
from epochlab.workbench import Workbench

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    bench = Workbench(tmp_path)
    bench.load_sample("iris")
    return bench


@pytest.fixture
def gone() -> list[str]:
    return []


@pytest.fixture
def step(bench: Workbench, gone: list[str]) -> ModelStep:
    return ModelStep(bench, gone.append)


def shown(step: ModelStep) -> list:
    return step.__panel__().objects


# ---- empty states


def test_without_data_it_sends_to_the_data_step(tmp_path: Path, gone: list[str]):
    step = ModelStep(Workbench(tmp_path), gone.append)
    (empty,) = shown(step)
    assert words.NO_DATA in empty[0].object
    empty[1].clicks += 1
    assert gone == ["data"]


def test_without_a_target_it_offers_columns_the_guess_first(bench, step):
    bench.change_table(lambda table: table.with_role("species", "feature"))
    assert next(iter(step.target.options.items())) == (words.guessed("species"), "species")
    step.predict("petal_width")
    assert bench.table.targets == ["petal_width"]
    assert isinstance(bench.model, NeuralNetworkRegressor)
    assert step.readout in shown(step)


def test_data_that_fit_no_model_show_every_reason_and_the_remedies(tmp_path, gone):
    bench = Workbench(tmp_path)
    bench.load_sample("cars")
    step = ModelStep(bench, gone.append)
    assert bench.model is None
    assert len(step.kinds.others) == 5
    assert all(row["reason"] for row in step.kinds.others)
    step.messages.press(0, step.messages.messages[0].actions[1].label)
    assert bench.model is not None
    assert step.form is not None


# ---- the five models


def test_only_what_fits_can_be_picked(bench, step):
    assert [row["key"] for row in step.kinds.fitting] == ["NeuralNetworkClassifier"]
    before = bench.model
    step.kinds._handle_msg({"pick": "NeuralNetworkRegressor"})
    assert bench.model is before


def test_a_model_that_fits_is_taken(tmp_path, gone):
    bench = Workbench(tmp_path)
    bench.load_sample("moons")
    step = ModelStep(bench, gone.append)
    step.kinds._handle_msg({"pick": "NeuralNetworkClassifier"})
    assert step.kinds.value == "NeuralNetworkClassifier"
    assert step.readout.line.endswith("→ 2 → softmax")


def test_another_target_is_chosen_on_the_data_step(step, gone):
    step.kinds._handle_msg({"other": True})
    assert gone == ["data"]


@pytest.mark.parametrize("message", [{"pick": 3}, {"pick": "<b>"}, "pick", None])
def test_messages_of_another_shape_change_nothing(bench, step, message):
    before = bench.model
    step.kinds._handle_msg(message)
    assert bench.model is before


# ---- the network


def test_the_readout_counts_every_layer(step):
    assert step.readout.line == "4 → 16 relu → 8 relu → 3 → softmax"
    assert step.readout.sum == "80 + 136 + 27 = 243 parameters · 1 kB"


def test_an_edit_is_drawn_at_once_and_counted(bench, step):
    edits = bench.edits
    nested = step.form.controls["builder"].nested
    nested.controls["hidden"].boxes[0].value = "5"
    assert step.readout.line.startswith("4 → 5 relu → 8 relu")
    assert bench.edits == edits + 1


def test_undo_brings_back_the_network_and_its_controls(bench, step):
    step.form.controls["builder"].select.value = "Linear"
    assert step.readout.line == "4 → 3 relu → softmax"
    bench.undo()
    assert step.form.model is bench.model
    assert step.readout.line == "4 → 16 relu → 8 relu → 3 → softmax"


def test_builders_are_those_for_the_data(step, bench):
    assert list(step.form.controls["builder"].select.options) == ["MLP", "Linear", "Short"]
    bench.load_sample("small_digits")
    assert list(step.form.controls["builder"].select.options) == ["VGG", "Convolutional"]


class Broken(Builder):
    """Layers that do not fit each other."""

    def layers(self, n_in, n_out, n_channels=1):
        return (Dense(n_in, 8), Dense(16, n_out))


def test_layers_that_do_not_fit_are_named(bench, step):
    bench.model.builder = Broken()
    assert step.readout.state == "problem"
    assert step.readout.said.startswith("Layer 2 expects 16 inputs, layer 1 gives 8.")
    assert not step.readout.svg


def test_a_regressor_that_cannot_go_below_the_mean_says_so_and_offers_a_way(tmp_path, gone):
    bench = Workbench(tmp_path)
    bench.load_sample("cars")
    bench.change_table(lambda table: table.without_missing())
    step = ModelStep(bench, gone.append)
    assert step.messages.messages == ()
    step.form.controls["builder"].select.value = "Linear"
    (message,) = step.messages.messages
    assert words.FLOORS[True] in message.happened
    message.actions[0].run()
    assert bench.model.builder.activation == "identity"
    assert step.messages.messages == ()


def test_chips_appear_once_something_is_trained(bench, step):
    control = step.form.controls["builder"]
    assert control.view.effect == ""
    bench._trained_as = {"epochs": 5, **bench._now()} | {"epochs": 5}
    bench.edited()
    assert control.view.effect == "cold"


# ---- the dry pass


def test_the_answer_of_the_dry_pass_is_told(bench, step):
    bench.probed = Probed(243, ("32 × 4", "32 × 3"))
    assert (step.readout.state, step.readout.said) == ("passed", words.passed("32 × 4", "32 × 3"))
    bench.probed = Probed(0, (), "Layer 1 <b>expects</b> 5 inputs.")
    assert (step.readout.state, step.readout.said) == (
        "problem",
        "Layer 1 <b>expects</b> 5 inputs.",
    )


def test_a_worker_passes_one_batch_through(bench, step):
    try:
        asyncio.run(step.probe())
        end = monotonic() + 60
        while step.readout.state != "passed":
            assert monotonic() < end, step.readout.said
            bench.drain()
            Bell().wait(0.05)
        assert step.readout.said == words.passed("32 × 4", "32 × 3")
        assert bench.probed.n_parameters == 243
    finally:
        bench.forget()
        end_all(bench.data_dir)


def test_a_trained_run_is_not_left_for_a_dry_pass_of_other_data(bench, step):
    bench._trained_as = {"epochs": 5, **bench._now()} | {"epochs": 5}
    bench._run_key = bench._key()
    bench.standardise = False
    asyncio.run(step.probe())
    assert bench.run is None
    assert step.readout.said == words.LATER


# ---- code


def test_code_is_written_when_asked_for_and_follows_edits(bench, step):
    assert step.code.code == ""
    step.code.open = True
    assert "MLP(hidden=(16, 8))" in step.code.code
    step.form.controls["builder"].nested.controls["hidden"].boxes[0].value = "5"
    assert "MLP(hidden=(5, 8))" in step.code.code


# ---- the picture


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def test_every_unit_of_a_small_layer_is_drawn():
    root = drawn(picture(stages(MLP(hidden=(5,)).layers(4, 3), 4), "softmax"))
    assert len(root.findall(f"{SVG}circle")) == 4 + 5 + 3
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert {"4 inputs", "5 units", "3 outputs", "softmax", "25 parameters"} <= set(texts)


def test_large_layers_are_shortened():
    root = drawn(picture(stages(MLP(hidden=(1000,)).layers(4, 3), 4)))
    assert len(root.findall(f"{SVG}circle")) < 20


def test_images_are_drawn_as_sheets():
    root = drawn(picture(stages(VGG().layers((28, 28), 10, 3), (28, 28), 3)))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert "28×28 colour" in texts
    assert len(root.findall(f"{SVG}rect")) > 7


def test_text_in_a_picture_is_escaped():
    hostile = Stage("dense", (2,), (2,), ("<script>alert(1)</script>",))
    svg = picture([Stage("input", (2,), (2,)), hostile], "<b>")
    assert "<script" not in svg
    assert "<b>" not in svg
    assert drawn(svg) is not None


def test_a_saved_picture_brings_its_colours():
    svg = standalone(picture(stages(MLP().layers(4, 3), 4)))
    assert "--epochlab-primary: #0064B4" in svg
    assert drawn(svg) is not None


def test_sizes_are_cheap_and_right(bench):
    assert bench.sizes() == Ends(4, 3, n_columns=4)
