"""What an answer may hold, by task."""

import pytest

from nblabel.values.annotation import Annotation, Rectangle, Shape, Whole
from nblabel.values.errors import AnnotationError
from nblabel.values.ids import new_id
from nblabel.values.tasks import check_annotations, check_final


def annotation(label: int = 1, shape: Shape | None = None) -> Annotation:
    return Annotation(new_id(), label, shape or Whole())


def test_multiclass_is_exactly_one_label() -> None:
    assert check_annotations("multiclass", [one := annotation()], "a") == [one]
    with pytest.raises(AnnotationError, match="exactly one"):
        check_annotations("multiclass", [annotation(1), annotation(2)], "a")
    with pytest.raises(AnnotationError, match="exactly one"):
        check_final("multiclass", [], "a")


def test_multilabel_is_a_set_and_may_be_empty() -> None:
    assert len(check_annotations("multilabel", [annotation(1), annotation(2)], "a")) == 2
    check_final("multilabel", [], "a")
    with pytest.raises(AnnotationError, match="twice"):
        check_annotations("multilabel", [annotation(1), annotation(1)], "a")


@pytest.mark.parametrize(("task", "shape"), [("boxes", Whole()), ("multilabel", Rectangle(0, 0, 1, 1))])
def test_a_shape_of_another_task_is_refused(task: str, shape: Shape) -> None:
    with pytest.raises(AnnotationError, match=task):
        check_annotations(task, [annotation(1, shape)], "a")


def test_shapes_come_back_as_they_are_stored() -> None:
    [kept] = check_annotations("boxes", [annotation(1, Rectangle(-5, 0, 10, 10.006))], "a", size=(50, 50))
    assert kept.shape == Rectangle(0, 0, 5, 10.01)


def test_two_annotations_never_share_an_id() -> None:
    box = annotation(1, Rectangle(0, 0, 1, 1))
    with pytest.raises(AnnotationError, match="one id"):
        check_annotations("boxes", [box, box], "a")
