"""A day's links by the hour.

======  ===================================================================================
symbol  meaning
======  ===================================================================================
t       seconds of a trip;  t_p  its p-th percentile within a link's hour
t_0     free flow: the 15th percentile of the link's day
======  ===================================================================================

::

    delay = t_50 − t_0      speed ratio = t_0 / t_50      planning = t_95 / t_50      buffer = (t_95 − mean) / mean

The interval of the median is by order statistics, widened by what the clocks are not sure of. Hour -1 is the whole day.
"""

from dataclasses import dataclass, fields

import numpy as np

from daoan.assess.efficiency.rules import EfficiencyRules
from daoan.assess.efficiency.trips import Trips
from daoan.terms.frames import Floats, Ints

DAY = -1
_Z95 = 1.959964
_MAD = 1.4826
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True, eq=False)
class LinkHours:
    """Rows of a link and a local hour, as columns; travel times in seconds.

    ``queued`` of ``told`` intervals had the queue at the first site; ``told`` 0: not recorded. ``clock``: 1 where both
    clocks could be set right, else 0.
    """

    first: Ints
    second: Ints
    hour: Ints
    vehicles: Ints
    median_s: Floats
    low_s: Floats
    high_s: Floats
    mean_s: Floats
    p95_s: Floats
    free_s: Floats
    road_m: Floats
    queued: Ints
    told: Ints
    clock: Ints

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True, eq=False)
class LinkDay:
    """A day. ``below_floor``: link-hours of which nothing is kept, for too few vehicles; ``stops``: trips left out."""

    rows: LinkHours
    below_floor: int
    stops: int


def link_hours(trips: Trips, hour: Ints, road_m: Floats, clock_sd_s: Floats, rules: EfficiencyRules) -> LinkDay:
    """Indices of a day. ``trips``: between neighbours; ``hour``: local, of each trip; ``clock_sd_s``: by site."""
    sites = len(clock_sd_s)
    link = trips.first * sites + trips.second
    driven = _driven(link * 25 + hour, trips.seconds, rules.outlier_sd)
    trips, hour, link = trips.take(driven), hour[driven], link[driven]
    links, way = np.unique(link, return_inverse=True)
    free = np.array([np.percentile(s, rules.free_percentile) for s in _groups(trips.seconds, way, len(links))])
    rows, below = [], 0
    for name, key in (("hours", way * 25 + hour + 1), ("day", way * 25)):
        groups, at, number = np.unique(key, return_inverse=True, return_counts=True)
        told = number >= rules.least_vehicles
        below += int((~told).sum()) if name == "hours" else 0
        queued, of = _queues(trips, at, len(groups), rules)
        parts = _groups(trips.seconds, at, len(groups))
        rows += [
            _row(int(links[g // 25]), int(g % 25) - 1, parts[k], float(free[g // 25]), int(queued[k]), int(of[k]),
                 road_m, clock_sd_s)
            for k, g in enumerate(groups.tolist())
            if told[k]
        ]  # fmt: skip
    columns = np.array(sorted(rows), dtype=np.float64).reshape(-1, len(fields(LinkHours))).T
    whole = ("first", "second", "hour", "vehicles", "queued", "told", "clock")
    named = {f.name: columns[k] for k, f in enumerate(fields(LinkHours))}
    return LinkDay(
        LinkHours(**{n: v.astype(np.int64) if n in whole else v for n, v in named.items()}), below, int((~driven).sum())
    )


def _driven(group: Ints, seconds: Floats, outlier_sd: float) -> np.ndarray:
    """Trips of who did not stop on the way: not far above the median of their link and hour, on the log scale."""
    _, at = np.unique(group, return_inverse=True)
    logs = np.log(seconds)
    middle = np.array([np.median(part) for part in _groups(logs, at, int(at.max(initial=-1)) + 1)])
    off = logs - middle[at] if len(middle) else logs
    spread = np.array([_MAD * np.median(np.abs(part)) for part in _groups(off, at, len(middle))])
    return np.asarray(off <= outlier_sd * np.maximum(spread[at], 0.05)) if len(middle) else np.ones(0, bool)


def _groups(values: Floats, at: Ints, number: int) -> list[Floats]:
    order = np.argsort(at, kind="stable")
    return np.split(values[order], np.cumsum(np.bincount(at, minlength=number))[:-1]) if number else []


def _queues(trips: Trips, at: Ints, number: int, rules: EfficiencyRules) -> tuple[Ints, Ints]:
    """Intervals with a queue at the first site, and intervals that tell, of each group."""
    told = np.flatnonzero(np.isfinite(trips.speed_kmh))
    interval = trips.at_ms[told] // (60_000 * rules.queue_minutes)
    order = np.lexsort((trips.speed_kmh[told], interval, at[told]))
    group, interval, speed = at[told][order], interval[order], trips.speed_kmh[told][order]
    if not len(order):
        return np.zeros(number, np.int64), np.zeros(number, np.int64)
    begins = np.flatnonzero(np.append(True, (np.diff(group) != 0) | (np.diff(interval) != 0)))
    size = np.diff(np.append(begins, len(group)))
    enough = size >= rules.queue_vehicles
    slow = speed[begins + size // 2] < rules.queue_kmh
    of = np.bincount(group[begins][enough], minlength=number)
    return np.bincount(group[begins][enough & slow], minlength=number), of


def _row(
    link: int, hour: int, seconds: Floats, free_s: float, queued: int, told: int, road_m: Floats, clock_sd_s: Floats
) -> tuple[float, ...]:
    sites = len(clock_sd_s)
    first, second = divmod(link, sites)
    ordered = np.sort(seconds)
    n = len(ordered)
    half = _Z95 * 0.5 * np.sqrt(n)
    low, high = ordered[max(int(np.floor(n / 2 - half)), 0)], ordered[min(int(np.ceil(n / 2 + half)), n - 1)]
    median = float(np.median(ordered))
    sd = np.array([clock_sd_s[first], clock_sd_s[second]])
    sure = bool(np.isfinite(sd).all())
    clock = _Z95 * float(np.hypot(*sd)) if sure else 0.0
    below, above = np.hypot(median - low, clock), np.hypot(high - median, clock)
    return (
        first, second, hour, n, median, max(median - below, 0.0), median + above, float(ordered.mean()),
        float(np.percentile(ordered, 95)), free_s, float(road_m[first, second]), queued, told, int(sure),
    )  # fmt: skip
