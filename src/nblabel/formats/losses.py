"""What an export cannot keep, counted and told in words."""

from collections.abc import Sequence

SHOWN = 5


def count(number: int, one: str, several: str) -> list[str]:
    """["1 box …"], ["3 boxes …"], or [] of none."""
    return [] if not number else [f"1 {one}" if number == 1 else f"{number:,} {several}"]


def listed(items: Sequence[str], one: str, several: str) -> list[str]:
    """The same with the first few names behind it."""
    shown = ", ".join(repr(item) for item in items[:SHOWN]) + (", …" if len(items) > SHOWN else "")
    return [f"{line}: {shown}" for line in count(len(items), one, several)]
