"""A page is told what is suggested for an item, and judges it with the edits that it sends."""

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from nblabel.openproject import Project
from nblabel.values.ids import new_id
from nblabel.widget.labeler import Labeler
from tests.waiting import PATIENCE
from tests.widget.page import Page


@pytest.fixture
def told(project: Project) -> pd.DataFrame:
    """Pictures beside those of the project, a table of them with a label and how sure it is of each."""
    folder = Path(project.store.sources()[0].root).parent / "more"
    folder.mkdir()
    for n in range(3):
        Image.fromarray(np.full((30, 40, 3), 100 + n, np.uint8)).save(folder / f"q{n}.png")
    images = [str(folder / f"q{n}.png") for n in range(3)]
    return pd.DataFrame({"image": images, "label": ["cat", "cat", "dog"], "sure": [0.75, None, 0.5]})


def suggest(project: Project, told: pd.DataFrame) -> str:
    """Adds the table; the first of its items."""
    columns = {"image": "image", "label": "label", "confidence": "sure"}
    project.add(told, columns, progress=False)
    return str(project.suggestions().sort_values("score")["item"].iloc[1])


def edit(item: str, kind: str, **change: Any) -> dict[str, Any]:
    return {"id": new_id(), "kind": kind, "changes": [{"item": item, **change}], "client": "me"}


def look(page: Page, item: str) -> dict[str, Any]:
    info: dict[str, Any] = page.ask("look", items=[item], size=0)["body"]["items"][0]
    return info


def test_an_item_comes_with_its_open_suggestions(page: Page, project: Project, told: pd.DataFrame) -> None:
    item = suggest(project, told)
    [suggested] = look(page, item)["suggested"]
    assert (suggested["score"], suggested["run"], suggested["annotation"]["label"]) == (0.75, 1, 1)
    assert "suggested" not in look(page, "p00.png")


def test_a_rejected_one_is_gone_and_undo_brings_it_back(
    page: Page, project: Project, told: pd.DataFrame
) -> None:
    item = suggest(project, told)
    welcome = page.ask("hello", count=1, size=0)["body"]
    [suggested] = look(page, item)["suggested"]
    page.save(welcome["project"], [edit(item, "reject", reject=[suggested["annotation"]["id"]])])
    assert "suggested" not in look(page, item)
    assert project.undo()
    assert look(page, item)["suggested"] == [suggested]


def test_an_accepted_one_says_which_run_it_is_of(page: Page, project: Project, told: pd.DataFrame) -> None:
    item = suggest(project, told)
    welcome = page.ask("hello", count=1, size=0)["body"]
    [suggested] = look(page, item)["suggested"]
    put = suggested["annotation"] | {"source": "accepted", "run": suggested["run"]}
    page.save(welcome["project"], [edit(item, "accept", put=[put], state="draft")])
    assert project.annotations(drafts=True)[["source", "run"]].values.tolist() == [["accepted", 1]]
    assert len(project.suggestions()) == 2


def test_the_same_table_again_brings_nothing_back(project: Project, told: pd.DataFrame) -> None:
    item = suggest(project, told)
    assert project.reject(items=[item]) == 1
    before = project.suggestions()["id"].tolist()
    project.add(told, {"image": "image", "label": "label", "confidence": "sure"}, progress=False)
    assert project.suggestions()["id"].tolist() == before


def test_those_who_listen_hear_of_suggestions_that_come(project: Project, told: pd.DataFrame) -> None:
    labeler, heard = Labeler(project), threading.Event()
    labeler.answers_changed = lambda items, client: heard.set()  # type: ignore[method-assign]
    suggest(project, told)
    assert heard.wait(PATIENCE)
    labeler.close()
