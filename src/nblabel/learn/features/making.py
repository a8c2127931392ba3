"""Has shards made by an executor: the given one, or threads here that step back for the person's work."""

import contextlib
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from typing import NamedTuple

from nblabel.learn.blocks import Stopped
from nblabel.learn.features.contents import Content
from nblabel.learn.features.featurizer import FeatureError, Featurizer, Stop
from nblabel.learn.features.shard import Shard, embedded
from nblabel.learn.features.shelf import Digests

# Shards handed to somebody else's executor ahead, for each core of this machine: it may have more.
AHEAD = 8
LOOK_SECONDS = 0.2
NICE = 10


class Work(NamedTuple):
    """Contents to be embedded together, and their digests."""

    known: Digests
    contents: Sequence[Content]


class Made(NamedTuple):
    """Work that is done."""

    known: Digests
    shard: Shard


def made(
    featurizer: Featurizer, work: Sequence[Work], executor: Executor | None, stop: Stop | None = None
) -> Iterator[Made]:
    """The shards of `work`, as they are done. Closes nothing but threads of its own.

    Raises FeatureError when the executor breaks, and Stopped; what was begun elsewhere is then left to end.
    """
    if not work:
        return
    if executor is not None:
        yield from _handed_out(featurizer, work, executor, stop, local=False)
        return
    called_off = threading.Event()
    threads = min(len(work), cores())
    pool = ThreadPoolExecutor(threads, "nblabel-embed", initializer=_step_back)
    try:
        yield from _handed_out(featurizer, work, pool, _either(called_off, stop), local=True)
    finally:
        called_off.set()
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _handed_out(
    featurizer: Featurizer, work: Sequence[Work], executor: Executor, stop: Stop | None, local: bool
) -> Iterator[Made]:
    waiting = deque(work)
    running: dict[Future[Shard], Work] = {}
    inner = stop if local else None  # a function of this process cannot go along to others
    try:
        while waiting or running:
            while waiting and len(running) < AHEAD * cores():
                one = waiting.popleft()
                running[executor.submit(embedded, featurizer, one.contents, inner)] = one
            done, _ = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                yield Made(running.pop(future).known, future.result())
            if stop is not None and stop():
                raise Stopped("Embedding was called off; what is done is kept")
    except BrokenExecutor as error:
        raise FeatureError(
            f"A worker that embedded ended suddenly ({error}). What was done is kept; start again to go on."
        ) from error
    finally:
        for future in running:
            future.cancel()


def _either(called_off: threading.Event, stop: Stop | None) -> Stop:
    return lambda: called_off.is_set() or (stop is not None and stop())


def _step_back() -> None:
    """On Linux a thread can be nicer than its process."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
