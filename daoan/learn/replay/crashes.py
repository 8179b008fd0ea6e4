"""Crashes of a day, each with since when it was known and how it was graded when the day was over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from daoan.terms.codes import Precision, Severity
from daoan.terms.records import Crash


@dataclass(frozen=True, slots=True)
class Happened:
    """A crash as read now. ``known_at``: since when it was known; ``severity_then``: as read when its day was over.

    ``severity_then`` is ``None`` where it was not known by then. ``timed``: its source tells an hour at least.
    """

    crash: Crash
    known_at: datetime
    severity_then: Severity | None
    timed: bool


def crashes_of(then: Iterable[Crash], now: Iterable[Crash]) -> tuple[Happened, ...]:
    """Crashes by when they happened. ``then``: as read when the day was over; ``now``: as read now.

    A record that was received again carries the later time of knowing: what was read then says that it was known.
    """
    earlier = {c.crash_id: c for c in then}
    found = []
    for crash in now:
        read = earlier.get(crash.crash_id)
        known_at = crash.known_at if read is None else min(crash.known_at, read.known_at)
        timed = crash.precision in (Precision.MINUTE, Precision.HOUR)
        found.append(Happened(crash, known_at, None if read is None else read.severity, timed))
    return tuple(sorted(found, key=lambda h: (h.crash.happened_at, h.crash.crash_id)))
