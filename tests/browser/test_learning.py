"""Learning in a real notebook: nothing moves under a hand, checks are blind, prelabels carry a promise."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from sklearn.datasets import load_digits

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME
from tests.browser.harness.grid import Grid

DIGITS, EACH = ("0", "1", "4"), 60
# Few checks must do here, so the promise is a small one.
START = (
    "import numpy as np\n"
    "def pixels(images):\n"
    "    return np.stack([np.asarray(one.convert('L').resize((8, 8))).ravel() / 255 for one in images])\n"
    "project.assist.start(features=pixels, target=0.6, confidence=0.7, audit=0.5, blind=0)"
)
# Learnt from all answers of now.
WAIT = "learnt = project.assist.wait(60)"


class Learning:
    """The widget of a project that learns, and the kernel behind it. What is certified changes no more."""

    def __init__(self, bench: Bench, grid: Grid) -> None:
        self.kernel = bench.notebook.kernel
        self.grid = grid

    def said(self, item: str) -> tuple[str, str]:
        """What a tile suggests, and how sure it is; ("[]", "") where it suggests nothing."""
        cell = self.grid.cell(item)
        return cell.get_attribute("data-suggested") or "[]", cell.get_attribute("data-score") or ""

    def certain(self, item: str) -> bool:
        return self.grid.cell(item).get_attribute("data-certified") == "true"

    def shown(self) -> list[str]:
        return [tile.item for tile in self.grid.tiles()]

    def answer(self, item: str) -> None:
        """Labels a tile with what it is."""
        digit = item[0]
        self.grid.click(item)
        self.grid.press(str(DIGITS.index(digit) + 1))
        self.grid.wait(lambda: digit in self.grid.tile(item).labels, f"{item} labelled")

    def work(self) -> None:
        """Answers what has no answer on the page and is not filled in, and submits it."""
        page = self.shown()
        for tile in self.grid.tiles():
            if not tile.answered and not self.certain(tile.item):
                self.answer(tile.item)
        self.grid.press("Control+Enter")
        self.grid.wait(lambda: self.shown() and self.shown() != page, "the next page")
        self.grid.wait_saved()
        self.kernel.run(WAIT)
        self.leave()

    def leave(self) -> None:
        """Moves the pointer off the tiles."""
        self.grid.region.get_by_role("combobox", name="Layout", exact=True).hover()

    def until_promised(self) -> None:
        """Works on until there are checks enough."""
        while self.kernel.value("project.assist.certificate is None"):
            self.work()


@pytest.fixture(scope="module")
def learning(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learning]:
    """A hundred and eighty handwritten digits, of which one page is answered."""
    folder = tmp_path_factory.mktemp("learning")
    _write_digits(folder / "photos")
    where = folder / f"{NAME}.nblabel"
    grid = bench.open(
        f"project = nl.project({str(where)!r}, 'multiclass', labels={list(DIGITS)!r}, annotator='ana',"
        f" instructions='')\nproject.add({str(folder / 'photos')!r}, progress=False)\n{START}\n{WAIT}",
        layout="4x6",
    ).start()
    made = Learning(bench, grid)
    made.work()
    yield made
    bench.notebook.kernel.run("project.assist.stop()")


def _write_digits(folder: Path) -> None:
    folder.mkdir()
    digits = load_digits()
    for digit in DIGITS:
        mine = digits.images[digits.target == int(digit)][:EACH]
        for n, image in enumerate(mine):
            picture = Image.fromarray((255 - image * 15).astype("uint8")).resize((64, 64))
            picture.save(folder / f"{digit}-{n:02}.png")


def test_suggestions_have_scores_and_checks_have_none(learning: Learning) -> None:
    page = learning.shown()
    known = dict(learning.kernel.value("project.suggestions()[['item', 'score']].values.tolist()"))
    checks = set(learning.kernel.value(f"sorted(project.assist.blind({page!r}))"))
    suggested = set(page) & set(known)
    assert checks
    assert suggested
    assert not checks & suggested
    learning.grid.wait(lambda: all(learning.said(item)[1] for item in suggested), "suggestions")
    assert {item: float(learning.said(item)[1]) for item in suggested} == {
        one: known[one] for one in suggested
    }
    assert {learning.said(item) for item in checks} == {("[]", "")}


def test_nothing_changes_under_the_pointer(learning: Learning) -> None:
    grid = learning.grid
    grid.wait(lambda: any(learning.said(item)[1] for item in learning.shown()), "suggestions")
    held, *others = [item for item in learning.shown() if learning.said(item)[1]]
    grid.cell(held).hover()
    before = {item: learning.said(item) for item in (held, *others)}
    learning.kernel.run(
        f"open = project.items(state='unlabeled')['item']\n"
        f"rest = [key for key in open if key not in {learning.shown()!r}]\n"
        f"project.annotate_many({{key: key[0] for key in rest[:12]}})\n{WAIT}"
    )
    grid.wait(lambda: any(learning.said(item) != before[item] for item in others), "other scores")
    assert learning.said(held) == before[held]
    learning.leave()
    grid.wait(lambda: learning.said(held) != before[held], "the newest score")


def test_the_panel_says_what_is_promised(learning: Learning) -> None:
    learning.until_promised()
    text = learning.kernel.value("project.assist.certificate.text")
    room = learning.grid.region.get_by_role("complementary")
    learning.grid.wait(lambda: "Promise" in room.inner_text(), "the promise")
    number, _, rest = text.partition(" items ")
    assert f"{number} items" in room.inner_text()
    assert rest in " ".join(room.inner_text().split())


def test_submit_accepts_what_is_certified_alone(learning: Learning) -> None:
    grid = learning.grid
    grid.region.get_by_role("combobox", name="Next pages", exact=True).select_option("Confirm prelabels")
    learning.until_promised()
    while not any(learning.certain(item) for item in learning.shown()):
        learning.work()
    assert grid.region.get_by_role("note", name="Prelabelled", exact=True).is_visible()
    certain = [item for item in learning.shown() if learning.certain(item)]
    others = [item for item in learning.shown() if not learning.certain(item)]
    assert certain
    learning.work()
    table = learning.kernel.value("project.annotations()[['item', 'source']].values.tolist()")
    sources = dict(table)
    assert {sources[item] for item in certain} == {"accepted"}
    assert {sources[item] for item in others} <= {"human"}
    grid.press("Control+z")
    grid.wait(lambda: grid.tile(certain[0]).state == "unlabeled", "the page as it was")
    assert json.loads(learning.said(certain[0])[0]) == [certain[0][0]]
