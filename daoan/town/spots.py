"""Planted black spots: short stretches whose risk is several times its ordinary value, each with a pattern."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Floats, Ints
from daoan.town.parameters import Parameters
from daoan.town.risk import main_road, route_order
from daoan.town.segments import Roads
from daoan.town.streams import stream


@dataclass(frozen=True, slots=True)
class PlantedSpot:
    """A stretch of one route where the risk is ``factor`` times its ordinary value."""

    spot_id: str
    route: str
    road_name: str
    from_m: float
    to_m: float
    factor: float
    pattern: str  # "wet", "dark", "vulnerable", "long_slope"
    segments: tuple[int, ...]  # rows of the network that it touches
    segment_ids: tuple[str, ...]
    covered_m: tuple[float, ...]  # metres of the stretch on each of these
    ordinary_per_year: float
    expected_per_year: float
    lon: float
    lat: float
    area: str | None


def plant_spots(seed: int, roads: Roads, risk: Floats, parameters: Parameters) -> tuple[PlantedSpot, ...]:
    """Draw the spots. Places are drawn in proportion to ordinary risk (a black spot becomes known where people drive);
    a place that nobody could notice, or near another spot, is drawn again."""
    s, rng = parameters["spots"], stream(seed, "spots")
    order = route_order(roads)
    weight = {p: _weight(p, roads, risk) for p in s["patterns"]}
    spots: list[PlantedSpot] = []
    middles: list[Floats] = []
    tries = 0
    while len(spots) < s["number"] and tries < 20_000:
        tries += 1
        pattern = s["patterns"][len(spots) % len(s["patterns"])]
        i = int(np.searchsorted(weight[pattern], rng.uniform(0, weight[pattern][-1])))
        length, factor = rng.uniform(*s["length_m"]), rng.uniform(*s["factor"])
        middle = roads.network.chainage_m[i] + rng.uniform(0, roads.network.length_m[i])
        spot = _stretch(f"P{len(spots) + 1:02d}", i, middle, length, factor, pattern, roads, risk, order)
        near = any(np.hypot(*(roads.middle[i] - m)) < s["apart_m"] for m in middles)
        if spot is None or near or notice(spot, s["notice_years"]) < s["min_notice"]:
            continue
        spots.append(spot)
        middles.append(roads.middle[i])
    return tuple(spots)


def notice(spot: PlantedSpot, years: int) -> float:
    """Expected log-likelihood ratio of the spot against its ordinary risk: e ln f − (e − e / f), e crashes expected."""
    expected = spot.expected_per_year * years
    return float(expected * np.log(spot.factor) - (expected - expected / spot.factor))


def _weight(pattern: str, roads: Roads, risk: Floats) -> Floats:
    """Cumulative weights of the segments for one pattern: long slopes on steep rural roads, dark spots off the streets,
    vulnerable road users near townships."""
    weight = risk * main_road(roads)
    if pattern == "long_slope":
        weight = weight * (np.abs(roads.grade_pct) >= 2.5) * ~roads.street
    elif pattern == "dark":
        weight = weight * ~roads.street
    elif pattern == "vulnerable":
        weight = weight * (roads.township_km < 4.0)
    return np.cumsum(weight)


def _stretch(
    name: str,
    i: int,
    middle_m: float,
    length_m: float,
    factor: float,
    pattern: str,
    roads: Roads,
    risk: Floats,
    order: Ints,
) -> PlantedSpot | None:
    """The stretch of the route around a chainage; ``None`` where the route is broken there."""
    network = roads.network
    start, end = middle_m - length_m / 2, middle_m + length_m / 2
    rows = order[network.route[order] == network.route[i]]
    overlap = np.minimum(end, network.chainage_m[rows] + network.length_m[rows]) - np.maximum(
        start, network.chainage_m[rows]
    )
    rows, overlap = rows[overlap > 1.0], overlap[overlap > 1.0]
    if overlap.sum() < 0.97 * length_m:
        return None
    ordinary = float((risk[rows] * overlap / network.length_m[rows]).sum())
    points = network.points_of(i)
    lon, lat = points[len(points) // 2]
    return PlantedSpot(
        spot_id=name,
        route=network.route[i],
        road_name=network.road_name[i],
        from_m=float(start),
        to_m=float(end),
        factor=float(factor),
        pattern=pattern,
        segments=tuple(int(r) for r in rows),
        segment_ids=tuple(network.segment_id[rows]),
        covered_m=tuple(float(m) for m in overlap),
        ordinary_per_year=ordinary,
        expected_per_year=ordinary * factor,
        lon=float(lon),
        lat=float(lat),
        area=network.area[i],
    )


def planted_risk(roads: Roads, risk: Floats, spots: tuple[PlantedSpot, ...]) -> Floats:
    """Expected crashes per segment and year with the spots in place: λ · (1 + (factor − 1) · share of it covered)."""
    planted = risk.copy()
    for spot in spots:
        for row, metres in zip(spot.segments, spot.covered_m, strict=True):
            planted[row] += (spot.factor - 1.0) * risk[row] * metres / roads.network.length_m[row]
    return planted
