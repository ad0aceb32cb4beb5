"""Machines: what they give back, what they refuse, and what survives a failure."""

import numpy as np
import pandas as pd
import pytest
import torch
from tiny import KINDS, ROWS, data_for, features, quick

from epochlab.errors import (
    BuilderMismatch,
    Diverged,
    NotTrained,
    ScitypeMismatch,
    ScitypeWarning,
    SettingsConflict,
)
from epochlab.events import Batch, Epoch, Finished, Halted, Started, Stopped
from epochlab.models.builders import MLP, Linear, builder
from epochlab.models.networks import (
    ImageClassifier,
    MultitargetNeuralNetworkRegressor,
    NeuralNetworkBinaryClassifier,
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
)
from epochlab.models.optimisers import Descent
from epochlab.training.machine import Machine

REGRESSORS = (NeuralNetworkRegressor, MultitargetNeuralNetworkRegressor)


def trained(kind, **settings) -> Machine:
    return Machine(quick(kind, **settings), *data_for(kind)).fit()


def test_a_classifier_predicts_a_probability_for_every_level_in_order():
    machine = trained(NeuralNetworkClassifier)
    shares = machine.predict()
    assert list(shares.columns) == ["a", "b", "c"]
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)
    modes = machine.predict_mode()
    assert modes.tolist() == shares.idxmax(axis=1).tolist()
    assert list(modes.cat.categories) == ["a", "b", "c"]


def test_a_level_unseen_in_the_training_rows_still_has_an_output():
    X, y = data_for(NeuralNetworkClassifier)
    rows = np.flatnonzero(y != "c")
    machine = Machine(quick(NeuralNetworkClassifier), X, y).fit(rows)
    assert list(machine.predict(rows=[0, 1]).columns) == ["a", "b", "c"]


def test_the_second_level_is_the_positive_class_of_a_binary_classifier():
    X, y = data_for(NeuralNetworkBinaryClassifier)
    model = quick(NeuralNetworkBinaryClassifier, builder=MLP(hidden=(8,)), epochs=60)
    model.optimiser.eta = 0.03
    shares = Machine(model, X, y).fit().predict()
    assert list(shares.columns) == ["no", "yes"]
    assert shares.loc[y == "yes", "yes"].mean() > 0.8


def test_regressors_predict_under_the_names_of_the_target():
    single = trained(NeuralNetworkRegressor).predict()
    assert isinstance(single, pd.Series)
    assert single.name == "y"
    several = trained(MultitargetNeuralNetworkRegressor).predict()
    assert list(several.columns) == ["a", "b"]
    X, y = data_for(MultitargetNeuralNetworkRegressor)
    machine = Machine(quick(MultitargetNeuralNetworkRegressor), X, y.to_numpy()).fit()
    assert machine.predict().shape == (ROWS, 2)


def test_an_image_classifier_predicts_a_single_picture():
    machine = trained(ImageClassifier)
    pictures, _ = data_for(ImageClassifier)
    assert machine.predict(pictures[:1]).shape == (1, 3)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_prediction_is_repeatable_with_dropout(kind):
    machine = trained(kind)
    np.testing.assert_array_equal(machine.predict(), machine.predict())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_two_cold_fits_with_one_seed_agree_and_with_another_do_not(kind):
    assert trained(kind).training_losses == trained(kind).training_losses
    assert trained(kind, rng=8).training_losses != trained(kind).training_losses


def test_the_report_has_one_loss_more_than_training_losses():
    machine = trained(NeuralNetworkClassifier, epochs=4)
    assert len(machine.report["training_losses"]) == 5
    assert machine.training_losses == machine.report["training_losses"][1:]
    machine.model.epochs += 3
    assert len(machine.fit().report["training_losses"]) == 8


def test_zero_epochs_build_a_network_and_train_nothing():
    machine = trained(NeuralNetworkClassifier, epochs=0)
    assert machine.training_losses == []
    assert machine.predict().shape == (ROWS, 3)


def test_fitted_params_hold_the_network_on_the_cpu():
    network = trained(NeuralNetworkClassifier).fitted_params["network"]
    assert {p.device.type for p in network.parameters()} == {"cpu"}
    assert not network.training


def test_predict_mode_and_mean_are_for_classes_and_numbers():
    with pytest.raises(TypeError, match="NeuralNetworkRegressor predicts numbers"):
        trained(NeuralNetworkRegressor).predict_mode()
    with pytest.raises(TypeError, match="NeuralNetworkClassifier predicts classes"):
        trained(NeuralNetworkClassifier).predict_mean()
    machine = trained(NeuralNetworkRegressor)
    assert machine.predict_mean().equals(machine.predict())


@pytest.mark.parametrize("what", ["network", "history", "report", "training_losses", "predict"])
def test_what_needs_training_says_so_before(what):
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier))
    with pytest.raises(NotTrained, match=r"fit\(\)"):
        asked = getattr(machine, what)
        asked()


def test_x_and_y_must_have_the_same_number_of_rows():
    with pytest.raises(ValueError, match="23 rows and comes with a target of 22 rows"):
        X, y = data_for(NeuralNetworkClassifier)
        Machine(quick(NeuralNetworkClassifier), X, y[:-1])


@pytest.mark.parametrize(("level", "outcome"), [(0, None), (1, "warn"), (2, "warn"), (3, "raise")])
def test_types_are_checked_at_construction_by_level(level, outcome, recwarn):
    X, y = data_for(NeuralNetworkRegressor)
    counts = X.round().astype(int)
    if outcome == "raise":
        with pytest.raises(ScitypeMismatch, match="whole counts"):
            Machine(quick(NeuralNetworkRegressor), counts, y, scitype_check_level=level)
        return
    machine = Machine(quick(NeuralNetworkRegressor), counts, y, scitype_check_level=level)
    assert [w.category for w in recwarn] == ([ScitypeWarning] if outcome else [])
    assert len(machine.fit().training_losses) == 2


def test_the_default_regressor_says_that_it_cannot_predict_below_zero():
    X, y = data_for(NeuralNetworkRegressor)
    with pytest.warns(ScitypeWarning, match="cannot predict below zero"):
        Machine(NeuralNetworkRegressor(), X, y)
    with pytest.warns(ScitypeWarning, match="the mean of the target"):
        Machine(NeuralNetworkRegressor(), X, y.abs(), standardise=True)
    Machine(NeuralNetworkRegressor(builder=Linear(activation="identity")), X, y)


def test_rows_in_both_parts_are_refused():
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier))
    with pytest.raises(ValueError, match="2 rows are in both"):
        machine.fit(range(10), holdout=range(8, 12))
    with pytest.raises(ValueError, match="Rows are from 0 to 22"):
        machine.fit([0, 23])
    with pytest.raises(ValueError, match="named twice"):
        machine.fit([1, 1])


def test_a_builder_with_the_wrong_output_is_told_and_nothing_is_lost():
    @builder
    def Crooked(n_in):
        return torch.nn.Sequential(torch.nn.Linear(n_in, 16), torch.nn.Linear(16, 4))

    machine = trained(NeuralNetworkClassifier)
    losses = machine.training_losses
    machine.model.builder = Crooked
    with pytest.raises(BuilderMismatch, match="4.*where.*3.*needed"):
        machine.fit()
    assert machine.training_losses == losses


def test_an_infinite_loss_halts_and_keeps_the_last_good_epoch():
    X = features(12)
    model = NeuralNetworkRegressor(
        builder=Linear(activation="identity"), optimiser=Descent(eta=1e-3), epochs=3, rng=1
    )
    machine = Machine(model, X, X["x0"]).fit()
    good = machine.learned.kernel.flat.clone()
    model.optimiser.eta, model.epochs = 1e30, 6
    with pytest.raises(Diverged, match="Everything up to epoch 3 is kept"):
        machine.fit()
    assert torch.equal(machine.learned.kernel.flat, good)
    assert len(machine.training_losses) == 3
    model.optimiser.eta = 1e-3
    assert machine.restart.kind == "warm"
    assert len(machine.fit().training_losses) == 6


def test_a_session_tells_the_whole_story_in_order():
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier))
    events = [event for event in machine.session() if not isinstance(event, Batch)]
    assert [type(event) for event in events] == [Started, Epoch, Epoch, Epoch, Finished]
    assert [event.epoch for event in events[1:4]] == [0, 1, 2]
    assert events[0].n_parameters == sum(p.numel() for p in machine.network.parameters())


def test_stopping_keeps_what_was_learned_and_continuing_trains_the_rest():
    machine = Machine(quick(NeuralNetworkClassifier, epochs=9), *data_for(NeuralNetworkClassifier))
    session = machine.session()
    kinds = []
    for event in session:
        kinds.append(type(event))
        if isinstance(event, Epoch) and event.epoch == 4:
            session.stop("by hand")
    assert kinds[-2:] == [Stopped, Finished]
    assert str(machine.restart) == "Continue for 5 epochs (epochs: 4 → 9)"
    assert len(machine.fit().training_losses) == 9


def test_only_optimiser_and_epochs_may_change_while_training():
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier))
    session = machine.session()
    next(iter(session))
    with pytest.raises(ValueError, match="batch_size cannot change while training"):
        session.change({"batch_size": 3})
    with pytest.raises(ValueError, match="Adam.eta must be a finite number"):
        session.change({"optimiser.eta": -1})
    session.change({"epochs": 5})
    assert list(session)[-1] == Finished(5)


def test_a_failed_halt_is_reported_with_a_remedy():
    X = features(12)
    model = NeuralNetworkRegressor(
        builder=Linear(activation="identity"), optimiser=Descent(eta=1e30), rng=1
    )
    halted = [e for e in Machine(model, X, X["x0"]).session() if isinstance(e, Halted)]
    assert [e.remedy for e in halted] == [{"optimiser.eta": pytest.approx(1e29)}]
    assert "epoch 1" in halted[0].happened


def test_a_loss_of_raw_outputs_after_softmax_is_refused():
    model = quick(NeuralNetworkClassifier, loss="logitcrossentropy")
    with pytest.raises(SettingsConflict, match="set the finaliser to 'identity'"):
        Machine(model, *data_for(NeuralNetworkClassifier)).fit()


def test_probing_leaves_the_machine_untouched():
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier))
    probed = machine.probe()
    assert (probed.n_parameters, probed.shapes) == (5 * 5 + 6 * 3, ("23 × 4", "23 × 3"))
    with pytest.raises(NotTrained):
        machine.predict()
    machine.model.builder = builder(lambda n_in, n_out: torch.nn.Linear(n_in + 1, n_out))
    assert "cannot take a batch" in machine.probe().problem


def test_categorical_columns_are_embedded_in_all_four_tabular_models():
    for kind in KINDS[:4]:
        X, y = data_for(kind)
        X = X.assign(place=pd.Categorical(["north", "south", "east"] * 7 + ["north"] * 2))
        machine = Machine(quick(kind, embedding_dims={"place": 2}), X, y).fit()
        assert machine.network[0].matrices(list(X.columns))["place"].shape == (2, 3)
        assert machine.learned.encoding.n_in == 4 + 2


def test_changed_embedding_sizes_are_honoured():
    X, y = data_for(NeuralNetworkClassifier)
    X = X.assign(place=pd.Categorical(["north", "south", "east"] * 7 + ["north"] * 2))
    machine = Machine(quick(NeuralNetworkClassifier), X, y).fit()
    machine.model.embedding_dims = {"place": 1}
    assert machine.restart.kind == "cold"
    assert machine.fit().learned.encoding.n_in == 4 + 1
