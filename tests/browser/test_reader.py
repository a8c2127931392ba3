"""Spans marked in the reader are stored as they are shown, one gesture at a time, in any script."""

from functools import partial
from pathlib import Path

import pytest

import nblabel as nl
from tests.browser.harness.axe import violations
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME
from tests.browser.harness.reader import Reader, show_documents

LETTER = (
    "Adelaide Marsh took the night train from Trieste to Ljubljana. Adelaide slept.\r\n"
    "The University of Trieste lent Adelaide a book.\n"
    "<b>Bold</b> <script>document.title = 'run'</script> \x1b[31mred\x1b[0m **stars**\ttab\n"
)
SCRIPTS = {
    "Hebrew": ("עדי גרה בתל אביב מאז 2019", "בתל אביב"),
    "Arabic": ("وصلت ليلى إلى القاهرة يوم الأحد", "القاهرة"),
    "mixed": ("דנה works at Google בתל אביב", "Google"),
    "Thai": ("สมชาย ไป เชียงใหม่ วันนี้", "เชียงใหม่"),
    "Japanese": ("山田さんは東京都へ行きました", "東京都"),
    "Devanagari": ("राम दिल्ली में रहता है", "दिल्ली"),
    "emoji": ("👩‍👩‍👧‍👦 met 👨🏽‍🚀 Ana 🇸🇮 today", "👨🏽‍🚀 Ana 🇸🇮"),
    "combining": ("nai\u0308ve cafe\u0301 au lait", "cafe\u0301 au"),
}
LABELS = ["Person", "Place", "Group"]


def stored(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Label and text of every stored span by item, read from the file by another process."""
    with nl.open(folder / f"{NAME}.nblabel", annotator="ana") as project:
        table = project.annotations(drafts=True)
    found: dict[str, list[tuple[str, str]]] = {}
    for item, label, text in table[["item", "label", "text"]].itertuples(index=False):
        found.setdefault(str(item), []).append((str(label), str(text)))
    return found


def place(text: str, label: str, sought: str, nth: int = 0) -> tuple[str, int, int]:
    """A span as the list has it."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(sought, at + 1)
    return label, at, at + len(sought)


def picked(reader: Reader, label: str) -> bool:
    """Whether the span with this label is the one that is selected."""
    return [one.label for one in reader.spans() if one.selected] == [label]


@pytest.fixture
def reader(bench: Bench, tmp_path: Path) -> Reader:
    grid = show_documents(bench, tmp_path, {"letter": LETTER}, LABELS)
    return Reader(grid).ready("letter")


def test_spans_are_marked_by_drag_double_click_and_keys(reader: Reader, tmp_path: Path) -> None:
    reader.drag("elaide Mar")
    reader.press("1")
    person = place(LETTER, "Person", "Adelaide Marsh")
    reader.wait_spans([person])
    reader.click("Ljubljana", times=2)
    reader.press("2")
    town = place(LETTER, "Place", "Ljubljana")
    reader.wait_spans([person, town])
    reader.drag("night tr", exactly=True)
    reader.press("3")
    cut = place(LETTER, "Group", "night tr")
    reader.wait_spans([person, cut, town])
    reader.press("Control+Home", *["Control+ArrowRight"] * 16, "ArrowRight")
    reader.press(*["Control+Shift+ArrowRight"] * 2, "2")
    of_it = place(LETTER, "Place", "of Trieste")
    reader.wait_spans([person, cut, town, of_it])
    reader.grid.wait_saved()
    texts = [text for _, text in stored(tmp_path)["letter"]]
    assert sorted(texts) == sorted(["Adelaide Marsh", "Ljubljana", "night tr", "of Trieste"])


def test_spans_lie_over_and_in_each_other_and_each_can_be_picked(reader: Reader) -> None:
    reader.drag("University of Trieste")
    reader.press("3")
    reader.drag("of Trieste lent")
    reader.press("1")
    reader.click("Trieste", 1, times=2)
    reader.press("2")
    group = place(LETTER, "Group", "University of Trieste")
    person = place(LETTER, "Person", "of Trieste lent")
    town = place(LETTER, "Place", "Trieste", 1)
    spans = reader.wait_spans([group, person, town])
    marks = {text: len(ids) for text, ids in reader.marks()}
    assert marks == {"University ": 1, "of ": 2, "Trieste": 3, " lent": 1}
    for label in ("Place", "Person", "Group"):
        reader.page.wait_for_timeout(450)  # or it is a double click
        reader.click("Trieste", 1)
        reader.grid.wait(partial(picked, reader, label), f"{label} picked")
    reader.press("2")
    reader.wait_spans([("Place", *group[1:]), person, town])
    reader.press("Delete")
    reader.wait_spans([person, town])
    assert len(spans) == 3


def test_ends_are_moved_by_hand_and_by_keys_and_each_gesture_is_undone_alone(reader: Reader) -> None:
    reader.click("night", times=2)
    reader.press("1", "j")
    night = place(LETTER, "Person", "night")
    reader.wait_spans([night])
    x, y = reader.area.locator(".grip.end").evaluate(
        "one => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.bottom]; }"
    )
    to_x, to_y = reader.edges("train")[2:]
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(to_x - 6, to_y, steps=4)
    reader.page.mouse.up()
    train = place(LETTER, "Person", "night train")
    reader.wait_spans([train])
    reader.press("Alt+ArrowLeft")
    trai = place(LETTER, "Person", "night trai")
    reader.wait_spans([trai])
    reader.press("Control+Alt+Shift+ArrowLeft")
    the = place(LETTER, "Person", "the night trai")
    reader.wait_spans([the])
    for wanted in ([trai], [train], [night], []):
        reader.press("Control+z")
        reader.wait_spans(wanted)
    for wanted in ([night], [train], [trai], [the]):
        reader.press("Control+Shift+z")
        reader.wait_spans(wanted)


def test_all_matches_are_labelled_in_one_step(reader: Reader) -> None:
    reader.click("Adelaide", 1, times=2)
    reader.press("1")
    all_of_it = [place(LETTER, "Person", "Adelaide", nth) for nth in range(3)]
    reader.wait_spans(all_of_it[1:2])
    reader.grid.region.get_by_role("button", name="Label all “Adelaide”", exact=True).click()
    reader.wait_spans(all_of_it)
    reader.press("Control+z")
    reader.wait_spans(all_of_it[1:2])
    reader.press("Shift+Enter")
    reader.wait_spans(all_of_it)


def test_a_label_in_hand_marks_at_once_and_the_same_twice_is_refused(reader: Reader) -> None:
    reader.area.focus()
    reader.press("2")
    reader.click("Ljubljana", times=2)
    town = place(LETTER, "Place", "Ljubljana")
    reader.wait_spans([town])
    reader.click("Ljubljana", times=2)
    reader.grid.wait(lambda: "already" in reader.grid.region.locator(".said").inner_text(), "words")
    assert reader.placed() == [town]
    reader.press("Escape", "Escape")
    assert reader.item == "letter"
    reader.press("Escape")
    reader.grid.wait(lambda: reader.item is None, "the grid")
    reader.press("Enter")
    reader.ready("letter")


def test_what_looks_like_code_is_shown_and_never_run(reader: Reader) -> None:
    text = reader.area.inner_text()
    for part in ("<b>Bold</b>", "<script>document.title = 'run'</script>", "\u241b[31mred", "**stars**\ttab"):
        assert part in text, repr(text)
    assert reader.area.locator("b, script").count() == 0
    assert reader.page.title() != "run"
    reader.drag("red", exactly=True)
    reader.press("1")
    reader.wait_spans([place(LETTER, "Person", "red")])


def test_suggestions_are_judged_where_they_stand(bench: Bench, tmp_path: Path) -> None:
    rows = [("Person", "Adelaide Marsh"), ("Place", "Trieste"), ("Place", "Ljubljana")]
    lines = [
        ",".join(["letter", "span", label, *map(str, place(LETTER, label, text)[1:])]) for label, text in rows
    ]
    (tmp_path / "proposed.csv").write_text("item,kind,label,start,end\n" + "\n".join(lines), encoding="utf-8")
    imported = f"project.import_annotations('csv', {str(tmp_path / 'proposed.csv')!r}, as_='suggestions')"
    reader = Reader(show_documents(bench, tmp_path, {"letter": LETTER}, LABELS, more=imported)).ready(
        "letter"
    )
    reader.grid.wait(lambda: [one.source for one in reader.spans()] == ["suggestion"] * 3, "suggestions")
    reader.area.get_by_role("button", name="Accept Person", exact=True).click()
    reader.grid.wait(lambda: reader.spans()[0].source == "human", "the accepted one")
    reader.area.get_by_role("button", name="Reject Place", exact=True).first.click()
    reader.wait_spans([place(LETTER, *row) for row in (rows[0], rows[2])])
    reader.press("Control+z")
    reader.wait_spans([place(LETTER, *row) for row in rows])
    reader.press("j", "j", "Delete", "j", "a")
    reader.grid.wait(lambda: [one.source for one in reader.spans()] == ["human"] * 2, "all judged")
    assert violations(reader.grid) == []
    reader.grid.wait_saved()
    assert stored(tmp_path) == {"letter": [rows[0], rows[2]]}


def test_arrows_go_as_the_text_flows_and_pages_lead_on_to_the_next_document(
    bench: Bench, tmp_path: Path
) -> None:
    text = "שלום עולם\n\nplain words here\n" + "far away " * 900
    reader = Reader(show_documents(bench, tmp_path, {"a": text, "b": text}, LABELS))
    reader.grid.wait(lambda: reader.item is not None, "a document")
    first = reader.item or ""
    reader.ready(first)
    reader.area.focus()
    reader.press("Control+Home", *["Shift+ArrowLeft"] * 4, "1")
    shalom = ("Person", 0, 4)
    reader.wait_spans([shalom])
    reader.press("Home", "ArrowDown", "ArrowDown", "Home", "Control+Shift+ArrowRight", "2")
    plain = ("Place", 11, 16)
    reader.wait_spans([shalom, plain])
    reader.press("End", "Shift+ArrowLeft", "Shift+ArrowLeft", "3")
    reader.wait_spans([shalom, plain, ("Group", 25, 27)])
    reader.press("PageDown")
    assert reader.item == first
    reader.press("Control+End", "Control+Shift+ArrowLeft", "1")
    reader.grid.wait(lambda: reader.placed()[-1] == ("Person", len(text) - 5, len(text) - 1), "the last word")
    reader.press("PageDown")
    reader.wait_other(first)


def test_a_document_is_read_large_and_labelled_as_a_whole(bench: Bench, tmp_path: Path) -> None:
    texts = {"one": "word " * 2000 + "End.", "two": "Short."}
    grid = show_documents(bench, tmp_path, texts, LABELS, task="multiclass")
    reader = Reader(grid)
    assert reader.item is None
    grid.wait(lambda: len(grid.tiles()) == 2, "tiles")
    grid.cell("one").dblclick()
    reader.ready("one")
    reader.press("2")
    grid.region.get_by_role("button", name="Clear Place", exact=True).wait_for()
    assert "End." not in reader.area.inner_text()
    reader.press("End")
    grid.wait(lambda: "End." in reader.area.inner_text(), "the end of the document")
    assert reader.spans() == []
    reader.press("Escape")
    grid.wait(lambda: reader.item is None, "the grid")
    grid.wait_saved()
    grid.wait_state("one", "draft", "Place")


def test_spans_are_there_after_a_reload_and_submit_goes_on(bench: Bench, tmp_path: Path) -> None:
    texts = {"one": "Ana lives in Bled.", "two": "Nothing is here.", "three": "Third."}
    reader = Reader(show_documents(bench, tmp_path, texts, LABELS))
    reader.grid.wait(lambda: reader.item is not None, "a document")
    order = []
    for _ in range(3):
        item = reader.item or ""
        order.append(item)
        reader.ready(item)
        reader.area.focus()
        assert reader.grid.button("Submit").get_attribute("aria-disabled") == "true"
        if item == "one":
            reader.click("Ana", times=2)
            reader.press("1")
        else:
            reader.press("n")
        reader.press("Enter")
        reader.wait_other(item)
    reader.grid.wait_saved()
    assert sorted(order) == ["one", "three", "two"]
    again = show_documents(bench, tmp_path, texts, LABELS, more="")
    again.wait_saved()
    assert stored(tmp_path) == {"one": [("Person", "Ana")]}
    with nl.open(tmp_path / f"{NAME}.nblabel", annotator="ana") as project:
        assert set(project.answers()["state"]) == {"submitted"}


def test_every_script_is_marked_by_its_code_points(bench: Bench, tmp_path: Path) -> None:
    texts = {name: f"{text}\r\n{text}" for name, (text, _) in SCRIPTS.items()}
    reader = Reader(show_documents(bench, tmp_path, texts, LABELS))
    wanted = {}
    for _ in texts:
        reader.grid.wait(lambda: reader.item is not None and reader.item not in wanted, "a document")
        name = reader.item or ""
        reader.ready(name)
        sought = SCRIPTS[name][1]
        reader.drag(sought, 1, exactly=True)
        reader.press("2")
        reader.wait_spans([place(texts[name], "Place", sought, 1)])
        wanted[name] = [("Place", sought)]
        reader.press("Control+Enter")
    reader.grid.wait_saved()
    assert stored(tmp_path) == wanted
