"""A machine in a notebook cell."""

from tiny import data_for, quick

from epochlab import Machine, show
from epochlab.models.networks import NeuralNetworkClassifier


def test_a_trained_machine_shows_every_epoch_and_setting():
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier)).fit()
    sentence, curves, table = show(machine).objects
    assert sentence.object == "Nothing to do: 2 epochs trained with these settings"
    (figure,) = [part for part in curves.select() if getattr(part, "role", "") == "figure"]
    assert figure.label
    assert "builder.n_hidden" in table.object.iloc[:, 0].tolist()


def test_an_untrained_machine_shows_its_forecast():
    machine = Machine(quick(NeuralNetworkClassifier), *data_for(NeuralNetworkClassifier))
    assert show(machine).objects[0].object == "Train for 2 epochs"
