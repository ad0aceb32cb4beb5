"""The settings drawer: every hyperparameter once, what it would do, and the ways back."""

from __future__ import annotations

from pathlib import Path

import pytest

from epochlab.components import model_words as words
from epochlab.components.settings import SettingsDrawer, preset_of
from epochlab.events import Changed, Epoch, Started
from epochlab.hyper import kind_name, names, settings
from epochlab.presets import MODELS, quick_start, reference_values
from epochlab.workbench import Workbench
from epochlab.workers.runs import Run


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    bench = Workbench(tmp_path)
    bench.load_sample("iris")
    return bench


@pytest.fixture
def drawer(bench: Workbench) -> SettingsDrawer:
    return SettingsDrawer(bench)


def control(drawer: SettingsDrawer, dotted: str):
    return next(c for one in drawer.forms for c in one.every_control() if c.dotted == dotted)


def begin(bench: Workbench, epochs: int = 5) -> None:
    """Have the bench take in what a worker tells while it trains."""
    flat = {"model": kind_name(bench.model), **settings(bench.model)}
    flat |= {"standardise": bench.standardise, "rows": bench.rows_setting(), "epochs": 20}
    bench.apply(Started(0, "cold", 0, 20, flat, {}))
    for epoch in range(epochs + 1):
        bench.apply(Epoch(epoch, 0.5))
    bench.edited()


def test_without_a_model_it_says_why_it_is_empty(tmp_path: Path):
    (only,) = SettingsDrawer(Workbench(tmp_path)).__panel__().objects
    assert words.NO_MODEL in only.object


@pytest.mark.parametrize("kind", MODELS)
def test_every_hyperparameter_has_its_place(kind, tmp_path: Path):
    samples = {"NeuralNetworkRegressor": "cars", "ImageClassifier": "small_digits"}
    samples |= {"NeuralNetworkClassifier": "iris", "NeuralNetworkBinaryClassifier": "moons"}
    bench = Workbench(tmp_path)
    bench.load_sample(samples.get(kind, "penguins"))
    bench.change_table(lambda table: table.without_missing())
    bench.choose(kind)
    drawer = SettingsDrawer(bench)
    placed = {c.dotted for one in drawer.forms for c in one.every_control()}
    elsewhere = {"builder", "epochs"}
    if not any(bench.table.scitypes[name] == "Multiclass" for name in bench.table.features):
        elsewhere |= {"embedding_dims"}
    assert {name for name in names(bench.model) if name not in elsewhere} <= placed
    assert not placed & elsewhere


def test_the_learning_rate_stands_first_and_only_once(drawer):
    first = [c.dotted for c in drawer.forms[0].every_control()]
    assert first[0] == "optimiser.eta"
    assert first.count("optimiser.eta") == 1
    assert first[-2:] == ["batch_size", "loss"]


def test_the_optimiser_brings_its_own_numbers(bench, drawer):
    control(drawer, "optimiser").select.value = "Momentum"
    assert control(drawer, "optimiser.rho").value == 0.9
    control(drawer, "optimiser.eta").text.value = "0.5"
    assert bench.model.optimiser.eta == 0.5


def test_embeddings_are_offered_for_categorical_columns_only(tmp_path: Path, drawer):
    assert not [c for one in drawer.forms for c in one.every_control() if "embed" in c.dotted]
    bench = Workbench(tmp_path)
    bench.load_sample("penguins")
    bench.change_table(lambda table: table.without_missing())
    other = SettingsDrawer(bench)
    assert set(control(other, "embedding_dims").boxes) == {"species", "island", "sex"}


def test_a_folded_group_says_how_its_settings_stand(bench, drawer):
    assert drawer.groups[words.PENALTY].says == words.NONE
    assert drawer.groups[words.SEED_AND_ORDER].says == "seed 42, shuffled"
    control(drawer, "lambda_").text.value = "0.01"
    control(drawer, "rng").text.value = ""
    assert drawer.groups[words.PENALTY].says == "lambda 0.01"
    assert drawer.groups[words.SEED_AND_ORDER].says == "random seed, shuffled"


def test_standardising_is_a_setting_of_tables_only(bench, drawer):
    drawer.standardise.switch.value = False
    assert bench.standardise is False
    bench.load_sample("small_digits")
    content = drawer.groups[words.ADVANCED].content
    assert drawer.standardise.view not in content.objects


# ---- presets


@pytest.mark.parametrize("kind", MODELS)
def test_presets_are_recognised(kind):
    assert preset_of(quick_start(kind), True) == words.QUICK_START
    assert preset_of(quick_start(kind), False) == words.OWN_VALUES
    assert preset_of(reference_values(kind), False) == words.REFERENCE


def test_a_preset_replaces_every_setting_and_can_be_taken_back(bench, drawer):
    drawer.preset.value = words.REFERENCE
    assert settings(bench.model) == settings(reference_values("NeuralNetworkClassifier"))
    assert bench.standardise is False
    assert control(drawer, "batch_size").text.value == "1"
    drawer.pending.press("undo")
    assert bench.model.batch_size == 32
    assert control(drawer, "batch_size").text.value == "32"


def test_an_edit_makes_the_values_ones_own(drawer):
    assert drawer.preset.value == words.QUICK_START
    control(drawer, "batch_size").text.value = "64"
    assert drawer.preset.value == words.OWN_VALUES
    control(drawer, "batch_size").text.value = "32"
    assert drawer.preset.value == words.QUICK_START
    assert words.OWN_VALUES not in drawer.preset.options


# ---- chips and pending changes


def test_nothing_is_foretold_before_training(drawer):
    assert {c.view.effect for one in drawer.forms for c in one.every_control()} == {""}
    assert drawer.pending.items == []


def test_chips_are_what_the_bench_foretells(bench, drawer):
    begin(bench)
    for one in drawer.forms:
        for each in one.every_control():
            assert each.view.effect == bench.effect_of(each.dotted), each.dotted
    assert control(drawer, "optimiser.eta").view.effect == "warm"
    assert control(drawer, "batch_size").view.effect == "cold"
    assert drawer.standardise.view.effect == "cold"


def test_stricter_restarts_change_the_other_chips(bench, drawer):
    begin(bench)
    assert control(drawer, "optimiser.eta").view.effect == "warm"
    control(drawer, "optimiser_changes_trigger_retraining").switch.value = True
    assert control(drawer, "optimiser.eta").view.effect == "cold"
    control(drawer, "optimiser.eta").text.value = "0.001"
    assert bench.restart.kind == "cold"


def test_pending_changes_are_listed_with_what_they_would_do(bench, drawer):
    begin(bench)
    control(drawer, "optimiser.eta").text.value = "0.001"
    control(drawer, "loss").select.value = "focal"
    assert drawer.pending.title == "2 changes pending"
    listed = {one["label"]: (one["change"], one["kind"]) for one in drawer.pending.items}
    assert listed == {
        "Learning rate": ("0.003 → 0.001", "warm"),
        "Loss": ("cross-entropy → focal", "cold"),
    }


def test_undo_takes_one_edit_back(bench, drawer):
    begin(bench)
    control(drawer, "optimiser.eta").text.value = "0.001"
    control(drawer, "batch_size").text.value = "64"
    drawer.pending.press("undo")
    assert (bench.model.batch_size, bench.model.optimiser.eta) == (32, 0.001)
    assert [one["label"] for one in drawer.pending.items] == ["Learning rate"]
    assert control(drawer, "batch_size").text.value == "32"


def test_a_refused_value_stays_in_its_field_while_others_are_edited(drawer):
    control(drawer, "optimiser.beta1").text.value = "much"
    control(drawer, "batch_size").text.value = "64"
    refused = control(drawer, "optimiser.beta1")
    assert refused.text.value == "much"
    assert refused.problem


def test_changed_data_are_listed_without_their_fingerprint(bench, drawer):
    begin(bench)
    bench.change_table(lambda table: table.with_role("petal_width", "ignore"))
    changes = {one["label"]: one["change"] for one in drawer.pending.items}
    assert changes["data"] == words.CHANGED


def test_numbers_of_the_optimiser_can_be_applied_while_training(bench, drawer):
    bench.run = Run.create(bench.data_dir, bench.table, bench.parts(), standardise=True, name="x")
    begin(bench)
    assert bench.status == "training"
    control(drawer, "batch_size").text.value = "64"
    assert drawer.pending.live == []
    control(drawer, "optimiser.eta").text.value = "0.001"
    assert drawer.pending.live == ["Learning rate 0.001"]
    drawer.pending.press("apply")
    assert drawer.pending.applying
    sent = (bench.run.folder / "commands.jsonl").read_text()
    assert '"changes": {"optimiser.eta": 0.001}' in sent
    bench.apply(Changed(5, {"optimiser.eta": (0.003, 0.001)}))
    assert not drawer.pending.applying
    assert [one["label"] for one in drawer.pending.items] == ["Batch size"]


def test_messages_of_another_shape_press_nothing(bench, drawer):
    before = settings(bench.model)
    for message in ({"press": "forget"}, {"press": 1}, "undo", None):
        drawer.pending._handle_msg(message)
    assert settings(bench.model) == before


# ---- loss and output step


def test_a_loss_of_raw_outputs_offers_to_settle_the_output_step(bench, drawer):
    control(drawer, "loss").select.value = "logitcrossentropy"
    (message,) = drawer.advice.messages
    message.actions[0].run()
    assert bench.model.finaliser == "identity"
    assert drawer.advice.messages == ()
    control(drawer, "loss").select.value = "crossentropy"
    (message,) = drawer.advice.messages
    assert "softmax" in message.actions[0].label
    message.actions[0].run()
    assert bench.model.finaliser == "softmax"


def test_the_batch_size_steps_by_powers_of_two(bench, drawer):
    batch = control(drawer, "batch_size")
    for by, size in [(1, 64), (-1, 32), (10, 1024), (-10, 1), (-1, 1)]:
        batch.step(by)
        assert bench.model.batch_size == size
    batch.text.value = "48"
    batch.step(1)
    assert bench.model.batch_size == 64
