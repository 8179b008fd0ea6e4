"""Times: UTC inside, local only when shown. Nothing here reads a clock; the clock lives at the edge."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from daoan.terms.errors import Fault

WEEK = timedelta(days=7)


def require_utc(moment: datetime) -> datetime:
    """The moment, if it is aware and in UTC; a :class:`Fault` otherwise, since a naive time is a bug of ours."""
    if moment.tzinfo is None or moment.utcoffset() != timedelta(0):
        raise Fault(f"a time inside the house must be aware and in UTC, got {moment!r}")
    return moment


def moment64(moment: datetime) -> np.datetime64:
    """A moment as the frames tell time: ``datetime64[s]``, UTC."""
    return np.datetime64(require_utc(moment).replace(tzinfo=None), "s")


def day_of(moment: np.datetime64) -> date:
    """The day that a moment of a frame lies in, on the clock that the moment is told by."""
    day: date = moment.astype("datetime64[D]").astype(date)
    return day


def local_to_utc(naive: datetime, zone: str) -> datetime:
    """Wall-clock time of a place as UTC. ``zone`` is an IANA name; an hour that occurs twice is taken as the first."""
    return naive.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc_to_local(moment: datetime, zone: str) -> datetime:
    """A moment as wall-clock time of a place, aware."""
    return require_utc(moment).astimezone(ZoneInfo(zone))


def local_midnight(day: date, zone: str) -> datetime:
    """The first moment of a local day, in UTC."""
    return local_to_utc(datetime.combine(day, time()), zone)


def years_before(as_of: datetime, years: int) -> datetime:
    """The same moment some calendar years earlier; 29 February becomes 28 February."""
    try:
        return as_of.replace(year=as_of.year - years)
    except ValueError:
        return as_of.replace(year=as_of.year - years, day=28)


def from_ms(ms: int) -> datetime:
    """A moment (UTC) from milliseconds since 1970."""
    return datetime.fromtimestamp(ms / 1000.0, UTC)
