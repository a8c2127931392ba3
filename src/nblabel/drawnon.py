"""Which size a picture had when regions were drawn on it, so that a file that became another is told of.

Regions are pixels of one picture. When its file is replaced by one of another size they stay where they were,
and the page says so: nothing is shifted silently.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from nblabel.values.annotation import Pixels, Rectangle, Rings
from nblabel.values.change import Edit

if TYPE_CHECKING:
    from nblabel.openproject import Project

Size = tuple[int, int]


def drawn_on(project: "Project", item: str) -> Size | None:
    """Width and height that the picture had when this person began to draw on it; None when not known."""
    width, _, height = (project.store.note(_key(item, project.annotator)) or "").partition("x")
    return (int(width), int(height)) if width.isdigit() and height.isdigit() else None


def remember(project: "Project", edits: Iterable[Edit]) -> None:
    """Notes the sizes of the pictures on which these edits draw the first regions."""
    items = {
        change.item
        for edit in edits
        for change in edit.changes
        if any(isinstance(one.shape, Rectangle | Rings | Pixels) for one in change.put)
    }
    for item in items:
        size = project.gallery.known_size(item)
        if size is not None and not _begun(project, item):
            remember_sizes(project, {item: size}, project.annotator)


def remember_sizes(project: "Project", sizes: Mapping[str, Size], annotator: str) -> None:
    """Notes on which sizes whole answers were given, in place of what was noted of earlier ones."""
    notes = {_key(item, annotator): f"{width}x{height}" for item, (width, height) in sizes.items()}
    if notes:
        project.store.set_notes(notes)


def _begun(project: "Project", item: str) -> bool:
    """True when regions are there already, and it is known on what they were drawn."""
    answer = project.store.answers(project.annotator, [item]).get(item)
    return bool(answer and answer.annotations) and drawn_on(project, item) is not None


def _key(item: str, annotator: str) -> str:
    return f"drawn:{annotator}:{item}"
