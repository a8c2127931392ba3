"""What an export cannot keep, counted and told in words."""

from collections.abc import Sequence

from nblabel.formats.dataset import Dataset

SHOWN = 5


def count(number: int, one: str, several: str) -> list[str]:
    """["1 box …"], ["3 boxes …"], or [] of none."""
    return [] if not number else [f"1 {one}" if number == 1 else f"{number:,} {several}"]


def listed(items: Sequence[str], one: str, several: str) -> list[str]:
    """The same with the first few names behind it."""
    shown = ", ".join(repr(item) for item in items[:SHOWN]) + (", …" if len(items) > SHOWN else "")
    return [f"{line}: {shown}" for line in count(len(items), one, several)]


def crowds(dataset: Dataset) -> list[str]:
    """How many regions that mark many things as one are written like any other."""
    number = sum(region.crowd for frame in dataset.frames for region in frame.regions)
    return count(number, "crowd is a region like any other", "crowds are regions like any other")
