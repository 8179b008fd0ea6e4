"""Measures, as received in versions."""

import sqlalchemy as sa
from alembic import op

revision = "0002_measures"
down_revision = "0001"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table of measures."""
    op.create_table(
        "measure_versions",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("measure_id", NAME, nullable=False),
        sa.Column("content_hash", NAME, nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_measure_versions")),
        sa.UniqueConstraint("measure_id", "content_hash", name=op.f("uq_measure_versions_measure_id_content_hash")),
    )
