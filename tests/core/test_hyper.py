"""Hyperparameters: refused at once when wrong, compared by value, read by dotted name."""

import numpy as np
import param
import pytest

from epochlab.hyper import (
    Hyperparameters,
    change,
    clone,
    effects,
    find,
    hyper,
    leaves,
    names,
    settings,
)
from epochlab.kinds import allowed
from epochlab.models.builders import MLP, Short
from epochlab.models.gradient_rules import ClipNorm, OptimiserChain
from epochlab.models.networks import NeuralNetworkClassifier, NeuralNetworkRegressor
from epochlab.models.optimisers import Adam


def test_an_unknown_name_is_refused_with_the_nearest_known_one():
    with pytest.raises(TypeError, match="no hyperparameter 'epocs'. Did you mean 'epochs'"):
        NeuralNetworkRegressor(epocs=3)
    model = NeuralNetworkRegressor()
    with pytest.raises(TypeError, match="Did you mean 'batch_size'"):
        model.batch_sise = 3


@pytest.mark.parametrize(
    ("name", "value", "needed"),
    [
        ("epochs", -1, "a whole number of at least 0, not -1"),
        ("epochs", 2.5, "a whole number of at least 0, not 2.5"),
        ("epochs", True, "a whole number of at least 0, not True"),
        ("batch_size", 0, "a whole number of at least 1, not 0"),
        ("lambda_", -1, "a finite number of at least 0, not -1"),
        ("lambda_", float("inf"), "not inf"),
        ("alpha", 1.5, "a finite number from 0 to 1, not 1.5"),
        ("alpha", float("nan"), "not nan"),
        ("alpha", "much", "not 'much'"),
        ("loss", "mse!", "or a callable, not 'mse!'"),
        ("builder", 3, "a Builder, not 3"),
        ("rng", -5, "not -5"),
    ],
)
def test_a_bad_value_is_refused_with_field_value_and_range(name, value, needed):
    model = NeuralNetworkRegressor()
    before = settings(model)
    with pytest.raises(ValueError, match=f"NeuralNetworkRegressor.{name} must be") as refused:
        setattr(model, name, value)
    assert needed in str(refused.value)
    assert str(refused.value).endswith("The value before is kept.")
    assert settings(model) == before
    with pytest.raises(ValueError, match=f"NeuralNetworkRegressor.{name} must be"):
        NeuralNetworkRegressor(**{name: value})


def test_numbers_from_numpy_are_numbers():
    assert NeuralNetworkRegressor(lambda_=np.float64(0.5)).lambda_ == 0.5


def test_every_setting_has_a_dotted_name():
    flat = settings(NeuralNetworkClassifier(builder=MLP(hidden=[16, 8])))
    assert flat["builder"] == "MLP"
    assert flat["builder.hidden"] == (16, 8)
    assert flat["optimiser.eta"] == 0.001


def test_rules_in_a_chain_have_dotted_names_too():
    model = NeuralNetworkClassifier(optimiser=OptimiserChain(rules=(ClipNorm(), Adam(eta=0.5))))
    assert settings(model)["optimiser.rules.1.eta"] == 0.5
    change(model, {"optimiser.rules.1.eta": 0.25})
    assert model.optimiser.rules[1].eta == 0.25
    assert effects(model)["optimiser.rules.1.eta"] == "optimiser"


def test_a_clone_is_equal_and_shares_nothing():
    model = NeuralNetworkClassifier(builder=Short(n_hidden=7), optimiser=Adam(eta=0.1))
    copy = clone(model, epochs=3)
    assert settings(copy) == settings(model) | {"epochs": 3}
    copy.optimiser.eta = 0.9
    copy.builder.n_hidden = 1
    assert (model.optimiser.eta, model.builder.n_hidden) == (0.1, 7)


def test_nested_defaults_belong_to_one_model():
    one, other = NeuralNetworkClassifier(), NeuralNetworkClassifier()
    one.optimiser.eta = 0.7
    assert other.optimiser.eta == NeuralNetworkClassifier().optimiser.eta == 0.001


def test_the_repr_is_the_python_that_makes_the_model():
    model = NeuralNetworkClassifier(builder=MLP(hidden=(16, 8)), batch_size=32, rng=1)
    assert (
        repr(model) == "NeuralNetworkClassifier(builder=MLP(hidden=(16, 8)), batch_size=32, rng=1)"
    )
    assert repr(NeuralNetworkClassifier()) == "NeuralNetworkClassifier()"


def test_find_names_the_nearest_when_it_fails():
    with pytest.raises(TypeError, match="Did you mean 'optimiser.eta'"):
        find(NeuralNetworkClassifier(), "optimiser.eat")


def test_a_declaration_needs_a_known_effect():
    with pytest.raises(ValueError, match="restart must be one of none, warm, optimiser, cold"):
        hyper(param.Number, 1.0, restart="sometimes")


def test_a_plain_param_in_a_class_of_the_users_starts_over():
    class Mine(Hyperparameters):
        width = param.Integer(3)

    assert effects(Mine()) == {"width": "cold"}
    assert names(Mine) == ["width"]
    assert [dotted for dotted, _, _ in leaves(Mine())] == ["width"]


def test_exclusive_bounds_are_said():
    number = param.Number(0.5, bounds=(0, 1), inclusive_bounds=(False, True))
    assert allowed(number) == "a finite number from 0 to 1, 0 excluded"
