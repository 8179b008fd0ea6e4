"""Traffic: how many vehicles a day truly pass each segment, and what a few counting stations report of it."""

import numpy as np

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats, Objects, code_at
from daoan.terms.records import TrafficCount
from daoan.town.parameters import Parameters, by_class
from daoan.town.segments import Roads
from daoan.town.streams import stream


def true_flow(seed: int, roads: Roads, parameters: Parameters) -> Floats:
    """True annual average daily traffic of each segment in 2022, vehicles a day.

    Rural main roads: typical value of the class × (gravity trips / their median in the class) ^ share × e^N(0, sd) by
    line, and more near townships. Village roads: trips per head × people behind. Streets: typical × position in town.
    """
    t, network = parameters["traffic"], roads.network
    code = network.road_class.astype(np.int64)
    flow = by_class(t["typical"])[code]
    village = ~roads.street & (roads.demand > 0) & np.isin(network.route, _village_routes(network.route))
    for c in np.unique(code):
        rows = (code == c) & ~roads.street & ~village & (roads.demand > 0)
        if rows.any():
            relative = roads.demand[rows] / np.median(roads.demand[rows])
            flow[rows] *= np.clip(relative ** t["gravity_share"], 0.25, 4.0)
    flow[village] = t["trips_per_head"] * roads.demand[village]
    flow[roads.street] = (by_class(t["street"])[code] * roads.demand)[roads.street]
    rural = ~roads.street & ~village & (network.road_class != list(RoadClass).index(RoadClass.MOTORWAY))
    flow[rural] *= 1.0 + t["near_town"] * np.exp(-roads.township_km[rural] / 3.0)
    noise = stream(seed, "flow").normal(0, t["line_sd_log"], roads.line.max() + 1)
    return np.asarray(np.maximum(flow * np.exp(noise[roads.line]), 30.0))


def _village_routes(route: Objects) -> list[str]:
    return sorted({r for r in route if r.startswith(("C9", "Y95"))})


def growth(year: int, parameters: Parameters) -> float:
    """Traffic of a year relative to 2022."""
    return float((1.0 + parameters["traffic"]["growth_per_year"]) ** (year - 2022))


def count_traffic(
    seed: int, roads: Roads, flow: Floats, years: range, parameters: Parameters
) -> tuple[TrafficCount, ...]:
    """What counting stations on motorways, trunk, provincial and county roads report each year, with error."""
    t, network, rng = parameters["traffic"], roads.network, stream(seed, "counts")
    main = np.flatnonzero(~roads.street & (roads.demand > 0) & ~np.isin(network.route, _village_routes(network.route)))
    chosen = np.sort(rng.choice(main, size=min(t["counted_points"], len(main)), replace=False))
    error = np.exp(rng.normal(0, t["count_sd_log"], (len(chosen), len(years))))
    lon, lat = network.midpoints()
    counts = []
    for k, i in enumerate(chosen):
        kind: RoadClass = code_at(RoadClass, int(network.road_class[i]))
        for j, year in enumerate(years):
            vehicles = float(np.rint(flow[i] * growth(year, parameters) * error[k, j]))
            counts.append(
                TrafficCount(
                    count_id=f"town:T{k + 1:03d}:{year}",
                    point_id=f"T{k + 1:03d}",
                    year=year,
                    lon=float(lon[i]),
                    lat=float(lat[i]),
                    vehicles_per_day=vehicles,
                    road_name=network.road_name[i],
                    road_class=kind,
                    heavy_per_day=float(np.rint(vehicles * t["heavy_share"][kind.value])),
                )
            )
    return tuple(counts)
