"""A page of documents is labelled as a page of pictures is; whatever is written in them is shown as it is."""

from functools import partial
from pathlib import Path

import pytest

from tests.browser.harness.axe import violations
from tests.browser.harness.bench import ONCE_MORE, Bench
from tests.browser.harness.birds import NAME, stored
from tests.browser.harness.browser import VIEWPORT
from tests.browser.harness.grid import Grid
from tests.browser.harness.posts import LABELS, POSTS, show_posts, written

HOSTILE = {
    "html": "<script>window.harmed=1</script><img src=x onerror=window.harmed=1> <b>bold</b> &amp;",
    "markdown": "# Heading\n\n- *item*\n\n[link](javascript:window.harmed=1) ![i](x)",
    "ansi": "\x1b[31mred\x1b[0m \x1b]0;title\x07end",
    "tabs": "a\tb\r\nc\td",
    "json": '{"end": "</div></script>", "quote": "\\""}',
    "arabic": "وصلنا إلى المحطة قبل المطر بدقيقة واحدة",
    "hebrew": "עדי גרה בתל אביב, and it rains",
    "joined": "👩‍👩‍👧‍👦 na\u0308ive क्षि 𝔄",
}
LONG = "\n".join(f"Line {n} of a letter that nobody reads at once." for n in range(4000))


def says(grid: Grid, item: str, text: str) -> bool:
    """Whether these are the words of a tile; how its lines end does not matter."""
    found: str = grid.cell(item).evaluate("cell => cell.textContent")
    return text.replace("\r\n", "\n") in found.replace("\r\n", "\n")


def shown(grid: Grid) -> list[str]:
    return [tile.item for tile in grid.tiles()]


def test_a_page_of_documents_is_labelled_submitted_and_undone(bench: Bench, tmp_path: Path) -> None:
    grid = show_posts(bench, tmp_path)
    page = shown(grid)
    grid.wait(lambda: all(POSTS[item] in written(grid, item) for item in page), "their texts")
    grid.label(page[0], "question")
    grid.click(page[1])
    grid.press("s")
    grid.wait_state(page[1], "skipped")
    grid.press("Control+a")
    grid.press(grid.key_of("praise"))
    grid.wait(lambda: all(tile.labels == ("praise",) for tile in grid.tiles()), "praise on all")
    grid.press("Enter")
    grid.wait(lambda: shown(grid) and not set(shown(grid)) & set(page), "the next page")
    grid.press("Control+z")
    grid.wait(lambda: shown(grid) == page, "the page before")
    grid.wait(lambda: {tile.state for tile in grid.tiles()} == {"draft"}, "drafts")
    grid.press("Control+Enter")
    grid.wait_saved()
    assert stored(tmp_path) == dict.fromkeys(page, ("submitted", ("praise",)))
    assert "tram of the day" not in str(bench.notebook.save())


@ONCE_MORE
def test_documents_are_filtered_sorted_and_there_again(bench: Bench, tmp_path: Path, reload: bool) -> None:
    grid = show_posts(bench, tmp_path)
    bench.notebook.kernel.run("project.annotate_many({'post03': 'praise', 'post21': 'praise'})")
    grid.button("Filter").click()
    sheet = grid.region.get_by_role("dialog", name="Filter", exact=True)
    sheet.get_by_role("checkbox", name="praise", exact=True).check()
    grid.press("Enter")
    grid.wait(lambda: sorted(shown(grid)) == ["post03", "post21"], "what is praised")
    grid.button("Filter").click()
    sheet.get_by_role("button", name="Clear", exact=True).click()
    sheet.get_by_role("textbox", name="Text or name contains", exact=True).fill("the 84th tram")
    grid.press("Enter")
    grid.wait(lambda: shown(grid) == ["post12"], "the document with these words")
    grid.button("Filter").click()
    sheet.get_by_role("button", name="Clear", exact=True).click()
    sheet.get_by_role("button", name="Apply", exact=True).click()
    grid.region.get_by_role("combobox", name="Sort", exact=True).select_option("File name")
    grid.wait(lambda: shown(grid) == sorted(POSTS)[:9], "by name")
    grid.label("post00", "complaint")
    grid.wait_saved()
    grid = bench.again(reload).start()
    bench.notebook.kernel.run("labeler.filter(label='complaint')")
    grid.wait(lambda: shown(grid) == ["post00"], "the draft")
    assert grid.tile("post00").labels == ("complaint",)
    assert POSTS["post00"] in written(grid, "post00")


def test_what_is_written_in_documents_is_shown_and_never_run(bench: Bench, tmp_path: Path) -> None:
    grid = show_posts(bench, tmp_path, HOSTILE)
    for item, text in HOSTILE.items():
        grid.wait(partial(says, grid, item, text), f"the words of {item}")
    assert grid.page.evaluate("window.harmed") is None
    assert grid.region.locator("[role=gridcell] :is(img, b, a, li, h1, em, script)").count() == 0
    flow = "cell => getComputedStyle(cell.querySelector('.leaf')).direction"
    flows = {item: grid.cell(item).evaluate(flow) for item in ("arabic", "hebrew", "html")}
    assert flows == {"arabic": "rtl", "hebrew": "rtl", "html": "ltr"}


def test_one_document_is_read_to_its_end_and_the_wall_shows_how_they_begin(
    bench: Bench, tmp_path: Path
) -> None:
    posts = {"letter": LONG} | POSTS
    grid = show_posts(bench, tmp_path, posts, layout="1")
    bench.notebook.kernel.run("labeler.show('letter')")
    grid.wait(lambda: shown(grid) == ["letter"], "the letter")
    last = grid.cell("letter").get_by_text("Line 3999 of")
    grid.wait(lambda: last.count() == 1, "all of it")
    assert grid.cell("letter").locator(".leaf").evaluate("leaf => leaf.textContent") == LONG
    grid.click("letter")
    grid.press("End")
    below = "leaf => leaf.scrollHeight - leaf.scrollTop - leaf.clientHeight"
    grid.wait(lambda: grid.cell("letter").locator(".leaf").evaluate(below) < 2, "its end")
    assert last.evaluate("one => one.getBoundingClientRect().bottom") <= VIEWPORT["height"]
    grid.press(grid.key_of("praise"))
    grid.wait_state("letter", "draft", "praise")
    grid.region.get_by_role("combobox", name="Layout", exact=True).select_option("wall")
    grid.wait(lambda: len(shown(grid)) > 9, "the wall")
    grid.wait(lambda: all(posts[item][:30] in written(grid, item) for item in shown(grid)[:6]), "texts")


def test_a_document_that_cannot_be_read_says_why(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "fine.txt").write_text("Dear Adelaide", encoding="utf-8")
    (folder / "old.txt").write_bytes("Café, naïve".encode("cp1252"))
    grid = bench.open(
        f"project = nl.project({str(tmp_path / f'{NAME}.nblabel')!r}, 'multilabel', labels={list(LABELS)!r},"
        f" media='text', annotator='ana')\nproject.add({str(folder)!r}, progress=False)"
    ).start()
    bench.notebook.kernel.run("labeler.filter(ids=['fine.txt', 'old.txt'])")
    grid.wait(lambda: sorted(shown(grid)) == ["fine.txt", "old.txt"], "both")
    assert grid.tile("old.txt").state == "broken"
    assert "This document cannot be shown" in written(grid, "old.txt")
    assert "cp1252" in written(grid, "old.txt")


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_documents_break_no_rule(bench: Bench, tmp_path: Path, theme: str) -> None:
    bench.notebook.theme("dark" if theme == "dark" else "light")
    try:
        grid = show_posts(
            bench, tmp_path, {"letter": LONG, "empty": ""} | HOSTILE | POSTS, "multilabel", "3x4"
        )
        items = shown(grid)
        bench.notebook.kernel.run(f"project.annotate({items[0]!r}, ['praise'])")
        grid.wait_state(items[0], "submitted", "praise")
        grid.label(items[1], "question")
        grid.click(items[2])
        grid.press("s")
        grid.wait_state(items[2], "skipped")
        assert violations(grid) == []
        grid.press("?")
        grid.region.get_by_role("dialog", name="Keyboard shortcuts", exact=True).wait_for()
        assert violations(grid) == []
        grid.press("Escape")
        for layout in ("wall", "1"):
            grid.region.get_by_role("combobox", name="Layout", exact=True).select_option(layout)
            grid.wait(lambda: grid.tiles() and all(t.state != "loading" for t in grid.tiles()), layout)
            assert violations(grid) == [], layout
        bench.notebook.viewport(500, 1000)
        assert violations(grid) == []
    finally:
        bench.notebook.theme("light")
        bench.notebook.viewport(**VIEWPORT)
