"""The contents to be embedded: where a picture or a document is, or the thing itself."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from PIL.Image import Image

from nblabel.media.images import shrunk
from nblabel.media.opening import frames_of, open_file, open_image, orientation, plain_words
from nblabel.media.rgb import as_rgb, upright
from nblabel.media.shrinking import LARGE
from nblabel.media.texts import read_document

MOST_FRAMES = 8
# A document's beginning tells what it is about; the rest costs time.
MOST_CHARACTERS = 100_000


class Photo(NamedTuple):
    """A picture at a path or URL: one frame of it, or (`several`) up to eight of all its frames."""

    place: str
    frame: int = 0
    several: bool = False


class Document(NamedTuple):
    """A document at a path or URL."""

    place: str
    encoding: str | None = None


Loaded = Image | str
Content = Photo | Document | Image | str


def load(content: Content, size: int | None) -> list[Loaded]:
    """What there is to see or to read: one picture or text, or several frames.

    Pictures are upright RGB whose shorter side is at least `size` pixels, where the original's is; None: as
    they are. Raises ImageError and DocumentError with the reason.
    """
    if isinstance(content, Photo):
        return [decoded(content.place, frame, size) for frame in _frames(content)]
    if isinstance(content, Document):
        return [read_document(content.place, content.encoding)[:MOST_CHARACTERS]]
    return [content[:MOST_CHARACTERS] if isinstance(content, str) else as_rgb(content)]


def decoded(place: str, frame: int = 0, size: int | None = None) -> Image:
    """A picture, upright RGB, its shorter side at least `size` pixels: a JPEG is decoded no finer than that.

    Raises ImageError.
    """
    with open_file(place) as file:
        image = open_image(file, frame)
        width, height = image.size
        scale = min(1.0, size / max(1, min(width, height))) if size else 1.0
        with plain_words():
            image.draft(None, (math.ceil(width * scale), math.ceil(height * scale)))
            if image.width * image.height <= LARGE:
                image.load()
                return upright(as_rgb(image), orientation(image))
    # Too large to be had whole, and not a kind that can be decoded coarsely.
    return shrunk(place, math.ceil(max(width, height) * scale), frame)[0]


def _frames(photo: Photo) -> Sequence[int]:
    if not photo.several:
        return [photo.frame]
    with open_file(photo.place) as file:
        count = frames_of(open_image(file))
    step = max(1.0, count / MOST_FRAMES)
    return [int(n * step) for n in range(min(count, MOST_FRAMES))]
