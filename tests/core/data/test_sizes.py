"""Sizes found at a glance are those the encoding finds by reading every value."""

from __future__ import annotations

import pytest

from epochlab.data.encoding import fit_encoding
from epochlab.data.samples import load_sample, samples
from epochlab.data.sizes import ends_of
from epochlab.errors import ScitypeMismatch
from epochlab.models.networks import MODELS


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_ends_are_those_of_the_encoding(sample):
    table = load_sample(sample.name).fill_missing().without_missing()
    task = MODELS[sample.model].task
    encoding = fit_encoding(task, table.X, table.y)
    ends = ends_of(task, table, {})
    assert (ends.n_in, ends.n_out) == (encoding.n_in, encoding.n_out)
    assert (ends.n_channels, ends.embeddings) == (encoding.n_channels, encoding.embeddings)
    assert ends.n_columns == len(encoding.features)


def test_a_wider_embedding_widens_the_network():
    table = load_sample("penguins").fill_missing().without_missing()
    usual = ends_of("multitarget", table, {})
    wide = ends_of("multitarget", table, {"species": 7})
    width = next(w for at, _, w in usual.embeddings if table.features[at] == "species")
    assert wide.n_in == usual.n_in + 7 - width


def test_an_embedding_of_a_column_of_numbers_is_refused():
    with pytest.raises(ScitypeMismatch, match="petal_width"):
        ends_of("classification", load_sample("iris"), {"petal_width": 2})
