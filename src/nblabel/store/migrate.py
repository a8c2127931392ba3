"""Bring a project's tables to the shape this program knows. Forward only.

Alembic is loaded when there is something to do, never for a project that is up to date.
"""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import Connection, MetaData

from nblabel.store import identity
from nblabel.values.errors import ProjectTooNewError

STEPS = Path(__file__).with_name("migrations")
VERSION = 4  # the number of files in migrations/versions


def migrate(connection: Connection, to: str = "heads") -> None:
    """Run the missing steps in the transaction of `connection`, which the caller commits."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(STEPS))
    context = MigrationContext.configure(
        connection,
        opts={"fn": lambda now, _: steps._upgrade_revs(to, now), "transactional_ddl": True},
    )
    # handed to each step: Alembic's own `op` is one for all threads
    context.run_migrations(op=Operations(context))
    identity.put(connection, "program", program())


def propose(connection: Connection, metadata: MetaData) -> str:
    """The next step as Python text: what `metadata` has and the database of `connection` has not."""
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.migration import MigrationContext

    upgrade = produce_migrations(MigrationContext.configure(connection), metadata).upgrade_ops
    assert upgrade is not None
    return render_python_code(upgrade)


def too_new(place: str, found: int, written_by: str | None) -> ProjectTooNewError:
    """The error for a project of format `found`, which this program does not know yet."""
    writer = f"nblabel {written_by}" if written_by else "a newer nblabel"
    return ProjectTooNewError(
        f"{place} was written by {writer} (format {found}); this is nblabel {program()} (format {VERSION}), "
        "which would not understand it. Upgrade with: pip install -U nblabel"
    )


def program() -> str:
    """The version of this program, "0" where it is not installed."""
    try:
        return version("nblabel")
    except PackageNotFoundError:
        return "0"
