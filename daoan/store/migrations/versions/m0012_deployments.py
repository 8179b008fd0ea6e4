"""Deployments: every version with its request and its plan."""

import sqlalchemy as sa
from alembic import op

revision = "0012_deployments"
down_revision = "0011_patrols"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "deployments",
        sa.Column("deployment_id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deployment_id", "version", name=op.f("pk_deployments")),
    )
    op.create_index(op.f("ix_deployments_unit_id_made_at"), "deployments", ["unit_id", "made_at"])
