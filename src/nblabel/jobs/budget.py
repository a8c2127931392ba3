"""What a job may spend, and the purse that it is spent from."""

import math
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from nblabel.jobs.monthly import Monthly
from nblabel.store.jobs import JobError, JobRow, Spent

NOTHING = Spent()
# Of a limit in money, which is a sum of fractions.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Budget:
    """The most that a job may spend; None: no limit.

    `money` in the currency of the model's price, `tokens` in and out together, `records` texts of up to 1,000
    characters, `requests` to the endpoint; `monthly` the money of a calendar month (UTC) at this endpoint,
    over all projects of this person on this machine. A job stops before the request that could pass any of
    them. Raises JobError for what is no limit.
    """

    money: float | None = None
    tokens: int | None = None
    records: int | None = None
    requests: int | None = None
    monthly: float | None = None

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf
            ):
                raise JobError(f"A budget's {name} is a number from 0 on, or None, not {value!r}.")

    @classmethod
    def of(cls, given: "Budget | dict[str, Any] | None") -> "Budget":
        """A budget from what a person gave."""
        if given is None:
            return cls()
        if isinstance(given, Budget):
            return given
        raise JobError(f"budget is nl.Budget(money=…, tokens=…, records=…, requests=…), not {given!r}.")

    def exceeded(self, spent: Spent, cost: float | None) -> str:
        """Which limit this much would pass, in words; "" for none. `cost` is its money, None: not known."""
        limits = [
            ("tokens", spent.tokens_in + spent.tokens_out, self.tokens),
            ("requests", spent.requests, self.requests),
            ("records", spent.records, self.records),
        ]
        for name, value, limit in limits:
            if limit is not None and value > limit:
                return f"{limit:,} {name}"
        if self.money is not None and (cost is None or cost > self.money * (1 + _ROUNDING)):
            return f"{self.money:g} money"
        return ""

    def details(self) -> dict[str, Any]:
        """As plain data, without what is not limited."""
        return {name: value for name, value in asdict(self).items() if value is not None}


Cost = Callable[[float, float], float | None]


class Closed(NamedTuple):
    """What something did cost, what it may have cost beside, what was reserved, whether anything was sent."""

    used: Spent
    held: Spent
    reserved: Spent
    sent: bool


class Purse:
    """Says what may be spent: all that was used, is held for unknown outcomes, or is reserved, counts.

    `note(key, more)` keeps a reservation where it outlives this process, before anything is sent. Items are
    reserved for ahead, in batches; further tries are when they come. A key that is no item's (its number) is
    of the job itself, and `freed(used, released)` notes what became of its requests. Safe from any thread.
    """

    def __init__(
        self,
        budget: Budget,
        cost: Cost,
        row: JobRow,
        note: Callable[[str, Spent], None],
        freed: Callable[[Spent, Spent], None] = lambda used, released: None,
        monthly: Monthly | None = None,
    ) -> None:
        self.budget = budget
        self._cost = cost
        self._note = note
        self._freed = freed
        self._monthly = monthly
        self._base = row.used.plus(row.held)
        self._open: dict[str, _Open] = {}
        self._lock = threading.RLock()
        self.full = ""  # which limit was met

    # --- ahead ----------------------------------------------------------------------------------------

    def book(self, key: str, most: Spent) -> bool:
        """Reserve for an item that is about to be asked; the caller notes it. False: that is too much."""
        with self._lock:
            if not self._fits(most) or not (months := self._take(most)):
                return False
            self._open[key] = _Open(most, months)
            return True

    def sent(self, key: str) -> None:
        """Note that an item is given to a model that reserves nothing."""
        with self._lock:
            self._open[key].sent = True

    def close(self, key: str) -> "Closed":
        """What became of a key's money: nothing more is asked under it."""
        with self._lock:
            one = self._open.pop(key, None) or _Open(NOTHING)
            used = one.used._replace(records=one.reserved.records if one.sent else 0)
            self._base = self._base.plus(used).plus(one.held)
            self._give_back(one)
            return Closed(used, one.held, one.reserved, one.sent)

    def fits(self, more: Spent) -> bool:
        """Whether this much could be spent beside all that counts now."""
        with self._lock:
            money = self._cost(more.tokens_in, more.tokens_out) or 0.0
            return self._fits(more) and (self._monthly is None or self._monthly.fits(money))

    # --- while asking (the protocol of `nblabel.gpt.asking.Purse`) --------------------------------------

    def reserve(self, key: str, tokens_in: int, tokens_out: int) -> bool:
        """Whether the next request of this key may be sent; noted before this returns."""
        want = Spent(tokens_in, tokens_out, 1)
        with self._lock:
            one = self._open.setdefault(key, _Open(NOTHING))
            more = one.lacks(want)
            if more != NOTHING:
                if not self._fits(more) or not (months := self._take(more)):
                    return False
                self._note(key, more)
                one.reserved = one.reserved.plus(more)
                one.months += months
            one.sent, one.drawn = True, want
            return True

    def settle(self, key: str, usage: Any, unknown: int) -> None:
        """What the request reserved last took: (requests, tokens in, tokens out). With `unknown` it may have
        been paid, and stays reserved at its maximum."""
        with self._lock:
            one = self._open[key]
            if unknown:
                one.held = one.held.plus(one.drawn)
            else:
                one.used = one.used.plus(Spent(usage.tokens_in, usage.tokens_out, usage.requests))
            one.drawn = NOTHING
            if not key.isdecimal():
                closed = self.close(key)
                self._freed(closed.used, closed.reserved.less(closed.held))

    def _fits(self, more: Spent) -> bool:
        total = self._base.plus(more)
        for one in self._open.values():
            total = total.plus(one.reserved)
        full = self.budget.exceeded(total, self._cost(total.tokens_in, total.tokens_out))
        self.full = full or self.full
        return not full

    def _take(self, more: Spent) -> list[tuple[str, float]]:
        """What this takes of the month; [] when the month has not so much."""
        money = self._cost(more.tokens_in, more.tokens_out) or 0.0
        if self._monthly is None:
            return [("", money)]
        month = self._monthly.take(money)
        if not month:
            self.full = f"{self._monthly.limit:g} money a month"
        return [(month, money)] if month else []

    def _give_back(self, one: "_Open") -> None:
        """What was taken of months beyond what it did, or may have, cost; of the newest month first."""
        if self._monthly is None:
            return
        kept = one.used.plus(one.held)
        left = sum(money for _, money in one.months)
        left -= self._cost(kept.tokens_in, kept.tokens_out) or 0.0
        for month, money in reversed(one.months):
            self._monthly.give_back(month, min(money, left))
            left -= min(money, left)


class _Open:
    """What is reserved for one key, and what of it was used, is held, or is drawn by a request now."""

    def __init__(self, reserved: Spent, months: Sequence[tuple[str, float]] = ()) -> None:
        self.reserved = reserved
        self.months = list(months)  # what was taken of which month
        self.used = self.held = self.drawn = NOTHING
        self.sent = False

    def lacks(self, want: Spent) -> Spent:
        """What is to be reserved beside before a request of `want` may be sent."""
        left = self.reserved.less(self.used).less(self.held)
        return Spent(*(max(0, a - b) for a, b in zip(want, left, strict=True)))
