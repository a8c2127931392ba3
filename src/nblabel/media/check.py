"""A cheap look into a file: is it a picture, whole, of a size that can be shown? Pixels are not decoded.

A file whose end looks wrong may only carry something after its picture (some phones do that), so it is
decoded before it is called broken.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import IO, Any

import msgspec
from PIL import BmpImagePlugin, ImageFile, TiffImagePlugin

from nblabel.media.fingerprint import fingerprint
from nblabel.media.found import Found
from nblabel.media.opening import frames_of, open_file, open_image
from nblabel.media.places import is_url, locate
from nblabel.values.errors import ImageError

_TAIL = 32 * 1024
_PNG_END = b"IEND\xaeB`\x82"


def check(place: str) -> tuple[str | None, int]:
    """Why the file at a path or URL cannot be read, or None, and how many frames it has."""
    try:
        with open_file(place) as file:
            image = open_image(file)
            frames = frames_of(image)
            if not _is_whole(file, image):
                _decode(image)
    except ImageError as error:
        return str(error), 1
    return None, frames


def _decode(image: ImageFile.ImageFile) -> None:
    try:
        image.load()
    except Exception as error:  # decoders raise nearly anything
        raise ImageError("The file ends too early") from error


def checked(
    found: Iterable[Found],
    root: str,
    unchanged: Callable[[Found], bool],
    check: Callable[[str], tuple[str | None, int]] = check,
) -> Iterator[Found]:
    """The same, in the same order, those that changed looked into by `check` on a few threads."""

    def look(one: Found) -> Found:
        if one.reason is not None or unchanged(one):
            return one
        try:
            reason, frames = check(locate(root, one.path))
        except ImageError as error:
            reason, frames = str(error), 1
        content = None if reason or is_url(root) else fingerprint(locate(root, one.path))
        return msgspec.structs.replace(one, reason=reason, frames=frames, fingerprint=content)

    waiting = iter(found)
    with ThreadPoolExecutor(8 if is_url(root) else 4, "nblabel-check") as pool:
        while batch := list(islice(waiting, 256)):
            yield from pool.map(look, batch)


def looks_whole(ends: bytes, size: int) -> bool:
    """Whether a JPEG, PNG, WebP or GIF of `size` bytes ends as it should; True for other kinds.

    `ends` is the file, or its first bytes and its last. A JPEG's end mark must come after its last scan,
    since a thumbnail inside has an end mark of its own.
    """
    if ends.startswith(b"\xff\xd8"):
        return ends.rfind(b"\xff\xd9") > ends.rfind(b"\xff\xda")
    if ends.startswith(b"\x89PNG"):
        return _PNG_END in ends
    if ends.startswith(b"GIF8"):
        return ends.endswith(b";")
    if ends.startswith(b"RIFF"):  # its length is in its header
        return int.from_bytes(ends[4:8], "little") + 8 <= size
    return True


def _is_whole(file: IO[bytes], image: ImageFile.ImageFile) -> bool:
    if image.format == "DICOM":
        image.verify()
        return True
    size = file.seek(0, io.SEEK_END)
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return _tiff_reach(image) <= size
    if isinstance(image, BmpImagePlugin.BmpImageFile):
        return all(_bmp_reach(tile, image.height) <= size for tile in image.tile)
    file.seek(0)
    head = file.read(16)
    file.seek(max(16, size - _TAIL))
    return looks_whole(head + file.read(), size)


def _tiff_reach(image: TiffImagePlugin.TiffImageFile) -> int:
    """Where the last strip or tile of the first page ends."""
    tags = image.tag_v2
    starts, lengths = (273, 279) if 273 in tags else (324, 325)
    return max((a + n for a, n in zip(tags.get(starts, ()), tags.get(lengths, ()), strict=False)), default=0)


def _bmp_reach(tile: Any, height: int) -> int:
    stride = tile[3][1] if tile[0] == "raw" else 0
    return int(tile[2] + stride * height)
