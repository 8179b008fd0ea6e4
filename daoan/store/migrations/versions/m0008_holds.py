"""Legal holds, the purge log, requests for approval; and titles found by what everybody may see of them."""

import json

import sqlalchemy as sa
from alembic import op

from daoan.store.moving import fold_title

revision = "0008_holds"
down_revision = "0007_messages"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, and fold titles anew: a number in one must not be found out by searching for it."""
    op.create_table(
        "legal_holds",
        sa.Column("hold_id", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hold_id", name=op.f("pk_legal_holds")),
    )
    op.create_table(
        "purge_log",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_purge_log")),
    )
    op.create_table(
        "look_up_requests",
        sa.Column("request_id", NAME, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_look_up_requests")),
    )
    op.create_index(op.f("ix_look_up_requests_asked_at_request_id"), "look_up_requests", ["asked_at", "request_id"])
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT matter_id, payload FROM matter_records")).all()
    for matter_id, payload in rows:
        connection.execute(
            sa.text("UPDATE matters SET title_folded = :title WHERE matter_id = :name AND title_folded <> :title"),
            {"title": fold_title(json.loads(payload)["title"]), "name": matter_id},
        )
