"""Which fault comes when: decided by the seed before the first photo is labelled."""

import random
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["kernel mid-write", "kernel", "reload", "browser"]


@dataclass(frozen=True)
class Fault:
    """Strikes on the first full page after `after` photos are done."""

    after: int
    kind: FaultKind


@dataclass(frozen=True)
class Counts:
    """How many of each; half of the kernel's deaths (rounded up) come in the middle of a write."""

    items: int = 2527
    kernel: int = 20
    reload: int = 10
    browser: int = 5


def faults(counts: Counts, seed: int) -> list[Fault]:
    """All faults in the order they strike, spread over the whole campaign."""
    middle = (counts.kernel + 1) // 2
    numbers: dict[FaultKind, int] = {
        "kernel mid-write": middle,
        "kernel": counts.kernel - middle,
        "reload": counts.reload,
        "browser": counts.browser,
    }
    kinds = [kind for kind, number in numbers.items() for _ in range(number)]
    chance = random.Random(seed)
    chance.shuffle(kinds)
    step = counts.items * 0.95 / max(1, len(kinds))
    return [Fault(int(step * (n + chance.random())), kind) for n, kind in enumerate(kinds)]
