"""The names that scripts import from `epochlab`."""

from __future__ import annotations

import ast
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from fresh_python import run_fresh

import epochlab

SOURCE = Path(__file__).parents[2] / "core" / "__init__.py"
AGREED = [
    *("NeuralNetworkRegressor", "MultitargetNeuralNetworkRegressor", "NeuralNetworkClassifier"),
    *("NeuralNetworkBinaryClassifier", "ImageClassifier"),
    *("Builder", "Linear", "Short", "MLP", "builder"),
    *("Descent", "Momentum", "Adam", "AdamW", "RMSProp"),
    *("Machine", "show"),
    *("read_table", "Table", "coerce", "schema", "matching", "load_sample", "samples", "split"),
    *("clone", "settings"),
]


@pytest.mark.parametrize("name", epochlab.__all__)
def test_public_name_resolves_and_is_kept(name):
    value = getattr(epochlab, name)

    assert value is not None
    assert vars(epochlab)[name] is value


@pytest.mark.parametrize("name", AGREED)
def test_agreed_name_is_public(name):
    assert name in epochlab.__all__


def test_type_checkers_see_the_names_that_are_fetched_on_first_use():
    tree = ast.parse(SOURCE.read_text())
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        str(alias.asname): str(node.module)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert sorted(seen) == sorted(set(epochlab.__all__) - {"__version__"})
    for name, module in seen.items():
        assert getattr(import_module(module), name) is getattr(epochlab, name)


def test_unknown_name_is_refused_with_the_nearest_one():
    with pytest.raises(AttributeError, match="Did you mean 'Machine'"):
        _ = epochlab.Machin


def test_public_names_are_listed_before_any_is_used():
    listed = run_fresh("import epochlab; print(*dir(epochlab))").split()

    assert set(epochlab.__all__) <= set(listed)


def test_importing_epochlab_loads_neither_torch_nor_panel():
    heavy = "{'torch', 'panel', 'bokeh', 'holoviews', 'sklearn', 'pandas'}"
    loaded = run_fresh(f"import epochlab, sys; print({heavy} & set(sys.modules))")

    assert loaded.strip() == "set()"


def test_version_is_that_of_the_installed_package():
    assert epochlab.__version__ == version("epochlab")
