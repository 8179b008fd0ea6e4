"""Entries of registers 台账, with every version that they ever had."""

from dataclasses import dataclass, field
from datetime import datetime

from daoan.terms.records.working import Values


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a register as one version told it. Versions are added, never changed.

    ``unit_id``: the unit that answers for it, which says who sees it. ``ended_at``: since when it no longer stands
    (sold, closed, fulfilled); a later version may bring it back.
    """

    entry_id: str
    register: str
    unit_id: str
    version: int  # 1, 2, 3 … without gap
    changed_at: datetime
    changed_by: str  # person id, or "loop"
    values: Values = field(default_factory=dict)
    ended_at: datetime | None = None
    note: str = ""  # why it was changed
