"""Registers: entries and their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0005_registers"
down_revision = "0004_step_traits"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entries",
        sa.Column("entry_id", NAME, nullable=False),
        sa.Column("register", NAME, nullable=False),
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("key", NAME, nullable=True),
        sa.Column("words", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entries")),
        sa.UniqueConstraint("register", "key", name=op.f("uq_entries_register_key")),
    )
    op.create_index(
        op.f("ix_entries_register_ended_words_entry_id"), "entries", ["register", "ended", "words", "entry_id"]
    )
    op.create_table(
        "entry_versions",
        sa.Column("entry_id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_entry_versions")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name=op.f("fk_entry_versions_entry_id")),
    )
