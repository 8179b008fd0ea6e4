"""Clocks of sites against one another, from vehicles that go both ways between them.

    a → b:  median(t_b − t_a) = T_ab + (o_b − o_a)         b → a:  median(t_a − t_b) = T_ba − (o_b − o_a)
    o_b − o_a = ½ (median_ab − median_ba) − ½ (T_ab − T_ba)

T is the travel time by direction; how far the two differ is not known and stands in the standard deviation
(``asymmetry`` of the rule pack), so that near neighbours count most. Small vehicles only: lorries climb slower
than they descend. Sites without two-way flow with any other cannot be told, nor can two that only hang together with
each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from daoan.assess.device_health.records import Clock
from daoan.assess.device_health.rules import HealthRules
from daoan.kernels.stats.clock_offsets import solve_offsets
from daoan.terms.estimates import Estimate
from daoan.terms.passes import NOT_RECORDED, Heading, PassClass, PassFrame, SiteFrame
from daoan.terms.plates import NO_PLATE

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LEVEL, _Z = 0.95, 1.959964
LOWER = 0.2  # quantile of travel times that is taken for driving without a stop
LEAST_SD_S = 0.05
NEAR_S = 60.0  # a stop shows only beyond some part of this, where sites are nearer
_SMALL = (int(PassClass.CAR), int(PassClass.VAN), NOT_RECORDED)


@dataclass(frozen=True, slots=True)
class Trips:
    """Vehicles from one site straight to another: rows of the sites, and seconds between by the sites' clocks."""

    first: Ints
    second: Ints
    seconds: Floats


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Pairs of sites with flow both ways: offset of the second clock against the first, its standard deviation (s)."""

    first: Ints
    second: Ints
    offset_s: Floats
    sd_s: Floats


def tell_clocks(passes: PassFrame, sites: SiteFrame, rules: HealthRules) -> tuple[Clock, ...]:
    """How each site's clock goes, against those that it hangs together with, of which most go right."""
    pairs = two_way(trips_of(passes, sites, rules), sites, rules)
    solved = solve_offsets(pairs.first, pairs.second, pairs.offset_s, pairs.sd_s, len(sites), rules.usual_clock_s)
    near = np.bincount(np.concatenate([pairs.first, pairs.second]), minlength=len(sites))
    return tuple(
        _clock(float(v), float(sd), int(k), int(size), rules)
        for v, sd, k, size in zip(solved.value, solved.sd, near, solved.size, strict=True)
    )


def _clock(value: float, sd: float, neighbours: int, size: int, rules: HealthRules) -> Clock:
    if not neighbours:
        return Clock(None, 0, 1, "one_way")
    if size < rules.fewest_sites:
        return Clock(None, neighbours, size, "few")
    return Clock(Estimate(value, value - _Z * sd, value + _Z * sd, LEVEL), neighbours, size)


def trips_of(passes: PassFrame, sites: SiteFrame, rules: HealthRules) -> Trips:
    """Consecutive passes of one vehicle at two sites.

    By the clocks they may come in the wrong order; where both passes tell one heading on one route, chainage says who
    was first.
    """
    rows = np.flatnonzero((passes.plate != NO_PLATE) & np.isin(passes.kind, _SMALL))
    rows = rows[np.lexsort((passes.happened_ms[rows], passes.plate[rows]))]
    a, b = rows[:-1], rows[1:]
    seconds = (passes.happened_ms[b] - passes.happened_ms[a]) / 1000.0
    first, second = passes.site[a].astype(np.int64), passes.site[b].astype(np.int64)
    same = (passes.plate[a] == passes.plate[b]) & (first != second) & (seconds <= rules.longest_travel_s)
    a, b, first, second, seconds = a[same], b[same], first[same], second[same], seconds[same]
    heading = passes.heading[a]
    one_road = (sites.route[first] == sites.route[second]) & (sites.route[first] != "")
    told = one_road & (heading == passes.heading[b]) & (heading != Heading.UNKNOWN)
    rise = np.where(heading == Heading.UP, 1.0, -1.0) * (sites.chainage_m[second] - sites.chainage_m[first])
    swapped = told & (rise < 0)
    seconds = np.where(swapped, -seconds, seconds)
    first, second = np.where(swapped, second, first), np.where(swapped, first, second)
    return Trips(first, second, seconds)


def two_way(trips: Trips, frame: SiteFrame, rules: HealthRules) -> TwoWay:
    """Pairs with enough vehicles in each direction, of whom most drove through."""
    sites = len(frame)
    low, high = np.minimum(trips.first, trips.second), np.maximum(trips.first, trips.second)
    key = (low * sites + high) * 2 + (trips.first > trips.second)
    keys, way = np.unique(key, return_inverse=True)
    seconds, kept = trips.seconds, np.bincount(way, minlength=len(keys))[way] >= rules.fewest_pairs
    ways = {int(keys[w]): np.sort(seconds[rows]) for w, rows in _by_way(way, kept)}
    both = sorted(k // 2 for k in ways if k % 2 == 0 and k + 1 in ways)
    told = np.array([_offset(ways[2 * k], ways[2 * k + 1], rules) for k in both]).reshape(-1, 4)
    first = np.array([k // sites for k in both], dtype=np.int64)
    second = np.array([k % sites for k in both], dtype=np.int64)
    longest = _apart_m(frame, first, second) / (rules.slowest_kmh / 3.6) + NEAR_S
    driven = (told[:, 1] <= rules.loosest_s) & (told[:, 2] <= longest) & (told[:, 3] >= rules.fewest_through)
    return TwoWay(first[driven], second[driven], told[driven, 0], told[driven, 1])


def _apart_m(sites: SiteFrame, first: Ints, second: Ints) -> Floats:
    """Straight distance between sites, good to a hundredth within a region."""
    north = 111_195.0 * (sites.lat[second] - sites.lat[first])
    east = 111_195.0 * np.cos(np.radians(sites.lat[first])) * (sites.lon[second] - sites.lon[first])
    return np.asarray(np.hypot(north, east))


def _by_way(way: Ints, kept: Bools) -> Iterator[tuple[int, Ints]]:
    """Rows that are kept, by way."""
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(way[rows], kind="stable")]
    edges = np.flatnonzero(np.diff(way[rows], prepend=-1, append=-1))
    for begin, end in pairwise(edges.tolist()):
        yield int(way[rows[begin]]), rows[begin:end]


def _offset(there: Floats, back: Floats, rules: HealthRules) -> tuple[float, float, float, float]:
    """From ascending seconds both ways: offset of the second clock against the first, its standard deviation, travel
    time, and the share of vehicles that drove through.

    Who stopped on the way is left out, by one travel time for both directions: judged by the clocks' own seconds, the
    direction that a wrong clock makes short would lose more.
    """
    quick = [float(way[int(LOWER * len(way))]) for way in (there, back)]
    offset, travel = 0.5 * (quick[0] - quick[1]), 0.5 * (quick[0] + quick[1])
    most = travel + (rules.trim - 1.0) * max(travel, NEAR_S)
    through = [int(np.searchsorted(way, most + x, side="right")) for way, x in ((there, offset), (back, -offset))]
    (one, one_sd), (other, other_sd) = _median(there[: through[0]]), _median(back[: through[1]])
    unknown = rules.asymmetry * 0.5 * (one + other)
    sd = max(0.5 * float(np.sqrt(one_sd**2 + other_sd**2 + unknown**2)), LEAST_SD_S)
    return 0.5 * (one - other), sd, 0.5 * (one + other), min(through[0] / len(there), through[1] / len(back))


def _median(ordered: Floats) -> tuple[float, float]:
    """Median of ascending seconds, and its standard deviation by the order statistics around it."""
    n = len(ordered)
    half = 0.5 * np.sqrt(n)
    low, high = ordered[max(int(n / 2 - half), 0)], ordered[min(int(np.ceil(n / 2 + half)), n - 1)]
    return float(np.median(ordered)), 0.5 * float(high - low)
