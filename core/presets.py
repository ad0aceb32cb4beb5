"""Settings to begin with: the reference's values, and a quick start that trains well at once."""

from __future__ import annotations

from epochlab.hyper import change
from epochlab.models.builders import MLP
from epochlab.models.image_builders import Convolutional
from epochlab.models.networks import (
    ImageClassifier,
    MultitargetNeuralNetworkRegressor,
    NeuralNetwork,
    NeuralNetworkBinaryClassifier,
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
)

MODELS: dict[str, type[NeuralNetwork]] = {
    kind.__name__: kind
    for kind in (
        NeuralNetworkClassifier,
        NeuralNetworkBinaryClassifier,
        NeuralNetworkRegressor,
        MultitargetNeuralNetworkRegressor,
        ImageClassifier,
    )
}
QUICK_START = {"optimiser.eta": 0.003, "batch_size": 32, "rng": 42, "device": "auto"}


def quick_start(kind: str) -> NeuralNetwork:
    """A model of the named kind with settings that learn something in 20 epochs on small data.

    Goes with standardised inputs (`Machine(…, standardise=True)`).
    """
    model = MODELS[kind]()
    model.builder = Convolutional() if kind == "ImageClassifier" else MLP(hidden=(16, 8))
    change(model, QUICK_START)
    return model


def reference_values(kind: str) -> NeuralNetwork:
    """A model of the named kind with the library's defaults, which are the reference's."""
    return MODELS[kind]()
