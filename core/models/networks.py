"""The five model types: what they predict, and every hyperparameter, declared once.

A model holds settings and nothing learned; a `Machine` binds it to data. Names, order and
defaults are those of MLJFlux. Departures: `shuffle` is new and on; `device` is its acceleration;
a bad value is refused, not replaced; a changed learning rate acts on the very next step.
"""

from __future__ import annotations

import param

from epochlab.hyper import Hyperparameters, hyper
from epochlab.models import more_optimisers
from epochlab.models.builders import MLP, Builder, Linear, Short
from epochlab.models.declarations import SizesByColumn, declare_finaliser, declare_loss
from epochlab.models.image_builders import VGG, Convolutional
from epochlab.models.layers import NEVER_NEGATIVE, Activation
from epochlab.models.losses import FOR_CLASSES, FOR_TWO_CLASSES, FOR_VALUES, FROM_RAW_OUTPUTS
from epochlab.models.optimisers import Adam, AdamW, Descent, Momentum, Nesterov, Optimiser, RMSProp

DEVICES = r"(auto|cpu|mps|cuda(:\d+)?)\Z"
WORDS = {
    "device": ("a string", "one of 'auto', 'cpu', 'mps', 'cuda', 'cuda:1' (any number)"),
    "embedding_dims": ("a dict", "a dictionary from columns to numbers above 0"),
}
"""What the type of a declaration is called in a message, and what to say instead."""


def declare_builder(default: Builder) -> param.Parameter:
    """Declare which builder makes the network."""
    return hyper(
        param.ClassSelector,
        default,
        class_=Builder,
        instantiate=True,
        label="Network",
        doc="Kind of network, built to fit the columns and the target.",
    )


class Built(Hyperparameters):
    """What has a builder. A class by itself so that finaliser stands second in the order."""

    builder = declare_builder(Linear())


class Finalised(Built):
    """What has a finaliser behind its network, and so predicts probabilities."""

    finaliser = declare_finaliser("softmax")


class NeuralNetwork(Built):
    """The hyperparameters that all five model types share."""

    task = ""
    """What is learned: regression, multitarget, classification, binary or image."""

    optimiser = hyper(
        param.ClassSelector,
        Adam(),
        class_=Optimiser,
        instantiate=True,
        restart="optimiser",
        label="Optimiser",
        doc="The rule that turns gradients into steps of the weights.",
    )
    loss = declare_loss(FOR_VALUES)
    epochs = hyper(
        param.Integer,
        10,
        bounds=(0, None),
        softbounds=(0, 1000),
        restart="warm",
        unit="epochs",
        label="Epochs",
        doc="How many times all training rows are gone through, altogether.",
    )
    batch_size = hyper(
        param.Integer,
        1,
        bounds=(1, None),
        softbounds=(1, 1024),
        scale="log",
        unit="rows",
        label="Batch size",
        doc="Rows looked at for each step; larger is faster per epoch, smaller learns more often.",
    )
    lambda_ = hyper(
        param.Number,
        0.0,
        bounds=(0, None),
        softbounds=(0, 1),
        scale="log",
        label="Penalty on large weights (lambda)",
        doc="Pulls all weights and biases towards zero, against overfitting; 0 is none.",
    )
    alpha = hyper(
        param.Number,
        0.0,
        bounds=(0, 1),
        step=0.05,
        label="Penalty mix L2 … L1 (alpha)",
        doc="0 shrinks all weights (L2), 1 drives small ones to zero (L1); needs a penalty.",
    )
    rng = hyper(
        param.Integer,
        None,
        bounds=(0, None),
        allow_None=True,
        label="Seed",
        doc="A whole number makes first weights, order of rows and dropout repeat exactly.",
    )
    optimiser_changes_trigger_retraining = hyper(
        param.Boolean,
        False,
        restart="none",
        label="Optimiser changes start again",
        doc="Start from fresh weights when the optimiser changes, instead of going on.",
    )
    device = hyper(
        param.String,
        "cpu",
        regex=DEVICES,
        restart="warm",
        label="Device",
        doc="Where training runs: cpu, mps, cuda, cuda:1; auto takes a GPU if there is one.",
    )
    shuffle = hyper(
        param.Boolean,
        True,
        label="Shuffle rows",
        doc="Go through the rows in a new order in every epoch; off keeps the order given.",
    )

    def _refusal(self, name: str, value: object) -> str:
        said, meant = WORDS.get(name, ("", ""))
        return super()._refusal(name, value).replace(said, meant, 1)


class Tabular(NeuralNetwork):
    """The hyperparameter of the four model types that learn from tables."""

    embedding_dims = hyper(
        SizesByColumn,
        {},
        instantiate=True,
        label="Embedding sizes",
        doc="Learned numbers per category: a whole number, or a share of its levels, by column.",
    )


class NeuralNetworkRegressor(Tabular):
    """Predicts one number per row.

    The default builder is `Linear(activation="relu")`, as in MLJFlux: it predicts nothing below
    zero (`can_predict_negative`).
    """

    task = "regression"


class MultitargetNeuralNetworkRegressor(Tabular):
    """Predicts several numbers per row."""

    task = "multitarget"


class NeuralNetworkClassifier(Tabular, Finalised):
    """Predicts the probability of each class."""

    task = "classification"
    builder = declare_builder(Short())
    loss = declare_loss(FOR_CLASSES)


class NeuralNetworkBinaryClassifier(Tabular, Finalised):
    """Predicts the probability of the second of two classes, from a single output."""

    task = "binary"
    builder = declare_builder(Short())
    finaliser = declare_finaliser("sigmoid")
    loss = declare_loss(FOR_TWO_CLASSES)


class ImageClassifier(NeuralNetwork, Finalised):
    """Predicts the class of an image."""

    task = "image"
    builder = declare_builder(VGG())
    loss = declare_loss(FOR_CLASSES)


MODELS: dict[str, type[NeuralNetwork]] = {
    kind.__name__: kind
    for kind in (
        NeuralNetworkRegressor,
        MultitargetNeuralNetworkRegressor,
        NeuralNetworkClassifier,
        NeuralNetworkBinaryClassifier,
        ImageClassifier,
    )
}
"""The five model types by name."""


TABLE_BUILDERS: tuple[type[Builder], ...] = (MLP, Linear, Short)
IMAGE_BUILDERS: tuple[type[Builder], ...] = (VGG, Convolutional)
"""Builders to offer, by the kind of data they take."""

OPTIMISERS: tuple[type[Optimiser], ...] = (
    *(Adam, AdamW, Descent, Momentum, Nesterov, RMSProp),
    *(more_optimisers.RAdam, more_optimisers.NAdam, more_optimisers.AdaMax),
    *(more_optimisers.AMSGrad, more_optimisers.AdaBelief, more_optimisers.OAdam),
    *(more_optimisers.AdaGrad, more_optimisers.AdaDelta, more_optimisers.Lion),
    more_optimisers.Rprop,
)
"""Optimisers to offer, the usual ones first."""


def loss_advice(model: NeuralNetwork) -> str:
    """What is wrong with loss and finaliser together, in words; "" if nothing is."""
    finaliser = getattr(model, "finaliser", "identity")
    if model.loss in FROM_RAW_OUTPUTS and finaliser != "identity":
        return f"The loss {model.loss!r} takes raw outputs: set the finaliser to 'identity'."
    if finaliser == "identity" and model.loss in ("crossentropy", "binarycrossentropy"):
        return f"The loss {model.loss!r} takes probabilities, which 'identity' does not give."
    return ""


def can_predict_negative(model: NeuralNetwork) -> bool:
    """Whether outputs below zero are possible: not after a last relu, sigmoid or softplus.

    A builder that does not tell its layers is trusted.
    """
    layers = model.builder.layers(1, 1)
    last = layers[-1] if layers else None
    return not (isinstance(last, Activation) and last.name in NEVER_NEGATIVE)
