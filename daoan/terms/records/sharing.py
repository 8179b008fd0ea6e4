"""Passes that another platform asks for: what it asked, what a person decided, and how far they were sent.

The three are kept apart since each has one writer: the server of passes, a person, the sender.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

#: Categories of GA/T 1400 (SubscribeDetail): vehicles as they were seen. Nothing else is handed over.
VEHICLES = "13"
#: An approval's word for every site that was asked for.
ALL_SITES = "*"


class ResourceClass(StrEnum):
    """What the resources of a subscription name (ResourceClass of GA/T 1400)."""

    TOLLGATE = "0"
    DEVICE = "1"
    LIBRARY = "4"
    DIVISION = "5"
    UNTOLD = ""


class SubscribeStatus(StrEnum):
    """SubscribeStatus of GA/T 1400."""

    RUNNING = "0"
    CANCELLED = "1"
    EXPIRED = "2"
    NOT_SUBSCRIBED = "9"


@dataclass(frozen=True, slots=True)
class Asked:
    """A subscription as another platform asked for it, under which account of ours. Moments are UTC.

    ``times``: how often it was asked for, changes and what was asked after a cancellation counted anew.
    """

    account: str
    subscribe_id: str
    title: str
    details: tuple[str, ...]
    resource_class: str
    resources: tuple[str, ...]
    applicant: str
    organisation: str
    reason: str
    begin: datetime
    end: datetime
    address: str
    interval_s: float
    asked_at: datetime
    cancelled_at: datetime | None = None
    times: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a request, whose content ``asked_sha256`` tells: of another content it says nothing.

    ``sites``: the codes that may be handed over, or :data:`ALL_SITES` of those asked for; none: refused.
    """

    asked_sha256: str
    person_id: str
    unit_id: str
    purpose: str
    sites: tuple[str, ...]
    until: datetime
    decided_at: datetime

    @property
    def is_approval(self) -> bool:
        """Whether anything may be sent."""
        return bool(self.sites)


@dataclass(frozen=True, slots=True)
class Sent:
    """How far one subscription was sent.

    ``position``: behind the last record of the log that the peer took whole. ``hours``: objects taken by hour (UTC,
    ``2026-03-07T10``) that the audit log was not told yet. ``failing_since``: of tries in a row that failed.
    ``stopped_at``: given up; a person lets it go on.
    """

    position: int
    objects: int = 0
    hours: dict[str, int] = field(default_factory=dict)
    failures: int = 0
    fault: str = ""
    failing_since: datetime | None = None
    stopped_at: datetime | None = None


class ShareState(StrEnum):
    """Where a subscription stands, for people."""

    WAITING = "waiting"  # nobody decided, or what was decided is of another content
    REFUSED = "refused"
    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    STOPPED = "stopped"  # given up; a person lets it go on
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Share:
    """One subscription whole. ``key``: its short name here."""

    key: str
    asked: Asked
    asked_sha256: str
    decision: Decision | None
    sent: Sent | None

    def state(self, now: datetime) -> ShareState:
        """Where it stands at a moment."""
        decision = self.decision
        if self.asked.cancelled_at is not None:
            return ShareState.CANCELLED
        if now >= self.asked.end:
            return ShareState.EXPIRED
        if decision is None or decision.asked_sha256 != self.asked_sha256:
            return ShareState.WAITING
        if not decision.is_approval:
            return ShareState.REFUSED
        if now >= decision.until:
            return ShareState.EXPIRED
        if now < self.asked.begin:
            return ShareState.NOT_BEGUN
        is_stopped = self.sent is not None and self.sent.stopped_at is not None
        return ShareState.STOPPED if is_stopped else ShareState.RUNNING


#: SubscribeStatus as the platform that asked is told; waiting and refused are both no subscription.
STATUS_OF = {
    ShareState.RUNNING: SubscribeStatus.RUNNING,
    ShareState.STOPPED: SubscribeStatus.RUNNING,
    ShareState.CANCELLED: SubscribeStatus.CANCELLED,
    ShareState.EXPIRED: SubscribeStatus.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Ours:
    """A subscription of ours. ``base``: the platform's address before ``/VIID``; ``receive``: where it shall send."""

    account: str
    base: str
    subscribe_id: str
    title: str
    resource_class: str
    resources: tuple[str, ...]
    begin: datetime
    end: datetime
    receive: str
    reason: str
    interval_s: float = 0.0
    ended: bool = False
