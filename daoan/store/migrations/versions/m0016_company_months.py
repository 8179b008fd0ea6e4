"""Closed months of company ratings, and what lets old versions of the roster go."""

import sqlalchemy as sa
from alembic import op

revision = "0016_company_months"
down_revision = "0014_advice"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "company_months",
        sa.Column("month", NAME, nullable=False),
        sa.Column("scheme", NAME, nullable=False),
        sa.Column("name", NAME, nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", "scheme", name=op.f("pk_company_months")),
    )
    op.create_index(op.f("ix_company_months_as_of_name"), "company_months", ["as_of", "name"])
    op.create_table(
        "company_ratings",
        sa.Column("month", NAME, nullable=False),
        sa.Column("scheme", NAME, nullable=False),
        sa.Column("company_id", NAME, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", "scheme", "company_id", "revision", name=op.f("pk_company_ratings")),
    )
    op.create_index(op.f("ix_company_ratings_company_id"), "company_ratings", ["company_id"])
