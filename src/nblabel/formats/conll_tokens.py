r"""Texts as tokens: what stands on the lines of a CoNLL file.

A token is a run of letters, digits, marks and connectors (`_`), with the joiners inside it; an ideograph or
a hiragana by itself, as these are written without spaces; a flag; or any other character that is no
white space, with the marks and joined characters that belong to it (👩‍👧 is one). `a-b` is `a`, `-`, `b`.
Other scripts that are written without spaces, as Thai, give one token for each run.

White space is what `str.isspace` says, so that no token is ever parted by a program that splits lines.
"""

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from urllib.parse import quote, unquote

_IDEOGRAPHS = "\u3005-\u3007\u3041-\u3096\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_JOINERS = "\u200c\u200d"
# What changes the character before it: variation selectors are marks; skin tones, and the tags of flags.
_MODIFIERS = "\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_FLAG = "[\U0001f1e6-\U0001f1ff]"


@cache
def _pattern() -> re.Pattern[str]:
    tail = f"[{_marks()}{_MODIFIERS}{_JOINERS}]"
    word = rf"(?:(?![{_IDEOGRAPHS}])\w{tail}*)+"
    joined = rf"\S(?:{tail}|(?<=\u200d)[^\s\w])*"
    return re.compile(rf"[{_IDEOGRAPHS}]{tail}*|{word}|{_FLAG}{_FLAG}|{joined}")


def _marks() -> str:
    """All combining marks, as ranges of a regular expression."""
    ranges: list[list[int]] = []
    for code in range(0x300, sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def tokens(text: str, cuts: Iterable[int] = ()) -> Iterator[tuple[int, int]]:
    """Start and end of each token, in order; none goes over one of `cuts`. All in code points."""
    edges, n = sorted(set(cuts)), 0
    for found in _pattern().finditer(text):
        start, end = found.span()
        while n < len(edges) and edges[n] < end:
            if edges[n] > start:
                yield start, edges[n]
                start = edges[n]
            n += 1
        yield start, end


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a range without white space at its ends; of no length when there is nothing else."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return start, max(start, end - (len(part) - len(part.rstrip())))


def place_of(text: str, token: str, after: int) -> int | None:
    """Where the token stands in the text when only white space comes before it from `after` on."""
    while after < len(text) and text[after].isspace():
        after += 1
    return after if text.startswith(token, after) else None


_TO_ESCAPE = re.compile(r"[\s%\x00-\x1f\x7f]")


def escaped(name: str) -> str:
    """A key or label without white space: written as in web addresses (`%20`), as is `%` itself."""
    return _TO_ESCAPE.sub(lambda m: quote(m[0], safe=""), name)


def unescaped(name: str) -> str:
    """The name that `escaped` wrote so."""
    return unquote(name, errors="surrogateescape")
