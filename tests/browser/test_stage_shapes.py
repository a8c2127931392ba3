"""Polygons and masks drawn on the stage."""

from pathlib import Path

import numpy as np
import pytest

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import NAME, write_photos
from tests.browser.harness.mouse import click_times
from tests.browser.harness.stage import Stage


def shown(bench: Bench, folder: Path, task: str) -> Stage:
    write_photos(folder, 9)
    grid = bench.show(folder, task)
    return Stage(grid).open(grid.tiles()[0].item)


def mask_of(folder: Path, label: str) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    """The stored mask of a label."""
    with nl.open(folder / f"{NAME}.nblabel", annotator="ana") as project:
        table = project.annotations(drafts=True)
    [rle] = table.loc[table["label"] == label, "rle"]
    return nl.Mask(label, rle).to_array((120, 160))


@pytest.mark.parametrize("close", ["Enter", "first corner", "double click"])
def test_a_polygon_is_closed_in_three_ways(bench: Bench, tmp_path: Path, close: str) -> None:
    stage = shown(bench, tmp_path, "polygons")
    stage.take("Polygon")
    for corner in ((20, 20), (90, 25), (70, 90)):
        stage.click(corner)
        stage.page.wait_for_timeout(450)
    if close == "Enter":
        stage.grid.press("Enter")
    elif close == "first corner":
        stage.click((20, 20))
    else:
        click_times(stage.page, *stage.screen((25, 95)), 2)
    [region] = stage.wait_count(1)
    [ring] = region.geometry["parts"]
    assert len(ring) == (4 if close == "double click" else 3)
    assert ring[0] == pytest.approx([20, 20], abs=0.5)
    stage.grid.wait_saved()
    with nl.open(tmp_path / f"{NAME}.nblabel", annotator="ana") as project:
        [parts] = project.annotations(drafts=True)["parts"]
    assert [[list(point) for point in part] for part in parts] == [ring]


def test_escape_takes_back_an_open_polygon_and_then_leaves_the_stage(bench: Bench, tmp_path: Path) -> None:
    stage = shown(bench, tmp_path, "polygons")
    stage.take("Polygon")
    stage.click((20, 20))
    stage.click((80, 20))
    stage.grid.press("Escape")
    assert stage.item is not None
    stage.grid.press("Escape")
    stage.grid.wait(lambda: stage.item is None, "the grid")
    assert stage.grid.tiles()[0].state == "unlabeled"


def test_every_pixel_has_one_label_and_a_stroke_is_one_step_of_undo(bench: Bench, tmp_path: Path) -> None:
    stage = shown(bench, tmp_path, "masks")
    stage.take("Brush")
    stage.drag([(30, 60), (120, 60)])
    stage.wait_count(1)
    stage.grid.press("2")
    stage.drag([(70, 40), (70, 90)])
    stage.wait_count(2)
    stage.grid.wait_saved()
    heron, kestrel = mask_of(tmp_path, "heron"), mask_of(tmp_path, "kestrel")
    assert heron[60, 35]
    assert kestrel[60, 70]
    assert not (heron & kestrel).any()
    stage.grid.press("Control+z")
    stage.wait_count(1)
    stage.grid.wait_saved()
    assert mask_of(tmp_path, "heron")[60, 70]


def test_eraser_and_fill(bench: Bench, tmp_path: Path) -> None:
    stage = shown(bench, tmp_path, "masks")
    stage.take("Fill")
    stage.click((80, 60))
    stage.wait_count(1)
    stage.take("Eraser")
    stage.drag([(80, 30), (80, 90)])
    stage.grid.wait_saved()
    mask = mask_of(tmp_path, "heron")
    assert mask[5, 5]
    assert not mask[60, 80]
