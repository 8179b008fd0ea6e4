"""Look-ups that wait for a second person."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LookUpRequest:
    """Somebody asks another person to approve a look-up. ``subject``: keyed token; ``shown``: its masked form.

    It is good for one look-up by who asked, of that subject and time, for that purpose and case, before ``until``.
    """

    request_id: str
    kind: str  # "track", or another that the rule pack names
    subject: str
    shown: str
    purpose: str
    case: str
    asked_by: str  # person id
    unit_id: str  # of whoever asked
    asked_at: datetime
    until: datetime
    state: str = "asked"  # asked, approved, refused, used
    decided_by: str = ""
    decided_at: datetime | None = None
    about: str = ""  # of what time, as "2026-03-01T00:00Z/2026-03-08T00:00Z"
