"""How long a session counts."""

from datetime import datetime, timedelta

from daoan.terms.records.people import Session
from daoan.terms.rulepacks import RulePack

#: A session seen again within this is not written again.
SEEN_STEP = timedelta(minutes=1)


def expires_at(created_at: datetime, pack: RulePack) -> datetime:
    """When a session made at a moment ends, however busy it is."""
    return created_at + timedelta(hours=int(pack.get("session.absolute_hours")))


def is_valid(session: Session, at: datetime, pack: RulePack) -> bool:
    """Whether a session counts at a moment: neither revoked, nor over, nor idle for too long."""
    idle = timedelta(minutes=int(pack.get("session.idle_minutes")))
    return session.revoked_at is None and at < session.expires_at and at < session.seen_at + idle
