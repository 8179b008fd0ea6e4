"""Traffic flow of every stretch, with how sure it is: counted, spread along the road, given, or taken from the class.

::

    ln flow_i = ln class flow + class offset + b₁ dual + b₂ ln given + g_i + noise

======  ==================================================================================================
symbol  meaning
======  ==================================================================================================
offset  how this city's roads of the class differ from the rule pack (prior: the pack's own spread)
given   flow that came with the road data; its slope b₂ is learnt, since such figures may be in any unit
g_i     what the count points of the same road (same name) say about i, less the further off they are
        (Gaussian process with exponential covariance along straight-line distance)
======  ==================================================================================================

Counts are of whole local years and come out some months later (``publication_lag_months`` of the rule pack), so only
years that had been published at ``as_of`` are looked at. Source of the method: log-linear AADT models with kriging,
Selby & Kockelman (2013) doi:10.1016/j.jtrangeo.2012.12.001.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from scipy.spatial import cKDTree

from daoan.assess.flow_kriging import Kriging, fit_kriging
from daoan.terms.codes import RoadClass
from daoan.terms.frames import NONE_CODE, Bools, Floats, Ints, Network, Objects
from daoan.terms.places import plane_of
from daoan.terms.records import TrafficCount
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import utc_to_local

COUNTED, SPREAD, CLASS, GIVEN = "counted", "spread", "class", "given"


@dataclass(frozen=True, slots=True)
class Exposure:
    """Flow per stretch, one row a segment of the network.

    ``log_sd`` is the standard deviation of the natural logarithm; ``source`` "counted", "spread", "class" or "given".
    ``given`` keeps the logarithm of what came with the road data (NaN where nothing did), for use as a covariate.
    """

    vehicles_per_day: Floats
    log_sd: Floats
    source: Objects
    log_given: Floats

    def __len__(self) -> int:
        return len(self.vehicles_per_day)


def class_exposure(network: Network, pack: RulePack) -> Exposure:
    """*No-count mode*: flow by road class from the rule pack, replaced by a given flow where the network has one."""
    median, sd = _class_columns(network, pack)
    given = _log_given(network)
    has = np.isfinite(given)
    return Exposure(
        vehicles_per_day=np.where(has, np.exp(np.where(has, given, 0.0)), np.exp(median)),
        log_sd=np.where(has, float(pack.get("given.log_sd")), sd),
        source=np.where(has, GIVEN, CLASS).astype(object),
        log_given=given,
    )


def last_published_year(as_of: datetime, pack: RulePack, zone: str) -> int:
    """The last year that had been over for the pack's months of lag at ``as_of``, by the calendar of ``zone``."""
    local = utc_to_local(as_of, zone)
    return (12 * local.year + local.month - 1 - int(pack.get("spread.publication_lag_months"))) // 12 - 1


def spread_counts(
    network: Network, counts: Sequence[TrafficCount], as_of: datetime, pack: RulePack, *, zone: str = "UTC"
) -> Exposure:
    """Flow of every stretch from the counts published by ``as_of``; :func:`class_exposure` where there are none.

    ``zone`` is the IANA name of the city's time zone: the years of counts are local years.
    """
    points = _matched_points(network, counts, last_published_year(as_of, pack, zone), pack)
    if not points.rows.size:
        return class_exposure(network, pack)
    median, sd = _class_columns(network, pack)
    given = _log_given(network)
    use_given = len(points.rows) >= int(pack.get("given.fewest_counts")) and bool(np.isfinite(given[points.rows]).all())
    X, prior_sd = _design(network, given if use_given else None, sd)
    kriging = fit_kriging(
        X[points.rows],
        points.log_flow - median[points.rows],
        prior_sd,
        points.xy,
        points.road,
        ranges_m=tuple(pack.get("spread.ranges_m")),
        nugget_shares=tuple(pack.get("spread.nugget_shares")),
    )
    return _spread(network, points, kriging, X, median, given, use_given, pack)


def _spread(
    network: Network,
    points: "_Points",
    kriging: Kriging,
    X: Floats,
    median: Floats,
    given: Floats,
    use_given: bool,
    pack: RulePack,
) -> Exposure:
    xy = points.segment_xy
    names = np.array([points.road_row.get(name, -1) for name in network.road_name], dtype=np.int64)
    log_flow, variance, told = kriging.predict(X, xy, names)
    log_flow = log_flow + median
    near = _near_count(network, points, float(pack.get("spread.counted_within_m")))
    source = np.where(near, COUNTED, np.where(told | use_given, SPREAD, CLASS)).astype(object)
    sd = np.sqrt(variance)
    alone = np.isfinite(given) & (not use_given) & ~told & ~near
    if alone.any():
        log_flow = np.where(alone, np.where(alone, given, 0.0), log_flow)
        sd = np.where(alone, float(pack.get("given.log_sd")), sd)
        source[alone] = GIVEN
    return Exposure(np.exp(log_flow), sd, source, given)


@dataclass(frozen=True, slots=True)
class _Points:
    """Count points that lie on a road of the network. ``road`` numbers the road names (-1: a road of its own)."""

    rows: Ints  # nearest segment of each point
    log_flow: Floats
    xy: Floats
    road: Ints
    road_row: dict[str, int]
    segment_xy: Floats


def centres_m(network: Network) -> Floats:
    """Middle of each segment, metres on the network's own plane, (n, 2): mean of its points weighted by length."""
    if not len(network):
        return np.empty((0, 2))
    x, y = plane_of(network.coords[:, 0], network.coords[:, 1]).to_metres(network.coords[:, 0], network.coords[:, 1])
    points = np.stack([x, y], axis=1)
    step = np.zeros(len(points))
    step[:-1] = np.hypot(*(points[1:] - points[:-1]).T)
    step[network.starts[1:] - 1] = 0.0  # from the last point of one segment to the first of the next
    weight = step.copy()
    weight[1:] += step[:-1]
    weight += 1e-9
    total = np.add.reduceat(weight, network.starts[:-1])
    return np.asarray(np.add.reduceat(points * weight[:, None], network.starts[:-1], axis=0) / total[:, None])


def _class_columns(network: Network, pack: RulePack) -> tuple[Floats, Floats]:
    """ln median flow and its spread per segment, from the pack's class table (unknown class: "other")."""
    table = pack.get("class")
    rows = [table.get(str(c), table["other"]) for c in RoadClass]
    median = np.log([float(r["vehicles_per_day"]) for r in rows])
    sd = np.array([float(r["log_sd"]) for r in rows])
    code = _class_rows(network)
    return median[code], sd[code]


def _class_rows(network: Network) -> Ints:
    other = list(RoadClass).index(RoadClass.OTHER)
    return np.where(network.road_class == NONE_CODE, other, network.road_class).astype(np.int64)


def _log_given(network: Network) -> Floats:
    flow = network.vehicles_per_day
    return np.where(flow > 0, np.log(np.where(flow > 0, flow, 1.0)), np.nan)


def _design(network: Network, given: Floats | None, class_sd: Floats) -> tuple[Floats, Floats]:
    """Columns: one a class, dual, centred ln given; and the prior standard deviation of each coefficient."""
    code = _class_rows(network)
    present = np.unique(code)
    columns = [(code == c).astype(float) for c in present]
    spread = [float(class_sd[code == c][0]) for c in present]
    columns.append(network.dual.astype(float))
    spread.append(0.5)
    if given is not None:
        columns.append(np.nan_to_num(given - np.nanmean(given)))
        spread.append(1.0)
    return np.stack(columns, axis=1), np.array(spread)


def _recent_flows(counts: Sequence[TrafficCount], last: int, years: int) -> list[tuple[TrafficCount, float]]:
    """Per point, its latest count and the mean ln flow of the ``years`` years that end with ``last``.

    A year that was really counted weighs three times one that the source estimated.
    """
    by_point: dict[str, list[TrafficCount]] = defaultdict(list)
    for count in counts:
        if last - years < count.year <= last and count.vehicles_per_day > 0:
            by_point[count.point_id].append(count)
    out = []
    for point in sorted(by_point):
        rows = by_point[point]
        weight = np.array([1.0 if c.estimated else 3.0 for c in rows])
        flow = np.log([c.vehicles_per_day for c in rows])
        out.append((max(rows, key=lambda c: (c.year, c.count_id)), float(weight @ flow / weight.sum())))
    return out


def _matched_points(network: Network, counts: Sequence[TrafficCount], last: int, pack: RulePack) -> _Points:
    """Count points with the nearest stretch of their road: by name, by class where the road has no name here."""
    centres = centres_m(network)
    flows = _recent_flows(counts, last, int(pack.get("spread.years")))
    empty = _Points(np.empty(0, np.int64), np.empty(0), np.empty((0, 2)), np.empty(0, np.int64), {}, centres)
    if not flows or not len(network):
        return empty
    plane = plane_of(network.coords[:, 0], network.coords[:, 1])
    x, y = plane.to_metres(np.array([c.lon for c, _ in flows]), np.array([c.lat for c, _ in flows]))
    vx, vy = plane.to_metres(network.coords[:, 0], network.coords[:, 1])
    finder = _Finder(network, np.stack([vx, vy], axis=1), pack)
    found = [finder.find(c, np.array([px, py])) for (c, _), px, py in zip(flows, x, y, strict=True)]
    kept = [i for i, row in enumerate(found) if row is not None]
    rows = np.array([found[i] for i in kept], dtype=np.int64)
    names = [network.road_name[r] for r in rows]
    road_row = {name: i for i, name in enumerate(sorted({n for n in names if n is not None}))}
    road = np.array([-1 if n is None else road_row[n] for n in names], dtype=np.int64)
    here = np.stack([x, y], axis=1)[kept].reshape(-1, 2)
    return _Points(rows, np.array([flows[i][1] for i in kept]), here, road, road_row, centres)


class _Finder:
    """Finds the segment that a count point stands on. Trees over the roads' points are built when first asked for."""

    def __init__(self, network: Network, vertices: Floats, pack: RulePack) -> None:
        self._vertices, self._owner = _dense(network, vertices)
        self._network = network
        self._names = {name for name in network.road_name if name is not None}
        self._trees: dict[tuple[str, object], tuple[cKDTree, Ints]] = {}
        self._named_m = float(pack.get("spread.match_within_m"))
        self._unnamed_m = float(pack.get("spread.unnamed_within_m"))

    def find(self, count: TrafficCount, at: Floats) -> int | None:
        """Row of the segment, or ``None`` where the count's road is not on this network."""
        if count.road_name is not None and count.road_name in self._names:
            return self._nearest(("name", count.road_name), at, self._named_m)
        if count.road_class is None:
            return self._nearest(("any", None), at, self._unnamed_m)
        return self._nearest(("class", list(RoadClass).index(count.road_class)), at, self._unnamed_m)

    def _nearest(self, key: tuple[str, object], at: Floats, within_m: float) -> int | None:
        if key not in self._trees:
            rows = np.flatnonzero(self._chosen(*key)[self._owner])
            self._trees[key] = (cKDTree(self._vertices[rows].reshape(-1, 2)), rows)
        tree, rows = self._trees[key]
        if not len(rows):
            return None
        distance, i = tree.query(at)
        return int(self._owner[rows[i]]) if distance <= within_m else None

    def _chosen(self, kind: str, value: object) -> Bools:
        if kind == "name":
            return np.asarray(self._network.road_name == value, dtype=bool)
        if kind == "class":
            return np.asarray(self._network.road_class == value, dtype=bool)
        return np.ones(len(self._network), dtype=bool)


def _dense(network: Network, vertices: Floats, step_m: float = 50.0) -> tuple[Floats, Ints]:
    """Points at most ``step_m`` apart along every segment, and the segment of each."""
    owner = np.repeat(np.arange(len(network)), np.diff(network.starts))
    inner = owner[1:] == owner[:-1]
    a, b, own = vertices[:-1][inner], vertices[1:][inner], owner[1:][inner]
    pieces = np.maximum(np.ceil(np.hypot(*(b - a).T) / step_m).astype(np.int64), 1)
    which = np.repeat(np.arange(len(a)), pieces)
    part = (np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[which]
    between = a[which] + part[:, None] * (b - a)[which]
    return np.concatenate([between, b]), np.concatenate([own[which], own])


def _near_count(network: Network, points: _Points, within_m: float) -> Bools:
    """Segments with a count point of their own road close by."""
    near = np.zeros(len(network), dtype=bool)
    for name, row in points.road_row.items():
        here = np.flatnonzero(network.road_name == name)
        distance, _ = cKDTree(points.xy[points.road == row]).query(points.segment_xy[here])
        near[here] = distance <= within_m
    near[points.rows] = True
    return near
