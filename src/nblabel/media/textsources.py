"""Which source of documents a thing to add is, and whether it is one of documents at all."""

import glob
import os
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from nblabel.media.found import Found
from nblabel.media.listing import Listing
from nblabel.media.medium import PICTURES, TABLES, Medium, file_name
from nblabel.media.places import as_path, is_url
from nblabel.media.sources import Source, from_spec
from nblabel.media.tables import Frame, Table
from nblabel.media.texts import check_encoding
from nblabel.media.trees import LocalTree, RemoteTree
from nblabel.values.errors import SourceError


def text_source(what: Any, columns: Mapping[str, str] | None = None, encoding: str | None = None) -> Source:
    """The source of documents that `what` means: a folder, glob or list of text files, one of them alone,
    table files, a DataFrame, or any fsspec URL of those. Raises SourceError, with the way out, for others.
    """
    check_encoding(encoding)
    if _is_frame(what):
        return Frame(what, columns)
    if isinstance(what, str | os.PathLike):
        source = _single(_place(what), columns, encoding)
    elif isinstance(what, Iterable) and not isinstance(what, bytes | Mapping):
        source = _several(list(what), columns, encoding)
    else:
        raise SourceError(
            f"Documents cannot be added from a {type(what).__name__}: give a folder, a glob, a list of "
            "files, a table file, a DataFrame or a URL."
        )
    if columns and not isinstance(source, Table):
        raise SourceError("columns= belongs to a table; for text files leave it out.")
    return source


def table_from_spec(spec: Mapping[str, Any]) -> Table:
    """The tables that `to_spec` described."""
    files: Mapping[str, Any] = spec["files"]
    if files["kind"] == "files":
        found = [Found(path, path, path.rpartition("/")[2]) for path in files["paths"]]
        source: Source = Listing(spec["root"], found, medium=TABLES)
    else:
        source = from_spec({**files, "root": spec["root"]})
    return Table(source, spec.get("columns"), spec.get("encoding"))


def is_of_texts(what: Any, columns: Mapping[str, str] | None = None) -> bool:
    """True when a thing to add holds documents and no pictures: so the medium of a project is inferred."""
    if columns and {"text", "image"} & columns.keys():
        return "text" in columns
    if _is_frame(what):
        return "text" in what.columns and "image" not in what.columns
    if isinstance(what, str | os.PathLike):
        place = _place(what)
        if not is_url(place) and os.path.isdir(place):
            return _holds_texts(place)
        return _is_text(place)
    if isinstance(what, list | tuple):
        places = [_place(one) for one in what if isinstance(one, str | os.PathLike)]
        return bool(places) and all(_is_text(place) for place in places)
    return False


def _is_frame(what: Any) -> bool:
    return hasattr(what, "columns") and hasattr(what, "iloc")


def _place(what: Any) -> str:
    place = os.fsdecode(os.fspath(what)).removeprefix("file://")
    if not place:
        raise SourceError('The source is an empty text; for the current folder write "."')
    return place if is_url(place) else os.path.expanduser(place)


def _is_table(place: str) -> bool:
    return TABLES.is_name(file_name(place))


def _is_text(place: str) -> bool:
    return _is_table(place) or Medium("text").is_name(file_name(place))


def _holds_texts(folder: str) -> bool:
    def holds(medium: Medium) -> bool:
        try:
            return any(True for _ in islice(LocalTree(as_path(folder), None, medium).find(), 1))
        except SourceError:
            return False

    return not holds(PICTURES) and holds(Medium("text"))


def _single(place: str, columns: Mapping[str, str] | None, encoding: str | None) -> Source:
    medium = Medium("text", encoding)
    if _is_table(place) and (is_url(place) or not os.path.isdir(place)):
        return Table(_files(place, TABLES), columns, encoding)
    if os.path.isdir(place):
        return LocalTree(as_path(os.path.abspath(place)), None, medium)
    return _files(place, medium)


def _files(place: str, medium: Medium) -> Source:
    """A glob, or one file alone; at a URL a folder too."""
    if is_url(place):
        tree = RemoteTree.at(place, medium)
        alone = tree.pattern is None and medium.is_name(file_name(place))
        return Listing.of_files([place], medium) if alone else tree
    if os.path.isfile(place):
        folder, name = os.path.split(os.path.abspath(place))
        path = as_path(name)
        return Listing(as_path(folder), [Found(path, path, path)], medium=medium)
    if glob.has_magic(place):
        return LocalTree.of_glob(place, medium)
    kind = "folder or file" if medium.name == "text" else "table"
    raise SourceError(f"There is no {kind} {as_path(os.path.abspath(place))}; check its spelling.")


def _several(files: list[Any], columns: Mapping[str, str] | None, encoding: str | None) -> Source:
    tables = [isinstance(one, str | os.PathLike) and _is_table(os.fsdecode(os.fspath(one))) for one in files]
    if not any(tables):
        return Listing.of_files(files, Medium("text", encoding))
    if not all(tables):
        raise SourceError("The list holds tables and text files; add each kind by itself.")
    return Table(Listing.of_files(files, TABLES), columns, encoding)
