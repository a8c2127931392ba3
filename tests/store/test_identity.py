"""A moved project stays who it is; a copy becomes a project of its own that remembers its former uuid."""

import os
import shutil
from pathlib import Path

import pytest

from nblabel.store import identity
from nblabel.store.database import Database, Place, create_database, open_database, peek_database
from tests.store.rows import names, put


def uuid(database: Database) -> str:
    found: str = database.read(lambda connection: identity.get(connection, "uuid"))
    return found


def former(database: Database) -> list[str]:
    found: list[str] = database.read(lambda connection: identity.get(connection, "former"))
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed project."""
    made = tmp_path / "birds.nblabel"
    create_database(made).close()
    return made


def opened(path: Path) -> tuple[str, list[str]]:
    """The uuid of the project at `path`, and those it had."""
    with open_database(path) as database:
        return uuid(database), former(database)


def test_reopening_keeps_the_uuid(place: Place) -> None:
    with create_database(place.where, place.name) as database:
        first = uuid(database)
    with open_database(place.where, place.name) as database:
        assert (uuid(database), former(database)) == (first, [])


def test_a_moved_project_keeps_its_uuid(path: Path) -> None:
    before = opened(path)
    assert opened(path.rename(path.with_name("moved.nblabel"))) == before


def test_a_copy_gets_a_uuid_of_its_own_and_remembers_the_old_one(path: Path) -> None:
    first, _ = opened(path)
    copy = Path(shutil.copy(path, path.with_name("copy.nblabel")))
    second, before = opened(copy)
    assert second != first
    assert before == [first]
    assert opened(copy) == (second, [first])
    assert opened(path) == (first, [])


def test_a_copy_of_an_open_project_with_its_log_is_a_copy_too(path: Path) -> None:
    copy = path.with_name("copy.nblabel")
    with open_database(path) as database:
        database.write(put("a"))
        first = uuid(database)
        shutil.copy(path, copy)
        shutil.copy(f"{path}-wal", f"{copy}-wal")
        with open_database(copy) as other:
            assert names(other) == ["a"]
            assert former(other) == [first]


def test_a_moved_copy_stays_what_it_became(path: Path) -> None:
    copy = Path(shutil.copy(path, path.with_name("copy.nblabel")))
    became = opened(copy)
    assert opened(copy.rename(copy.with_name("elsewhere.nblabel"))) == became


def test_another_name_of_the_same_file_is_no_copy(path: Path) -> None:
    before = opened(path)
    os.symlink(path, path.with_name("link.nblabel"))
    os.link(path, path.with_name("hard.nblabel"))
    assert opened(path.with_name("link.nblabel")) == before
    assert opened(path.with_name("hard.nblabel")) == before


def test_another_project_at_the_old_home_makes_no_copy(path: Path) -> None:
    before = opened(path)
    moved = path.rename(path.with_name("moved.nblabel"))
    create_database(path).close()
    assert opened(moved) == before


def test_a_backup_is_a_copy(path: Path) -> None:
    with open_database(path) as database:
        first = uuid(database)
        database.backup(path.with_name("backup.nblabel"))
    assert opened(path.with_name("backup.nblabel"))[1] == [first]


def test_looking_at_a_copy_in_passing_changes_nothing(path: Path) -> None:
    copy = Path(shutil.copy(path, path.with_name("copy.nblabel")))
    before = copy.read_bytes()
    assert peek_database(copy, None, lambda c: identity.get(c, "uuid")) == opened(path)[0]
    assert copy.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["birds.nblabel", "copy.nblabel"]
