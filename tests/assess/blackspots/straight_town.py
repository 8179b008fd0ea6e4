"""A small network of straight routes with crashes from a stated model, for tests of black spots.

Each piece of 200 m has a model value; ordinary unevenness is lognormal and is there in every town, also in those
without a planted spot. A planted spot multiplies the rate by three to five over 300 to 500 m. The estimator's side
knows the model value only, and takes the dispersion from the counts.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import nbinom

from daoan.assess.blackspots.risk import RiskArrays
from daoan.terms.codes import Light, RoadClass, Severity, Structure, Surface
from daoan.terms.frames import NONE_CODE, CrashFrame, Network, code_column

AS_OF = datetime(2024, 1, 1, tzinfo=UTC)
ZONE = "Asia/Shanghai"
PIECE_M = 200.0
PIECES = 50  # a route of 10 km
YEARS = 8


@dataclass(frozen=True)
class Town:
    """Network, crashes and estimates, and the spots that were planted: (route, from_m, to_m)."""

    network: Network
    crashes: CrashFrame
    risk: RiskArrays
    planted: tuple[tuple[str, float, float], ...]


def straight_network(routes: int, pieces: int = PIECES, piece_m: float = PIECE_M, backward: bool = False) -> Network:
    """Parallel routes 2 km apart, cut into pieces; ``backward``: every other piece is drawn against the chainage."""
    n = routes * pieces
    route = np.repeat(np.arange(routes), pieces)
    piece = np.tile(np.arange(pieces), routes)
    metre = 1.0 / 111_320.0
    lat = 35.7 + route * 2000.0 * metre
    east = metre / np.cos(np.radians(lat))
    west, east = 107.6 + piece * piece_m * east, 107.6 + (piece + 1) * piece_m * east
    forward = (piece % 2 == 0) if backward else np.ones(n, dtype=bool)
    first, last = np.where(forward, west, east), np.where(forward, east, west)
    node = route * (pieces + 1) + piece
    names = [f"R{r}-{p:03d}" for r, p in zip(route, piece, strict=True)]
    return Network(
        segment_id=np.array([*names, None], dtype=object)[:-1],
        from_node=np.where(forward, node, node + 1),
        to_node=np.where(forward, node + 1, node),
        road_class=code_column(RoadClass, [RoadClass.PRIMARY] * n),
        road_name=np.array([f"S{r}" for r in route] + [None], dtype=object)[:-1],
        structure=code_column(Structure, [Structure.PLAIN] * n),
        dual=np.zeros(n, dtype=bool),
        length_m=np.full(n, piece_m),
        route=np.array([f"R{r}" for r in route] + [None], dtype=object)[:-1],
        chainage_m=piece * piece_m,
        forward=forward,
        area=np.array(["621002"] * n + [None], dtype=object)[:-1],
        vehicles_per_day=np.full(n, np.nan),
        starts=np.arange(n + 1) * 2,
        coords=np.column_stack([np.column_stack([first, last]).ravel(), np.repeat(lat, 2)]),
        node_lon=np.array([107.6]),
        node_lat=np.array([35.7]),
        source="test",
    )


def frame_at(
    segment: object,
    offset_m: object,
    happened_at: object = None,
    severity: object = None,
    lon: object = None,
    lat: object = None,
    **columns: object,
) -> CrashFrame:
    """A snapped frame of crashes from a few columns, the rest filled with the ordinary."""
    segment = np.asarray(segment, dtype=np.int64)
    n = len(segment)
    when = np.full(n, np.datetime64("2023-06-15T12:30", "s")) if happened_at is None else np.asarray(happened_at)
    codes = code_column(Severity, [Severity.SLIGHT] * n if severity is None else list(severity))
    fatal = codes == list(Severity).index(Severity.FATAL)
    every = {
        "crash_id": np.array([f"t:{i:05d}" for i in range(n)] + [None], dtype=object)[:-1],
        "happened_at": when,
        "known_at": when,
        "local_at": when + np.timedelta64(8, "h"),
        "lon": np.full(n, 107.6) if lon is None else np.asarray(lon, dtype=np.float64),
        "lat": np.full(n, 35.7) if lat is None else np.asarray(lat, dtype=np.float64),
        "severity": codes,
        "ksi": np.isin(codes, code_column(Severity, [Severity.FATAL, Severity.SERIOUS])),
        "deaths": fatal.astype(np.int64),
        "serious": np.zeros(n, dtype=np.int64),
        "slight": np.zeros(n, dtype=np.int64),
        "vulnerable": np.zeros(n, dtype=bool),
        "road_class": np.full(n, NONE_CODE, dtype=np.uint8),
        "light": code_column(Light, [Light.DAY] * n),
        "weather": np.full(n, NONE_CODE, dtype=np.uint8),
        "surface": code_column(Surface, [Surface.DRY] * n),
        "form": np.full(n, NONE_CODE, dtype=np.uint8),
        "area": np.array(["621002"] * n + [None], dtype=object)[:-1],
        "segment": segment,
        "offset_m": np.asarray(offset_m, dtype=np.float64),
        "snap_m": np.where(segment >= 0, 3.0, np.nan),
    }
    return CrashFrame(**{**every, **columns})


def draw_town(
    seed: int, spots: int = 12, routes: int = 60, sd_log: float = 0.4, rho: float = 0.0, least: float = 2.0
) -> Town:
    """A town of ``routes`` times 10 km. ``rho``: correlation of the unevenness of neighbouring pieces.

    ``least``: crashes a year that a planted spot expects at least."""
    rng = np.random.default_rng([seed, 7])
    network = straight_network(routes)
    n = len(network)
    model = np.exp(rng.normal(np.log(0.10), 0.9, routes))[np.arange(n) // PIECES] * np.exp(rng.normal(0, 0.3, n))
    noise = rng.standard_normal(n)
    for i in range(1, n):
        if network.route[i] == network.route[i - 1]:
            noise[i] = rho * noise[i - 1] + np.sqrt(1 - rho**2) * noise[i]
    rate = model * np.exp(sd_log * noise - sd_log**2 / 2)
    extra, planted = _plant(rng, network, rate, spots, least)
    counts = rng.poisson(rate * YEARS)
    segment = np.repeat(np.arange(n), counts)
    offset = rng.random(len(segment)) * PIECE_M
    more = [(s, o) for s, low, high, mean in extra for o in rng.uniform(low, high, rng.poisson(mean * YEARS))]
    segment = np.concatenate([segment, np.array([m[0] for m in more], dtype=np.int64)])
    offset = np.concatenate([offset, np.array([m[1] for m in more])])
    begins = np.datetime64(AS_OF.replace(tzinfo=None) - timedelta(days=2922), "s")
    when = np.sort(begins + (rng.random(len(segment)) * 2922 * 86400).astype("timedelta64[s]"))
    order = rng.permutation(len(segment))
    severity = rng.choice([Severity.FATAL, Severity.SERIOUS, Severity.SLIGHT], len(segment), p=[0.05, 0.25, 0.7])
    crashes = frame_at(segment[order], offset[order], when, [Severity(s) for s in severity])
    return Town(network, crashes, estimate(network, crashes, model), planted)


def estimate(network: Network, crashes: CrashFrame, model: np.ndarray) -> RiskArrays:
    """Plain empirical Bayes over a known model value; the dispersion by maximum likelihood, as a fit would find it."""
    counts = np.bincount(crashes.segment[crashes.segment >= 0], minlength=len(network)).astype(float)
    mean = model * YEARS

    def surprise(log_alpha: float) -> float:
        shape = np.exp(-log_alpha)
        return -float(np.sum(nbinom.logpmf(counts, shape, shape / (shape + mean))))

    alpha = float(np.exp(minimize_scalar(surprise, bounds=(-4.0, 2.0), method="bounded").x))
    shape, rate = 1 / alpha + counts, 1 / alpha + mean
    return RiskArrays(model, np.full(len(model), alpha), model * shape / rate, model * np.sqrt(shape) / rate)


def _plant(rng, network, rate, spots, least):
    extra, planted = [], []
    chance = rate / rate.sum()
    while len(planted) < spots:
        i = int(rng.choice(len(network), p=chance))
        length, factor = rng.uniform(300, 500), rng.uniform(3, 5)
        start = network.chainage_m[i] + rng.uniform(-length, PIECE_M)
        end = start + length
        same = network.route == network.route[i]
        shared = np.minimum(end, network.chainage_m + PIECE_M) - np.maximum(start, network.chainage_m)
        shared = np.where(same, np.clip(shared, 0, None), 0.0)
        ordinary = float(np.sum(rate * shared / PIECE_M))
        far = all(r != network.route[i] or abs(a - start) > 3000 for r, a, _ in planted)
        if shared.sum() < length - 1 or ordinary * factor < least or not far:
            continue
        planted.append((str(network.route[i]), start, end))
        for s in np.flatnonzero(shared):
            low = max(start - network.chainage_m[s], 0.0)
            extra.append((int(s), low, low + shared[s], rate[s] * shared[s] / PIECE_M * (factor - 1)))
    return extra, tuple(planted)
