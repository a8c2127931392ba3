"""The values people write and read."""

import dataclasses

import pytest

from nblabel.values.errors import AnnotationError
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
