"""DocBin files, read and written by spaCy itself."""

import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin, Span

import nblabel as nl
from nblabel.formats.conll_tokens import trimmed
from nblabel.formats.spacy_library import quickly
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from tests.formats.documents import HARD_TEXTS, LABELS, hard_answers, new_project, said, sentences

TEXT = "Ada Byron met Bob in Paris."


def docs(path: Path) -> dict[str, Doc]:
    """The documents of a file by the keys of their items."""
    with quickly():
        found = DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab)
        return {doc.user_data["nblabel"]["item"]: doc for doc in found}


def put(folder: Path, *given: Doc) -> Path:
    """A file of these documents, as a program that knows nothing of nblabel makes it."""
    DocBin(docs=given, store_user_data=True).to_disk(folder / "in.spacy")
    return folder / "in.spacy"


def part(doc: Doc, start: int, end: int, label: str, span_id: str = "") -> Span:
    """Those characters, which whole tokens must make up."""
    made = doc.char_span(start, end, label=label, span_id=span_id)
    assert made is not None
    return made


def spans_of(project: Project, report: object) -> tuple[list[tuple[object, ...]], list[str]]:
    """What is marked now, and why something is not."""
    return said(project, ids=False), report.failed["reason"].tolist()  # type: ignore[attr-defined]


def test_char_spans_of_spacy_are_the_gold_of_wnut17(tmp_path: Path) -> None:
    texts, gold = sentences("dev")
    project = new_project(tmp_path, "dev", texts, sorted({s.label for spans in gold.values() for s in spans}))
    project.annotate_many(gold)
    project.export("spacy", tmp_path / "dev.spacy")
    for key, doc in docs(tmp_path / "dev.spacy").items():
        assert doc.text == texts[key]
        own = doc.user_data["nblabel"]["exact"]
        for span, one in zip(doc.spans["sc"], gold[key], strict=True):
            assert own.get(span.id_, (span.label_, span.start_char, span.end_char)) == (
                one.label, one.start, one.end,
            )  # fmt: skip
            if span.id_ not in own:
                again = doc.char_span(one.start, one.end)
                assert again is not None
                assert again.text == span.text == texts[key][one.start : one.end]


def test_offsets_of_hard_texts_are_those_of_spacy(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", HARD_TEXTS, LABELS)
    project.annotate_many(hard_answers(HARD_TEXTS, 3))
    project.export("spacy", tmp_path / "out")
    found = docs(tmp_path / "out")
    assert {key: doc.text for key, doc in found.items()} == HARD_TEXTS
    table = project.annotations().set_index("id")
    for doc in found.values():
        for span in doc.spans["sc"]:
            row = table.loc[span.id_]
            start, end = trimmed(doc.text, row["start"], row["end"])
            assert span.label_ == row["label"]
            assert start == end or span.start_char <= start < end <= span.end_char


def test_entities_are_the_longest_of_those_that_overlap(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT}, ["P", "L"])
    given = [nl.Span("P", 0, 3), nl.Span("P", 0, 9), nl.Span("L", 21, 25), nl.Span("L", 17, 20)]
    project.annotate("a", given)
    report = project.export("spacy", tmp_path / "out")
    doc = docs(tmp_path / "out")["a"]
    assert [(one.text, one.label_) for one in doc.ents] == [("Ada Byron", "P")]
    assert [one.text for one in doc.spans["sc"]] == ["Ada", "Ada Byron", "Paris", "in"]
    assert "1 span overlaps a longer one" in " | ".join(report.lost)
    assert "2 spans cut tokens" in " | ".join(report.lost)


def test_an_empty_answer_has_tokens_outside_of_entities(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT}, ["P"])
    project.annotate("a", [])
    project.export("spacy", tmp_path / "out")
    assert {token.ent_iob_ for token in docs(tmp_path / "out")["a"]} == {"O"}


def test_documents_of_others_are_known_by_their_text(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT, "b": TEXT + " Eve"})
    doc = spacy.blank("en")(TEXT)
    doc.ents = [part(doc, 0, 9, "PERSON")]
    report = project.import_annotations("spacy", put(tmp_path, doc))
    assert spans_of(project, report) == ([("a", "PERSON", 0, 9)], [])


def test_documents_of_words_alone_are_known_but_for_white_space(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": " Ada  met\r\nBob."})
    doc = Doc(spacy.blank("en").vocab, words=["Ada", "met", "Bob", "."])
    doc.spans["sc"] = [part(doc, 0, 3, "P"), part(doc, 4, 11, "Q")]
    report = project.import_annotations("spacy", put(tmp_path, doc))
    assert spans_of(project, report) == ([("a", "P", 1, 4), ("a", "Q", 6, 14)], [])


def test_a_text_that_is_another_now_is_told_and_not_shifted(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT}, ["P"])
    project.annotate("a", nl.Span("P", 0, 3))
    project.export("spacy", tmp_path / "out")
    other = new_project(tmp_path, "other", {"a": "x" + TEXT})
    spans, [reason] = spans_of(other, other.import_annotations("spacy", tmp_path / "out"))
    assert (spans, "another than the document's" in reason) == ([], True)


def test_spans_that_spacy_changed_come_in_as_they_are_now(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT}, ["P"])
    project.annotate("a", [nl.Span("P", 1, 3), nl.Span("P", 14, 16)])
    project.export("spacy", tmp_path / "out")
    doc = docs(tmp_path / "out")["a"]
    first, second = doc.spans["sc"]
    moved = part(doc, 0, 9, "P", first.id_)
    doc.spans["sc"] = [moved, second]
    project.import_annotations("spacy", put(tmp_path, doc))
    assert said(project, ids=False) == [("a", "P", 0, 9), ("a", "P", 14, 16)]


@pytest.mark.parametrize(
    ("task", "answers"),
    [
        ("multiclass", {"a": "good", "b": "bad"}),
        ("multilabel", {"a": ["good", "odd/very"], "b": [], "c": ["bad"]}),
    ],
)
def test_labels_of_documents_are_categories(task: str, answers: dict[str, object], tmp_path: Path) -> None:
    texts = {"a": "Fine.", "b": "Bad.", "c": "So so."}
    one = new_project(tmp_path, "one", texts, ["good", "bad", "odd/very"], task)
    one.annotate_many(answers)  # type: ignore[arg-type]
    one.export("spacy", tmp_path / "out")
    assert docs(tmp_path / "out")["a"].cats["good"] == 1.0
    assert list(docs(tmp_path / "out")["b"].cats) == ["good", "bad", "odd", "odd/very"]
    other = new_project(tmp_path, "other", texts, task=task)
    assert other.import_annotations("spacy", tmp_path / "out").failed.empty
    other.export("spacy", tmp_path / "again")
    assert (tmp_path / "out").read_bytes() == (tmp_path / "again").read_bytes()


def test_scores_of_categories_come_in_with_suggestions(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT}, task="multiclass")
    doc = spacy.blank("en")(TEXT)
    doc.cats = {"good": 0.25, "bad": 0.75}
    project.import_annotations("spacy", put(tmp_path, doc), as_="suggestions")
    assert project.suggestions()[["label", "score"]].values.tolist() == [["bad", 0.75]]


def test_a_language_has_its_own_tokens(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": "I don't."}, ["x"])
    project.annotate("a", [])
    project.export("spacy", tmp_path / "en", language="en")
    assert [token.text for token in docs(tmp_path / "en")["a"]] == ["I", "do", "n't", "."]
    with pytest.raises(NblabelError, match="spaCy has no language 'klingon'"):
        project.export("spacy", tmp_path / "out", language="klingon")


@pytest.mark.parametrize("content", [b"", b"no DocBin", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_what_is_no_doc_bin_is_refused(content: bytes, tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT})
    (tmp_path / "in").write_bytes(content)
    with pytest.raises(NblabelError, match="is no DocBin that spaCy can read"):
        project.import_annotations("spacy", tmp_path / "in")


def test_a_document_that_says_nothing_is_told(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT})
    report = project.import_annotations("spacy", put(tmp_path, spacy.blank("en")(TEXT)))
    assert spans_of(project, report) == ([], ['The document has neither doc.spans["sc"] nor entities.'])


def test_without_spacy_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT}, ["P"])
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(NblabelError, match=r'pip install "nblabel\[spacy\]"'):
        project.export("spacy", tmp_path / "out")


def test_pictures_are_not_for_spacy(tmp_path: Path) -> None:
    project = nl.create(tmp_path / "p.nblabel", task="multiclass", labels=["x"])
    with pytest.raises(NblabelError, match="spacy is not for pictures"):
        project.export("spacy", tmp_path / "out")
