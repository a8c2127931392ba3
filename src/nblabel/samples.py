"""Real pictures that come with scikit-learn, to try things on without a download, and who labels them."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nblabel.openproject import Project


def digits(folder: str | os.PathLike[str] = "digits", n: int = 1797) -> Path:
    """Writes the first `n` of scikit-learn's handwritten digits as PNGs of 8x8 pixels; gives the folder.

    Pictures that are there already are left as they are, so the same cell runs again and again.
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    for number, ink in enumerate(load_digits().images[:n]):
        path = place / f"digit-{number:04}.png"
        if not path.exists():
            Image.fromarray((255 - ink * 255 / 16).round().astype("uint8")).save(path)
    return place


def photographs(folder: str | os.PathLike[str] = "photographs") -> Path:
    """Copies scikit-learn's two photographs (a temple, a flower; 640x427 JPEG); gives the folder."""
    from importlib.resources import as_file, files

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with as_file(files("sklearn.datasets") / "images") as images:
        for path in sorted(images.glob("*.jpg")):
            shutil.copyfile(path, place / path.name)
    return place


def answer_page(project: "Project", truth: Mapping[str, str], n: int = 24) -> str:
    """Answers the next n items as one who knows the `truth` (label by key) would; what kind of page it was.

    For trials of assistance: answers by `annotate` are learnt from, but only such as are given to a page that
    asked for them, its suggestions unseen, count as checks. "" when there is no page.
    """
    from nblabel.answering import as_annotations
    from nblabel.values.change import Change, Edit
    from nblabel.values.ids import new_id
    from nblabel.values.public import Choice

    page = project.assist.page(n)
    if page is None or not page.keys:
        return ""
    blind = project.assist.blind(page.keys)
    made = as_annotations(project, {key: [Choice(truth[key])] for key in page.keys}, source="human")
    changes = [Change(key, put=made[key], state="submitted", blind=key in blind) for key in page.keys]
    project.save([Edit(id=new_id(), kind="submit", changes=changes)])
    return page.kind
