import numpy as np
import pandas as pd
import pytest
from PIL import Image

from epochlab.data.images import as_images, stack
from epochlab.errors import UnreadableTable


@pytest.fixture
def colour() -> np.ndarray:
    """Five random colour pictures, (5, 4, 6, 3) uint8."""
    return np.random.default_rng(1).integers(0, 256, (5, 4, 6, 3), dtype=np.uint8)


def test_gray_pictures_get_one_channel(colour):
    gray = colour[..., 0]
    np.testing.assert_array_equal(stack(as_images(gray)), gray[:, None])
    np.testing.assert_array_equal(stack(as_images(gray[..., None])), gray[:, None])


def test_colour_pictures_have_channels_red_green_blue_first(colour):
    stacked = stack(as_images(colour))
    assert stacked.shape == (5, 3, 4, 6)
    assert stacked.flags.c_contiguous
    for channel in range(3):
        np.testing.assert_array_equal(stacked[:, channel], colour[..., channel])


def test_pictures_are_views_of_one_array(colour):
    images = as_images(colour)
    assert all(np.shares_memory(image, colour) for image in images)


def test_a_list_of_pictures_shares_one_array_too(colour):
    images = as_images([picture.copy() for picture in colour])
    assert len({id(image.base) for image in images}) == 1
    np.testing.assert_array_equal(np.stack(images.tolist()), colour)


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [0, 0, 1, 1, 2], [1, 2, 3]])
def test_a_choice_of_rows_is_stacked_in_its_order(colour, order):
    gray = np.ascontiguousarray(colour[..., 0])
    chosen = as_images(gray).iloc[order]
    np.testing.assert_array_equal(stack(chosen), gray[order][:, None])


def test_pillow_images_are_read_by_mode(colour):
    pictures = [Image.fromarray(picture) for picture in colour]
    np.testing.assert_array_equal(np.stack(as_images(pictures).tolist()), colour)
    gray = as_images([picture.convert("L") for picture in pictures])
    assert gray[0].shape == (4, 6)
    bits = as_images([picture.convert("1") for picture in pictures])
    assert set(np.unique(bits[0])) <= {0, 255}


def test_floats_from_zero_to_one_are_scaled_to_bytes(colour):
    gray = colour[..., 0]
    for floats in (gray / 255, (gray / 255).astype(np.float32)):
        np.testing.assert_array_equal(stack(as_images(floats))[:, 0], gray)


def test_truth_values_become_black_and_white():
    images = as_images(np.array([[[True, False]]]))
    assert images[0].tolist() == [[255, 0]]


def test_a_column_keeps_its_name_and_index(colour):
    series = pd.Series(list(colour), name="photo", index=list("abcde"))
    images = as_images(series)
    assert images.name == "photo"
    assert images.index.tolist() == list("abcde")


BAD = {
    "none": ([], "no pictures"),
    "empty": (np.empty((0, 4, 4), np.uint8), r"shape \(0, 4, 4\)"),
    "flat": (np.ones((3, 4), np.uint8), r"shape \(3, 4\)"),
    "four channels": (np.ones((2, 4, 4, 4), np.uint8), r"shape \(2, 4, 4, 4\)"),
    "sizes": ([np.ones((2, 2)), np.ones((2, 3)), np.ones((2, 2))], "2 of 2 × 2, 1 of 2 × 3"),
    "gray and colour": ([np.ones((2, 2)), np.ones((2, 2, 3))], "differ in size or colour"),
    "missing": ([np.ones((2, 2)), None], "Item 2 is no picture but NoneType"),
    "transparent": ([Image.new("RGBA", (2, 2))], "'RGBA'"),
    "large floats": (np.full((1, 2, 2), 16.0), "floats from 16.0 to 16.0"),
    "negative floats": (np.full((1, 2, 2), -0.5), "floats from -0.5"),
    "not a number": (np.full((1, 2, 2), np.nan), "floats from nan"),
    "large numbers": (np.full((1, 2, 2), 256), "whole numbers from 256 to 256"),
    "text": (np.full((1, 2, 2), "a"), "values"),
}


@pytest.mark.parametrize(("pictures", "words"), BAD.values(), ids=BAD)
def test_what_is_no_set_of_pictures_is_explained(pictures, words):
    with pytest.raises(UnreadableTable, match=words) as caught:
        as_images(pictures)
    assert caught.value.kept
    assert caught.value.todo
