"""Browsers that people asked to be told by."""

import sqlalchemy as sa
from alembic import op

revision = "0009_push"
down_revision = "0008_holds"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "browsers",
        sa.Column("browser_id", NAME, nullable=False),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("browser_id", name=op.f("pk_browsers")),
    )
    op.create_index(op.f("ix_browsers_person_id"), "browsers", ["person_id"])
