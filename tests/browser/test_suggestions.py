"""Suggestions that came with the pictures: seen apart, judged by keys and buttons; nothing counts before."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas as pd
import pytest

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME, write_photos
from tests.browser.harness.grid import Grid
from tests.browser.harness.stage import Stage
from tests.shared_data import shared

CELLS = 6
SCORES = (0.97, 0.55, 0.91, 0.35)
SUGGESTED = """all => all.map(one => [
    one.dataset.region, one.dataset.source, one.dataset.label, one.dataset.score ?? "",
    one.ariaSelected === "true", one.dataset.geometry,
])"""


@pytest.fixture
def birds(bench: Bench, tmp_path: Path) -> Grid:
    """Nine photos, of which four come with a label and how sure it is."""
    write_photos(tmp_path, 9)
    images = [str(tmp_path / "photos" / f"plumage{n:02}.jpg") for n in range(9)]
    said = [("heron", score) for score in SCORES] + [(None, None)] * 5
    table = pd.DataFrame(said, columns=["label", "sure"]).assign(image=images)
    table.to_csv(tmp_path / "birds.csv", index=False)
    where = str(tmp_path / f"{NAME}.nblabel")
    return bench.open(
        f"import pandas as pd\nproject = nl.project({where!r}, 'multiclass', "
        "labels=['heron', 'kestrel', 'wren'], annotator='ana', instructions='')\n"
        f"project.add(pd.read_csv({str(tmp_path / 'birds.csv')!r}), progress=False,"
        " columns={'image': 'image', 'label': 'label', 'confidence': 'sure'})"
    ).start()


@pytest.fixture
def cells(bench: Bench, tmp_path: Path) -> Grid:
    """Some pictures of blood cells with the boxes of the public set as suggestions."""
    folder = tmp_path / "cells"
    folder.mkdir()
    with ZipFile(shared("bccd") / "images.zip") as packed:
        for name in [name for name in packed.namelist() if name.endswith(".jpg")][:CELLS]:
            (folder / Path(name).name).write_bytes(packed.read(name))
    where, coco = str(tmp_path / f"{NAME}.nblabel"), str(shared("bccd") / "coco.json")
    return bench.open(
        f"project = nl.project({where!r}, 'boxes', annotator='ana', instructions='')\n"
        f"project.add({str(folder)!r}, progress=False)\n"
        f"project.import_annotations('coco', {coco!r}, as_='suggestions')"
    ).start()


def tile(grid: Grid, item: str) -> dict[str, str | None]:
    return {name: grid.cell(item).get_attribute(f"data-{name}") for name in ("suggested", "score", "state")}


def proposed(grid: Grid) -> list[str]:
    """Items in view with something suggested."""
    return [one.item for one in grid.tiles() if tile(grid, one.item)["suggested"] not in (None, "[]")]


def stored(folder: Path, read: Callable[[nl.Project], Any]) -> Any:
    with nl.open(folder / f"{NAME}.nblabel", annotator="ana") as project:
        return read(project)


def listed(stage: Stage) -> list[list[Any]]:
    """Id, source, label, score, picked, geometry of each line of the list."""
    options = stage.grid.region.get_by_role("listbox", name="Regions", exact=True).get_by_role("option")
    rows: list[list[Any]] = options.evaluate_all(SUGGESTED)
    return rows


def test_a_suggestion_is_a_dashed_chip_and_counts_for_nothing(birds: Grid, tmp_path: Path) -> None:
    items = proposed(birds)
    assert len(items) == len(SCORES)
    assert {json.loads(tile(birds, item)["suggested"] or "")[0] for item in items} == {"heron"}
    assert sorted(float(tile(birds, item)["score"] or 0) for item in items) == sorted(SCORES)
    assert {tile(birds, item)["state"] for item in items} == {"unlabeled"}
    assert birds.button("Submit").get_attribute("aria-disabled") == "true"
    assert stored(tmp_path, lambda project: project.progress()["suggested"]) == len(SCORES)


def test_keys_and_buttons_judge_and_undo_takes_it_back(birds: Grid, tmp_path: Path) -> None:
    first, second, *rest = proposed(birds)
    birds.click(first)
    birds.press("a")
    birds.wait_state(first, "draft", "heron")
    birds.cell(second).get_by_role("button", name="Reject heron", exact=True).click()
    birds.wait(lambda: second not in proposed(birds), "no suggestion")
    birds.press("Control+z")
    birds.wait(lambda: second in proposed(birds), "the suggestion again")
    birds.press("Control+z")
    birds.wait_state(first, "unlabeled")
    assert len(proposed(birds)) == len(SCORES)
    birds.button("Accept all").click()
    for item in (first, second, *rest):
        birds.wait_state(item, "draft", "heron")
    birds.wait_saved()
    sources = stored(tmp_path, lambda project: project.annotations(drafts=True)[["source", "run"]])
    assert sources.values.tolist() == [["accepted", 1]] * len(SCORES)
    assert birds.button("Accept all").get_attribute("aria-disabled") == "true"


def test_what_is_suggested_can_be_looked_for_and_sorted_by(bench: Bench, birds: Grid) -> None:
    bench.notebook.kernel.run("labeler.filter(suggested='heron', min_score=0.5)")
    birds.wait(lambda: len(birds.tiles()) == 3, "three items")
    birds.region.get_by_role("combobox", name="Sort", exact=True).select_option("Uncertain first")
    birds.wait(
        lambda: [tile(birds, one.item)["score"] for one in birds.tiles()] == ["0.55", "0.91", "0.97"], "order"
    )


def test_a_picture_is_verified_by_keys_alone(cells: Grid, tmp_path: Path) -> None:
    item = cells.tiles()[0].item
    stage = Stage(cells).open(item)
    cells.wait(lambda: len(listed(stage)) > 3, "suggestions in the list")
    before = {row[0]: row[5] for row in listed(stage)}
    assert {row[1] for row in listed(stage)} == {"suggestion"}
    cells.press("j")
    judged = []
    for key in "axa":
        cells.wait(lambda: sum(row[4] for row in listed(stage)) == 1, "one picked")
        judged.append(next(row[0] for row in listed(stage) if row[4]))
        cells.press(key)
        cells.wait(lambda: all(row[0] != judged[-1] or row[1] == "human" for row in listed(stage)), "judged")
    cells.press("Shift+X")
    cells.wait(lambda: {row[1] for row in listed(stage)} == {"human"}, "no suggestion left")
    assert {row[0]: row[5] for row in listed(stage)} == {id_: before[id_] for id_ in (judged[0], judged[2])}
    cells.press("Enter")
    cells.wait(lambda: stage.item != item, "the next picture")
    cells.wait_saved()
    kept = stored(tmp_path, lambda project: project.annotations()[["id", "source"]].values.tolist())
    assert sorted(kept) == sorted(
        [judged[0], "accepted"] if n == 0 else [judged[2], "accepted"] for n in range(2)
    )


def test_a_suggestion_that_is_moved_is_the_persons(cells: Grid, tmp_path: Path) -> None:
    stage = Stage(cells).open(cells.tiles()[0].item)
    cells.wait(lambda: len(listed(stage)) > 3, "suggestions in the list")
    cells.press("j")
    cells.wait(lambda: any(row[4] for row in listed(stage)), "one picked")
    [moved] = [row for row in listed(stage) if row[4]]
    place = json.loads(moved[5])
    to = "ArrowRight" if place["x"] < 300 else "ArrowLeft"
    cells.press(to)
    cells.wait(
        lambda: [row[0] for row in listed(stage) if row[1] == "human"] == [moved[0]], "one of the person"
    )
    cells.wait_saved()
    [[source, run, x]] = stored(
        tmp_path, lambda project: project.annotations(drafts=True)[["source", "run", "x"]].values.tolist()
    )
    assert (source, run, abs(x - place["x"])) == ("human", 1, 1)
    assert len(stored(tmp_path, lambda project: project.suggestions())) > 0
