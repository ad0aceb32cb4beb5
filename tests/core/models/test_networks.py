"""The five model types: names, order, defaults and refusals of the reference."""

from __future__ import annotations

import pytest

from epochlab.hyper import clone, effects, names, settings
from epochlab.models.builders import MLP, Linear, Short, builder
from epochlab.models.image_builders import VGG
from epochlab.models.networks import (
    IMAGE_BUILDERS,
    MODELS,
    OPTIMISERS,
    TABLE_BUILDERS,
    ImageClassifier,
    MultitargetNeuralNetworkRegressor,
    NeuralNetworkBinaryClassifier,
    NeuralNetworkClassifier,
    NeuralNetworkRegressor,
    can_predict_negative,
    loss_advice,
)
from epochlab.models.optimisers import Adam

SHARED = [
    *("optimiser", "loss", "epochs", "batch_size", "lambda_", "alpha", "rng"),
    *("optimiser_changes_trigger_retraining", "device", "shuffle"),
]
REGRESSORS = (NeuralNetworkRegressor, MultitargetNeuralNetworkRegressor)
CLASSIFIERS = (NeuralNetworkClassifier, NeuralNetworkBinaryClassifier)


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_classifiers_have_the_reference_s_order(kind):
    assert names(kind) == ["builder", "finaliser", *SHARED, "embedding_dims"]


@pytest.mark.parametrize("kind", REGRESSORS)
def test_regressors_lack_a_finaliser_so_epochs_comes_fourth(kind):
    assert names(kind) == ["builder", *SHARED, "embedding_dims"]
    assert names(kind)[3] == "epochs"


def test_images_have_no_embeddings():
    assert names(ImageClassifier) == ["builder", "finaliser", *SHARED]


@pytest.mark.parametrize(
    ("kind", "task", "builder", "loss", "finaliser"),
    [
        (NeuralNetworkRegressor, "regression", Linear, "mse", None),
        (MultitargetNeuralNetworkRegressor, "multitarget", Linear, "mse", None),
        (NeuralNetworkClassifier, "classification", Short, "crossentropy", "softmax"),
        (NeuralNetworkBinaryClassifier, "binary", Short, "binarycrossentropy", "sigmoid"),
        (ImageClassifier, "image", VGG, "crossentropy", "softmax"),
    ],
)
def test_defaults_are_the_reference_s(kind, task, builder, loss, finaliser):
    model = kind()
    assert model.task == task
    assert type(model.builder) is builder
    assert settings(model.builder) == settings(builder())
    assert settings(model.optimiser) == {
        "eta": 0.001,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
    }
    assert (model.loss, getattr(model, "finaliser", None)) == (loss, finaliser)
    assert (model.epochs, model.batch_size, model.lambda_, model.alpha) == (10, 1, 0, 0)
    assert (model.rng, model.device, model.shuffle) == (None, "cpu", True)
    assert model.optimiser_changes_trigger_retraining is False


def test_the_default_regressor_is_one_layer_with_relu():
    assert settings(NeuralNetworkRegressor())["builder.activation"] == "relu"


def test_effects_of_a_change_are_declared():
    found = effects(NeuralNetworkClassifier())
    assert found["epochs"] == found["device"] == "warm"
    assert found["optimiser"] == found["optimiser.eta"] == "optimiser"
    assert found["optimiser_changes_trigger_retraining"] == "none"
    cold = {"builder", "builder.dropout", "finaliser", "loss", "batch_size", "lambda_", "alpha"}
    cold |= {"rng", "shuffle", "embedding_dims"}
    assert {found[name] for name in cold} == {"cold"}


@pytest.mark.parametrize(
    ("name", "value", "needed"),
    [
        ("epochs", -1, "a whole number of at least 0"),
        ("epochs", 1.5, "a whole number of at least 0"),
        ("batch_size", 0, "a whole number of at least 1"),
        ("lambda_", -1, "a finite number of at least 0"),
        ("lambda_", float("nan"), "a finite number"),
        ("alpha", -1, "a finite number from 0 to 1"),
        ("alpha", 1.1, "a finite number from 0 to 1"),
        ("rng", -1, "a whole number of at least 0 or None"),
        ("loss", "mse", "one of 'crossentropy'"),
        ("finaliser", "sofmax", "one of 'softmax', 'identity'"),
        ("device", "gpu", "one of 'auto', 'cpu', 'mps', 'cuda'"),
        ("device", "cuda:", "one of 'auto', 'cpu', 'mps', 'cuda'"),
        ("builder", 3, "a Builder"),
        ("builder", Short, "a Builder"),
        ("optimiser", "Adam", "a Optimiser"),
        ("shuffle", "yes", "True or False"),
        ("embedding_dims", 3, "a dictionary from columns to numbers above 0"),
        ("embedding_dims", {"town": 0}, "a dictionary from columns to numbers above 0"),
        ("embedding_dims", {"town": "two"}, "a dictionary from columns to numbers above 0"),
    ],
)
def test_a_bad_value_is_refused_by_name_value_and_range(name, value, needed):
    model = NeuralNetworkClassifier()
    before = settings(model)
    with pytest.raises(ValueError, match="must be") as caught:
        setattr(model, name, value)
    for part in (f"NeuralNetworkClassifier.{name} must be {needed}", repr(value)):
        assert part in str(caught.value)
    assert settings(model) == before
    with pytest.raises(ValueError, match="must be"):
        NeuralNetworkClassifier(**{name: value})


def test_an_unknown_name_is_refused_with_the_nearest_one():
    with pytest.raises(TypeError, match=r"'epocs'.*'epochs'"):
        NeuralNetworkRegressor(epocs=3)
    with pytest.raises(TypeError, match="finaliser"):
        NeuralNetworkRegressor(finaliser="softmax")


@pytest.mark.parametrize("device", ["auto", "cpu", "mps", "cuda", "cuda:1"])
def test_a_device_known_by_name_is_accepted_even_where_it_is_absent(device):
    assert NeuralNetworkRegressor(device=device).device == device


def test_a_loss_may_be_any_callable():
    def own(output, target):
        return (output - target).abs().sum(-1)

    assert NeuralNetworkRegressor(loss=own).loss is own


def test_nested_defaults_are_each_model_s_own():
    first, second = NeuralNetworkClassifier(), NeuralNetworkClassifier()
    first.optimiser.eta, first.builder.dropout = 0.5, 0
    first.embedding_dims["town"] = 2
    assert settings(second) == settings(NeuralNetworkClassifier())
    assert settings(first) != settings(second)


def test_a_clone_is_equal_and_independent():
    model = NeuralNetworkClassifier(builder=MLP(hidden=(5, 4)), optimiser=Adam(eta=0.1))
    copy = clone(model)
    assert settings(copy) == settings(model)
    copy.optimiser.eta = 0.2
    assert settings(copy) != settings(model)


@pytest.mark.parametrize(
    ("made", "possible"),
    [
        (Linear(), False),
        (Linear(activation="sigmoid"), False),
        (Linear(activation="softplus"), False),
        (Linear(activation="identity"), True),
        (Linear(activation="tanh"), True),
        (Short(), True),
        (MLP(), True),
    ],
)
def test_models_know_whether_they_can_predict_below_zero(made, possible):
    assert can_predict_negative(NeuralNetworkRegressor(builder=made)) is possible


def test_an_inline_builder_is_trusted_to_predict_below_zero():
    @builder
    def own(n_in, n_out):
        """Never called here."""

    assert can_predict_negative(NeuralNetworkRegressor(builder=own))


@pytest.mark.parametrize("finaliser", ["softmax", "identity"])
@pytest.mark.parametrize("loss", ["crossentropy", "logitcrossentropy", "hinge"])
def test_loss_and_finaliser_must_agree_on_raw_outputs(loss, finaliser):
    advice = loss_advice(NeuralNetworkClassifier(loss=loss, finaliser=finaliser))
    wrong = {("crossentropy", "identity"), ("logitcrossentropy", "softmax")}
    assert bool(advice) is ((loss, finaliser) in wrong)
    assert loss_advice(NeuralNetworkRegressor()) == ""


def test_what_is_offered_has_a_sentence_each():
    offered = [*MODELS.values(), *OPTIMISERS, *TABLE_BUILDERS, *IMAGE_BUILDERS]
    assert all(kind.__doc__ for kind in offered)
    assert len(MODELS) == 5
