"""Threads for pages, and places that do not answer."""

import threading
import time
from collections.abc import Iterator

import pytest

from nblabel.media import pool as pool_module
from nblabel.media.pool import MOST_STUCK_AT_ONE_SOURCE, MOST_THREADS, Pool
from tests.waiting import PATIENCE, until


class Task:
    """Waits for `gate` when it has one."""

    def __init__(self, source: int = 1, gate: threading.Event | None = None) -> None:
        self.source = source
        self.gate = gate
        self.begun, self.done = threading.Event(), threading.Event()
        self.told_late, self.told_dropped = threading.Event(), threading.Event()

    def run(self) -> None:
        self.begun.set()
        if self.gate is not None:
            assert self.gate.wait(PATIENCE)
        self.done.set()

    def late(self) -> None:
        self.told_late.set()

    def dropped(self) -> None:
        self.told_dropped.set()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    gate = threading.Event()
    yield gate
    gate.set()


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch, gate: threading.Event) -> Iterator[Pool]:
    """Two threads, that wait a twentieth of the real time for a place."""
    for name in ("STUCK_SECONDS", "LATE_SECONDS", "LOOK_SECONDS"):
        monkeypatch.setattr(pool_module, name, getattr(pool_module, name) / 20)
    pool = Pool(2)
    yield pool
    gate.set()
    pool.close()


def stall(pool: Pool, gate: threading.Event, count: int, source: int = 1) -> list[Task]:
    tasks = [Task(source, gate) for _ in range(count)]
    pool.add("p", tasks)
    return tasks


def test_stuck_reads_do_not_hold_up_the_others(pool: Pool, gate: threading.Event) -> None:
    stall(pool, gate, 2)
    other = Task()
    pool.add("p", [other])
    assert other.done.wait(PATIENCE)


def test_who_waits_long_is_told_once_and_still_served(pool: Pool, gate: threading.Event) -> None:
    [task] = stall(pool, gate, 1)
    assert task.told_late.wait(PATIENCE)
    task.told_late.clear()
    assert not task.told_late.wait(1)
    gate.set()
    assert task.done.wait(PATIENCE)


def test_a_dead_source_leaves_threads_for_the_others(pool: Pool, gate: threading.Event) -> None:
    dead = stall(pool, gate, 30)
    other = Task(source=2)
    for _ in range(3):
        assert dead[0].told_late.wait(PATIENCE)
    pool.add("q", [other])
    assert other.done.wait(PATIENCE)
    assert sum(task.begun.is_set() for task in dead) == MOST_STUCK_AT_ONE_SOURCE
    assert all(task.told_late.wait(PATIENCE) for task in dead)


def test_a_source_that_comes_to_life_is_served(pool: Pool, gate: threading.Event) -> None:
    dead = stall(pool, gate, 30)
    assert dead[-1].told_late.wait(PATIENCE)
    gate.set()
    assert all(task.done.wait(PATIENCE) for task in dead)


def test_there_are_never_more_threads_than_allowed_and_they_go_again(
    pool: Pool, gate: threading.Event
) -> None:
    before = threading.active_count()
    tasks = [task for source in range(5) for task in stall(pool, gate, 5, source)]
    assert tasks[0].told_late.wait(PATIENCE)
    time.sleep(0.5)
    assert threading.active_count() <= before + MOST_THREADS - 2
    gate.set()
    assert all(task.done.wait(PATIENCE) for task in tasks)
    until(lambda: threading.active_count() <= before, "the end of the threads")


def test_those_that_wait_for_a_dead_source_can_be_replaced(pool: Pool, gate: threading.Event) -> None:
    dead = stall(pool, gate, 30)
    assert dead[-1].told_late.wait(PATIENCE)
    pool.add("p", [], replace=True)
    gate.set()
    assert dead[-1].told_dropped.is_set()
    assert not dead[-1].begun.wait(0.3)


def test_a_long_task_that_reads_no_file_is_never_called_late(pool: Pool, gate: threading.Event) -> None:
    [task] = stall(pool, gate, 1, source=-1)
    assert not task.told_late.wait(1.5)


def test_pages_take_turns(gate: threading.Event) -> None:
    pool, order = Pool(1), list[str]()
    first = Task(gate=gate)
    pool.add("p", [first])
    assert first.begun.wait(PATIENCE)
    for page in "ab":
        pool.add(page, [Named(f"{page}{n}", order) for n in range(3)])
    gate.set()
    last = Task()
    pool.add("c", [last], urgent=False)
    assert last.done.wait(PATIENCE)
    pool.close()
    assert order == ["a0", "b0", "a1", "b1", "a2", "b2"]


class Named(Task):
    def __init__(self, name: str, order: list[str]) -> None:
        super().__init__()
        self.name = name
        self.order = order

    def run(self) -> None:
        self.order.append(self.name)
