"""Things with states 事项: orders, hazards, alerts in work, supervision, tasks; and every step taken on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from daoan.terms.estimates import Text
from daoan.terms.records.warned import Evidence

#: Values of a matter's own fields: what JSON can hold.
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that somebody has to see to, of any kind.

    ``kind`` names the table that it moves by. ``holder`` is the unit whose turn it is, ``issuer`` the one that asked.
    ``version`` counts its steps: whoever acts says which version they saw. ``root`` is the topmost matter of its
    family (itself, where it has no parent).
    """

    matter_id: str
    kind: str
    state: str
    title: str
    issuer: str
    holder: str
    created_at: datetime
    changed_at: datetime
    created_by: str  # person id
    root: str = ""
    version: int = 1
    level: str = ""  # red, orange, yellow, blue; urgency of an order
    parent: str | None = None  # the order of a node, the hazard of an acceptance
    due_at: datetime | None = None
    due: Text | None = None  # what is due
    overdue_at: datetime | None = None  # when the clock of this state ran out
    closed_at: datetime | None = None
    area: str | None = None
    segment_id: str | None = None
    lon: float | None = None
    lat: float | None = None
    evidence: tuple[Evidence, ...] = ()
    values: Values = field(default_factory=dict)
    rule_pack: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a matter's log; lines are added, never changed. ``version`` is the matter's after the step."""

    matter_id: str
    version: int
    event: str  # of the kind's table, or "create", "comment", "overdue"
    source: str  # state before
    target: str  # state after
    at: datetime
    by: str  # person id, or "loop"
    unit: str  # of whom acted
    note: str = ""
    values: Values = field(default_factory=dict)  # what the step filled in
    late: bool = False  # after the deadline of the state before


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a matter, kept by its content: ``sha256`` of the bytes as kept, metadata stripped."""

    attachment_id: str
    matter_id: str
    name: str
    media_type: str
    bytes: int
    sha256: str
    added_at: datetime
    added_by: str
