"""CoNLL to the letter: tokens, tags, documents, what is left out, and the files of others."""

from pathlib import Path
from typing import Any

import pytest

import nblabel as nl
from nblabel.formats.conll_tokens import tokens
from nblabel.openproject import Project
from nblabel.values.errors import NblabelError
from tests.formats.documents import new_project, said, sentences
from tests.shared_data import shared

TEXT = "Ada Byron met\nBob, in Paris."


def lines(folder: Path, *spans: nl.Span, text: str = TEXT, **options: Any) -> list[str]:
    """The lines of the only document behind those that begin it."""
    project = new_project(folder, "lines", {"a": text}, sorted({span.label for span in spans}))
    project.annotate("a", list(spans))
    project.export("conll", folder / "out.conll", **options)
    return (folder / "out.conll").read_text("utf-8").split("\n")[2:]


def read(folder: Path, content: str, texts: dict[str, str] | None = None) -> tuple[Project, list[list[str]]]:
    """A project that took the file, and what failed of it: item, place, reason."""
    (folder / "in.conll").write_bytes(content.encode())
    project = new_project(folder, "read", texts or {"a": TEXT, "b": "Eve"})
    report = project.import_annotations("conll", folder / "in.conll")
    return project, report.failed.values.tolist()


def test_a_token_and_its_tag_stand_on_each_line(tmp_path: Path) -> None:
    found = lines(tmp_path, nl.Span("Person", 0, 9), nl.Span("Place", 22, 27), nl.Span("Person", 14, 17))
    assert found == [
        "Ada\tB-Person", "Byron\tI-Person", "met\tO", "",
        "Bob\tB-Person", ",\tO", "in\tO", "Paris\tB-Place", ".\tO", "", "",
    ]  # fmt: skip


def test_bilou_tells_where_a_span_ends(tmp_path: Path) -> None:
    found = lines(tmp_path, nl.Span("P", 0, 17), nl.Span("L", 22, 27), scheme="bilou")
    assert [line.partition("\t")[2] for line in found if line] == [
        "B-P",
        "I-P",
        "I-P",
        "L-P",
        "O",
        "O",
        "U-L",
        "O",
    ]


def test_no_empty_line_parts_a_span(tmp_path: Path) -> None:
    assert "" not in lines(tmp_path, nl.Span("P", 0, 17))[:-2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't stop-it", ["don", "'", "t", "stop", "-", "it"]),
        ("東京へ タワー x2", ["東", "京", "へ", "タワー", "x2"]),
        ("👩‍👩‍👧 👍🏽! 🇩🇪🇫🇷", ["👩‍👩‍👧", "👍🏽", "!", "🇩🇪", "🇫🇷"]),
        ("नमस्ते क्‍ष", ["नमस्ते", "क्‍ष"]),
        ("Zoe\u0308 \u0301x", ["Zoe\u0308", "\u0301", "x"]),
        ("a\u2028b\x1fc", ["a", "b", "c"]),
    ],
)
def test_tokens_are_unicode_words_and_signs(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in tokens(text)] == expected


def test_a_span_inside_a_word_cuts_the_token(tmp_path: Path) -> None:
    assert lines(tmp_path, nl.Span("P", 5, 7))[1:4] == ["B\tO", "yr\tB-P", "on\tO"]


def test_of_overlapping_spans_the_longest_stays_and_the_report_says_so(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT, "b c": TEXT}, ["P"])
    project.annotate("a", [nl.Span("P", 0, 3), nl.Span("P", 0, 9), nl.Span("P", 4, 13)])
    project.annotate("b c", [nl.Span("P", 3, 4), nl.Span("P", 13, 18)])
    report = project.export("conll", tmp_path / "out")
    told = " | ".join(report.lost)
    assert "2 spans that overlap longer ones are left out, of 1 item: 'a'" in told
    assert "1 span of white space alone is left out, of 1 item: 'b c'" in told
    assert "1 span is written without the white space at its ends" in told
    assert (tmp_path / "out").read_text().count("B-P") == 2


def test_white_space_in_keys_and_labels_is_written_as_in_addresses(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"my\tkey 1": TEXT}, ["a b/c%"])
    project.annotate("my\tkey 1", nl.Span("a b/c%", 0, 3))
    project.export("conll", tmp_path / "out")
    assert (tmp_path / "out").read_text().startswith("-DOCSTART-\tmy%09key%201\tO\n\nAda\tB-a%20b/c%25\n")


def test_an_empty_answer_is_a_document_outside_of_spans_and_a_skipped_one_is_not_there(
    tmp_path: Path,
) -> None:
    project = new_project(tmp_path, "one", {"a": TEXT, "b": "Eve", "c": "Mary"}, ["P"])
    project.annotate("b", [])
    project.skip("c")
    project.export("conll", tmp_path / "out")
    assert (tmp_path / "out").read_text() == "-DOCSTART-\tb\tO\n\nEve\tO\n\n"
    other, failed = read(tmp_path, (tmp_path / "out").read_text())
    assert (other.answers()["item"].tolist(), failed) == (["b"], [])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("B-P I-P O B-P O O B-L O", [(0, 9), (14, 17), (22, 27)]),
        ("B-P L-P O U-P O O U-L O", [(0, 9), (14, 17), (22, 27)]),
        ("B-P E-P O S-P O O S-L O", [(0, 9), (14, 17), (22, 27)]),
        ("I-P I-P O I-P O O I-L O", [(0, 9), (14, 17), (22, 27)]),
        ("B-P B-P I-L I-P O O O L-L", [(0, 3), (4, 9), (10, 13), (14, 17), (27, 28)]),
    ],
)
def test_schemes_are_told_apart(tags: str, expected: list[tuple[int, int]], tmp_path: Path) -> None:
    words = ["Ada", "Byron", "met", "Bob", ",", "in", "Paris", "."]
    content = "# id = a\n" + "".join(f"{word} {tag}\n" for word, tag in zip(words, tags.split(), strict=True))
    project, failed = read(tmp_path, content)
    assert failed == []
    assert sorted(one[2:] for one in said(project, ids=False)) == expected


@pytest.mark.parametrize(
    "head", ["-DOCSTART-\ta\tO\n\n", "# id = a\r\n", "# newdoc id = a\n", "# id a\tdomain=en\n", "\ufeff\n"]
)
def test_documents_of_others_are_known_by_id_or_by_their_words(head: str, tmp_path: Path) -> None:
    body = "Ada NNP I-NP B-P\r\nByron\tNNP\tI-NP\tI-P\nmet O\nBob O\n, O\nin O\nParis O\n. O\n"
    project, failed = read(tmp_path, head + body)
    assert (said(project, ids=False), failed) == ([("a", "P", 0, 9)], [])


def test_sentences_of_a_document_can_be_items(tmp_path: Path) -> None:
    content = "-DOCSTART- -X- -X- O\n\nEve B-P\n\nBob B-P\n"
    project, failed = read(tmp_path, content, {"a": " Eve ", "b": "Bob"})
    assert (said(project, ids=False), failed) == ([("a", "P", 1, 4), ("b", "P", 0, 3)], [])


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("# id = b\nEva O\n", 2, "The token is 'Eva', and the item's text goes on with 'Eve'."),
        ("# id = b\nEve O\nLast O\n", 3, "the item's text ends before it"),
        ("# id = a\nAda O\n", 2, "goes on behind it: 'Byron met"),
        ("# id = b\nEve person\n", 2, "'person' is neither O nor"),
        ("# id = b\nEve\n", 2, "'' is neither O nor"),
        ("# id = b\nEve B-a//b\n", 2, "cannot be a label"),
        ("# id = nobody\nEve O\n", 1, "no item 'nobody'"),
        ("\nMary O\n", 2, "No item of this project has the text 'Mary'"),
        ("# id = b\nEve O\n# id = b\nEve B-P\n", 3, "there twice, with other spans"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(content: str, line: int, reason: str, tmp_path: Path) -> None:
    project, [[_, place, told]] = read(tmp_path, content)
    assert place == f"in.conll: line {line}"
    assert reason in told
    assert len(project.annotations()) == 0


def test_two_items_of_the_same_words_are_not_guessed(tmp_path: Path) -> None:
    _, [[_, _, reason]] = read(tmp_path, "Eve O\n", {"a": "Eve", "b": " Eve"})
    assert "2 items have the text 'Eve'; the file has to name the item by its key." in reason


def test_a_file_of_other_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"Z\xfcrich O\n")
    with pytest.raises(NblabelError, match=r"cannot be read: 'utf-8'"):
        new_project(tmp_path, "one", {"a": "x"}).import_annotations("conll", tmp_path / "in")


def test_an_option_that_there_is_not_names_those_that_there_are(tmp_path: Path) -> None:
    project = new_project(tmp_path, "one", {"a": "x"})
    with pytest.raises(NblabelError, match="scheme of conll is 'bio' or 'bilou', not 'iob'"):
        project.export("conll", tmp_path / "out", scheme="iob")
    with pytest.raises(NblabelError, match=r"conll has no option 'tags'. Options: scheme."):
        project.export("conll", tmp_path / "out", tags="x")


def test_the_file_of_wnut17_as_it_is_gives_the_gold_spans(tmp_path: Path) -> None:
    texts, gold = sentences("dev")
    once: dict[str, str] = {}
    for key, text in texts.items():
        once.setdefault(text, key)
    project = new_project(tmp_path, "dev", {key: text for text, key in once.items()})
    report = project.import_annotations("conll", shared("wnut17") / "dev.conll")
    wanted = [(key, s.label, s.start, s.end) for key in once.values() for s in gold[key]]
    assert said(project, ids=False) == sorted(wanted)
    assert all("there twice, with other spans" in reason for reason in report.failed["reason"])
