"""Hot spots 热点 and when they are active: hours of the week, and the spans of a period that these make."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from daoan.act.presence.tracks import Span, joined, span_of
from daoan.terms.frames import Floats
from daoan.terms.times import local_to_utc, utc_to_local


class SpotClass(StrEnum):
    """The five classes of the match score."""

    BLACK_SPOT = "black_spot"  # 事故黑点
    DISORDER = "disorder"  # 秩序乱点
    CONGESTION = "congestion"  # 常发堵点
    KEY_VEHICLES = "key_vehicles"  # 四车/五车聚点
    FOCUS = "focus"  # 重点关注


@dataclass(frozen=True, slots=True)
class HotSpot:
    """A place where police should be at some hours.

    ``hours``: hours of the week when it is active, Monday 00:00 local is 0; ``length_m``: of a stretch, 0 of a point.
    """

    spot_id: str
    of: SpotClass
    name: str
    lon: float
    lat: float
    hours: frozenset[int]
    length_m: float = 0.0
    area: str = ""


def fullest_hours(shares: Floats, part: float) -> frozenset[int]:
    """The fewest hours that hold ``part`` of a week (168,), fullest first."""
    order = np.argsort(-shares, kind="stable")
    held = np.cumsum(shares[order])
    return (
        frozenset(order[: int(np.searchsorted(held, part * held[-1] - 1e-12)) + 1].tolist())
        if held[-1]
        else frozenset()
    )


def hours_of_days(pairs: Iterable[Sequence[float]], days: Collection[int] = range(7)) -> frozenset[int]:
    """Hours of the week of local (from, to) hours on some days, Monday 0; to before from goes over midnight."""
    found = set()
    for first, last in pairs:
        begin, end = int(first), int(np.ceil(last))
        for hour in range(begin, end + (24 if end <= begin else 0)):
            found |= {(24 * day + hour) % 168 for day in days}
    return frozenset(found)


def active_spans(hours: Collection[int], since: datetime, until: datetime, zone: str) -> tuple[Span, ...]:
    """The spans of a period, UTC, in which hours of the local week are active."""
    first = utc_to_local(since, zone).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    found = []
    for n in range(int((until - since) / timedelta(hours=1)) + 3):
        hour = first + timedelta(hours=n)
        if hour.weekday() * 24 + hour.hour in hours:
            begin = max(local_to_utc(hour, zone), since)
            end = min(local_to_utc(hour + timedelta(hours=1), zone), until)
            if begin < end:
                found.append(span_of(begin, end))
    return joined(found)
