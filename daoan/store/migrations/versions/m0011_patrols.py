"""Units on duty: what they told, and the latest of each."""

import sqlalchemy as sa
from alembic import op

revision = "0011_patrols"
down_revision = "0010_outside"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "unit_positions",
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("crew", NAME, nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("source", NAME, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "crew", "happened_at", "source", name=op.f("pk_unit_positions")),
    )
    op.create_index(op.f("ix_unit_positions_unit_id_happened_at"), "unit_positions", ["unit_id", "happened_at"])
    op.create_index(op.f("ix_unit_positions_day_unit_id"), "unit_positions", ["day", "unit_id"])
    op.create_table(
        "units_now",
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("crew", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "crew", name=op.f("pk_units_now")),
    )
