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


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


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


def to_ms(moment: datetime) -> int:
    """An aware moment as milliseconds since 1970, rounded: what :func:`from_ms` reads."""
    return round(moment.timestamp() * 1000)


def shifts_of(zone: str, since: datetime, until: datetime) -> tuple[list[int], list[int]]:
    """How far a zone's clocks are from UTC over a span: moments from which each difference holds, and the differences.

    Both in milliseconds; the first moment is that of ``since``. ``zone`` is an IANA name.
    """

    def shift_at(second: int) -> int:
        moment = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(zone))
        return round((moment.utcoffset() or timedelta(0)).total_seconds() * 1000)

    begin, end = (round(require_utc(moment).timestamp()) for moment in (since, until))
    from_ms, shift_ms = [begin * 1000], [shift_at(begin)]
    for day in range(begin, end, 86_400):
        low, high = day, min(day + 86_400, end)
        if shift_at(high) == shift_ms[-1]:
            continue
        while high - low > 1:  # the second of the change
            middle = (low + high) // 2
            low, high = (middle, high) if shift_at(middle) == shift_ms[-1] else (low, middle)
        from_ms.append(high * 1000)
        shift_ms.append(shift_at(high))
    return from_ms, shift_ms
