"""Spans follow their text when it changes, and one that is gone is never put elsewhere."""

from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

import nblabel as nl
from nblabel import suggesting
from nblabel.values.anchoring import Place, align, anchor
from tests.texts.conftest import Make

OLD = "Ana lives in Paris. Bob met Ana in Rome. Eva stayed at home."
WORDS = st.sampled_from(
    ["Ana", "Paris", "in", "the", "river", "Bob", "é", "👩‍👩‍👧", "東京", "\n", "\r\n", ".", " "]
)
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


def place(part: str, text: str = OLD, after: int = 0) -> Place:
    start = text.index(part, after)
    return start, start + len(part)


def followed(new: str, *parts: Place, old: str = OLD) -> list[str | None]:
    """What these ranges mark in the new text, None for those that are gone."""
    found = anchor(old, new, parts)
    return [new[slice(*found[one])] if one in found else None for one in parts]


def test_an_insertion_before_moves_a_span() -> None:
    assert anchor(OLD, "Dear all. " + OLD, [place("Paris")]) == {(13, 18): (23, 28)}


def test_edits_between_and_around_leave_spans_on_their_text() -> None:
    new = "Ana, who lives near Paris, is well. Yesterday Bob met Ana in Rome."
    assert followed(new, place("Paris"), place("Bob"), place("Rome")) == ["Paris", "Bob", "Rome"]
    assert anchor(OLD, new, [place("Ana", after=5)]) == {(28, 31): place("Ana", new, 9)}


def test_a_sentence_that_moved_takes_its_spans_along() -> None:
    new = "Eva stayed at home. Ana lives in Paris. Bob met Ana in Rome."
    assert anchor(OLD, new, [place("Eva"), place("home")]) == {(41, 44): (0, 3), (55, 59): (14, 18)}


def test_a_name_that_is_gone_does_not_jump_to_another() -> None:
    new = "Bob met Ana in Rome. Eva stayed at home."
    assert anchor(OLD, new, [place("Ana")]) == {}
    assert followed("Ada lives in Paris. Bob met Ana in Rome. Eva stayed at home.", place("Ana")) == [None]


def test_overlapping_and_nested_spans_go_along_together() -> None:
    new = "Well: " + OLD.replace("met", "saw")
    whole, inner = place("Bob met Ana"), place("Bob")
    assert followed(new, whole, inner, place("Ana in Rome")) == [None, "Bob", "Ana in Rome"]


@given(TEXTS, TEXTS)
def test_what_is_said_to_be_alike_is_alike_and_in_order(old: str, new: str) -> None:
    at = (0, 0)
    for run in align(old, new):
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
        assert run.old >= at[0] and run.new >= at[1]  # noqa: PT018
        at = run.old + run.length, run.new + run.length


@given(TEXTS, TEXTS, st.data())
def test_whatever_changes_a_span_marks_what_it_marked(old: str, new: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(old))
    places = [(min(a, b), max(a, b)) for a, b in data.draw(st.lists(st.tuples(ends, ends), max_size=5))]
    for (a, b), (c, d) in anchor(old, new, [one for one in places if one[0] < one[1]]).items():
        assert old[a:b] == new[c:d]


@given(
    st.lists(st.tuples(TEXTS, st.integers(0, 9999)), min_size=1, max_size=6),
    st.lists(TEXTS, min_size=7, max_size=7),
)
def test_edits_outside_of_spans_keep_every_one(parts: list[tuple[str, int]], between: list[str]) -> None:
    old, new, spans, want = "", "", [], []
    for n, (before, number) in enumerate(parts):
        old, new, mark = old + before, new + between[n], f"<{n}:{number} Ana>"
        spans.append((len(old), len(old) + len(mark)))
        want.append((len(new), len(new) + len(mark)))
        old, new = old + mark, new + mark
    assert anchor(old, new + between[-1], spans) == dict(zip(spans, want, strict=True))


# --- in a project ---------------------------------------------------------------------------------


def labelled(make: Make, place: Path) -> nl.Project:
    place.write_text(OLD)
    project = make(place)
    project.annotate(place.name, [nl.Span("Person", 0, 3), nl.Span("Place", 13, 18)])
    return project


def marked(project: nl.Project) -> list[tuple[str, bool]]:
    table = project.annotations().sort_values("start")
    return list(zip(table["text"], table["lost"], strict=True))


def test_a_file_that_changed_takes_its_spans_along_as_an_edit(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    project = labelled(make, place)
    place.write_text("News! " + OLD)
    assert project.refresh().flagged == 0
    assert project.annotations()["start"].tolist() == [6, 19]
    assert marked(project) == [("Ana", False), ("Paris", False)]
    assert project.history()["kind"].tolist() == ["annotate", "annotate"]


def test_a_file_that_changed_is_followed_when_it_is_read_too(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    project = labelled(make, place)
    place.write_text("News! " + OLD)
    assert project.read("a.txt").startswith("News!")
    assert project.annotations()["start"].tolist() == [6, 19]


def test_a_span_whose_text_is_gone_stays_and_is_flagged(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    project = labelled(make, place)
    place.write_text(OLD.replace("Paris", "London"))
    report = project.refresh()
    assert (report.flagged, marked(project)) == (1, [("Ana", False), ("Paris", True)])
    assert list(project.documents.lost("a.txt", "ana").values()) == ["Paris"]
    place.write_text(OLD)
    project.refresh()
    assert marked(project) == [("Ana", False), ("Paris", False)]


def test_an_undo_over_a_changed_text_is_flagged_and_never_silent(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    project = labelled(make, place)
    place.write_text("News! " + OLD)
    project.refresh()
    project.undo()
    assert marked(project) == [("Ana", True), ("Paris", True)]
    project.redo()
    assert marked(project) == [("Ana", False), ("Paris", False)]


def test_everybodys_spans_go_along(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    project = labelled(make, place)
    project.annotate("a.txt", [nl.Span("Person", 20, 23)], annotator="bob")
    place.write_text("! " + OLD)
    project.refresh()
    votes = project.annotations(votes=True)
    assert votes.set_index("annotator")["text"].to_dict() == {"ana": "Paris", "bob": "Bob"}


def test_spans_wait_while_a_project_is_paused(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    project = labelled(make, place)
    project.pause()
    place.write_text("News! " + OLD)
    project.refresh()
    assert (project.read("a.txt"), marked(project)[0]) == (OLD, ("Ana", False))
    project.resume()
    assert project.read("a.txt") == "News! " + OLD
    assert project.annotations()["start"].tolist() == [6, 19]


def test_a_file_that_is_gone_leaves_what_was_marked(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    project = labelled(make, place)
    place.unlink()
    assert project.refresh().missing == 1
    assert marked(project) == [("Ana", False), ("Paris", False)]


def test_rows_of_a_table_are_followed_with_their_texts(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "t.csv"
    pd.DataFrame({"key": ["a"], "text": [OLD]}).to_csv(place, index=False)
    project = make(place)
    project.annotate("a", [nl.Span("Person", 0, 3), nl.Span("Place", 13, 18)])
    pd.DataFrame({"key": ["a"], "text": ["Now " + OLD.replace("Paris", "Oslo")]}).to_csv(place, index=False)
    report = project.refresh()
    assert (report.updated, report.flagged) == (1, 1)
    assert sorted(marked(project)) == [("Ana", False), ("Paris", True)]


def test_rows_wait_while_a_project_is_paused(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "t.csv"
    pd.DataFrame({"key": ["a"], "text": [OLD]}).to_csv(place, index=False)
    project = make(place)
    project.annotate("a", [nl.Span("Person", 0, 3)])
    project.pause()
    pd.DataFrame({"key": ["a"], "text": ["! " + OLD]}).to_csv(place, index=False)
    project.refresh()
    assert (project.read("a"), marked(project)) == (OLD, [("Ana", False)])
    project.resume()
    assert (project.refresh().updated, project.annotations()["start"].tolist()) == (1, [2])


def test_open_suggestions_go_along_and_those_of_a_lost_text_are_gone(make: Make, tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text(OLD)
    project = make(place)
    given = {"a.txt": ([nl.Span("Person", 0, 3), nl.Span("Place", 13, 18)], 0.5)}
    suggesting.put(project, given, origin="import", model="x")
    place.write_text("News! " + OLD.replace("Paris", "London"))
    project.refresh()
    assert project.suggestions()[["start", "text"]].to_numpy().tolist() == [[6, "Ana"]]
    assert project.progress()["suggested"] == 1
    assert project.accept(items=["a.txt"]) == 1
    assert marked(project) == [("Ana", False)]
