"""What a format is: its name, what it is for, and how it is written and read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from nblabel.formats.dataset import Dataset, Reading, Wanted
from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    import pandas as pd

ALL_TASKS = ("multiclass", "multilabel", "boxes", "polygons", "masks", "spans")
# What no outside format has a place for.
PROVENANCE = "who answered, when, how long it took and what each annotation was made by"

Write = Callable[[Dataset, Path], list[str]]
WriteTables = Callable[["pd.DataFrame", "pd.DataFrame", Path], None]
Read = Callable[[Path, Wanted], Reading]


@dataclass(frozen=True)
class Option:
    """What can be chosen of a format: one of `allowed`, or, where that is empty, what `told` says."""

    default: str
    allowed: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True)
class Format:
    """`write` writes regions and says in words what was lost; `write_tables` writes the tidy tables instead.

    `sized` are the tasks for which it needs the sizes of pictures, or the texts of documents; `write` is
    given no frame without one. `media` are those whose items it can be about, `options` what `export` takes.
    With `texts` the table of answers that it is given has the `text` of each document.
    `read` raises `NblabelError` when the place holds nothing of the kind; single faults go into `failed`.
    """

    name: str
    tasks: tuple[str, ...]
    path: Literal["file", "folder"]
    keeps: str
    loses: str
    read: Read
    write: Write | None = None
    write_tables: WriteTables | None = None
    sized: tuple[str, ...] = ()
    media: tuple[str, ...] = ("image", "text")
    options: Mapping[str, Option] = field(default_factory=dict)
    texts: bool = False

    def chosen(self, given: Mapping[str, str]) -> dict[str, str]:
        """A value for each option. Raises `NblabelError` for one that there is not, or that cannot be."""
        for name, value in given.items():
            if name not in self.options:
                there = ", ".join(self.options) or "none"
                raise NblabelError(f"{self.name} has no option {name!r}. Options: {there}.")
            allowed = self.options[name].allowed
            if not isinstance(value, str) or (allowed and value not in allowed):
                told = " or ".join(map(repr, allowed)) or self.options[name].told
                raise NblabelError(f"{name} of {self.name} is {told}, not {value!r}.")
        return {name: option.default for name, option in self.options.items()} | dict(given)
