"""The reader as a person meets it: roles, names, data attributes, keys, mouse; places by the text shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.browser.harness.bench import PLACE, Bench
from tests.browser.harness.birds import NAME
from tests.browser.harness.grid import Grid
from tests.browser.harness.mouse import click_times

READ = """all => all.map(one => [
    one.dataset.id, one.dataset.label, Number(one.dataset.start), Number(one.dataset.end),
    one.dataset.source, one.ariaSelected === "true",
])"""
# The corners of a piece of the text: where the hand begins to drag over it, and where it ends.
EDGES = r"""(area, [sought, nth]) => {
    const nodes = [];
    const walk = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) nodes.push(node);
    const places = nodes.flatMap(node => [...node.data].flatMap(
        (one, i, all) => { const at = all.slice(0, i).join("").length;
            return one.length === 2 ? [[node, at, 2], [node, at, 0]] : [[node, at, 1]]; }));
    const all = nodes.map(node => node.data).join("");
    let at = -1;
    for (let i = 0; i <= nth; i++) at = all.indexOf(sought, at + 1);
    if (at < 0) throw new Error(`“${sought}” is not in the text that is shown.`);
    const rect = ([node, offset, length]) => {
        const range = document.createRange();
        range.setStart(node, offset);
        range.setEnd(node, offset + length);
        return range.getBoundingClientRect();
    };
    const wide = list => list.filter(one => one[2] > 0);
    const inside = wide(places.slice(at, at + sought.length));
    const leftward = /[\u0590-\u08ff]/.test(sought);
    const whole = document.createRange();
    whole.setStart(inside[0][0], inside[0][1]);
    whole.setEnd(inside.at(-1)[0], inside.at(-1)[1] + inside.at(-1)[2]);
    const rects = [...whole.getClientRects()];
    const [first, last] = leftward
        ? [rect(inside[0]), rect(inside.at(-1))] : [rects[0], rects.at(-1)];
    const middle = one => one.top + one.height / 2;
    return leftward
        ? [first.right - 1, middle(first), last.left + 1, middle(last)]
        : [first.left + 1, middle(first), last.right - 1, middle(last)];
}"""


@dataclass(frozen=True)
class Span:
    """One line of the list of spans; `start` and `end` in code points."""

    id: str
    label: str
    start: int
    end: int
    source: str
    selected: bool


def show_documents(
    bench: Bench,
    folder: Path,
    texts: Mapping[str, str],
    labels: Sequence[str],
    task: str = "spans",
    more: str = "",
) -> Grid:
    """Opens or makes a project of these documents as ana and shows it; `more` runs in the kernel before."""
    settings = f"labels={list(labels)!r}, media='text', annotator='ana', instructions=''"
    bench.notebook.kernel.run(
        "import nblabel as nl, pandas as pd\n"
        "if 'project' in globals(): project.close()\n"
        f"project = nl.project({str(folder / f'{NAME}.nblabel')!r}, {task!r}, {settings})\n"
        f"table = pd.DataFrame({{'key': {list(texts)!r}, 'text': {list(texts.values())!r}}})\n"
        "report = project.add(table, columns={'key': 'key', 'text': 'text'}, progress=False)\n"
        "layout = '3x3'\n" + more
    )
    bench.notebook.run_cell(PLACE)
    return Grid(bench.page, NAME)


class Reader:
    """The reader of a labeler that shows one document."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.page = grid.page
        self.area: Locator = grid.region.get_by_role("document", name="Text", exact=True)

    def ready(self, item: str) -> "Reader":
        """Waits until this document is shown, with words in it."""
        self.grid.wait(lambda: self.item == item and self.area.inner_text(), f"{item} in the reader")
        return self

    def wait_other(self, item: str) -> None:
        """Waits until this document is shown no longer."""
        self.grid.wait(lambda: self.item != item, f"another document than {item}")

    # --- what it shows -----------------------------------------------------------------------------------

    @property
    def item(self) -> str | None:
        """Key of the document shown, None while no reader is open."""
        found = self.area.evaluate_all("all => all.map(one => one.dataset.item ?? null)")
        return found[0] if found else None

    def spans(self) -> list[Span]:
        """The list of spans, as far as it is in view."""
        options = self.grid.region.get_by_role("listbox", name="Spans", exact=True).get_by_role("option")
        return [Span(*row) for row in options.evaluate_all(READ)]

    def placed(self) -> list[tuple[str, int, int]]:
        """Label, start and end of each span of the list."""
        return [(one.label, one.start, one.end) for one in self.spans()]

    def wait_spans(self, wanted: Sequence[tuple[str, int, int]]) -> list[Span]:
        """Waits until the list is this, in reading order; it."""
        try:
            self.grid.wait(lambda: self.placed() == list(wanted), f"the spans {list(wanted)}")
        except AssertionError as error:
            raise AssertionError(f"{self.placed()} instead of {list(wanted)}") from error
        return self.spans()

    def marks(self) -> list[Any]:
        """Text and ids of each segment of the text that has spans over it."""
        found: list[Any] = self.area.locator("mark").evaluate_all(
            "all => all.map(one => [one.textContent, JSON.parse(one.dataset.spans)])"
        )
        return found

    # --- what a person does ------------------------------------------------------------------------------

    def edges(self, text: str, nth: int = 0) -> list[float]:
        """Where the hand begins and ends to drag over this text, the nth time it is shown: x, y, x, y."""
        found: list[float] = self.area.evaluate(EDGES, [text, nth])
        return found

    def drag(self, text: str, nth: int = 0, exactly: bool = False) -> None:
        """Drags over this text, with Shift for exactly these characters."""
        x, y, to_x, to_y = self.edges(text, nth)
        mouse, keyboard = self.page.mouse, self.page.keyboard
        if exactly:
            keyboard.down("Shift")
        mouse.move(x, y)
        mouse.down()
        mouse.move((x + to_x) / 2, (y + to_y) / 2, steps=2)
        mouse.move(to_x, to_y, steps=3)
        mouse.up()
        if exactly:
            keyboard.up("Shift")

    def click(self, text: str, nth: int = 0, times: int = 1) -> None:
        """Clicks into the middle of this text, which stands in one line."""
        x, y, to_x, _ = self.edges(text, nth)
        click_times(self.page, (x + to_x) / 2, y, times)

    def press(self, *keys: str) -> None:
        """Presses keys where the focus is."""
        for key in keys:
            self.page.keyboard.press(key)
