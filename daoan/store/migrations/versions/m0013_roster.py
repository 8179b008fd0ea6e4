"""The roster: companies, key vehicles, drivers and events, every version."""

import sqlalchemy as sa
from alembic import op

revision = "0013_roster"
down_revision = "0012_deployments"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "roster",
        sa.Column("kind", NAME, nullable=False),
        sa.Column("item_id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("company_id", NAME, nullable=False),
        sa.Column("words", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "item_id", "version", name=op.f("pk_roster")),
    )
    columns = ["kind", "replaced_at", "words", "item_id"]
    op.create_index(op.f("ix_roster_kind_replaced_at_words_item_id"), "roster", columns)
    op.create_index(op.f("ix_roster_company_id_kind"), "roster", ["company_id", "kind"])
