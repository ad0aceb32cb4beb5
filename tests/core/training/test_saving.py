"""Saved machines: the same predictions, exact continuation, and no trust in files."""

import json
import pickle

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from tiny import KINDS, data_for, quick

from epochlab.errors import NotTrained, UnreadableModel
from epochlab.models.builders import Linear, builder
from epochlab.models.gradient_rules import AccumGrad, ClipNorm, OptimiserChain
from epochlab.models.networks import NeuralNetworkClassifier, NeuralNetworkRegressor
from epochlab.models.optimisers import Adam, Momentum, Optimiser
from epochlab.spec import kinds
from epochlab.training.machine import Machine

RULES = [kind for kind in kinds(Optimiser) if kind.__module__.startswith("epochlab.")]


def saved(tmp_path, kind, **settings):
    machine = Machine(quick(kind, **settings), *data_for(kind), standardise=kind.task != "image")
    return machine, machine.fit().save(tmp_path / "model.epochlab")


@pytest.mark.filterwarnings("ignore:.*cannot predict below")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_predictions_are_identical_after_the_round_trip(tmp_path, kind):
    machine, file = saved(tmp_path, kind)
    X, _ = data_for(kind)
    np.testing.assert_array_equal(Machine.load(file).predict(X), machine.predict(X))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_training_continues_exactly_from_the_file(tmp_path, kind):
    machine, file = saved(tmp_path, kind)
    loaded = Machine.load(file, *data_for(kind))
    assert loaded.restart.kind == "none"
    for each in (machine, loaded):
        each.model.epochs = 5
        each.fit()
    assert loaded.report == machine.report
    one, other = loaded.learned.kernel.flat, machine.learned.kernel.flat
    assert torch.equal(one, other)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_optimiser_continues_exactly_from_the_file(tmp_path, rule):
    parts = (ClipNorm(), AccumGrad(), Adam())
    optimiser = rule(rules=parts) if rule is OptimiserChain else rule()
    machine, file = saved(tmp_path, NeuralNetworkClassifier, optimiser=optimiser)
    loaded = Machine.load(file, *data_for(NeuralNetworkClassifier))
    for each in (machine, loaded):
        each.model.epochs = 4
        each.fit()
    assert torch.equal(loaded.learned.kernel.flat, machine.learned.kernel.flat)


def test_a_machine_saved_in_the_middle_of_an_epoch_continues_exactly(tmp_path, monkeypatch):
    monkeypatch.setattr("epochlab.training.train.SLICE_SECONDS", 0)
    X, y = data_for(NeuralNetworkClassifier)
    machine = Machine(quick(NeuralNetworkClassifier, epochs=4), X, y)
    for seen, _ in enumerate(machine.session()):
        if seen == 9:
            machine.save(tmp_path / "model.epochlab")
    loaded = Machine.load(tmp_path / "model.epochlab", X, y)
    loaded.model.epochs = 4
    assert loaded.fit().training_losses == machine.training_losses


def test_other_data_start_over_and_say_so(tmp_path):
    _, file = saved(tmp_path, NeuralNetworkClassifier)
    X, y = data_for(NeuralNetworkClassifier)
    other = Machine.load(file, X + 1, y)
    assert other.restart.causes == ("data",)
    assert other.fit().learned.branch == 1


def test_a_loaded_machine_without_data_predicts_but_does_not_train(tmp_path):
    _, file = saved(tmp_path, NeuralNetworkClassifier)
    loaded = Machine.load(file)
    with pytest.raises(NotTrained, match="not bound to any data"):
        loaded.fit(force=True)
    with pytest.raises(NotTrained, match="not bound to any data"):
        loaded.predict()
    again = loaded.save(tmp_path / "again.epochlab")
    X, _ = data_for(NeuralNetworkClassifier)
    np.testing.assert_array_equal(Machine.load(again).predict(X), loaded.predict(X))


def test_an_untrained_machine_cannot_be_saved(tmp_path):
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier))
    with pytest.raises(NotTrained):
        machine.save(tmp_path / "model.epochlab")
    assert not list(tmp_path.iterdir())


def test_the_file_holds_no_data_and_no_pickle(tmp_path):
    machine, file = saved(tmp_path, NeuralNetworkClassifier)
    content = file.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    shapes = [entry["shape"] for name, entry in header.items() if name != "__metadata__"]
    assert all(len(machine.X) not in shape for shape in shapes)
    with pytest.raises(pickle.UnpicklingError):
        pickle.loads(content)


def test_an_inline_builder_is_needed_again_and_named(tmp_path):
    @builder
    def Mine(n_in, n_out):
        return torch.nn.Linear(n_in, n_out)

    machine, file = saved(tmp_path, NeuralNetworkRegressor, builder=Mine)
    X, _ = data_for(NeuralNetworkRegressor)
    np.testing.assert_array_equal(Machine.load(file, own=[Mine]).predict(X), machine.predict(X))
    elsewhere = rewritten(
        file, model={"kind": "NeuralNetworkRegressor", "builder": {"kind": "Theirs"}}
    )
    with pytest.raises(UnreadableModel, match=r"'Theirs'.*own=\[Theirs\]"):
        Machine.load(elsewhere)


def rewritten(file, **changes):
    """The file again, with its JSON part changed."""
    from safetensors import safe_open

    with safe_open(file, framework="pt") as opened:
        plain = json.loads(opened.metadata()["epochlab"]) | changes
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}
    save_file(tensors, file, {"epochlab": json.dumps(plain)})
    return file


def test_settings_that_promise_a_huge_network_are_refused_before_it_is_built(tmp_path):
    _, file = saved(tmp_path, NeuralNetworkClassifier)
    spec = {"kind": "NeuralNetworkClassifier", "builder": {"kind": "MLP", "hidden": [10**6, 10**6]}}
    with pytest.raises(UnreadableModel, match="parameters beside"):
        Machine.load(rewritten(file, model=spec))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 99},
        {"model": {"kind": "os.system"}},
        {"model": {"kind": "Adam"}},
        {"model": 7},
        {"encoding": {}},
        {"epoch": None, "batch": "x"},
        {"history": 3},
    ],
    ids=str,
)
def test_files_whose_parts_do_not_fit_are_refused_in_words(tmp_path, changes):
    _, file = saved(tmp_path, NeuralNetworkClassifier)
    with pytest.raises(UnreadableModel) as refused:
        Machine.load(rewritten(file, **changes), *data_for(NeuralNetworkClassifier))
    assert refused.value.kept
    assert refused.value.todo


@pytest.mark.parametrize(
    ("name", "put"),
    [
        ("moments.mean", torch.zeros(3)),
        ("moments.velocity", torch.zeros(46)),
        ("random.order", torch.zeros(5, dtype=torch.uint8)),
        ("random.noise", torch.zeros(5)),
    ],
)
def test_a_state_of_another_network_is_refused_when_loaded_not_when_trained(tmp_path, name, put):
    _, file = saved(tmp_path, NeuralNetworkClassifier)
    with safe_open(file, framework="pt") as opened:
        about = opened.metadata()
        tensors = {known: opened.get_tensor(known) for known in opened.keys()}
    save_file(tensors | {name: put}, file, about)
    with pytest.raises(UnreadableModel, match="of another network"):
        Machine.load(file)


@pytest.mark.parametrize("damage", ["empty", "cut", "junk", "pickle"])
def test_damaged_files_are_refused_in_words(tmp_path, damage):
    _, file = saved(tmp_path, NeuralNetworkClassifier)
    whole = file.read_bytes()
    contents = {"empty": b"", "cut": whole[:200], "junk": bytes(500), "pickle": pickle.dumps([1])}
    file.write_bytes(contents[damage])
    with pytest.raises(UnreadableModel, match=r"model\.epochlab cannot be read"):
        Machine.load(file)


def test_another_rule_after_loading_begins_with_an_empty_state(tmp_path):
    machine, file = saved(tmp_path, NeuralNetworkRegressor)
    loaded = Machine.load(file, *data_for(NeuralNetworkRegressor))
    for each in (machine, loaded):
        each.model.optimiser, each.model.epochs = Momentum(), 4
        each.fit()
    assert loaded.report == machine.report


def test_settings_edited_after_loading_are_not_saved_as_those_trained_with(tmp_path):
    machine, file = saved(tmp_path, NeuralNetworkRegressor)
    loaded = Machine.load(file)
    loaded.model.builder = Linear()
    X, _ = data_for(NeuralNetworkRegressor)
    again = Machine.load(loaded.save(tmp_path / "again.epochlab"))
    np.testing.assert_array_equal(again.predict(X), machine.predict(X))


@pytest.mark.parametrize("number", ["Infinity", "1" * 5000], ids=["infinite", "long"])
def test_numbers_beyond_bounds_are_refused_in_words(tmp_path, number):
    _, file = saved(tmp_path, NeuralNetworkRegressor)
    with safe_open(file, framework="pt") as opened:
        whole = json.loads(opened.metadata()["epochlab"])
        tensors = {name: opened.get_tensor(name) for name in opened.keys()}
    plain = json.dumps(whole | {"epoch": "NUMBER"}).replace('"NUMBER"', number)
    save_file(tensors, file, {"epochlab": plain})
    with pytest.raises(UnreadableModel, match="Nothing was loaded"):
        Machine.load(file)
