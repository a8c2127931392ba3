"""Keeps below so many requests and tokens a minute."""

import asyncio
import time

# Of a minute's allowance, so many seconds' worth may go out at once.
BURST = 5.0


class Bucket:
    """A token bucket: fills evenly, holds `BURST` seconds' worth, and who finds too little waits in order."""

    def __init__(self, per_minute: int | None) -> None:
        self._rate = (per_minute or 0) / 60
        self._most = max(1.0, self._rate * BURST)
        self._level = self._most
        self._at = time.monotonic()
        self._turn = asyncio.Lock()

    async def take(self, n: float) -> None:
        """Waits until `n` may go out. More than it ever holds goes out when it is full, and is owed."""
        if not self._rate:
            return
        async with self._turn:
            while (short := min(n, self._most) - self._filled()) > 0:
                await asyncio.sleep(short / self._rate)
            self._level -= n

    def give(self, n: float) -> None:
        """Puts back what was taken and not used; takes more when `n` is less than 0."""
        if self._rate:
            self._level = min(self._most, self._filled() + n)

    def _filled(self) -> float:
        now = time.monotonic()
        self._level = min(self._most, self._level + (now - self._at) * self._rate)
        self._at = now
        return self._level
