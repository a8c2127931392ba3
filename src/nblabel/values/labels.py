r"""Labels by name: a tree of up to six levels, written as a path (`Animal/Cat`).

A slash inside a name is written `\/`. A backslash stands for itself, except before a slash, before another
backslash and at the end of a name, where it is written `\\`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nblabel.values.errors import LabelError

DEPTH = 6
LONGEST_NAME = 200
_PIECE = re.compile(r"\\[\\/]|.", re.DOTALL)
_LONE_BACKSLASH = re.compile(r"\\(?=[\\/]|$)")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def split_path(path: str) -> tuple[str, ...]:
    """The names in a label path, white space around them taken off. Raises LabelError."""
    if not isinstance(path, str):
        raise LabelError(f"A label is a text such as 'Animal/Cat', not {path!r}.")
    names = [""]
    for piece in _PIECE.findall(path):
        if piece == "/":
            names.append("")
        else:
            names[-1] += piece[-1] if len(piece) == 2 else piece
    parts = tuple(name.strip() for name in names)
    check_parts(parts)
    return parts


def join_path(parts: tuple[str, ...]) -> str:
    """The path of these names; `split_path` takes it apart again."""
    return "/".join(_LONE_BACKSLASH.sub(r"\\\\", name).replace("/", r"\/") for name in parts)


def check_parts(parts: tuple[str, ...]) -> None:
    """Raises LabelError unless these names, outermost first, can be a label."""
    told = "/".join(parts)
    if not 1 <= len(parts) <= DEPTH:
        raise LabelError(
            rf"{told!r} has {len(parts)} levels, and labels have at most {DEPTH}; "
            r"a slash in a name is written \/."
        )
    for name in parts:
        reason = _fault(name)
        if reason:
            raise LabelError(f"{told!r} cannot be a label: {reason}.")


def _fault(name: str) -> str | None:
    if not name:
        return r"a name in it is empty (a slash in a name is written \/)"
    if name != name.strip():
        return f"the name {name!r} has white space around it"
    if len(name) > LONGEST_NAME:
        return f"a name has {len(name)} characters, more than {LONGEST_NAME}"
    if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or 0xD800 <= ord(c) < 0xE000 for c in name):
        return f"the name {name!r} holds a control character or half a character"
    return None


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the palette.

    `color` is `#rrggbb` (None: the next of the palette); `key` one character, or "" for its place's digit.
    Raises LabelError when any of it cannot be.
    """

    path: str
    color: str | None = None
    description: str = ""
    examples: tuple[str, ...] = ()
    key: str = ""

    def __post_init__(self) -> None:
        parts = split_path(self.path)
        object.__setattr__(self, "path", join_path(parts))
        object.__setattr__(self, "key", self.key or "")
        object.__setattr__(self, "examples", tuple(self.examples))
        if self.color is not None:
            object.__setattr__(self, "color", as_color(self.color))
        if self.key and (len(self.key) != 1 or not self.key.isprintable() or self.key.isspace()):
            raise LabelError(f"The key of {self.path!r} is one character, not {self.key!r}.")

    @property
    def parts(self) -> tuple[str, ...]:
        """The names, outermost first."""
        return split_path(self.path)


def as_labels(labels: Iterable[str | Label]) -> list[Label]:
    """The labels of a list of paths and `Label`s. Raises LabelError for a lone text, and for doubles."""
    if isinstance(labels, str):
        raise LabelError(f"Labels are a list: [{labels!r}], not {labels!r}.")
    given = [label if isinstance(label, Label) else Label(label) for label in labels]
    seen: set[str] = set()
    for label in given:
        if label.path in seen:
            raise LabelError(f"The label {label.path!r} is there twice; leave one out.")
        seen.add(label.path)
    return given


def as_color(color: str) -> str:
    """`#rrggbb` in lower case. Raises LabelError for anything else."""
    if not isinstance(color, str) or not _COLOR.fullmatch(color):
        raise LabelError(f"A colour is written '#rrggbb', not {color!r}.")
    return color.lower()
