"""What an epoch computes, against hand-written loops of plain PyTorch."""

import numpy as np
import pandas as pd
import pytest
import torch
from tiny import data_for, features, quick

from epochlab.hyper import change
from epochlab.models.builders import MLP, Linear
from epochlab.models.networks import (
    NeuralNetworkBinaryClassifier,
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
)
from epochlab.models.optimisers import Adam, Descent, Momentum
from epochlab.training.machine import Machine


def regressor(**settings):
    defaults = {"builder": Linear(activation="identity"), "shuffle": False, "rng": 1}
    return NeuralNetworkRegressor(**(defaults | settings))


def tensors(X, y):
    return torch.tensor(X.to_numpy("float32")), torch.tensor(y.to_numpy("float32"))[:, None]


def first_weights(model, X, y) -> torch.nn.Module:
    """The untrained network a machine starts from."""
    machine = Machine(model, X, y)
    for _ in zip(range(2), machine.session(), strict=False):  # Started, then epoch 0
        pass
    network = torch.nn.Linear(X.shape[1], 1)
    network.load_state_dict(
        {name.removeprefix("0."): v for name, v in machine.network.state_dict().items()}
    )
    return network


@pytest.mark.parametrize("batch_size", [1, 2, 3])
@pytest.mark.parametrize("alpha", [0, 0.4, 1])
def test_decay_equals_a_penalty_in_the_loss(batch_size, alpha):
    """The reference's own test: 12 rows, batches of 1, 2, 3, Linear, momentum, one epoch."""
    X, lambda_ = features(12), 0.07
    y = X["x0"] - X["x1"]
    settings = {"batch_size": batch_size, "lambda_": lambda_, "alpha": alpha, "epochs": 1}
    settings |= {"optimiser": Momentum(eta=0.01, rho=0.9)}
    network = first_weights(regressor(**settings), X, y)
    inputs, targets = tensors(X, y)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.9)
    for rows in torch.arange(12).split(batch_size):
        weights = torch.cat([p.reshape(-1) for p in network.parameters()])
        penalty = lambda_ * (alpha * weights.abs().sum() + (1 - alpha) * weights.pow(2).sum())
        loss = (network(inputs[rows]) - targets[rows]).pow(2).mean()
        optimiser.zero_grad()
        (loss + penalty / (12 // batch_size)).backward()
        optimiser.step()
    trained = Machine(regressor(**settings), X, y).fit().network[0]
    torch.testing.assert_close(trained.weight, network.weight, rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(trained.bias, network.bias, rtol=1e-5, atol=1e-6)


def test_history_is_the_mean_over_batches_before_each_update():
    X, model = features(7), regressor(batch_size=3, epochs=3, optimiser=Adam(eta=0.01))
    y = X["x0"] * 2
    network = first_weights(model, X, y)
    inputs, targets = tensors(X, y)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    batches = torch.arange(7).split(3)  # 3, 3, 1: the short one weighs as much

    def loss_of(rows):
        return (network(inputs[rows]) - targets[rows]).pow(2).mean()

    expected = [np.mean([loss_of(rows).item() for rows in batches])]
    for _ in range(3):
        losses = []
        for rows in batches:
            optimiser.zero_grad()
            loss = loss_of(rows)
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        expected.append(np.mean(losses))
    found = Machine(model, X, y).fit().report["training_losses"]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_the_untrained_loss_is_the_mean_squared_error_over_all_rows():
    """MLJFlux issue 152: 100 rows, batches of 25."""
    X, model = features(100), regressor(batch_size=25, epochs=0)
    y = X["x0"] - 1
    machine = Machine(model, X, y).fit()
    residuals = machine.predict(X) - y
    assert machine.report["training_losses"] == pytest.approx([np.mean(residuals**2)], rel=1e-6)


def test_with_one_batch_the_first_epoch_repeats_the_untrained_loss():
    X = features(20)
    machine = Machine(regressor(batch_size=20, epochs=3), X, X["x0"]).fit()
    untrained, first, *_ = machine.report["training_losses"]
    assert first == untrained


def test_reported_losses_are_without_penalty():
    X = features(20)
    plain = Machine(regressor(epochs=0), X, X["x0"]).fit()
    heavy = Machine(regressor(epochs=0, lambda_=1.0), X, X["x0"]).fit()
    assert plain.report == heavy.report


def test_alpha_without_lambda_changes_nothing():
    X = features(20)
    losses = [
        Machine(regressor(epochs=3, alpha=alpha), X, X["x0"]).fit().training_losses
        for alpha in (0, 0.7)
    ]
    assert losses[0] == losses[1]


def test_without_shuffling_rows_are_used_in_the_order_given():
    X = features(11)
    y = X["x0"]
    seen = Machine(regressor(epochs=2, batch_size=4), X, y).fit(range(11))
    again = Machine(regressor(epochs=2, batch_size=4), X.iloc[::-1], y.iloc[::-1])
    again.fit(range(10, -1, -1))
    np.testing.assert_allclose(seen.training_losses, again.training_losses, rtol=1e-6)


def test_shuffling_uses_every_row_once_an_epoch():
    machine = Machine(regressor(shuffle=True, batch_size=4), features(11), features(11)["x0"])
    machine.fit()
    kernel = machine.learned.kernel
    orders = [kernel._ordered().tolist() for _ in range(3)]
    assert all(sorted(order) == list(range(11)) for order in orders)
    assert orders[0] != orders[1] != orders[2]


def test_holdout_rows_are_measured_and_never_learned_from():
    X, y = data_for(NeuralNetworkClassifier)
    rows, aside = range(15), range(15, 23)
    model = quick(NeuralNetworkClassifier, epochs=4)
    measured = Machine(model, X, y).fit(rows, holdout=aside)
    blind = Machine(quick(NeuralNetworkClassifier, epochs=4), X, y).fit(rows)
    assert measured.training_losses == blind.training_losses
    shares = measured.predict(rows=aside).to_numpy()
    codes = y.cat.codes.to_numpy()[15:]
    expected = -np.log(shares[range(8), codes] + np.finfo(np.float32).eps).mean()
    last = measured.history.iloc[-1]
    assert last["holdout_loss"] == pytest.approx(expected, rel=1e-5)
    accuracy = (shares.argmax(1) == codes).mean()
    assert last["holdout_accuracy"] == pytest.approx(accuracy)


def test_losses_of_logits_and_of_probabilities_train_alike():
    """The same mathematics in two forms: finalised, and left as logits."""
    X, y = data_for(NeuralNetworkBinaryClassifier)
    shared = {"builder": MLP(hidden=(3,)), "rng": 4, "epochs": 5, "batch_size": 5}
    named = NeuralNetworkBinaryClassifier(**shared)
    logits = NeuralNetworkBinaryClassifier(
        **shared, loss="logitbinarycrossentropy", finaliser="identity"
    )
    one, other = Machine(named, X, y).fit(), Machine(logits, X, y).fit()
    np.testing.assert_allclose(one.training_losses, other.training_losses, rtol=1e-4)
    np.testing.assert_allclose(one.predict(X), other.predict(X), rtol=1e-3)


def test_standardised_training_equals_training_on_standardised_data():
    X = features(30) * [1, 10, 100, 0.1] + [0, 5, -3, 1]
    y = (X["x1"] * 7 + 2).rename("y")
    rows = np.arange(20)
    ours = Machine(regressor(epochs=4), X, y, standardise=True).fit(rows)
    mean, std = X.iloc[rows].mean(), X.iloc[rows].std(ddof=0)
    scaled_y = (y - y[rows].mean()) / y[rows].std(ddof=0)
    theirs = Machine(regressor(epochs=4), (X - mean) / std, scaled_y).fit(rows)
    np.testing.assert_allclose(ours.training_losses, theirs.training_losses, rtol=1e-5)
    back = theirs.predict() * y[rows].std(ddof=0) + y[rows].mean()
    np.testing.assert_allclose(ours.predict(), back, rtol=1e-4)


def test_data_are_copied_to_the_device_once_a_cold_start():
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier)).fit()
    kernel = machine.learned.kernel
    stored = kernel.inputs.data_ptr()
    change(machine.model, {"epochs": 5, "optimiser": Descent()})
    machine.fit()
    assert machine.learned.kernel is kernel
    assert kernel.inputs.data_ptr() == stored
    assert kernel.copies == 1
    machine.fit(force=True)
    assert machine.learned.kernel is not kernel


def test_an_epoch_of_a_frame_with_other_index_labels_is_the_same():
    X, y = data_for(NeuralNetworkClassifier)
    labelled = X.set_axis([f"row {i}" for i in range(len(X))])
    a = Machine(quick(NeuralNetworkClassifier), X, y).fit()
    b = Machine(quick(NeuralNetworkClassifier), labelled, y).fit()
    assert a.training_losses == b.training_losses
    assert isinstance(b.predict(labelled), pd.DataFrame)
    assert b.predict(labelled).index.equals(labelled.index)
