import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_iris
from sklearn.neighbors import KNeighborsClassifier

from epochlab.assets import asset
from epochlab.data.encoding import fit_encoding
from epochlab.data.images import stack
from epochlab.data.samples import load_sample, samples
from epochlab.data.shapes import CLASSES, colour_shapes

NAMES = [sample.name for sample in samples()]
TASKS = {
    "NeuralNetworkRegressor": "regression",
    "MultitargetNeuralNetworkRegressor": "multitarget",
    "NeuralNetworkClassifier": "classification",
    "NeuralNetworkBinaryClassifier": "binary",
    "ImageClassifier": "image",
}


def test_every_model_type_has_a_sample():
    assert {sample.model for sample in samples()} == set(TASKS)


@pytest.mark.parametrize("sample", samples(), ids=NAMES)
def test_a_sample_says_what_it_is_and_where_it_is_from(sample):
    assert all((sample.title, sample.sentence, sample.source, sample.licence))
    assert sample.sentence.endswith(".")


@pytest.mark.parametrize("sample", samples(), ids=NAMES)
def test_a_sample_can_be_learned_by_the_model_it_names(sample):
    table = load_sample(sample.name)
    complete = table.without_missing() if sum(table.missing.values()) else table
    encoding = fit_encoding(TASKS[sample.model], complete.X, complete.y)
    assert table.targets == list(sample.target)
    assert len(encoding.inputs(complete.X)) == len(encoding.targets(complete.y)) == len(complete)


@pytest.mark.parametrize("name", ["iris", "cars", "penguins", "breast_cancer", "moons"])
def test_features_are_measured_or_classes_never_counts(name):
    table = load_sample(name)
    assert {table.scitypes[column] for column in table.features} <= {"Continuous", "Multiclass"}


def test_cars_keep_the_gaps_of_the_source_and_ignore_the_name():
    table = load_sample("cars")
    gaps = {column: count for column, count in table.missing.items() if count}
    assert gaps == {"Miles_per_Gallon": 8, "Horsepower": 6}
    assert table.roles["Name"] == "ignore"
    assert table.frame["Origin"].value_counts().to_dict() == {"USA": 254, "Japan": 79, "Europe": 73}
    assert (len(table), len(table.without_missing())) == (406, 392)
    assert (table.frame["Year"].min(), table.frame["Year"].max()) == (1970, 1982)


def test_penguins_have_two_targets_and_the_gaps_of_the_source():
    table = load_sample("penguins")
    assert table.targets == ["flipper_length_mm", "body_mass_g"]
    assert (len(table), len(table.without_missing())) == (344, 333)
    assert "year" not in table.features


def test_iris_and_breast_cancer_are_those_of_scikit_learn():
    for name, load in (("iris", load_iris), ("breast_cancer", load_breast_cancer)):
        table, source = load_sample(name), load()
        np.testing.assert_array_equal(table.X.to_numpy(), source["data"])
        named = source["target_names"][source["target"]]
        assert table.frame[table.targets[0]].tolist() == named.tolist()


def test_malignant_is_the_positive_class():
    assert load_sample("breast_cancer").y.cat.categories.tolist() == ["benign", "malignant"]


def test_digits_are_balanced_and_take_turns():
    table = load_sample("digits")
    assert table.frame["digit"].tolist() == [str(i % 10) for i in range(2000)]
    assert stack(table.X).shape == (2000, 1, 28, 28)


def test_digits_carry_the_right_labels():
    table = load_sample("digits")
    pixels, labels = stack(table.X).reshape(2000, -1) / 255, table.y.to_numpy()
    judge = KNeighborsClassifier(3).fit(pixels[:1000], labels[:1000])
    assert judge.score(pixels[1000:], labels[1000:]) > 0.85


def test_small_digits_are_those_of_scikit_learn_up_to_scale():
    table = load_sample("small_digits")
    pictures, digits = map(np.asarray, load_digits(return_X_y=True))
    assert table.frame["digit"].astype(int).tolist() == digits.tolist()
    brightness = stack(table.X)[:, 0] / 255 * 16
    np.testing.assert_allclose(brightness, pictures.reshape(-1, 8, 8), atol=0.04)


def test_shapes_are_the_same_every_time_and_of_six_classes():
    pictures, names = colour_shapes(12, seed=3)
    again, _ = colour_shapes(12, seed=3)
    other, _ = colour_shapes(12, seed=4)
    np.testing.assert_array_equal(pictures, again)
    assert (pictures != other).any()
    assert names == list(CLASSES) * 2
    assert pictures.shape == (12, 32, 32, 3)


def test_red_shapes_are_redder_than_blue_ones():
    pictures, names = colour_shapes(120)
    redness = pictures[..., 0].mean((1, 2)) - pictures[..., 2].mean((1, 2))
    red = np.array([name.startswith("red") for name in names])
    assert redness[red].mean() > 5 > -5 > redness[~red].mean()


def test_an_unknown_sample_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match="no sample 'titanic'; there are iris, cars"):
        load_sample("titanic")


def test_every_bundled_file_is_in_the_list_of_sources():
    listed = asset("samples", "SOURCES.md").read_text(encoding="utf-8")
    files = [file.name for file in asset("samples").iterdir() if file.name != "SOURCES.md"]
    assert files
    assert all(f"`{name}`" in listed for name in files)
