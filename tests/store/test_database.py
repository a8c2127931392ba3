"""What every database promises, whichever it is: whole transactions, one writer, snapshots."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import psutil
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from nblabel.store.database import (
    Database,
    Place,
    create_database,
    list_projects,
    open_database,
    peek_database,
)
from nblabel.values.errors import NotAProjectError, ProjectExistsError, StorageError
from tests.store.rows import names, put, select, together
from tests.waiting import PATIENCE, until


def test_a_write_is_there_after_reopening(place: Place) -> None:
    with create_database(place.where, place.name) as database:
        database.write(put("a"))
    with open_database(place.where, place.name) as database:
        assert names(database) == ["a"]


def test_a_failed_work_changes_nothing_and_its_error_is_raised(database: Database) -> None:
    def work(connection: Connection) -> None:
        put("a")(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(work)
    assert names(database) == []


def test_a_mistake_in_a_statement_is_not_called_a_storage_error(database: Database) -> None:
    with pytest.raises(IntegrityError):
        database.write(put("a", "a"))
    database.write(put("a"))
    assert names(database) == ["a"]


def test_a_write_inside_a_write_is_part_of_it(database: Database) -> None:
    def work(connection: Connection) -> None:
        database.write(put("a"))
        assert database.read(select) == ["a"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write(work)
    assert names(database) == []


def test_a_read_sees_one_snapshot(database: Database) -> None:
    def work(connection: Connection) -> tuple[list[str], list[str]]:
        before = select(connection)
        database.write(put("a"))
        return before, select(connection)

    assert database.read(work) == ([], [])
    assert names(database) == ["a"]


def test_a_read_inside_a_read_sees_the_same_snapshot(database: Database) -> None:
    assert database.read(lambda connection: names(database)) == []


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StorageError):
        database.read(put("a"))
    assert names(database) == []


def test_many_threads_write_and_read(database: Database) -> None:
    def work(number: int) -> None:
        for turn in range(5):
            database.write(put(f"{number}-{turn}"))
            assert f"{number}-{turn}" in names(database)

    together(*(lambda number=number: work(number) for number in range(8)))
    assert len(names(database)) == 40


def test_two_openings_add_up(database: Database, place: Place) -> None:
    def add(connection: Connection) -> None:
        n = connection.execute(text("SELECT n FROM counter WHERE name = 'sum'")).scalar_one()
        connection.execute(text("UPDATE counter SET n = :n WHERE name = 'sum'"), {"n": n + 1})

    database.write(put("sum"))
    with open_database(place.where, place.name) as other:
        together(*(lambda each=each: [each.write(add) for _ in range(20)] for each in (database, other)))
    total = database.read(lambda c: c.execute(text("SELECT n FROM counter WHERE name = 'sum'")).scalar())
    assert total == 41


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl+C raises here also where the tests were started in the background, with SIGINT ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_reaches_the_caller_and_the_work_is_finished_whole(database: Database) -> None:
    begun, interrupted = threading.Event(), threading.Event()

    def work(connection: Connection) -> None:
        put("a")(connection)
        begun.set()
        assert interrupted.wait(PATIENCE)
        put("b")(connection)

    def interrupt() -> None:
        begun.wait()
        os.kill(os.getpid(), signal.SIGINT)
        interrupted.set()

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        database.write(work)
    database.write(put("c"))
    assert names(database) == ["a", "b", "c"]


def test_an_interrupted_read_leaves_the_next_one_well(database: Database) -> None:
    def work(connection: Connection) -> None:
        select(connection)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.read(work)
    assert names(database) == []


def test_the_data_version_changes_when_anybody_writes(database: Database, place: Place) -> None:
    first = database.data_version()
    database.write(put("a"))
    second = database.data_version()
    with open_database(place.where, place.name) as other:
        other.write(put("b"))
    assert len({first, second, database.data_version()}) == 3


def test_text_with_nul_is_refused(database: Database) -> None:
    with pytest.raises(StorageError, match="NUL"):
        database.write(put("a", "b\0c"))
    assert names(database) == []


def test_text_with_nul_is_refused_among_many(database: Database) -> None:
    rows = [{"name": "a"}, {"name": "b\0"}]
    with pytest.raises(StorageError, match="NUL"):
        database.write(lambda c: c.execute(text("INSERT INTO counter (name, n) VALUES (:name, 1)"), rows))
    assert names(database) == []


def test_a_closed_database_says_so(place: Place) -> None:
    database = create_database(place.where, place.name)
    database.close()
    database.close()
    for act in (lambda: database.write(put("a")), lambda: names(database), database.data_version):
        with pytest.raises(StorageError, match="closed"):
            act()


def test_closing_waits_for_what_was_begun(place: Place) -> None:
    database = create_database(place.where, place.name)
    begun = threading.Event()

    def work(connection: Connection) -> None:
        begun.set()
        time.sleep(0.2)
        put("a")(connection)

    thread = threading.Thread(target=lambda: database.write(work))
    thread.start()
    begun.wait()
    database.close()
    thread.join()
    with open_database(place.where, place.name) as again:
        assert names(again) == ["a"]


def test_a_forked_child_is_refused_and_the_parent_goes_on(database: Database) -> None:
    child = os.fork()
    if child == 0:
        refused = 0
        for act in (lambda: database.write(put("child")), lambda: names(database)):
            try:
                act()
            except StorageError as error:
                refused += "another process" in str(error)
        database.close()
        os._exit(refused)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    database.write(put("a"))
    assert names(database) == ["a"]


def test_a_forgotten_database_closes_by_itself(place: Place) -> None:
    before = {*threading.enumerate()}
    database = create_database(place.where, place.name)
    database.write(put("a"))
    [writer] = {*threading.enumerate()} - before
    del database
    gc.collect()
    until(lambda: not writer.is_alive(), "the end of its thread")


def test_what_is_open_at_exit_is_closed(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("exit")
    code = (
        "import sys; from nblabel.store.database import create_database; from tests.store.rows import put\n"
        "database = create_database(sys.argv[1]); database.write(put('a'))"
    )
    subprocess.run([sys.executable, "-c", code, str(folder / "a.nblabel")], check=True)
    assert [path.name for path in folder.iterdir()] == ["a.nblabel"]


def test_threads_that_end_leave_no_open_file(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("threads") / "a.nblabel"
    counts = []
    with create_database(path) as database:
        for _ in range(20):
            thread = threading.Thread(target=names, args=(database,))
            thread.start()
            thread.join()
            counts.append(len(psutil.Process().open_files()))
    assert counts[-1] == counts[0]


def test_create_refuses_what_exists(database: Database, place: Place) -> None:
    database.write(put("a"))
    with pytest.raises(ProjectExistsError):
        create_database(place.where, place.name)
    assert names(database) == ["a"]


def test_creating_is_whole_or_not_at_all(place: Place) -> None:
    def fill(connection: Connection) -> None:
        put("a")(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_database(place.where, place.name, fill)
    with pytest.raises(NotAProjectError):
        open_database(place.where, place.name)
    with create_database(place.where, place.name, put("b")) as database:
        assert names(database) == ["b"]


def test_one_of_two_who_create_at_once_wins(place: Place) -> None:
    outcomes: list[str] = []

    def create() -> None:
        try:
            create_database(place.where, place.name).close()
            outcomes.append("made")
        except ProjectExistsError:
            outcomes.append("exists")

    together(*[create] * 4)
    assert sorted(outcomes) == ["exists", "exists", "exists", "made"]


def test_projects_are_listed_and_looked_at_in_passing(place: Place) -> None:
    create_database(place.where, place.name, put("a")).close()
    where = place.where if place.name else place.where.rpartition("/")[0]
    assert place in list_projects(where)
    assert peek_database(place.where, place.name, select) == ["a"]
