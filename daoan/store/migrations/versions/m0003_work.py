"""People at work: matters with their log and files, units, people, accounts, sessions, the audit chain."""

import sqlalchemy as sa
from alembic import op

revision = "0003_work"
down_revision = "0002_measures"
branch_labels = None
depends_on = None

NAME = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("login", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_accounts_login")),
    )
    op.create_table(
        "attachment_blobs",
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_attachment_blobs")),
    )
    op.create_table(
        "audit_chain",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seal", NAME, nullable=False),
        sa.Column("key_id", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "matters",
        sa.Column("matter_id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("state", NAME, nullable=False),
        sa.Column("issuer", NAME, nullable=False),
        sa.Column("holder", NAME, nullable=False),
        sa.Column("level", NAME, nullable=False),
        sa.Column("area", NAME, nullable=True),
        sa.Column("parent", NAME, nullable=True),
        sa.Column("root", NAME, nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("due_order", sa.BigInteger(), nullable=False),
        sa.Column("runs_out_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("title_folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_matters")),
    )
    op.create_index(
        op.f("ix_matters_area_changed_at_matter_id"), "matters", ["area", "changed_at", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_area_due_order_matter_id"), "matters", ["area", "due_order", "matter_id"], unique=False
    )
    op.create_index(op.f("ix_matters_changed_at_matter_id"), "matters", ["changed_at", "matter_id"], unique=False)
    op.create_index(op.f("ix_matters_due_order_matter_id"), "matters", ["due_order", "matter_id"], unique=False)
    op.create_index(
        op.f("ix_matters_holder_changed_at_matter_id"), "matters", ["holder", "changed_at", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_holder_due_order_matter_id"), "matters", ["holder", "due_order", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_issuer_changed_at_matter_id"), "matters", ["issuer", "changed_at", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_issuer_due_order_matter_id"), "matters", ["issuer", "due_order", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_kind_changed_at_matter_id"), "matters", ["kind", "changed_at", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_kind_due_order_matter_id"), "matters", ["kind", "due_order", "matter_id"], unique=False
    )
    op.create_index(op.f("ix_matters_kind_state"), "matters", ["kind", "state"], unique=False)
    op.create_index(
        op.f("ix_matters_level_changed_at_matter_id"), "matters", ["level", "changed_at", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_level_due_order_matter_id"), "matters", ["level", "due_order", "matter_id"], unique=False
    )
    op.create_index(op.f("ix_matters_parent"), "matters", ["parent"], unique=False)
    op.create_index(op.f("ix_matters_root"), "matters", ["root"], unique=False)
    op.create_index(op.f("ix_matters_runs_out_at_matter_id"), "matters", ["runs_out_at", "matter_id"], unique=False)
    op.create_index(
        op.f("ix_matters_state_changed_at_matter_id"), "matters", ["state", "changed_at", "matter_id"], unique=False
    )
    op.create_index(
        op.f("ix_matters_state_due_order_matter_id"), "matters", ["state", "due_order", "matter_id"], unique=False
    )
    op.create_table(
        "people",
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_people")),
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", NAME, nullable=False),
        sa.Column("token_hash", NAME, nullable=False),
        sa.Column("person_id", NAME, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(
        op.f("ix_sessions_person_id_created_at_session_id"),
        "sessions",
        ["person_id", "created_at", "session_id"],
        unique=False,
    )
    op.create_table(
        "units",
        sa.Column("unit_id", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_units")),
    )
    op.create_table(
        "work_keys",
        sa.Column("key", NAME, nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_work_keys")),
    )
    op.create_index(op.f("ix_work_keys_kept_at"), "work_keys", ["kept_at"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("attachment_id", NAME, nullable=False),
        sa.Column("matter_id", NAME, nullable=False),
        sa.Column("sha256", NAME, nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.matter_id"], name=op.f("fk_attachments_matter_id")),
        sa.ForeignKeyConstraint(["sha256"], ["attachment_blobs.sha256"], name=op.f("fk_attachments_sha256")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachments")),
    )
    op.create_index(
        op.f("ix_attachments_matter_id_added_at_attachment_id"),
        "attachments",
        ["matter_id", "added_at", "attachment_id"],
        unique=False,
    )
    op.create_table(
        "matter_records",
        sa.Column("matter_id", NAME, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.matter_id"], name=op.f("fk_matter_records_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_matter_records")),
    )
    op.create_table(
        "matter_steps",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("matter_id", NAME, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.matter_id"], name=op.f("fk_matter_steps_matter_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_matter_steps")),
        sa.UniqueConstraint("matter_id", "version", name=op.f("uq_matter_steps_matter_id_version")),
    )
