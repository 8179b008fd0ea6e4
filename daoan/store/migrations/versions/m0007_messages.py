"""Messages that leave the page, how far the news were made into them, and shifts."""

import sqlalchemy as sa
from alembic import op

revision = "0007_messages"
down_revision = "0006_credentials"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "messages",
        sa.Column("message_id", NAME, nullable=False),
        sa.Column("channel", NAME, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_messages")),
    )
    for columns in (
        ["state", "next_at", "message_id"],
        ["state", "made_at", "message_id"],
        ["channel", "state"],
        ["channel", "sent_at"],
    ):
        op.create_index(op.f(f"ix_messages_{'_'.join(columns)}"), "messages", columns)
    op.create_table(
        "news_cursor",
        sa.Column("name", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_news_cursor")),
    )
    op.create_table(
        "shifts",
        sa.Column("shift_id", NAME, nullable=False),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shift_id", name=op.f("pk_shifts")),
    )
    op.create_index(op.f("ix_shifts_ends_at_starts_at"), "shifts", ["ends_at", "starts_at"])
    op.create_index(op.f("ix_shifts_person_id_ends_at"), "shifts", ["person_id", "ends_at"])
