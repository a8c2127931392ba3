"""Jobs, their items, what was paid for, and who agreed that items are sent."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0004"
down_revision = "0003"


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def _large(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger(), server_default="0", nullable=False)


def _words(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade(op: Operations) -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="making", nullable=False),
        _words("reason"),
        sa.Column("annotator", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer()),
        _words("owner"),
        _large("beat"),
        *[_number(name) for name in ("total", "done", "failed", "passed")],
        *[_large(name) for name in ("tokens_in", "tokens_out", "requests", "records")],
        *[_large(name) for name in ("held_in", "held_out", "held_requests")],
        _words("rehearsal"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "job_item",
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("rehearsal", sa.SmallInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        _number("tries"),
        _words("reason"),
        *[_number(name) for name in ("tokens_in", "tokens_out", "requests")],
        *[_number(name) for name in ("reserved_in", "reserved_out", "reserved_requests")],
        _words("said"),
        sa.PrimaryKeyConstraint("job", "item", "rehearsal"),
    )
    op.create_index("job_item_state", "job_item", ["job", "rehearsal", "state", "seq"])
    op.create_table(
        "reply",
        sa.Column("cache_key", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("cache_key"),
    )
    op.create_table(
        "consent",
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("endpoint"),
    )
