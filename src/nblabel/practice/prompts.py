"""What a practice server makes out of the messages of a request."""

import itertools
import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_LABEL = re.compile(r'^- (\S+): ("(?:[^"\\]|\\.)*")(?: - (.*))?$', re.MULTILINE)
_FENCED = re.compile(r"data between the two lines (\S+):\n\1\n(.*)\n\1\s*$", re.DOTALL)
_ORDER = re.compile(
    r"ignore .{0,80}?\b(?:answer|say|choose)\b[:\s]+\"?([^\".\n]+)", re.IGNORECASE | re.DOTALL
)
_SECRET = re.compile(r"The word (\S+) is secret")
_WORD = re.compile(r"\b[^\W\d_]\w{2,}")


class Choice(NamedTuple):
    """A label as the prompt tells it."""

    code: str
    name: str
    description: str


class Shown(NamedTuple):
    """An example of the prompt: its text and the answer to it."""

    text: str
    answer: Mapping[str, Any]


class Request(NamedTuple):
    """What is asked, as far as it could be made out."""

    choices: tuple[Choice, ...]
    examples: tuple[Shown, ...]
    text: str
    picture: bytes | None
    fenced: bool
    secret: str

    @property
    def item(self) -> str | bytes:
        """The text, or the picture's bytes."""
        return self.text if self.picture is None else self.picture

    def named_words(self) -> list[str]:
        """The words of the items, as often as they come."""
        lines = [line for line in self.text.splitlines() if not line.startswith(("[[", "Item, "))]
        return sorted(_WORD.findall(" ".join(lines).casefold()))

    @property
    def order(self) -> str:
        """What an instruction inside the item says to answer; "" when there is none."""
        found = _ORDER.search(self.text)
        return found.group(1).strip() if found else ""


def made_out(messages: Sequence[Mapping[str, Any]]) -> Request:
    """Reads the messages as a model would."""
    system = "\n".join(_text(one["content"]) for one in messages if one["role"] == "system")
    choices = tuple(Choice(code, json.loads(name), told) for code, name, told in _LABEL.findall(system))
    secret = _SECRET.search(system)
    said = [one for one in messages if one["role"] in ("user", "assistant")]
    examples = tuple(
        Shown(_inside(_text(asked["content"]))[0], _object(_text(answered["content"])))
        for asked, answered in itertools.pairwise(said)
        if (asked["role"], answered["role"]) == ("user", "assistant")
    )
    last = said[-1]["content"] if said else ""
    text, fenced = _inside(_text(last))
    picture = _picture(last)
    return Request(choices, examples, text, picture, fenced or picture is not None,
                   secret.group(1) if secret else "")  # fmt: skip


def words(text: str) -> set[str]:
    """The words of a text, without case."""
    return {word.casefold() for word in _WORD.findall(text)}


def picture_of(jpeg: bytes) -> Any:
    """The Pillow image of what was sent."""
    from io import BytesIO

    from PIL import Image

    return Image.open(BytesIO(jpeg))


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(str(part.get("text", "")) for part in content if part.get("type") == "text")


def _picture(content: Any) -> bytes | None:
    if isinstance(content, str):
        return None
    urls = [part["image_url"]["url"] for part in content if part.get("type") == "image_url"]
    return b64decode(urls[-1].split(",", 1)[1]) if urls else None


def _inside(text: str) -> tuple[str, bool]:
    found = _FENCED.search(text)
    return (found.group(2), True) if found else (text, False)


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
