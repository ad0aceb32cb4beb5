import json
import math

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import LabelBinarizer, StandardScaler

from epochlab.data.encoding import Encoding, fit_encoding
from epochlab.errors import Explained, ScitypeMismatch, UnreadableTable


@pytest.fixture
def mixed() -> pd.DataFrame:
    """Six rows of a length, a colour of three (green unseen) and a whole number."""
    colours = pd.Categorical(list("rbrbbr"), categories=["r", "g", "b"])
    return pd.DataFrame(
        {"length": [1.0, 2, 3, 4, 5, 9], "colour": colours, "count": [3, 1, 4, 1, 5, 9]}
    )


@pytest.fixture
def grade() -> pd.Series:
    """Six ordered grades, of which one is never given."""
    pool = pd.CategoricalDtype(["low", "mid", "high"], ordered=True)
    return pd.Series(["low", "high", "low", "high", "high", "low"], dtype=pool, name="grade")


TARGETS = {
    "regression": pd.Series([0.1, 0.2, 0.4, 0.8, 1.6, 3.2], name="price"),
    "multitarget": pd.DataFrame({"up": [1.0, 2, 3, 4, 5, 7], "down": [0.3, 0.1, 0, 9, 1, 1]}),
    "classification": pd.Series(list("abcabc"), name="letter"),
    "binary": pd.Series(list("nynyny"), name="answer"),
}


def test_categories_become_codes_between_untouched_columns(mixed, grade):
    inputs = fit_encoding("classification", mixed, grade).inputs(mixed)
    expected = [[1, 0, 3], [2, 2, 1], [3, 0, 4], [4, 2, 1], [5, 2, 5], [9, 0, 9]]
    assert inputs.tolist() == expected
    assert inputs.dtype == np.float32
    assert inputs.flags.c_contiguous


def test_width_counts_embeddings_and_plain_columns(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade, embedding_dims={"colour": 2})
    assert encoding.embeddings == ((1, 3, 2),)
    assert encoding.n_in == 4


@pytest.mark.parametrize(
    ("dims", "widths"),
    [
        ({"a": 0.5, "b": 2, "c": 0.1}, (3, 2, 1)),
        ({"a": 1, "b": 4}, (1, 4, 2)),
        ({}, (4, 3, 2)),
    ],
)
def test_embedding_widths_are_those_of_the_reference(dims, widths):
    columns = {
        name: pd.Categorical.from_codes(np.arange(20) % k, categories=[*"vwxyz"][:k])
        for name, k in (("a", 5), ("b", 4), ("c", 3))
    }
    X = pd.DataFrame(columns)
    encoding = fit_encoding("regression", X, np.arange(20.0), embedding_dims=dims)
    assert tuple(width for _, _, width in encoding.embeddings) == widths


@pytest.mark.parametrize(("levels", "width"), [(1, 1), (9, 8), (15, 10)])
def test_an_embedding_is_one_narrower_than_the_levels_up_to_ten(levels, width):
    X = pd.DataFrame({"c": pd.Categorical.from_codes(np.arange(30) % levels, range(levels))})
    assert fit_encoding("regression", X, np.arange(30.0)).n_in == width


@pytest.mark.parametrize("dims", [{"length": 2}, {"colr": 2}, {"colr": 0.5}])
def test_embedding_dims_of_other_columns_are_refused_by_name(mixed, grade, dims):
    with pytest.raises(ScitypeMismatch, match=next(iter(dims))):
        fit_encoding("classification", mixed, grade, embedding_dims=dims)


@pytest.mark.parametrize("width", [0, -1, 0.0, math.nan, math.inf, True, "2"])
def test_a_senseless_embedding_width_is_refused(mixed, grade, width):
    with pytest.raises(ScitypeMismatch, match="colour"):
        fit_encoding("classification", mixed, grade, embedding_dims={"colour": width})


def test_standardising_agrees_with_scikit_learn_on_the_training_rows(mixed):
    rows, y = [0, 2, 3, 4], TARGETS["regression"]
    encoding = fit_encoding("regression", mixed, y, rows=rows, standardise=True)
    numbers = mixed[["length", "count"]].to_numpy(float)
    expected = StandardScaler().fit(numbers[rows]).transform(numbers)
    np.testing.assert_allclose(encoding.inputs(mixed)[:, [0, 2]], expected, rtol=1e-6)
    assert encoding.inputs(mixed)[:, 1].tolist() == [0, 2, 0, 2, 2, 0]


def test_a_standardised_target_comes_back_in_its_own_units(mixed):
    y = TARGETS["regression"] + 1e6
    encoding = fit_encoding("regression", mixed, y, standardise=True)
    targets = encoding.targets(y)
    assert abs(targets.mean()) < 1e-6
    assert math.isclose(targets.std(), 1, rel_tol=1e-5)
    pd.testing.assert_series_equal(encoding.predictions(targets), y, rtol=1e-12)


def test_a_constant_column_is_only_centred(mixed, grade):
    constant = mixed.assign(length=0.1)
    encoding = fit_encoding("classification", constant, grade, standardise=True)
    assert encoding.inputs(constant)[:, 0].tolist() == [0] * 6


def test_class_targets_are_one_hot_over_the_whole_pool(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade, rows=[0, 2, 5])
    assert encoding.levels == ("low", "mid", "high")
    expected = LabelBinarizer().fit(range(3)).transform([0, 2, 0, 2, 2, 0])
    assert encoding.targets(grade).tolist() == expected.tolist()
    assert encoding.n_out == 3


def test_raw_classes_are_sorted(mixed):
    encoding = fit_encoding("classification", mixed, np.array([30, 4, 4, 100, 30, 4]))
    assert encoding.levels == (4, 30, 100)


def test_a_binary_target_is_one_where_the_second_class_is(mixed):
    encoding = fit_encoding("binary", mixed, TARGETS["binary"])
    assert encoding.n_out == 1
    assert encoding.targets(TARGETS["binary"]).tolist() == [[0], [1], [0], [1], [0], [1]]


def test_a_binary_output_becomes_two_columns_of_probabilities(mixed):
    encoding = fit_encoding("binary", mixed, TARGETS["binary"])
    shares = encoding.predictions(np.array([[0.25], [1]], dtype=np.float32))
    assert shares.to_dict("list") == {"n": [0.75, 0.0], "y": [0.25, 1.0]}


def test_the_first_class_wins_a_tie_and_the_mode_knows_the_pool(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    modes = encoding.modes(encoding.predictions(np.array([[0.2, 0.4, 0.4], [0.5, 0, 0.5]])))
    assert modes.tolist() == ["mid", "low"]
    assert modes.dtype == grade.dtype
    assert modes.name == "grade"


def test_a_probability_that_is_no_number_has_no_mode(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    with pytest.raises(UnreadableTable, match="1 rows"):
        encoding.modes(encoding.predictions(np.array([[0.2, np.nan, 0.4], [1, 0, 0]])))


def test_one_target_is_predicted_as_a_series_of_its_name(mixed):
    encoding = fit_encoding("regression", mixed, TARGETS["regression"])
    predictions = encoding.predictions(np.array([[1.5], [2]], dtype=np.float32))
    expected = pd.Series([1.5, 2], dtype=np.float32, name="price")
    pd.testing.assert_series_equal(predictions, expected)


def test_several_targets_keep_their_names_or_stay_an_array(mixed):
    frame, outputs = TARGETS["multitarget"], np.ones((2, 2), dtype=np.float32)
    named = fit_encoding("multitarget", mixed, frame).predictions(outputs)
    assert list(named.columns) == ["up", "down"]
    bare = fit_encoding("multitarget", mixed, frame.to_numpy()).predictions(outputs)
    assert isinstance(bare, np.ndarray)
    assert bare.shape == (2, 2)


def test_several_targets_are_found_by_name(mixed):
    frame = TARGETS["multitarget"]
    encoding = fit_encoding("multitarget", mixed, frame)
    turned = frame[["down", "up"]].assign(other=0)
    np.testing.assert_array_equal(encoding.targets(turned), encoding.targets(frame))


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("task", TARGETS)
def test_an_encoding_survives_json_exactly(mixed, task, standardise):
    encoding = fit_encoding(task, mixed, TARGETS[task], standardise=standardise)
    assert Encoding.from_plain(json.loads(json.dumps(encoding.plain()))) == encoding


def test_levels_of_every_plain_kind_survive_json(mixed):
    for y in ([True, False] * 3, [1, 2] * 3, [0.1, 0.2] * 3):
        encoding = fit_encoding("binary", mixed, pd.Series(y))
        again = Encoding.from_plain(json.loads(json.dumps(encoding.plain())))
        assert [type(level) for level in again.levels] == [type(y[0])] * 2
        assert again == encoding


def test_columns_are_found_by_name_and_others_are_left_out(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    turned = mixed[["count", "colour", "length"]].assign(other="text")
    np.testing.assert_array_equal(encoding.inputs(turned), encoding.inputs(mixed))


def test_an_absent_column_is_named(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    with pytest.raises(UnreadableTable, match="no column “count”"):
        encoding.inputs(mixed.drop(columns="count"))


def test_an_array_of_another_width_is_refused():
    encoding = fit_encoding("regression", np.eye(4), np.arange(4.0))
    assert encoding.features == ("x1", "x2", "x3", "x4")
    with pytest.raises(UnreadableTable, match="has 3 columns, training had 4"):
        encoding.inputs(np.ones((2, 3)))


def test_a_level_training_did_not_know_is_named(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    strange = mixed.assign(colour=["r", "pink", "r", "g", "b", "pink"])
    with pytest.raises(UnreadableTable, match="did not know: “pink”"):
        encoding.inputs(strange)
    assert encoding.inputs(mixed.assign(colour=list("grrrrr")))[0, 1] == 1


def test_the_pool_of_a_new_column_is_judged_not_only_its_values(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    wider = mixed.assign(colour=mixed["colour"].cat.add_categories(["pink"]))
    with pytest.raises(UnreadableTable, match="pink"):
        encoding.inputs(wider)


def test_another_order_of_the_same_levels_changes_no_code(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    turned = mixed.assign(colour=mixed["colour"].cat.reorder_categories(["b", "r", "g"]))
    np.testing.assert_array_equal(encoding.inputs(turned), encoding.inputs(mixed))


def test_missing_values_are_counted_by_column(mixed, grade):
    encoding = fit_encoding("classification", mixed, grade)
    gappy = mixed.assign(length=[1, None, None, 4, 5, 6.0])
    gappy.loc[[0], "colour"] = None
    with pytest.raises(UnreadableTable, match="missing values: 2 in “length”, 1 in “colour”"):
        encoding.inputs(gappy)


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e39])
def test_infinite_and_too_large_values_are_counted(mixed, grade, value):
    with pytest.raises(UnreadableTable, match="infinite values: 1 in “length”"):
        fit_encoding("classification", mixed.assign(length=[1, 2, 3, 4, 5, value]), grade)


def test_gaps_in_many_columns_are_listed_briefly():
    X = pd.DataFrame(np.full((3, 9), np.nan))
    with pytest.raises(UnreadableTable, match="3 in “4” and 4 more columns"):
        fit_encoding("regression", X, np.arange(3.0))


def test_the_matrix_is_a_copy_of_the_table():
    X = pd.DataFrame(np.ones((3, 2), dtype=np.float32))
    fit_encoding("regression", X, np.arange(3.0)).inputs(X)[:] = 7
    assert (X == 1).all(axis=None)


def test_gaps_outside_the_training_rows_do_not_stop_the_fit(mixed, grade):
    gappy = mixed.assign(length=[1, 2, 3, 4, 5, None])
    encoding = fit_encoding("classification", gappy, grade, rows=range(5), standardise=True)
    assert encoding.means[0] == 3


@pytest.mark.parametrize("kind", ["Int64", "Float64", "boolean", "int8", "bool", "object"])
def test_numbers_are_read_however_they_are_stored(kind):
    X = pd.DataFrame({"a": pd.Series([1, 0, 1], dtype=kind)})
    encoding = fit_encoding("regression", X, [1.0, 2, 3])
    assert encoding.inputs(X).tolist() == [[1], [0], [1]]


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        (["red", "blue", "red"], "“red”"),
        (pd.date_range("2020", periods=3), "2020"),
        ([1j] * 3, "1j"),
    ],
)
def test_a_feature_without_numbers_is_refused_with_an_example(column, shown):
    with pytest.raises(ScitypeMismatch, match=f"“a” does not hold numbers.*{shown}"):
        fit_encoding("regression", pd.DataFrame({"a": column}), [1.0, 2, 3])


BAD_TARGETS = {
    "one class": ("classification", ["a"] * 6, "only the class “a”"),
    "one class of two": ("binary", pd.Categorical(["a"] * 6, ["a", "b"]), "only the class “a”"),
    "no value": ("classification", [None] * 6, "no values"),
    "three for binary": ("binary", list("abcabc"), "has 3 classes: “a”, “b”, “c”"),
    "more than rows": ("classification", pd.Categorical(list("ababab"), [*"abcdefg"]), "7 classes"),
    "text": ("regression", list("ababab"), "holds no numbers .“a”."),
    "classes": ("regression", pd.Categorical([1, 2] * 3), "holds classes"),
    "missing number": ("regression", [1, 2, None, 4, 5, None], "missing values: 2 in"),
    "infinite number": ("regression", [1, 2, np.inf, 4, 5, 6], "infinite values: 1 in"),
    "missing class": ("classification", ["a", "b", None, "a", "b", "a"], "missing values: 1 in"),
    "dates": ("classification", pd.date_range("2020", periods=6), "cannot be a class"),
    "mixed": ("classification", ["a", 1, "a", 1, 2, 2], "mixes texts and numbers"),
    "arrays": ("classification", [[1], [2], [1], [2], [1], [2]], "told apart"),
    "two columns": ("regression", np.ones((6, 2)), "2 target columns"),
    "one column": ("multitarget", [1.0, 2, 3, 4, 5, 6], "one target"),
    "unequal length": ("regression", [1.0, 2, 3], "6 rows and the target has 3"),
}


@pytest.mark.parametrize(("task", "y", "words"), BAD_TARGETS.values(), ids=BAD_TARGETS)
def test_a_target_that_cannot_be_learned_is_explained(mixed, task, y, words):
    y = y if isinstance(y, np.ndarray) else pd.Series(y, name="y")
    with pytest.raises(Explained, match=words) as caught:
        fit_encoding(task, mixed, y)
    assert all((caught.value.happened, caught.value.kept, caught.value.todo))


def test_no_rows_no_columns_and_twin_columns_are_explained(mixed, grade):
    twins = mixed.set_axis(["a", "b", "a"], axis=1)
    for X, rows, words in (
        (mixed, [], "no rows"),
        (mixed[[]], None, "no feature columns"),
        (twins, None, "called “a”"),
        (np.ones(6), None, r"shape \(6,\)"),
    ):
        with pytest.raises(UnreadableTable, match=words):
            fit_encoding("classification", X, grade, rows=rows)


def test_an_unknown_task_is_refused(mixed, grade):
    with pytest.raises(ValueError, match="'guessing'"):
        fit_encoding("guessing", mixed, grade)


def test_a_thousand_columns_keep_their_places():
    values = np.random.default_rng(0).normal(size=(4, 1000))
    encoding = fit_encoding("regression", pd.DataFrame(values), np.arange(4.0))
    np.testing.assert_array_equal(encoding.inputs(pd.DataFrame(values)), values.astype(np.float32))


def test_images_are_encoded_as_bytes_with_channels_first(tiny_images):
    pictures, sides = tiny_images
    encoding = fit_encoding("image", pictures, sides)
    assert (encoding.n_in, encoding.n_channels, encoding.n_out) == ((8, 8), 1, 2)
    inputs = encoding.inputs(pictures)
    assert inputs.dtype == np.uint8
    np.testing.assert_array_equal(inputs, pictures[:, None])
    assert Encoding.from_plain(json.loads(json.dumps(encoding.plain()))) == encoding


def test_images_are_taken_from_a_table_with_other_columns(tiny_images):
    pictures, sides = tiny_images
    frame = pd.DataFrame({"photo": list(pictures)})
    encoding = fit_encoding("image", frame, sides)
    assert encoding.features == ("photo",)
    np.testing.assert_array_equal(encoding.inputs(frame.assign(other=1)), pictures[:, None])


def test_images_of_another_size_or_colour_are_refused(tiny_images):
    pictures, sides = tiny_images
    encoding = fit_encoding("image", pictures, sides)
    for other in (pictures[:, :6], np.stack([pictures] * 3, axis=3)):
        with pytest.raises(UnreadableTable, match=r"training had \(1, 8, 8\)"):
            encoding.inputs(other)


def test_an_image_classifier_takes_one_column(tiny_images):
    pictures, sides = tiny_images
    frame = pd.DataFrame({"photo": list(pictures), "age": 1.0})
    with pytest.raises(ScitypeMismatch, match="2 feature columns: “photo”, “age”"):
        fit_encoding("image", frame, sides)
