"""The map on the kernel's side: what a hand does to it, what its points stand for, what it tells the grid."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import nblabel as nl
from nblabel import suggesting
from nblabel.openproject import Project
from nblabel.widget.labeler import Labeler
from nblabel.widget.map.marks import ANSWERED, OPEN, SUGGESTED, colours, read
from nblabel.widget.map.points import NONE_YET
from nblabel.widget.map.widget import Map


def until(true: Callable[[], Any], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


def two_heaps(project: Project) -> NDArray[np.float16]:
    """Vectors of the project's items in work order: even pictures here, odd ones far away."""
    of = [int(key[1:3]) % 2 if key[1:3].isdigit() else 0 for key in project.items()["item"]]
    noise = np.random.default_rng(0).normal(0, 0.1, (len(of), 8))
    heaps: NDArray[np.float16] = (noise + 10 * np.asarray(of)[:, None]).astype(np.float16)
    return heaps


@pytest.fixture
def chart(project: Project) -> Iterator[Map]:
    """The map of thirteen items, laid out."""
    matrix = two_heaps(project)
    chart = Map(project, lambda: matrix)
    until(lambda: len(chart._known.points.places) == 13 and not chart._known.note)
    yield chart
    chart.close()


def around(chart: Map, keys: list[str]) -> list[tuple[float, float]]:
    """A ring on the screen around these items and no others: they must lie together."""
    order = list(chart._project.items()["item"])
    at = chart.sight.on_screen(chart._known.points.places)[[order.index(key) for key in keys]]
    (left, top), (right, bottom) = at.min(axis=0) - 5, at.max(axis=0) + 5
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


ODD = [f"p{n:02}.png" for n in range(1, 12, 2)]


def test_a_lasso_chooses_what_is_in_it(chart: Map) -> None:
    chart.choose(around(chart, ODD), more=False)
    assert sorted(chart.selected) == ODD
    chart.choose([(0, 0), (1, 0), (1, 1)], more=True)
    assert sorted(chart.selected) == ODD
    chart.drop()
    assert chart.selected == []


def test_a_click_chooses_the_point_under_it_and_beside_all_points_nothing(chart: Map) -> None:
    at = chart.sight.on_screen(chart._known.points.places)[4]
    chart.pick((float(at[0]) + 2, float(at[1])), more=False)
    assert chart.selected == [chart._known.key(4)]
    chart.pick((1.0, 1.0), more=False)
    assert chart.selected == []


def test_the_labelers_of_the_project_show_what_is_in_the_lasso(
    chart: Map, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(Labeler, "select", lambda self, items: asked.append(sorted(items)))
    monkeypatch.setattr(Labeler, "filter", lambda self, **where: asked.append(where))
    labeler = Labeler(chart._project)
    chart.choose(around(chart, ODD), more=False)
    chart.drop()
    chart.drop()
    assert asked == [ODD, {}]  # and everything again, once
    labeler.close()


@pytest.mark.parametrize("selected", [ODD[:2], {"ids": ODD[:2]}])
def test_what_a_labeler_selects_is_ringed(chart: Map, selected: Any) -> None:
    labeler = Labeler(chart._project)  # opened after the map
    labeler.selected = selected
    marked = np.flatnonzero(chart._known.points.marked)
    assert sorted(chart._known.key(int(point)) for point in marked) == ODD[:2]
    labeler.selected = []
    assert not chart._known.points.marked.any()
    labeler.close()


def test_answers_and_suggestions_show_as_they_come(chart: Map) -> None:
    project, order = chart._project, list(chart._project.items()["item"])
    project.annotate("p03.png", "dog")
    until(lambda: chart._known.points.kind[order.index("p03.png")] == ANSWERED)
    assert [(one.name, one.number) for one in chart._known.legend] == [("dog", 1)]
    project.undo()
    until(lambda: chart._known.points.kind[order.index("p03.png")] == OPEN)


def test_marks_say_the_best_suggestion_and_the_label_that_another_was_merged_into(project: Project) -> None:
    import pandas as pd

    folder = project.store.sources()[0].root
    table = pd.DataFrame({
        "key": ["a", "b"], "image": [f"{folder}/p01.png", f"{folder}/p02.png"],
        "label": ["cat", "cat"], "confidence": [0.9, 0.4],
    })  # fmt: skip
    project.add(table, columns={name: name for name in table.columns}, progress=False)
    suggesting.put(project, {"a": ([nl.Choice("dog")], 0.2)}, origin="job", model="other")
    project.annotate("p05.png", "cat")
    project.labels.merge("dog", "cat")
    keys = ["a", "b", "p05.png", "p06.png"]
    ids = project.store.ids_of(keys)
    marks = read(project.store, np.array([ids[key] for key in keys], np.int32))
    assert marks.kind.tolist() == [SUGGESTED, SUGGESTED, ANSWERED, OPEN]
    assert marks.score[:2] == pytest.approx([0.9, 0.4])
    _, legend = colours(project.store, marks, "Label")
    assert [(one.name, one.number) for one in legend] == [("dog", 3)]
    _, legend = colours(project.store, marks, "Score")
    assert [(one.name, one.number) for one in legend] == [("score 0.8 to 1.0", 1), ("score 0.4 to 0.6", 1)]


def test_without_embeddings_it_says_what_to_do(project: Project) -> None:
    chart = Map(project, lambda: None)
    assert chart._known.note == NONE_YET
    chart.drop()
    assert chart.selected == []
    chart.close()


def test_a_selection_too_large_for_a_message_is_not_sent(chart: Map, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nblabel.widget.map.widget.KEYS_BYTES", 20)
    labeler = Labeler(chart._project)
    monkeypatch.setattr(labeler, "select", lambda items: pytest.fail("sent"))
    chart.choose(around(chart, ODD), more=False)
    assert sorted(chart.selected) == ODD
    assert "draw a smaller lasso" in chart._note
    labeler.close()
