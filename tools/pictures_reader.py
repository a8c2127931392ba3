"""The pictures of the reader: the beginnings of four novels, marked as a person marks them."""

import ast
import json
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.harness.grid import Grid
from tests.browser.harness.lab import NotebookPage
from tests.browser.harness.reader import Reader

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "04-text.ipynb"
NOVELS = ("Eighty Days", "Dracula", "A Study in Scarlet", "Emma")
LABELS = ("Person", "Place", "Time")
ITEM = "four beginnings.txt"
# What is marked, by label; spans in and over each other are among it.
MARKED = (
    ("Phileas Fogg", "Person"),
    ("Saville Row, Burlington Gardens", "Place"),
    ("the house in which Sheridan died in 1814", "Place"),
    ("Sheridan", "Person"),
    ("Reform Club", "Place"),
    ("Munich", "Place"),
    ("Vienna early next morning", "Time"),
    ("Vienna", "Place"),
    ("University of London", "Place"),
)
# What is suggested, with its score; and what is picked in the picture.
SUGGESTED = (("1872", 0.97), ("8:35 P.M.", 0.91), ("6:46", 0.88), ("1878", 0.96))
PICKED = "Reform Club"
MADE = f"nl.project('novels.nblabel', 'spans', {list(LABELS)}, 'text', instructions='', annotator='ana')"
CELLS = [
    "import nblabel as nl",
    f"project = {MADE}",
    "project.add('novels', progress=False)\n"
    "project.import_annotations('csv', 'times.csv', 'suggestions')\n"
    "project",
]


def document() -> str:
    """The beginnings, as the notebook has them."""
    cells = ["".join(cell["source"]) for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]]
    code = next(cell for cell in cells if cell.startswith("passages = {"))
    passages = ast.literal_eval(code[len("passages = ") : code.index("}") + 1])
    return "\n\n".join(passages[name] for name in NOVELS)


def prepare(folder: Path) -> None:
    """Puts the document and its suggestions into the notebook's folder."""
    text = document()
    (folder / "novels").mkdir()
    (folder / "novels" / ITEM).write_text(text, "utf-8")
    rows = [
        f"{ITEM},span,Time,{text.index(part)},{text.index(part) + len(part)},{score}"
        for part, score in SUGGESTED
    ]
    (folder / "times.csv").write_text("\n".join(["item,kind,label,start,end,score", *rows]))


def mark(page: Page, notebook: NotebookPage) -> Grid:
    """Marks what there is to mark; the widget."""
    grid = Grid(page, "novels")
    notebook.wait_ready()
    reader = Reader(grid).ready(ITEM)
    for part, label in MARKED:
        before = len(reader.spans())
        reader.drag(part)
        reader.press(str(LABELS.index(label) + 1))
        grid.wait(lambda before=before: len(reader.spans()) > before, part)  # type: ignore[misc]
    grid.wait_saved()
    return grid


def pick(grid: Grid) -> None:
    """Picks the span that is to be seen with its ends."""
    reader = Reader(grid)
    if any(one.selected for one in reader.spans()):
        reader.press("Escape")
    reader.click(PICKED)
