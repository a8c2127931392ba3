"""Which maps and labelers of one project are open in this kernel, so that each shows what is selected."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary, WeakSet

if TYPE_CHECKING:
    from nblabel.openproject import Project
    from nblabel.widget.labeler import Labeler


class Meeting(Protocol):
    """Something that wants to know of each labeler of its project."""

    def met(self, labeler: "Labeler") -> None: ...


_labelers: WeakKeyDictionary["Project", WeakSet[Any]] = WeakKeyDictionary()
_maps: WeakKeyDictionary["Project", WeakSet[Any]] = WeakKeyDictionary()


def join(project: "Project", labeler: "Labeler") -> None:
    """A labeler of this project was opened. Keeps nothing alive."""
    _labelers.setdefault(project, WeakSet()).add(labeler)
    for one in list(_maps.get(project, ())):
        one.met(labeler)


def meet(project: "Project", one: Meeting) -> None:
    """Tells `one` of the project's labelers, those that are open and those to come."""
    _maps.setdefault(project, WeakSet()).add(one)
    for labeler in labelers(project):
        one.met(labeler)


def labelers(project: "Project") -> Iterator["Labeler"]:
    """The open labelers of this project."""
    yield from (one for one in list(_labelers.get(project, ())) if one.comm is not None)
