"""What `project.add(source)` takes: a folder, a glob, files, a DataFrame, or any fsspec URL of those.

A source can be remembered as JSON (`to_spec`, `from_spec`) and scanned again. Scanning streams: a folder of
a million files takes a few seconds and memory for its largest folder's names only.
"""

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Protocol

from nblabel.media.check import checked
from nblabel.media.found import BATCH, Found
from nblabel.media.frames import are_separate, without_frame
from nblabel.media.listing import Listing
from nblabel.media.medium import Medium, medium_of
from nblabel.media.places import as_path, is_url
from nblabel.media.trees import LocalTree, RemoteTree
from nblabel.values.errors import SourceError

CHECK_AT_MOST = 20_000


class Source(Protocol):
    """A place that items come from. `kind` is `folder` or `files`, or of texts `table` or `rows`; `root` is
    what paths are relative to.

    `unread` has (path, reason) of each folder that could not be read, once everything was found. `keyed`: the
    person gave the keys; they are not to be changed.
    """

    kind: str
    root: str
    keyed: bool
    medium: Medium

    @property
    def unread(self) -> Sequence[tuple[str, str]]: ...

    def find(self) -> Iterator[Found]:
        """Every item, in the same order each time. Raises SourceError when the place is gone or empty."""

    def to_spec(self) -> dict[str, Any]:
        """The source as JSON."""


class Apart:
    """A source whose files' frames are items of their own; see `frames`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.kind = source.kind
        self.root = source.root
        self.keyed = source.keyed
        self.medium = source.medium

    @property
    def unread(self) -> Sequence[tuple[str, str]]:
        return self.source.unread

    def find(self) -> Iterator[Found]:
        """Every file."""
        return self.source.find()

    def to_spec(self) -> dict[str, Any]:
        return self.source.to_spec() | {"frames": "separate"}


def most_looked_into(source: Source) -> int | None:
    """How many files are looked into when they join: all of them where it takes that to know the items."""
    return None if isinstance(source, Apart) else CHECK_AT_MOST


def source_of(what: Any, columns: Mapping[str, str] | None = None) -> Source:
    """The source that `what` means: folder, glob, list of files, DataFrame or fsspec URL.

    `columns` maps `image`, and optionally `label`, `confidence`, `key`, `group`, to a DataFrame's columns.
    Raises SourceError, with the way out, when there is nothing of the kind.
    """
    if hasattr(what, "columns") and hasattr(what, "iloc"):
        return Listing.of_table(what, columns)
    if columns:
        raise SourceError("columns= belongs to a DataFrame; for a folder or a list leave it out.")
    if isinstance(what, str | os.PathLike):
        return _single(os.fspath(what))
    if isinstance(what, Iterable) and not isinstance(what, bytes | Mapping):
        return Listing.of_files(what)
    raise SourceError(
        f"Items cannot be added from a {type(what).__name__}: give a folder, a glob, a list of files, "
        "a DataFrame or a URL."
    )


def _single(text: str | bytes) -> Source:
    place = os.fsdecode(text)
    if not place:
        raise SourceError('The source is an empty text; for the current folder write "."')
    if place.startswith("file://"):
        place = place.removeprefix("file://")
    if is_url(place):
        return RemoteTree.at(place)
    place = os.path.expanduser(place)
    if os.path.isdir(place):
        return LocalTree(as_path(os.path.abspath(place)))
    if os.path.exists(place):
        raise SourceError(
            f"{as_path(place)} is a file, not a folder; to add it alone give a list: [{place!r}]."
        )
    if glob.has_magic(place):
        return LocalTree.of_glob(place)
    raise SourceError(f"There is no folder {as_path(os.path.abspath(place))}; check its spelling.")


def from_spec(spec: Mapping[str, Any], known: Iterable[tuple[str, str]] = ()) -> Source:
    """The source that `to_spec` described. `known` is (key, path) of its items, for a source of files:
    a list or table is not kept twice."""
    if are_separate(spec):
        whole = {key: value for key, value in spec.items() if key != "frames"}
        return Apart(from_spec(whole, ((without_frame(key), path) for key, path in known)))
    kind, root = spec.get("kind"), str(spec.get("root", ""))
    if kind == "folder":
        tree = RemoteTree if is_url(root) else LocalTree
        return tree(root, spec.get("pattern"), medium_of(spec))
    if kind == "files":
        found = (Found(key, path, path.rpartition("/")[2]) for key, path in known)
        return Listing(root, found, bool(spec.get("keyed")), medium_of(spec))
    raise SourceError(f"This version of nblabel cannot read sources of the kind {kind!r}.")


def scan(source: Source, unchanged: Callable[[Found], bool] | None = None) -> Iterator[list[Found]]:
    """Batches of what is found. Up to `most_looked_into` files (less those that are `unchanged`) are looked
    into without decoding their pixels, so that broken ones carry a `reason` and pages are counted as
    `frames`; with more files, each is looked into when it is first read. Raises SourceError as `find` does.
    """
    found = source.find()
    most = most_looked_into(source)
    if most is None:
        yield from _batches(checked(found, source.root, unchanged or _never, source.medium.look))
        return
    first: list[Found] = []
    for one in found:
        first.append(one)
        if len(first) > most:
            break
    else:
        yield from _batches(checked(first, source.root, unchanged or _never, source.medium.look))
        return
    yield from _batches(chain(first, found))


def _never(_: Found) -> bool:
    return False


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    batch: list[Found] = []
    for one in found:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
