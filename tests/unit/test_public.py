"""The values people write and read."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nblabel.values.errors import AnnotationError
from nblabel.values.outline import fill
from nblabel.values.public import Box, Choice, Mask, Polygon, Span, value_of

VALUES = [
    Choice("Animal/Cat"),
    Box("cat", 1, 2, 3.5, 4, angle=30, frame=2),
    Polygon("cat", [[[0, 0], [1, 0], [1, 1]], [[5, 5], [6, 5], [6, 6]]]),
    Mask("cat", "0150000000"),
    Span("person", 3, 9),
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_comes_back_from_its_stored_shape(value: Choice | Box | Polygon | Mask | Span) -> None:
    assert value_of(value.label, value.shape) == value


@pytest.mark.parametrize("value", VALUES)
def test_values_cannot_be_changed_and_can_be_in_sets(value: Choice) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.label = "dog"  # type: ignore[misc]
    assert value in {value}


@pytest.mark.parametrize("parts", [5, [[1, 2, 3]], [[["a", "b"]]]])
def test_a_polygon_of_something_else_is_refused(parts: object) -> None:
    with pytest.raises(AnnotationError, match="rings"):
        Polygon("cat", parts)  # type: ignore[arg-type]


masks = st.lists(st.booleans(), min_size=63, max_size=63).map(lambda flat: np.array(flat).reshape(7, 9))


@given(masks)
def test_a_mask_as_a_polygon_and_back_is_the_same_mask(array: NDArray[np.bool_]) -> None:
    mask = Mask.from_array("cat", array, frame=2)
    if not array.any():
        with pytest.raises(AnnotationError, match="empty"):
            mask.to_polygon()
        return
    polygon = mask.to_polygon()
    assert (polygon.label, polygon.frame) == ("cat", 2)
    assert polygon.to_mask((7, 9)) == mask


corner = st.tuples(st.integers(0, 900), st.integers(0, 700)).map(lambda at: (at[0] / 100, at[1] / 100))


@given(st.lists(corner, min_size=3, max_size=7))
def test_a_polygon_as_a_mask_has_the_pixels_whose_centres_are_inside(ring: list[tuple[float, float]]) -> None:
    polygon = Polygon("cat", [ring])
    try:
        mask = polygon.to_mask((7, 9))
    except AnnotationError:
        return
    assert mask.to_polygon().to_mask((7, 9)) == mask
    assert (mask.to_array() == fill([ring], 7, 9)).all()


def test_a_polygon_between_centres_is_no_mask() -> None:
    with pytest.raises(AnnotationError, match="9 x 7"):
        Polygon("cat", [[[0.6, 0.6], [1.4, 0.6], [1.4, 1.4]]]).to_mask((7, 9))
