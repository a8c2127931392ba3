"""An older project is brought up to date, its copy kept; the steps and the tables never drift apart."""

import contextlib
import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from nblabel.store import migrate
from nblabel.store.database import Database, Place, create_database, open_database
from nblabel.store.tables import metadata
from tests.store.rows import names, put

NEXT = migrate.VERSION + 1
STEP = f"""
revision = "{NEXT:04}"
down_revision = "{migrate.VERSION:04}"


def upgrade(op):
    op.execute("INSERT INTO counter (name, n) VALUES ('migrated', 1)")
    {{more}}
"""


@pytest.fixture
def next_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make this program one format newer, by a step that also runs the given line."""

    def release(more: str = "pass") -> None:
        steps = tmp_path / "steps" / "versions"
        steps.mkdir(parents=True)
        for step in migrate.STEPS.glob("versions/*.py"):
            (steps / step.name).write_text(step.read_text())
        (steps / f"{NEXT:04}_next.py").write_text(STEP.format(more=more))
        monkeypatch.setattr(migrate, "STEPS", steps.parent)
        monkeypatch.setattr(migrate, "VERSION", NEXT)

    return release


def statements(connection: sqlite3.Connection) -> set[str]:
    """How the tables and indexes were made, without the table that Alembic keeps for itself.

    The parts of each are sorted: a column that a later step adds stands behind the table's keys.
    """
    made = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql NOT NULL AND tbl_name != 'alembic_version'"
    )
    return {
        " | ".join(sorted(part.strip(" )") for part in " ".join(sql.split()).split(","))) for (sql,) in made
    }


def test_the_steps_make_exactly_the_tables(database: Database) -> None:
    # defaults are compared to the letter below; Alembic takes SQLite's empty text for none
    options = {"compare_type": True, "compare_server_default": database.dialect == "postgresql"}
    differences = database.read(
        lambda c: compare_metadata(MigrationContext.configure(c, opts=options), metadata)
    )
    assert differences == []


def test_the_steps_make_the_tables_to_the_letter(tmp_path: Path) -> None:
    def whole(connection: Connection) -> set[str]:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return statements(driver)

    def directly(connection: Connection) -> set[str]:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        for name in metadata.tables:
            connection.execute(text(f"DROP TABLE {name}"))
        metadata.create_all(connection)
        return statements(driver)

    with create_database(tmp_path / "birds.nblabel") as database:
        migrated = database.read(whole)
        assert migrated == database.write(directly)
        assert len(migrated) >= len(metadata.tables)


def test_the_version_counts_the_steps() -> None:
    assert len(list(migrate.STEPS.glob("versions/*.py"))) == migrate.VERSION


def test_an_older_project_is_brought_up_to_date(place: Place, next_format: Callable[[], None]) -> None:
    create_database(place.where, place.name, put("a")).close()
    next_format()
    for _ in range(2):
        with open_database(place.where, place.name) as database:
            assert names(database) == ["a", "migrated"]


def test_the_older_file_is_kept_beside_it(tmp_path: Path, next_format: Callable[[], None]) -> None:
    path = tmp_path / "birds.nblabel"
    create_database(path, None, put("a")).close()
    next_format()
    open_database(path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / f"birds.nblabel.before-v{NEXT}")) as kept:
        assert kept.execute("SELECT name FROM counter").fetchall() == [("a",)]
        assert kept.execute("PRAGMA user_version").fetchone() == (NEXT - 1,)


def test_a_step_that_fails_changes_nothing(place: Place, next_format: Callable[[str], None]) -> None:
    create_database(place.where, place.name, put("a")).close()
    with pytest.MonkeyPatch.context() as newer:
        newer.setattr(migrate, "STEPS", migrate.STEPS)
        newer.setattr(migrate, "VERSION", migrate.VERSION)
        next_format("raise ZeroDivisionError")
        with pytest.raises(ZeroDivisionError):
            open_database(place.where, place.name)
        migrate.STEPS, migrate.VERSION = Path(migrate.__file__).with_name("migrations"), NEXT - 1
        with open_database(place.where, place.name) as database:
            assert names(database) == ["a"]


def test_migrating_prints_nothing_and_leaves_logging_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
    create_database(tmp_path / "birds.nblabel").close()
    assert (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level) == before
    assert capfd.readouterr() == ("", "")


def test_opening_what_is_up_to_date_does_not_load_alembic(tmp_path: Path) -> None:
    path = tmp_path / "birds.nblabel"
    create_database(path).close()
    code = (
        "import sys; from nblabel.store.database import open_database; open_database(sys.argv[1]).close(); "
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
