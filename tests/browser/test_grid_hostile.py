"""Names from anywhere are text, shown as they are; a file that cannot be read is a tile with its reason."""

import os
from pathlib import Path

from PIL import Image

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME, stored, write_photos
from tests.browser.harness.grid import Grid

BAIT = "<img src=x onerror=window.harmed=1>"
LABELS = {
    'say "cheese"': 'say "cheese"',
    "either/or": r"either\/or",
    "🦜 parrot": "🦜 parrot",
    "بومة": "بومة",
    BAIT: BAIT,
    "it's & <b>bold</b>": r"it's & <b>bold<\/b>",
}
FILES = ["two\nlines.png", "🦆 duck.png", "<i>slanted<i>.png", "'\"quoted.png", "عربي.png", "#?&%41.png"]


def paint(path: bytes | Path, shade: int) -> None:
    with open(path, "wb") as file:
        Image.new("RGB", (60, 40), (shade, 90, 120)).save(file, "PNG")


def harmless(grid: Grid) -> None:
    """Nothing in the widget was made from a name."""
    assert grid.page.evaluate("window.harmed") is None
    assert grid.region.locator("img, b:has-text('bold'), i:has-text('slanted')").count() == 0


def test_labels_with_any_characters_are_shown_as_text_and_stored(bench: Bench, tmp_path: Path) -> None:
    write_photos(tmp_path, 6)
    grid = bench.show(tmp_path, labels=list(LABELS.values()), layout="2x3")
    buttons = grid.labels().get_by_role("button")
    paths = buttons.evaluate_all("all => all.map(b => b.ariaLabel)")
    assert set(LABELS.values()) <= set(paths)
    items = [tile.item for tile in grid.tiles()]
    for item, (name, path) in zip(items, LABELS.items(), strict=True):
        grid.click(item)
        grid.labels().get_by_role("button", name=path, exact=True).click()
        grid.wait_state(item, "draft", path)
        assert grid.cell(item).get_by_text(name, exact=True).first.is_visible()
        grid.cell(item).get_by_role("button", name=f"Clear {path}", exact=True).wait_for()
    harmless(grid)
    grid.wait_saved()
    wanted = {item: ("draft", (path,)) for item, path in zip(items, LABELS.values(), strict=True)}
    assert stored(tmp_path) == wanted


def test_files_with_any_name_are_shown_and_labelled(bench: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for n, name in enumerate(FILES):
        paint(folder / name, 40 * n)
    paint(os.fsencode(folder) + b"/undecod\xe9\xffable.png", 250)
    grid = bench.show(tmp_path)
    tiles = grid.tiles()
    assert {tile.state for tile in tiles} == {"unlabeled"}
    assert {*FILES} <= {tile.item for tile in tiles}
    assert len(tiles) == len(FILES) + 1
    for name in FILES:
        title = grid.cell(name).get_attribute("title") or ""
        assert title.split() == name.split()
    harmless(grid)
    grid.button("Select all").click()
    grid.press("1")
    grid.press("Control+Enter")
    grid.wait(grid.done, "the end")
    grid.wait_saved()
    assert stored(tmp_path) == {tile.item: ("submitted", ("heron",)) for tile in tiles}


def rot(photo: Path) -> None:
    """Spoils a picture as a failing disk does: its size and time stay as they were."""
    was = photo.stat()
    photo.write_bytes(bytes(was.st_size))
    os.utime(photo, ns=(was.st_atime_ns, was.st_mtime_ns))


def says_why(grid: Grid, item: str) -> None:
    """The tile of this item says that it cannot be shown, and a reason."""
    grid.wait(lambda: (item, "broken") in [(t.item, t.state) for t in grid.tiles()], f"{item} broken")
    said = grid.cell(item).inner_text().split("This picture cannot be shown")[1]
    assert any(len(line.split()) > 2 for line in said.splitlines()), f"no reason: {said!r}"


def test_a_picture_that_rots_is_a_tile_with_its_reason_and_the_rest_goes_on(
    bench: Bench, tmp_path: Path
) -> None:
    write_photos(tmp_path, 5)
    with nl.project(tmp_path / f"{NAME}.nblabel", "multiclass", labels=["heron"]) as project:
        project.add(tmp_path / "photos", progress=False)
    rotten = {"plumage01.jpg", "plumage03.jpg"}
    for name in rotten:
        rot(tmp_path / "photos" / name)
    grid = bench.show(tmp_path, layout="2x3")
    for name in rotten:
        says_why(grid, name)
    grid.button("Select all").click()
    grid.press("1")
    grid.wait(lambda: sum(tile.state == "draft" for tile in grid.tiles()) == 3, "the good ones labelled")
    grid.press("Control+Enter")
    grid.wait(grid.done, "the end")
    grid.wait_saved()
    good = {f"plumage{n:02}.jpg" for n in range(5)} - rotten
    assert stored(tmp_path) == dict.fromkeys(good, ("submitted", ("heron",)))


def test_a_file_that_was_broken_from_the_start_is_shown_with_its_reason_and_holds_nothing_up(
    bench: Bench, tmp_path: Path
) -> None:
    write_photos(tmp_path, 3)
    (tmp_path / "photos" / "empty.jpg").touch()
    (tmp_path / "photos" / "text.jpg").write_text("not a picture")
    whole = (tmp_path / "photos" / "plumage00.jpg").read_bytes()
    (tmp_path / "photos" / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    grid = bench.show(tmp_path)
    page = [tile.item for tile in grid.tiles()]
    for item in ("empty.jpg", "text.jpg", "cut.jpg"):
        bench.notebook.kernel.run(f"labeler.show({item!r})")
        says_why(grid, item)
    bench.notebook.kernel.run(f"labeler.show({page[0]!r})")
    grid.wait(lambda: page[0] in [tile.item for tile in grid.tiles()], "the page again")
    grid.button("Select all").click()
    grid.press("1")
    grid.press("Control+Enter")
    grid.wait(grid.done, "the end")
    grid.wait_saved()
    assert set(stored(tmp_path)) == {f"plumage{n:02}.jpg" for n in range(3)}
