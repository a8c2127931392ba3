"""A small project of documents that tests label: thirty posts of a table, none like another."""

import csv
from pathlib import Path

from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME
from tests.browser.harness.grid import Grid

LABELS = ("praise", "complaint", "question")
POSTS = {
    f"post{n:02}": f"Post {n}: the {n * 7}th tram of the day came {n % 5} minutes late." for n in range(30)
}


def show_posts(
    bench: Bench,
    folder: Path,
    posts: dict[str, str] = POSTS,
    task: str = "multiclass",
    layout: str = "3x3",
) -> Grid:
    """Makes the project of these documents, by key, as ana, and shows it in work order."""
    table = folder / "posts.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "body"), *posts.items()])
    settings = f"labels={list(LABELS)!r}, media='text', annotator='ana'"
    grid = bench.open(
        f"project = nl.project({str(folder / f'{NAME}.nblabel')!r}, {task!r}, {settings})\n"
        f"project.add({str(table)!r}, columns={{'key': 'id', 'text': 'body'}}, progress=False)",
        layout,
    )
    return grid.start()


def written(grid: Grid, item: str) -> str:
    """What can be read on an item's tile."""
    return grid.cell(item).inner_text()
