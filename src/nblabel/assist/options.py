"""How a person asked for assistance to be, checked at the door."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nblabel.values.errors import NblabelError

if TYPE_CHECKING:
    from nblabel.learn.learner import Settings

TASKS = ("multiclass", "multilabel")


@dataclass(frozen=True)
class Options:
    """The arguments of `project.assist.start`."""

    model: Any = None
    features: Any = None
    order: str | Callable[..., Sequence[int]] = "auto"
    target: float = 0.90
    confidence: float = 0.90
    audit: float = 0.15
    blind: float = 0.03
    device: str = "auto"
    seed: int = 0
    executor: Executor | None = None

    def settings(self, task: str) -> "Settings":
        """What the learner needs of them."""
        from nblabel.learn.learner import Settings

        return Settings(
            kind="one" if task == "multiclass" else "many",
            order=self.order if isinstance(self.order, str) else "own",
            target=self.target,
            confidence=self.confidence,
            audit=self.audit,
            blind=self.blind,
            seed=self.seed,
        )


def check(task: str, options: Options) -> None:
    """Raises `NblabelError` naming what cannot be, and what can."""
    from nblabel.learn.order import STRATEGIES

    if task not in TASKS:
        raise NblabelError(
            f"Assistance learns classes of images and texts so far ({' and '.join(TASKS)} projects); "
            f"this project's task is {task}."
        )
    for name in ("target", "confidence"):
        if not 0.5 <= getattr(options, name) < 1:
            raise NblabelError(f"{name} is a share from 0.5 to below 1, not {getattr(options, name)!r}.")
    for name in ("audit", "blind"):
        if not 0 <= getattr(options, name) <= 1:
            raise NblabelError(f"{name} is a share from 0 to 1, not {getattr(options, name)!r}.")
    if not callable(options.order) and options.order not in STRATEGIES:
        known = ", ".join(STRATEGIES)
        raise NblabelError(
            f"There is no order {options.order!r}. There are {known}, or a function "
            "(features, scores, open places) -> places."
        )
    if options.device not in ("auto", "cpu", "cuda", "mps"):
        raise NblabelError(f"device is auto, cpu, cuda or mps, not {options.device!r}.")
