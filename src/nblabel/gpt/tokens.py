"""How many tokens a request may be, at most and likely, without knowing the model's own vocabulary.

At most: no vocabulary of the models in use has a token for less than one byte of UTF-8, so bytes are a
bound; asking ends when an endpoint counts more. Likely: prose in most languages has 3 to 5 bytes a token,
names and JSON fewer. Pictures by the published rules of those who charge by tiles or by patches.
"""

import math
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

# What a chat format puts around the messages, and around each.
AROUND = 64
PER_MESSAGE = 16
# A picture: the dearest published rule by tiles of 512 pixels, the usual one, and patches of 28 pixels.
_DEAR = (2833, 5667)
_USUAL = (85, 170)
_PATCH = 28


def most_in(messages: Sequence[Mapping[str, Any]], schema_bytes: int) -> int:
    """A bound of the tokens that go in with these messages and a schema of so many bytes."""
    return AROUND + schema_bytes + sum(PER_MESSAGE + _bytes(one["content"]) for one in messages)


def likely_in(messages: Sequence[Mapping[str, Any]], schema_bytes: int, model: str) -> tuple[int, int]:
    """From how many to how many tokens these messages likely are."""
    low = high = 0.0
    for one in messages:
        pieces = _pieces(one["content"])
        written = sum(len(piece.encode()) for piece in pieces if isinstance(piece, str))
        pictures = [likely_picture(*piece, model) for piece in pieces if not isinstance(piece, str)]
        low += 2 + written / 6 + sum(few for few, _ in pictures)
        high += PER_MESSAGE + written / 2 + sum(many for _, many in pictures)
    return int(low), math.ceil(high + AROUND + schema_bytes)


def most_picture(width: int, height: int) -> int:
    """A bound of the tokens of a picture of this size, whoever charges."""
    return max(_DEAR[0] + _DEAR[1] * _tiles(width, height), 3 * _patches(width, height))


def likely_picture(width: int, height: int, model: str) -> tuple[int, int]:
    """From how many to how many tokens a picture of this size likely is."""
    if "4o-mini" in model:
        return _DEAR[0], most_picture(width, height)
    usual = _USUAL[0] + _USUAL[1] * _tiles(width, height)
    return min(_USUAL[0], _patches(width, height) // 4), max(usual, 3 * _patches(width, height))


def _bytes(content: Any) -> int:
    return sum(
        len(piece.encode()) if isinstance(piece, str) else most_picture(*piece) for piece in _pieces(content)
    )


def _pieces(content: Any) -> list[str | tuple[int, int]]:
    """The texts of a message, and the sizes (width, height) of its pictures."""
    if isinstance(content, str):
        return [content]
    return [one["text"] if one["type"] == "text" else _size(one["image_url"]["url"]) for one in content]


def _size(url: str) -> tuple[int, int]:
    from base64 import b64decode

    from PIL import Image

    with Image.open(BytesIO(b64decode(url.split(",", 1)[1]))) as image:
        return image.size


def _tiles(width: int, height: int) -> int:
    return math.ceil(width / 512) * math.ceil(height / 512)


def _patches(width: int, height: int) -> int:
    return math.ceil(width / _PATCH) * math.ceil(height / _PATCH)
