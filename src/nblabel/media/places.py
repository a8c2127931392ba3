r"""Where a file is: a source's root (a folder or a URL), and a path below it.

Paths are text that any database and any page can hold. A name on disk may be bytes that are no text, so such
bytes are written `\xHH`, and a backslash in a name is written twice: the path leads back to the same file.
(On Windows, where a backslash parts folders and names are always text, nothing is rewritten.)
"""

import os
import re
from functools import lru_cache
from typing import Any

from nblabel.values.errors import ImageError, SourceError

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]+://")
_ESCAPE = re.compile(r"\\(\\|x[0-9a-f]{2})")
_NAMES_ARE_TEXT = os.sep == "\\"
_ODD = re.compile("[\\\\\udc80-\udcff]")


def is_url(text: str) -> bool:
    """True for `memory://pics`, `https://host/a.jpg`, `zip://a.png::file.zip`; False for a local path."""
    return _URL.match(text) is not None


def as_path(name: str) -> str:
    """A file name as Python gives it (undecodable bytes as lone surrogates) as storable text."""
    plain = _NAMES_ARE_TEXT or (name.isascii() and "\\" not in name)
    text = name if plain else _ODD.sub(_escaped, name)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise SourceError(f"{name!r} is not a file name: it holds half a character.") from error
    return text


def as_name(path: str) -> str:
    """The file name that `as_path` was given."""
    return path if _NAMES_ARE_TEXT or "\\" not in path else _ESCAPE.sub(_unescaped, path)


def _escaped(match: re.Match[str]) -> str:
    letter = match[0]
    return "\\\\" if letter == "\\" else f"\\x{ord(letter) - 0xDC00:02x}"


def _unescaped(match: re.Match[str]) -> str:
    return "\\" if match[1] == "\\" else chr(0xDC00 + int(match[1][1:], 16))


def locate(root: str, path: str) -> str:
    """The place that `open_file` takes for `path` below `root`; `root` is "" where paths are whole.

    Raises ImageError when the path leads out of the root.
    """
    if not root:
        return path if is_url(path) else as_name(path)
    if path.startswith("/") or ".." in path.split("/"):
        raise ImageError("The path leads out of its source's folder")
    if not is_url(root):
        return os.path.join(as_name(root), as_name(path))
    head, mark, tail = root.partition("::")
    return f"{head}{'' if head.endswith('/') else '/'}{path}{mark}{tail}"


def file_system(url: str) -> tuple[Any, str]:
    """The fsspec file system of a URL, and the path on it. Raises SourceError when there is no such kind.

    An archive (`zip://a.jpg::file.zip`) stays open for the next file in it until `forget_archives`.
    """
    from fsspec.core import url_to_fs

    head, mark, tail = url.partition("::")
    scheme, _, path = head.partition("://")
    try:
        if mark:
            return _archive(f"{scheme}://::{tail}"), path
        return url_to_fs(url)  # type: ignore[no-any-return]
    except (ImportError, ValueError) as error:
        raise SourceError(f"{url} cannot be opened: {error}") from error


@lru_cache(maxsize=8)
def _archive(url: str) -> Any:
    from fsspec.core import url_to_fs

    return url_to_fs(url)[0]


def forget_archives() -> None:
    """Archives are opened anew from now on: they may have changed."""
    _archive.cache_clear()
