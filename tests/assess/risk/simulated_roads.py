"""Small worlds with a known truth: roads, flows, counts with error, and crashes from mixing families that we choose."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from daoan.terms.codes import RoadClass, Severity
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.records import TrafficCount

AS_OF = datetime(2020, 1, 1, tzinfo=UTC)
#: Class, number of routes, stretches a route, median flow, its log spread, crashes per km and year at the median flow.
KINDS = (
    (RoadClass.TRUNK, 6, 60, 15000.0, 0.4, 1.2),
    (RoadClass.SECONDARY, 8, 60, 5000.0, 0.6, 0.5),
    (RoadClass.LOCAL, 12, 50, 700.0, 0.9, 0.12),
)
EXPONENT = 0.7


@dataclass(frozen=True)
class World:
    """A simulated network with its truth: crashes and KSI crashes per year of every stretch."""

    network: Network
    crashes: CrashFrame
    counts: tuple[TrafficCount, ...]
    crashes_per_year: Floats
    ksi_per_year: Floats


def mixing_factors(family: str, scatter: float, n: int, rng: np.random.Generator) -> Floats:
    """Factors of mean 1 with about the given log scatter, from a named family; "spatial" are correlated in order."""
    if family == "gamma":
        c = np.expm1(scatter**2)
        return rng.gamma(1 / c, c, n)
    if family == "two_point":
        theta = np.where(rng.random(n) < 0.1, 3.5, 1.0)
        return theta / (0.9 + 0.35)
    z = rng.normal(size=n)
    if family == "spatial":
        for i in range(1, n):
            z[i] = 0.8 * z[i - 1] + 0.6 * z[i]
    return np.exp(scatter * z - scatter**2 / 2)


def simulate(
    seed: int,
    family: str = "spatial",
    scatter: float = 0.6,
    years: int = 6,
    flow_error: float = 0.3,
    counted: float = 0.0,
    busy: float = 1.0,
) -> World:
    """One world. ``flow_error``: log error of each count; ``counted``: share of stretches with a count point;
    ``busy`` multiplies every crash rate."""
    rng = np.random.default_rng(seed)
    columns: dict[str, list] = {k: [] for k in ("code", "route", "length", "flow", "base", "lon", "lat", "theta")}
    route = 0
    for kind, routes, stretches, median, spread, rate in KINDS:
        for _ in range(routes):
            lengths = rng.uniform(120, 500, stretches)
            level = rng.normal(0, spread * 0.8)
            steps = np.cumsum(rng.normal(0, spread * 0.08, stretches))
            columns["code"] += [list(RoadClass).index(kind)] * stretches
            columns["route"] += [route] * stretches
            columns["length"] += list(lengths)
            columns["flow"] += list(median * np.exp(level + steps))
            columns["base"] += [rate * median**-EXPONENT] * stretches
            columns["lon"] += list(np.cumsum(lengths) / 111320.0)
            columns["lat"] += [route * 0.03] * stretches
            columns["theta"] += list(mixing_factors(family, scatter, stretches, rng))
            route += 1
    c = {k: np.asarray(v, dtype=float) for k, v in columns.items()}
    truth = busy * c["base"] * c["flow"] ** EXPONENT * c["length"] / 1000 * c["theta"]
    share = np.clip(rng.beta(3, 12, len(truth)), 0.01, 0.9)
    network = _network(c)
    points = np.flatnonzero(rng.random(len(truth)) < counted)
    return World(
        network=network,
        crashes=_crashes(rng, truth, share, years),
        counts=_counts(network, points, c["flow"], flow_error, rng),
        crashes_per_year=truth,
        ksi_per_year=truth * share,
    )


def _network(c: dict[str, Floats]) -> Network:
    n = len(c["length"])
    half = c["length"] / 2 / 111320.0
    coords = np.empty((2 * n, 2))
    coords[0::2] = np.stack([c["lon"] - 2 * half, c["lat"]], axis=1)
    coords[1::2] = np.stack([c["lon"], c["lat"]], axis=1)
    names = np.array([f"R{int(r)}" for r in c["route"]], dtype=object)
    return Network(
        segment_id=np.array([f"s{i:05d}" for i in range(n)], dtype=object),
        from_node=np.arange(n) * 2,
        to_node=np.arange(n) * 2 + 1,
        road_class=c["code"].astype(np.uint8),
        road_name=names,
        structure=np.zeros(n, dtype=np.uint8),
        dual=np.zeros(n, dtype=bool),
        length_m=c["length"],
        route=names,
        chainage_m=c["lon"] * 111320.0,
        forward=np.ones(n, dtype=bool),
        area=np.array([None] * n, dtype=object),
        vehicles_per_day=np.full(n, np.nan),
        starts=np.arange(n + 1) * 2,
        coords=coords,
        node_lon=coords[:, 0].copy(),
        node_lat=coords[:, 1].copy(),
        source="simulated",
    )


def _crashes(rng: np.random.Generator, truth: Floats, share: Floats, years: int) -> CrashFrame:
    number = rng.poisson(truth * years)
    segment = np.repeat(np.arange(len(truth)), number)
    days = rng.integers(0, years * 365, len(segment))
    happened = np.datetime64("2020-01-01T00:00:00") - np.timedelta64(1, "D") * (days + 1)
    ksi = rng.random(len(segment)) < share[segment]
    order = np.argsort(happened, kind="stable")
    return crash_frame(happened[order], segment[order], ksi[order])


def crash_frame(happened: "np.ndarray", segment: "np.ndarray", ksi: "np.ndarray", known: "np.ndarray | None" = None):
    """A frame of snapped crashes of which only time, place and severity are told."""
    n = len(segment)
    codes = list(Severity)
    nothing = np.full(n, 255, dtype=np.uint8)
    severity = np.where(ksi, codes.index(Severity.SERIOUS), codes.index(Severity.SLIGHT)).astype(np.uint8)
    at = happened.astype("datetime64[s]")
    return CrashFrame(
        crash_id=np.array([f"c{i}" for i in range(n)], dtype=object),
        happened_at=at,
        known_at=at if known is None else known.astype("datetime64[s]"),
        local_at=at,
        lon=np.zeros(n),
        lat=np.zeros(n),
        severity=severity,
        ksi=ksi.astype(bool),
        deaths=np.zeros(n, dtype=np.int64),
        serious=ksi.astype(np.int64),
        slight=(~ksi.astype(bool)).astype(np.int64),
        vulnerable=np.zeros(n, dtype=bool),
        road_class=nothing,
        light=nothing,
        weather=nothing,
        surface=nothing,
        form=nothing,
        area=np.array([None] * n, dtype=object),
        segment=segment.astype(np.int64),
        offset_m=np.zeros(n),
        snap_m=np.zeros(n),
    )


def _counts(
    network: Network, points: "np.ndarray", flow: Floats, error: float, rng: np.random.Generator
) -> tuple[TrafficCount, ...]:
    lon, lat = network.coords[0::2].T + (network.coords[1::2] - network.coords[0::2]).T / 2
    return tuple(
        TrafficCount(
            count_id=f"p{i}-2018",
            point_id=f"p{i}",
            year=2018,  # the last that was published when the year 2020 began
            lon=float(lon[i]),
            lat=float(lat[i]),
            vehicles_per_day=float(flow[i] * np.exp(rng.normal(0, error))),
            road_name=network.road_name[i],
            road_class=list(RoadClass)[int(network.road_class[i])],
        )
        for i in points
    )
