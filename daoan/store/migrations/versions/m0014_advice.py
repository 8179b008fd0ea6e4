"""Advice records with every version, their photos and parts of them, proofs of presence."""

import sqlalchemy as sa
from alembic import op

revision = "0014_advice"
down_revision = "0013_roster"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "advice_records",
        sa.Column("record_id", NAME, nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        *(sa.Column(n, NAME, nullable=False) for n in ("unit_id", "station", "vehicle", "behaviours", "outcome")),
        sa.Column("plate", NAME, nullable=False),
        sa.Column("conflict", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_advice_records")),
        sa.UniqueConstraint("place", name=op.f("uq_advice_records_place")),
    )
    op.create_index(op.f("ix_advice_records_begun_at_record_id"), "advice_records", ["begun_at", "record_id"])
    op.create_index(op.f("ix_advice_records_station_place"), "advice_records", ["station", "place"])
    op.create_table(
        "advice_versions",
        sa.Column("record_id", NAME, nullable=False),
        sa.Column("version_id", NAME, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "version_id", name=op.f("pk_advice_versions")),
    )
    op.create_table(
        "advice_photos",
        sa.Column("photo_id", NAME, nullable=False),
        sa.Column("record_id", NAME, nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_advice_photos")),
    )
    op.create_index(op.f("ix_advice_photos_known_at_photo_id"), "advice_photos", ["known_at", "photo_id"])
    op.create_index(op.f("ix_advice_photos_record_id"), "advice_photos", ["record_id"])
    op.create_table(
        "advice_parts",
        sa.Column("photo_id", NAME, nullable=False),
        sa.Column("until", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("photo_id", "until", name=op.f("pk_advice_parts")),
    )
    op.create_table(
        "advice_presence",
        sa.Column("presence_id", NAME, nullable=False),
        sa.Column("station", NAME, nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("presence_id", name=op.f("pk_advice_presence")),
    )
    op.create_index(
        op.f("ix_advice_presence_happened_at_presence_id"), "advice_presence", ["happened_at", "presence_id"]
    )
