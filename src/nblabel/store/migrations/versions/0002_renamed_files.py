"""What a file is known by when its name has changed."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0002"
down_revision = "0001"


def upgrade(op: Operations) -> None:
    op.add_column("item", sa.Column("inode", sa.BigInteger(), nullable=True))
    op.add_column("item", sa.Column("fingerprint", sa.BigInteger(), nullable=True))
