"""What steps are counted by, beside the log."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004_step_traits"
down_revision = "0003_work"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table, and fill it from the log."""
    traits = op.create_table(
        "step_traits",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("matter_id", NAME, nullable=False),
        sa.Column("event", NAME, nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_step_traits")),
        sa.ForeignKeyConstraint(["seq"], ["matter_steps.seq"], name=op.f("fk_step_traits_seq")),
    )
    op.create_index(op.f("ix_step_traits_event_matter_id"), "step_traits", ["event", "matter_id"])
    op.create_index(op.f("ix_step_traits_late_matter_id"), "step_traits", ["late", "matter_id"])
    steps = op.get_bind().execute(sa.text("SELECT seq, matter_id, payload FROM matter_steps ORDER BY seq")).all()
    rows = []
    for seq, matter_id, payload in steps:
        step = json.loads(payload)
        rows.append({"seq": seq, "matter_id": matter_id, "event": step["event"], "late": int(step.get("late", False))})
    if rows:
        op.bulk_insert(traits, rows)
