"""Parts of a text that is too long for one request."""

from typing import NamedTuple

# Neighbouring windows share so much of a window, that what lies over a border is whole in one of them.
SHARED = 1 / 8
# Windows end at white space, if there is some in this last part of them.
SEARCHED = 1 / 10


class Window(NamedTuple):
    """Characters of a text from `start` on, in code points."""

    start: int
    text: str


def windows(text: str, most_bytes: int) -> list[Window]:
    """Overlapping windows of at most so many UTF-8 bytes that cover the text; itself when it is short enough.

    `most_bytes` is at least 8.
    """
    if len(text) <= most_bytes // 4 or len(text.encode()) <= most_bytes:
        return [Window(0, text)]
    found: list[Window] = []
    start = 0
    while True:
        piece = text[start : start + most_bytes].encode()[:most_bytes].decode(errors="ignore")
        if start + len(piece) >= len(text):
            return [*found, Window(start, piece)]
        piece = _to_white_space(piece)
        found.append(Window(start, piece))
        start += max(1, len(piece) - int(len(piece) * SHARED))


def _to_white_space(piece: str) -> str:
    least = int(len(piece) * (1 - SEARCHED))
    for end in range(len(piece), max(least, 1), -1):
        if piece[end - 1].isspace():
            return piece[:end]
    return piece
