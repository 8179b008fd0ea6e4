"""Dates and times of day as sources write them, as wall-clock values that a feed then turns into UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from unicodedata import normalize

from daoan.terms.codes import Precision
from daoan.terms.times import local_to_utc

#: No register of motor traffic is older; an earlier year is a typing fault.
EARLIEST_YEAR = 1900


#: No date or time is longer; hostile cells are.
_MOST_CHARS = 80


def find_date(value: str, form: str) -> date | None:
    """The date that a text holds in the form of ``strptime``; ``None`` where it holds none."""
    return _find_date(value, form) if len(value) <= _MOST_CHARS else None


@lru_cache(maxsize=4096)  # a year has few days and a file many rows
def _find_date(value: str, form: str) -> date | None:
    try:
        found = datetime.strptime(value, form).date()  # noqa: DTZ007 - a date has no zone
    except (ValueError, OverflowError):
        return None
    return found if found.year >= EARLIEST_YEAR else None


_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.0+)?)?", re.ASCII)
_DIGITS = re.compile(r"\d{1,4}", re.ASCII)


def find_time(value: str) -> time | None:
    """The time of day in ``0815``, ``815``, ``55`` (five to one in the night), ``5`` or ``08:15``; ``None`` for others.

    Spreadsheets drop leading zeros: five of eleven Leeds files hold 00:05 as ``5``.
    """
    plain = normalize("NFKC", value)
    clock = _CLOCK.fullmatch(plain)
    if clock:
        hour, minute = int(clock[1]), int(clock[2])
    elif _DIGITS.fullmatch(plain):
        hour, minute = divmod(int(plain), 100)
    else:
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None


_FULL = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT]*(\d{1,2})\s*(?:[:时点]\s*(?:(\d{1,2})\s*(?:[:分]\s*(?:(\d{1,2})(?:\.0+)?\s*秒?)?)?)?))?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall-clock value


def find_moment(value: str, zone: str) -> tuple[datetime, Precision] | None:
    """The moment that a text tells, in UTC, and how exactly; ``None`` where it tells none.

    Reads ``2024年3月5日 14时20分``, ``2024-03-05 14:20``, ``2024/3/5``, ``20240305142000``, the day numbers of Excel
    (``45356.597``) and ISO 8601 with an offset. Without an offset it is the wall clock of ``zone``. Full-width digits
    count as digits.
    """
    text = normalize("NFKC", value).strip()
    if _SERIAL.fullmatch(text):
        return _excel_moment(float(text), zone)
    match = _FULL.fullmatch(text) or _PACKED.fullmatch(text)
    if match is None:
        return None
    parts = match.groups()
    year, month, day = (int(p) for p in parts[:3])
    hour, minute, second = (int(p) if p else 0 for p in parts[3:6])
    precision = Precision.DAY if parts[3] is None else Precision.HOUR if parts[4] is None else Precision.MINUTE
    offset = parts[6] if len(parts) > 6 else None
    try:
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - its zone follows
        aware = (
            datetime.fromisoformat(naive.isoformat() + offset).astimezone(UTC) if offset else local_to_utc(naive, zone)
        )
    except (ValueError, OverflowError):
        return None
    return (aware, precision) if year >= EARLIEST_YEAR else None


def _excel_moment(serial: float, zone: str) -> tuple[datetime, Precision] | None:
    moment = _EXCEL_EPOCH + timedelta(minutes=round(serial * 1440))
    precision = Precision.DAY if serial.is_integer() else Precision.MINUTE
    return local_to_utc(moment, zone), precision
