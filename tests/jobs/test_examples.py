"""Examples in prompts: people's answers to what is alike, and never the item's own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import nblabel as nl
from nblabel.jobs.examples import COUNT, OF_ONE, Examples
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from tests.jobs.conftest import make


def examples(project: Project) -> Examples:
    return Examples(project, frozenset(row.id for row in project.store.labels()))


def test_they_are_the_most_alike_and_few_of_one_label(answered: Project) -> None:
    near = examples(answered).near("t20", "This is cat number 8, a cat.")
    assert near[-1].content == answered.read("t08")
    assert len(near) <= COUNT
    assert all([one.labels for one in near].count(one.labels) <= OF_ONE for one in near)


def test_an_items_own_answer_is_never_among_them(answered: Project) -> None:
    found = examples(answered)
    for n in range(12):
        text = answered.read(f"t{n:02}")
        assert text not in [one.content for one in found.near(f"t{n:02}", text)]
        assert text not in [one.content for one in found.near("another", text)]


def test_an_answer_with_a_label_that_was_left_out_is_none(answered: Project) -> None:
    cat = next(row.id for row in answered.store.labels() if row.path == "cat")
    near = Examples(answered, frozenset([cat])).near("t20", "This is number 20.")
    assert near
    assert {one.labels for one in near} == {(cat,)}


def test_texts_without_a_word_and_pictures_have_none(tmp_path: Path, answered: Project) -> None:
    assert examples(answered).near("t20", b"jpeg") == ()
    with nl.create(tmp_path / "x.nblabel", task="multiclass", media="text", labels=["cat"]) as project:
        project.add(
            pd.DataFrame({"text": ["!!", "??"], "key": ["a", "b"]}), columns={"text": "text", "key": "key"}
        )
        project.annotate("a", "cat")
        assert examples(project).near("b", "??") == ()


def test_spans_keep_their_places(tmp_path: Path) -> None:
    with make(tmp_path, 4, task="spans") as project:
        project.annotate("t00", [nl.Span("cat", 8, 11)])
        [one] = examples(project).near("t02", project.read("t02"))
        [(start, end, _)] = one.spans
        assert one.content[start:end] == "cat"


def test_they_go_along_in_a_rehearsal_without_the_answer_that_is_asked_for(
    answered: Project, serve: Callable[..., Any]
) -> None:
    server = serve()
    answered.autolabel(nl.gpt("practice", server.url)).rehearse(12)
    asked = [[one["content"] for one in body["messages"] if one["role"] == "user"] for body in server.bodies]
    shown = [turn for turn in asked if len(turn) > 1]
    assert len(shown) == 12
    for *before, last in shown:
        assert not any(_inside(last) in one for one in before)


def _inside(fenced: str) -> str:
    return next(line for line in fenced.splitlines() if line.startswith("This is"))


def test_names_are_proposed_for_items_and_known_ones_are_left_out(
    answered: Project, serve: Callable[..., Any]
) -> None:
    gpt = nl.gpt("practice", serve().url)
    labels = answered.suggest_labels(["t20", "t21"], gpt)
    assert labels
    assert not {label.path for label in labels} & {"cat", "dog"}
    answered.labels.add(labels[0])
    assert labels[0].path in [label.path for label in answered.labels]


@pytest.mark.parametrize(
    ("items", "model", "said"), [([], None, "nl.gpt"), (["t99"], "gpt", "no item"), ([], "gpt", "no items")]
)
def test_names_for_nothing_are_refused(
    answered: Project, serve: Callable[..., Any], items: list[str], model: Any, said: str
) -> None:
    given = nl.gpt("practice", serve().url) if model else None
    with pytest.raises(NblabelError, match=said):
        answered.suggest_labels(items, given)
