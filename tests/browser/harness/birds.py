"""A small project that tests label: twenty photos, three labels, in a folder of its own."""

import random
from pathlib import Path

from PIL import Image

import nblabel as nl

NAME = "birds"
LABELS = ("heron", "kestrel", "wren")
Standing = tuple[str, tuple[str, ...]]


def write_photos(folder: Path, count: int = 20) -> None:
    """Puts that many pictures, none like another, into `folder / "photos"`."""
    chance = random.Random(count)
    (folder / "photos").mkdir()
    for n in range(count):
        color = tuple(chance.randrange(256) for _ in range(3))
        Image.new("RGB", (160, 120), color).save(folder / "photos" / f"plumage{n:02}.jpg")


def cells(folder: Path, annotator: str = "ana", task: str = "multiclass") -> list[str]:
    """A notebook that opens or makes the project in `folder` and shows it."""
    where = str(folder / f"{NAME}.nblabel")
    settings = f"labels={list(LABELS)}, annotator={annotator!r}"
    return [
        f"import nblabel as nl\nproject = nl.project({where!r}, {task!r}, instructions='', {settings})",
        f"report = project.add({str(folder / 'photos')!r})",
        "project.label()",
    ]


def stored(folder: Path, annotator: str = "ana") -> dict[str, Standing]:
    """State and labels of every item that this person has answered, read from the file by another process."""
    with nl.open(folder / f"{NAME}.nblabel", annotator=annotator) as project:
        answers = project.answers()
        notes = project.annotations(votes=True, drafts=True)
    own = answers[(answers["annotator"] == annotator) & (answers["state"] != "unlabeled")]
    mine = notes[notes["annotator"] == annotator]
    return {
        item: (state, tuple(sorted(mine.loc[mine["item"] == item, "label"])))
        for item, state in zip(own["item"], own["state"], strict=True)
    }
