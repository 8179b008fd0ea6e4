"""Hits of outside lists."""

import sqlalchemy as sa
from alembic import op

revision = "0010_outside"
down_revision = "0009_push"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "outside_hits",
        sa.Column("hit_id", NAME, nullable=False),
        sa.Column("list_id", NAME, nullable=False),
        sa.Column("keeper", NAME, nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hit_id", name=op.f("pk_outside_hits")),
    )
    for columns in (["list_id", "keeper", "told_at", "hit_id"], ["happened_at", "hit_id"]):
        op.create_index(op.f(f"ix_outside_hits_{'_'.join(columns)}"), "outside_hits", columns)
