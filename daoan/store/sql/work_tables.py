"""The tables of people at work: matters, their log and files, units, people, sessions, the audit chain.

They follow the rules of :mod:`daoan.store.sql.tables`. Traits that matters are filtered by are indexed together with
both orders of their list.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from daoan.store.sql.tables import Moment, Name, metadata

#: What every matter as it is now is found and sorted by; narrow, so that no list has to read whole records.
#: ``due_order``: its deadline, or a moment after all others; ``runs_out_at``: the deadline
#: of an open matter whose log does not yet say that it passed.
matters = Table(
    "matters",
    metadata,
    Column("matter_id", Name, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", Name, nullable=False),
    Column("state", Name, nullable=False),
    Column("issuer", Name, nullable=False),
    Column("holder", Name, nullable=False),
    Column("level", Name, nullable=False),
    Column("area", Name, nullable=True),
    Column("parent", Name, nullable=True),
    Column("root", Name, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("due_order", Moment, nullable=False),
    Column("runs_out_at", Moment, nullable=True),
    Column("closed_at", Moment, nullable=True),
    Column("title_folded", Text, nullable=False),
    *(
        Index(None, *trait, order, "matter_id")
        for trait in ((), ("kind",), ("state",), ("holder",), ("issuer",), ("level",), ("area",))
        for order in ("due_order", "changed_at")
    ),
    Index(None, "kind", "state"),
    Index(None, "root"),
    Index(None, "parent"),
    Index(None, "runs_out_at", "matter_id"),
)

#: Every matter as it is now, whole.
matter_records = Table(
    "matter_records",
    metadata,
    Column("matter_id", Name, ForeignKey("matters.matter_id"), primary_key=True),
    Column("payload", Text, nullable=False),
)

#: The log: every version of every matter, by the step that led to it. Rows are added, never changed.
matter_steps = Table(
    "matter_steps",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("matter_id", Name, ForeignKey("matters.matter_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("matter_id", "version"),
)

#: What steps are counted by, so that no count has to read the log. ``late``: 1 behind the deadline, else 0.
step_traits = Table(
    "step_traits",
    metadata,
    Column("seq", BigInteger, ForeignKey("matter_steps.seq"), primary_key=True, autoincrement=False),
    Column("matter_id", Name, nullable=False),
    Column("event", Name, nullable=False),
    Column("late", Integer, nullable=False),
    Index(None, "event", "matter_id"),
    Index(None, "late", "matter_id"),
)

#: Requests that were answered, by their key, with the answer.
work_keys = Table(
    "work_keys",
    metadata,
    Column("key", Name, primary_key=True),
    Column("kept_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "kept_at"),
)

#: Contents of files, each once.
attachment_blobs = Table(
    "attachment_blobs",
    metadata,
    Column("sha256", Name, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("attachment_id", Name, primary_key=True),
    Column("matter_id", Name, ForeignKey("matters.matter_id"), nullable=False),
    Column("sha256", Name, ForeignKey("attachment_blobs.sha256"), nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    Index(None, "matter_id", "added_at", "attachment_id"),
)

units = Table(
    "units",
    metadata,
    Column("unit_id", Name, primary_key=True),
    Column("payload", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("person_id", Name, primary_key=True),
    Column("payload", Text, nullable=False),
)

#: ``login``: as it is looked up, in small letters.
accounts = Table(
    "accounts",
    metadata,
    Column("person_id", Name, primary_key=True),
    Column("login", Name, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("login"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", Name, primary_key=True),
    Column("token_hash", Name, nullable=False),
    Column("person_id", Name, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("token_hash"),
    Index(None, "person_id", "created_at", "session_id"),
)

#: The chain. Rows are added, never changed. ``payload`` is the note that ``seal`` seals.
audit_chain = Table(
    "audit_chain",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("seal", Name, nullable=False),
    Column("key_id", Name, nullable=False),
    Column("payload", Text, nullable=False),
)
