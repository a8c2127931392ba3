"""What is asked on every page is answered from an index, never by walking over everything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from nblabel.store.database import Place
from nblabel.store.store import Store
from tests.store.acting import CAT, make_store, put, vote


@pytest.fixture
def plans(tmp_path: Path) -> Iterator[tuple[Store, list[tuple[str, str]]]]:
    """A store on SQLite, and the plans of everything that is asked of it from now on."""
    store = make_store(Place(str(tmp_path / "a.nblabel")), n=50)
    seen: list[tuple[str, str]] = []

    def explain(
        connection: Connection, cursor: Any, statement: str, parameters: Any, _: Any, many: bool
    ) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            given = parameters[0] if many else parameters
            other = cursor.connection.cursor()
            rows = other.execute(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
            seen.extend((statement, row[-1]) for row in rows)

    store.database.read(lambda c: event.listen(c.engine, "before_cursor_execute", explain))
    store.database.write(lambda c: event.listen(c.engine, "before_cursor_execute", explain))
    yield store, seen
    store.close()


def walks(seen: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The plans that walk over a table that grows."""
    grows = ("SCAN item", "SCAN answer", "SCAN edit", "SCAN event")
    return [
        (q, plan)
        for q, plan in seen
        if plan.startswith(grows) and "item_open" not in plan and "edit_finals" not in plan
    ]


def test_a_page_its_answers_and_its_progress_come_from_indexes(
    plans: tuple[Store, list[tuple[str, str]]],
) -> None:
    store, seen = plans
    store.save("ana", [put(store, "ana", "p0.png", CAT)])
    vote(store, "ana", "p1.png", CAT)
    keys = store.next("ana", 12)
    store.next("ben", 12, exclude=keys)
    store.find(keys)
    store.answers("ana", keys)
    store.progress("ana")
    store.open_count("ana")
    store.undo_edit("ana")
    store.changes_since(1)
    assert len(seen) > 20
    assert walks(seen) == []
