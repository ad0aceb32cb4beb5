"""Data folders whose processes end with the test, and a run to train."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from running import HeardRun, end_all

from epochlab.data.splitting import split
from epochlab.data.tables import Table
from epochlab.models.builders import MLP
from epochlab.models.networks import NeuralNetworkClassifier
from epochlab.models.optimisers import Adam


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data folder of its own, with a nursery of its own if the test starts one."""
    yield tmp_path
    end_all(tmp_path)


@pytest.fixture(scope="module")
def warm_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder that the tests of a file share, since a nursery takes seconds to start."""
    folder = tmp_path_factory.mktemp("data")
    yield folder
    end_all(folder)


@pytest.fixture
def new_run(moons: pd.DataFrame) -> Callable[[Path], HeardRun]:
    """Makes a run on the moons in a data folder: 140 rows to learn from, 40 held out."""
    table = Table.of(moons, "moons").with_role("y", "feature").with_role("moon", "target")
    return lambda folder: HeardRun.create(folder, table, split(table.y))


@pytest.fixture
def run(new_run: Callable[[Path], HeardRun], warm_dir: Path) -> HeardRun:
    """A new run, beside those of the other tests of the file."""
    return new_run(warm_dir)


@pytest.fixture
def model() -> NeuralNetworkClassifier:
    """A small network with dropout, so that every random number counts; five epochs."""
    return NeuralNetworkClassifier(
        builder=MLP(hidden=(8,), dropout=0.1),
        optimiser=Adam(eta=0.01),
        epochs=5,
        batch_size=16,
        rng=3,
    )
