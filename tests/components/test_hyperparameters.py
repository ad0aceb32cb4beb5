"""A form sets what is allowed, refuses the rest in words, and foretells every change."""

from __future__ import annotations

import param
import pytest

from epochlab.components import words
from epochlab.components.choice_fields import ChoiceField, SwitchField
from epochlab.components.field import Field
from epochlab.components.hyperparameters import KindField, form
from epochlab.components.layer_list import MOST_LAYERS, LayerList
from epochlab.components.number_fields import NumberField, SeedField, WholeField
from epochlab.hyper import Hyperparameters, hyper
from epochlab.kinds import Named, Sizes


class Rule(Hyperparameters):
    """A rule to train by."""


class Slow(Rule):
    eta = hyper(
        param.Number,
        1e-3,
        bounds=(0, None),
        softbounds=(1e-6, 10),
        scale="log",
        label="Learning rate",
        unit="per step",
        doc="How far each step moves the weights.",
        restart="optimiser",
    )


class Heavy(Slow):
    rho = hyper(param.Number, 0.9, bounds=(0, 1), label="Momentum")


class Recipe(Hyperparameters):
    hidden = hyper(Sizes, (16, 8), label="Hidden layers")


class Thing(Hyperparameters):
    """A model with one setting of every kind."""

    rule = hyper(param.ClassSelector, Slow(), class_=Rule, instantiate=True, label="Optimiser")
    recipe = hyper(param.ClassSelector, Recipe(), class_=Recipe, instantiate=True, label="Network")
    loss = hyper(Named, "square", objects=["square", "cross"], label="Loss")
    epochs = hyper(param.Integer, 10, bounds=(0, None), label="Epochs", restart="warm")
    strict = hyper(param.Boolean, False, label="Strict", restart="none")
    rng = hyper(param.Integer, None, allow_None=True, bounds=(0, None), label="Seed")
    device = hyper(param.String, "cpu", label="Device")
    sizes = hyper(param.Dict, {}, instantiate=True, label="Embeddings")


@pytest.fixture
def thing() -> Thing:
    return Thing()


def test_each_declaration_gets_the_control_that_fits(thing):
    drawn = form(thing, levels={"species": 3})
    kinds = {name: type(control).__name__ for name, control in drawn.controls.items()}
    assert kinds == {
        "rule": "KindField",
        "recipe": "KindField",
        "loss": "ChoiceField",
        "epochs": "WholeField",
        "strict": "SwitchField",
        "rng": "SeedField",
        "device": "TextField",
        "sizes": "ColumnSizes",
    }


def test_embeddings_are_left_out_without_categorical_columns(thing):
    assert "sizes" not in form(thing).controls


def test_names_pick_and_order_the_controls(thing):
    assert list(form(thing, ["epochs", "rule.eta", "loss"]).controls) == [
        "epochs",
        "rule.eta",
        "loss",
    ]


def test_label_unit_and_doc_come_from_the_declaration(thing):
    view = form(thing, ["rule.eta"]).controls["rule.eta"].view
    assert (view.label, view.unit, view.doc) == (
        "Learning rate",
        "per step",
        "How far each step moves the weights.",
    )


@pytest.fixture
def rate(thing) -> NumberField:
    control = form(thing, ["rule.eta"]).controls["rule.eta"]
    assert isinstance(control, NumberField)
    return control


@pytest.mark.parametrize(
    ("typed", "value"), [("1e-3", 0.001), ("0,003", 0.003), (" 0.5 ", 0.5), ("0", 0), (".25", 0.25)]
)
def test_a_typed_number_reaches_the_model(thing, rate, typed, value):
    thing.rule.eta = 1.0
    rate.text.value = typed
    assert thing.rule.eta == value
    assert not rate.text.error_state


@pytest.mark.parametrize("typed", ["-1", "abc", "", "1,000", "nan", "1e999", "1 2"])
def test_a_refused_number_stays_in_the_field_with_a_message(thing, rate, typed):
    rate.text.value = typed
    assert thing.rule.eta == 0.001
    assert rate.text.value == typed
    assert rate.text.error_state
    assert rate.text.helper_text


def test_a_refusal_names_the_range(rate):
    rate.text.value = "-1"
    assert rate.text.helper_text == words.out_of_range("-1", "a finite number of at least 0")


def test_a_good_number_takes_the_message_away(thing, rate):
    rate.text.value = "abc"
    rate.text.value = "0.01"
    assert (rate.text.error_state, rate.text.helper_text) == (False, "")
    assert thing.rule.eta == 0.01


def test_typing_the_old_value_again_takes_the_message_away(rate):
    rate.text.value = "abc"
    rate.text.value = "0.001"
    assert not rate.text.error_state


def test_the_slider_of_a_log_number_moves_by_factors(thing, rate):
    rate.slider.value_throttled = -2.0
    assert thing.rule.eta == 0.01
    assert rate.text.value == "0.01"


def test_the_field_moves_the_slider(rate):
    rate.text.value = "0.1"
    assert rate.slider.value == pytest.approx(-1)


def test_the_field_keeps_digits_the_slider_would_round(thing, rate):
    rate.text.value = "0.0012345"
    assert thing.rule.eta == 0.0012345
    assert rate.text.value == "0.0012345"


def test_the_left_end_of_the_slider_is_zero_where_zero_is_allowed(thing, rate):
    rate.slider.value_throttled = rate.slider.start
    assert thing.rule.eta == 0


def test_dragging_shows_the_number_but_sets_it_only_when_let_go(thing, rate):
    rate.slider.value = -2.0
    assert rate.text.value_input == "0.01"
    assert thing.rule.eta == 0.001


def test_an_arrow_key_steps_the_number(thing, rate):
    rate.view._handle_msg({"step": 1})
    assert thing.rule.eta > 0.001


def test_a_change_made_elsewhere_shows_in_the_field(thing, rate):
    thing.rule.eta = 0.25
    assert rate.text.value == "0.25"
    assert rate.slider.value == pytest.approx(-0.602, abs=1e-3)


def test_a_whole_number_refuses_a_fraction(thing):
    control = form(thing, ["epochs"]).controls["epochs"]
    assert isinstance(control, WholeField)
    control.text.value = "2.5"
    assert thing.epochs == 10
    assert control.text.helper_text == words.not_whole("2.5")


def test_steppers_change_a_whole_number_by_one(thing):
    control = form(thing, ["epochs"]).controls["epochs"]
    control.view._handle_msg({"step": -1})
    assert thing.epochs == 9


def test_a_message_of_another_shape_changes_nothing(thing):
    control = form(thing, ["epochs"]).controls["epochs"]
    for message in ({"step": 10**9}, {"step": "1"}, "step", None):
        control.view._handle_msg(message)
    assert thing.epochs == 10


def test_an_empty_seed_means_none(thing):
    thing.rng = 42
    control = form(thing, ["rng"]).controls["rng"]
    assert isinstance(control, SeedField)
    assert control.text.value == "42"
    control.text.value = ""
    assert thing.rng is None


def test_new_seed_draws_a_number(thing):
    control = form(thing, ["rng"]).controls["rng"]
    row = control.view.control
    next(part for part in row if getattr(part, "label", "") == words.NEW_SEED).clicks += 1
    assert isinstance(thing.rng, int)
    assert control.text.value == str(thing.rng)


def test_a_large_seed_keeps_all_its_digits(thing):
    control = form(thing, ["rng"]).controls["rng"]
    control.text.value = "9007199254740993"
    assert thing.rng == 9007199254740993


def test_a_switch_sets_a_boolean(thing):
    control = form(thing, ["strict"]).controls["strict"]
    assert isinstance(control, SwitchField)
    control.switch.value = True
    assert thing.strict is True


def test_a_choice_offers_what_is_declared(thing):
    control = form(thing, ["loss"]).controls["loss"]
    assert isinstance(control, ChoiceField)
    assert list(control.select.options) == ["square", "cross"]
    control.select.value = "cross"
    assert thing.loss == "cross"


def test_a_choice_offers_only_what_fits(thing):
    control = form(thing, ["loss"], choices={"loss": ["square"]}).controls["loss"]
    assert list(control.select.options) == ["square"]


def test_a_function_of_ones_own_is_shown_by_name(thing):
    def huber(output, target):
        return abs(output - target)

    thing.loss = huber
    control = form(thing, ["loss"]).controls["loss"]
    assert control.select.value is huber
    assert "huber" in control.select.options


@pytest.fixture
def layers(thing) -> LayerList:
    control = form(thing, ["recipe.hidden"]).controls["recipe.hidden"]
    assert isinstance(control, LayerList)
    return control


def test_layers_can_be_resized(thing, layers):
    layers.boxes[1].value = "32"
    assert thing.recipe.hidden == (16, 32)


def test_a_layer_can_be_added(thing, layers):
    layers.add.clicks += 1
    assert thing.recipe.hidden == (16, 8, 8)
    assert [box.value for box in layers.boxes] == ["16", "8", "8"]


def test_a_layer_can_be_removed(thing, layers):
    layers.layers[0][1].clicks += 1
    assert thing.recipe.hidden == (8,)
    assert [box.value for box in layers.boxes] == ["8"]


@pytest.mark.parametrize("typed", ["0", "-3", "1025", "x", "2.5"])
def test_a_bad_layer_size_is_kept_in_its_box_with_a_message(thing, layers, typed):
    layers.boxes[0].value = typed
    assert thing.recipe.hidden == (16, 8)
    assert layers.boxes[0].value == typed
    assert layers.boxes[0].error_state
    assert layers.problem


def test_a_hostile_layer_size_is_shown_as_text(layers):
    layers.boxes[0].value = "<img src=x onerror=alert(1)>"
    assert "<img" not in layers.note.object
    assert "&lt;img" in layers.note.object


def test_layers_have_a_limit(thing, layers):
    for _ in range(2 * MOST_LAYERS):
        layers.add.clicks += 1
    assert len(thing.recipe.hidden) == MOST_LAYERS


def test_all_layers_may_go(thing, layers):
    for _ in range(2):
        layers.layers[0][1].clicks += 1
    assert thing.recipe.hidden == ()


@pytest.fixture
def rule(thing) -> KindField:
    control = form(thing, ["rule"]).controls["rule"]
    assert isinstance(control, KindField)
    return control


def test_a_class_is_chosen_from_its_subclasses(thing, rule):
    assert list(rule.select.options) == ["Slow", "Heavy"]
    rule.select.value = "Heavy"
    assert type(thing.rule) is Heavy
    assert list(rule.nested.controls) == ["eta", "rho"]


def test_going_back_to_a_class_finds_what_was_typed(thing, rule):
    thing.rule.eta = 0.5
    rule.select.value = "Heavy"
    rule.select.value = "Slow"
    assert thing.rule.eta == 0.5


def test_a_class_can_be_kept_from_the_list(thing):
    control = form(thing, ["rule"], choices={"rule": [Heavy]}).controls["rule"]
    assert list(control.select.options) == ["Heavy", "Slow"]  # the current one stays on offer


def test_a_new_object_of_the_same_class_is_shown(thing, rule):
    thing.rule = Slow(eta=0.125)
    assert rule.nested.controls["eta"].text.value == "0.125"
    rule.nested.controls["eta"].text.value = "0.25"
    assert thing.rule.eta == 0.25


def test_a_setting_named_by_itself_follows_the_swap_and_is_not_shown_twice(thing):
    drawn = form(thing, ["rule.eta", "rule"])
    assert list(drawn.controls["rule"].nested.controls) == []
    drawn.controls["rule"].select.value = "Heavy"
    assert list(drawn.controls["rule"].nested.controls) == ["rho"]
    drawn.controls["rule.eta"].text.value = "0.75"
    assert thing.rule.eta == 0.75


def test_a_setting_the_new_object_lacks_is_left_out(thing):
    thing.rule = Heavy()
    drawn = form(thing, ["rule.rho", "rule"])
    assert "rule.rho" in drawn.controls
    thing.rule = Slow()
    assert "rule.rho" not in drawn.controls


def test_every_control_carries_its_forecast(thing):
    kinds = {"rule": "warm", "rule.eta": "choice", "loss": "cold", "strict": "none"}
    drawn = form(thing, ["rule", "loss", "strict"], forecast=kinds.__getitem__)
    chips = {c.dotted: c.view.effect_text for c in drawn.every_control()}
    assert chips == {
        "rule": "→ Continues",
        "rule.eta": "⇢ Your choice",
        "loss": "↺ Starts again",
        "strict": "= No effect",
    }


def test_an_edit_asks_for_all_forecasts_again(thing):
    drawn = form(
        thing,
        ["strict", "rule.eta"],
        forecast=lambda dotted: "cold" if thing.strict else "warm",
    )
    drawn.controls["strict"].switch.value = True
    assert drawn.controls["rule.eta"].view.effect == "cold"


def test_edits_are_told_by_dotted_name(thing):
    told = []
    drawn = form(thing, ["rule", "epochs"], edited=told.append)
    drawn.controls["rule"].nested.controls["eta"].text.value = "0.5"
    drawn.controls["epochs"].text.value = "7"
    drawn.controls["epochs"].text.value = "-7"
    assert told == ["rule.eta", "epochs"]


def test_problems_are_listed_by_dotted_name(thing):
    drawn = form(thing, ["rule", "epochs"])
    drawn.controls["rule"].nested.controls["eta"].text.value = "much"
    assert drawn.problems == {"rule.eta": words.not_a_number("much")}


def test_show_drops_what_was_refused(thing):
    drawn = form(thing, ["epochs"])
    drawn.controls["epochs"].text.value = "many"
    drawn.show()
    assert drawn.problems == {}
    assert drawn.controls["epochs"].text.value == "10"


def test_an_embedding_takes_a_number_or_a_share(thing):
    control = form(thing, ["sizes"], levels={"species": 3, "site": 9}).controls["sizes"]
    control.boxes["species"].value = "2"
    control.boxes["site"].value = "0,5"
    assert thing.sizes == {"species": 2, "site": 0.5}
    control.boxes["species"].value = ""
    assert thing.sizes == {"site": 0.5}
    control.boxes["site"].value = "1.5"
    assert thing.sizes == {"site": 0.5}
    assert control.boxes["site"].error_state


def test_a_hostile_column_name_is_only_ever_text(thing):
    name = "<script>alert(1)</script>"
    control = form(thing, ["sizes"], levels={name: 3}).controls["sizes"]
    label = control.view.control[0].label
    assert label == words.numbers_for_column(name)
    assert isinstance(control.view.control[0], Field)  # draws its label with textContent


def test_a_form_draws_on_the_bokeh_level(thing):
    root = form(thing, levels={"species": 3}).__panel__().get_root()
    labels = [m.data.label for m in root.select({"name": "Field"}) if m.data.label]
    assert {"Learning rate", "Hidden layers", "Seed", "Epochs"} <= set(labels)
