"""What is PostgreSQL's own: projects by name in one database, lost connections, secrets."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from nblabel.store import migrate
from nblabel.store.database import Database, create_database, list_projects, open_database
from nblabel.values.errors import NotAProjectError, ProjectTooNewError, StorageError
from tests.store.rows import names, put, select, together


@pytest.fixture
def birds(postgres_url: str) -> Iterator[Database]:
    """An open project in the database."""
    with create_database(postgres_url, f"birds-{uuid4()}") as opened:
        yield opened


def test_projects_of_one_database_do_not_see_each_other(postgres_url: str, birds: Database) -> None:
    name = f"Bäume & Büsche {uuid4()}"
    with create_database(postgres_url, name) as trees:
        birds.write(put("a"))
        trees.write(put("b"))
        assert (names(birds), names(trees)) == (["a"], ["b"])
        assert name in [place.name for place in list_projects(postgres_url)]


def test_an_unknown_name_is_told_with_the_known_ones(postgres_url: str) -> None:
    create_database(postgres_url, "known").close()
    with pytest.raises(NotAProjectError, match=r"no project 'nothing'.*known"):
        open_database(postgres_url, "nothing")


def test_a_name_is_asked_for(postgres_url: str) -> None:
    with pytest.raises(StorageError, match="name="):
        open_database(postgres_url)


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(StorageError, match=r"mysql://.*postgresql\+psycopg://"):
        open_database("mysql://host/birds", "birds")


def test_a_newer_project_is_refused(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = str(uuid4())
    create_database(postgres_url, name).close()
    made_by = migrate.VERSION
    monkeypatch.setattr(migrate, "VERSION", 0)
    with pytest.raises(ProjectTooNewError, match=rf"format {made_by}.*format 0"):
        open_database(postgres_url, name)


def test_a_backup_points_to_pg_dump(birds: Database) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        birds.backup("birds.dump")


def test_a_deadlock_is_done_again(birds: Database, postgres_url: str) -> None:
    tries = 0

    def work(connection: Connection) -> None:
        nonlocal tries
        tries += 1
        put("a")(connection)
        if tries < 3:
            connection.execute(
                text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$")
            )

    birds.write(work)
    assert (tries, names(birds)) == (3, ["a"])


def test_a_connection_lost_in_a_write_is_told_and_the_next_write_works(birds: Database) -> None:
    def work(connection: Connection) -> None:
        put("a")(connection)
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(StorageError, match="connection to"):
        birds.write(work)
    birds.write(put("b"))
    assert names(birds) == ["b"]


def test_a_connection_lost_while_idle_is_replaced(birds: Database, postgres_url: str) -> None:
    names(birds)
    with create_database(postgres_url, str(uuid4())) as other:
        other.write(
            lambda c: c.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE pid != pg_backend_pid() AND backend_type = 'client backend'"
                )
            )
        )
    birds.write(put("a"))
    assert names(birds) == ["a"]


@pytest.mark.parametrize(
    "open_it",
    [
        lambda address: open_database(address, "birds"),
        lambda address: create_database(address, "birds"),
        list_projects,
    ],
)
def test_a_refused_connection_says_so_without_the_password(open_it: Callable[[str], object]) -> None:
    address = "postgresql+psycopg://ana:s3cret@127.0.0.1:1/birds"
    with pytest.raises(StorageError, match=r"ana:\*\*\*@127\.0\.0\.1.* cannot be reached.*refused") as caught:
        open_it(address)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_missing_database_is_named(postgres_url: str) -> None:
    with pytest.raises(StorageError, match='database "nowhere" does not exist'):
        list_projects(postgres_url.replace("/postgres?", "/nowhere?"))


def test_many_who_write_at_once_take_turns(postgres_url: str) -> None:
    def number(connection: Connection) -> None:
        put(f"{len(select(connection)):03}")(connection)

    name = str(uuid4())
    create_database(postgres_url, name).close()
    with ExitStack() as closing:
        opened = [closing.enter_context(open_database(postgres_url, name)) for _ in range(4)]
        together(*(lambda each=each: [each.write(number) for _ in range(10)] for each in opened))
        assert names(opened[0]) == [f"{number:03}" for number in range(40)]
