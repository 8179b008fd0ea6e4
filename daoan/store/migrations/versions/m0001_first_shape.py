"""The first shape: crashes in three layers, refusals, receipts, roads, counts, runs, settings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "count_versions",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count_id", NAME, nullable=False),
        sa.Column("content_hash", NAME, nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_count_versions")),
        sa.UniqueConstraint("count_id", "content_hash", name=op.f("uq_count_versions_count_id_content_hash")),
    )
    op.create_table(
        "crash_corrections",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("crash_id", NAME, nullable=False),
        sa.Column("corrected_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_crash_corrections")),
    )
    op.create_index(op.f("ix_crash_corrections_crash_id"), "crash_corrections", ["crash_id"], unique=False)
    op.create_table(
        "crash_readings",
        sa.Column("crash_id", NAME, nullable=False),
        sa.Column("visible_from", sa.BigInteger(), nullable=False),
        sa.Column("visible_until", sa.BigInteger(), nullable=True),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("area", NAME, nullable=True),
        sa.Column("severity", NAME, nullable=False),
        sa.Column("feed", NAME, nullable=False),
        sa.Column("lon", sa.Float(precision=53), nullable=True),
        sa.Column("lat", sa.Float(precision=53), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("crash_id", "visible_from", name=op.f("pk_crash_readings")),
    )
    op.create_index(op.f("ix_crash_readings_area_happened_at"), "crash_readings", ["area", "happened_at"], unique=False)
    op.create_index(
        op.f("ix_crash_readings_happened_at_crash_id"), "crash_readings", ["happened_at", "crash_id"], unique=False
    )
    op.create_table(
        "crash_versions",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("crash_id", NAME, nullable=False),
        sa.Column("content_hash", NAME, nullable=False),
        sa.Column("feed", NAME, nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_crash_versions")),
        sa.UniqueConstraint("crash_id", "content_hash", name=op.f("uq_crash_versions_crash_id_content_hash")),
    )
    op.create_table(
        "networks",
        sa.Column("network_id", NAME, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("block", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("network_id", name=op.f("pk_networks")),
    )
    op.create_table(
        "receipts",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("feed", NAME, nullable=False),
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_receipts")),
        sa.UniqueConstraint("feed", "sha256", name=op.f("uq_receipts_feed_sha256")),
    )
    op.create_table(
        "refusals",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("refusal_id", NAME, nullable=False),
        sa.Column("feed", NAME, nullable=False),
        sa.Column("code", NAME, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("refused_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_refusals")),
        sa.UniqueConstraint("refusal_id", name=op.f("uq_refusals_refusal_id")),
    )
    op.create_index(op.f("ix_refusals_feed_code_state"), "refusals", ["feed", "code", "state"], unique=False)
    op.create_index(op.f("ix_refusals_state_seq"), "refusals", ["state", "seq"], unique=False)
    op.create_table(
        "runs",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", NAME, nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_runs")),
        sa.UniqueConstraint("run_id", name=op.f("uq_runs_run_id")),
    )
    op.create_index(op.f("ix_runs_as_of_seq"), "runs", ["as_of", "seq"], unique=False)
    op.create_table(
        "settings",
        sa.Column("name", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "network_saves",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("network_id", NAME, nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["network_id"], ["networks.network_id"], name=op.f("fk_network_saves_network_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_network_saves")),
    )
    op.create_table(
        "results",
        sa.Column("run_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_seq"], ["runs.seq"], name=op.f("fk_results_run_seq"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_seq", "kind", "place", name=op.f("pk_results")),
    )
    op.create_index(op.f("ix_results_run_seq_kind_key"), "results", ["run_seq", "kind", "key"], unique=False)
