"""Parts of a dataset, for training and for validation, drawn by chance that can be repeated."""

import hashlib
import math
from collections.abc import Mapping

from nblabel.formats.folders import is_plain_name
from nblabel.values.errors import NblabelError

Shares = Mapping[str, float] | float


def split_items(groups: Mapping[str, str | None], shares: Shares | None, seed: int) -> dict[str, str]:
    """The part of each item; {} without `shares`.

    `groups` has the group of each item, or None: items of one group stay together, so that nothing seen in
    training is asked for in validation. `shares` are fractions by name, {"train": 0.8, "val": 0.2}, or the
    one of "train" alone, the rest being "val". The same items and seed give the same parts in any order.
    """
    if shares is None:
        return {}
    wanted = _checked(shares)
    together: dict[str, list[str]] = {}
    for item, group in groups.items():
        together.setdefault(f"item {item}" if group is None else f"group {group}", []).append(item)
    order = sorted(together, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())
    parts: dict[str, str] = {}
    done, total = 0.0, sum(wanted.values())
    ends = []
    for part, share in wanted.items():
        done += share
        ends.append((part, round(len(groups) * done / total)))
    for name in order:
        part = next((part for part, end in ends if len(parts) < end), ends[-1][0])
        parts.update(dict.fromkeys(together[name], part))
    return parts


def _checked(shares: Shares) -> dict[str, float]:
    """Shares by name, those of nothing left out. Raises NblabelError."""
    if not isinstance(shares, Mapping):
        shares = {"train": float(shares), "val": 1 - float(shares)}
    sound = all(isinstance(share, int | float) and 0 <= share < math.inf for share in shares.values())
    if not sound or not shares or abs(sum(shares.values()) - 1) > 1e-6:
        raise NblabelError(
            f'split is a fraction for each part, as {{"train": 0.8, "val": 0.2}}, not {shares!r}.'
        )
    for name in shares:
        if not is_plain_name(name):
            raise NblabelError(f"{name!r} cannot be the name of a part; use letters, digits, - and _.")
    return {name: float(share) for name, share in shares.items() if share > 0}
