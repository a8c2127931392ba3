"""A crowd says that it is one, and stays one when a person moves it."""

import json
from pathlib import Path

import nblabel as nl
from tests.browser.harness.bench import Bench
from tests.browser.harness.birds import LABELS, NAME, write_photos
from tests.browser.harness.stage import Stage


def with_a_crowd(folder: Path) -> str:
    """A project with a crowd in one picture; that picture's key."""
    write_photos(folder, 9)
    where = folder / f"{NAME}.nblabel"
    with nl.create(where, task="boxes", labels=LABELS, annotator="ana", instructions="") as project:
        project.add(folder / "photos", progress=False)
        item: str = project.items()["item"][0]
        mark = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [20, 20, 60, 40], "iscrowd": 1}
        content = {
            "images": [{"id": 1, "file_name": item}],
            "categories": [{"id": 1, "name": "heron"}],
            "annotations": [mark],
        }
        (folder / "in.json").write_text(json.dumps(content))
        assert project.import_annotations("coco", folder / "in.json").annotations == 1
    return item


def test_a_crowd_is_told_in_the_list_and_stays_one(bench: Bench, tmp_path: Path) -> None:
    item = with_a_crowd(tmp_path)
    grid = bench.open(
        f"project = nl.project({str(tmp_path / f'{NAME}.nblabel')!r}, 'boxes', annotator='ana')"
    )
    stage = Stage(grid.start())
    bench.notebook.kernel.run(f"labeler.show({item!r})")
    grid.wait(lambda: item in [tile.item for tile in grid.tiles()], "the picture")
    stage.open(item)
    [region] = stage.wait_count(1)
    row = grid.region.get_by_role("listbox", name="Regions").get_by_role("option")
    assert "crowd" in row.inner_text()
    assert "crowd" in (row.get_attribute("aria-label") or "")
    stage.click((50, 40))
    grid.press("ArrowRight")
    grid.wait(lambda: stage.regions()[0].box[0] == region.box[0] + 1, "the move")
    grid.press("Control+Enter")
    grid.wait_saved()
    with nl.open(tmp_path / f"{NAME}.nblabel", annotator="ana") as project:
        project.export("coco", tmp_path / "out.json")
    [out] = json.loads((tmp_path / "out.json").read_bytes())["annotations"]
    assert (out["bbox"], out["iscrowd"]) == ([21, 20, 60, 40], 1)
