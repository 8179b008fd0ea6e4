"""How dangerous each segment truly is.

Ordinary expected crashes a year on segment i::

    λᵢ = C · Lᵢ · level(class) · (Fᵢ / 1000)^β(class) · street · e^(γ_t·tᵢ + γ_g·|gᵢ| + γ_s·sᵢ) · e^(rᵢ + uᵢ)

    symbol  meaning
    C       the constant that makes the town's crashes add up to the stated number a year
    L       length, km                    F  true AADT, vehicles a day
    t       ln(1 + degrees of turning per km / 100), less its mean
    g       gradient, percent             s  1 on a long descent
    r       normal, autoregressive along the route: correlation e^(−Δ / 1.5 km)
    u       normal, of the segment alone

Both terms of heterogeneity are lognormal on the risk; estimators assume gamma.
"""

import numpy as np

from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import Floats, Ints, codes_of
from daoan.town.parameters import Parameters, by_class
from daoan.town.segments import Roads
from daoan.town.streams import stream


def ordinary_risk(seed: int, roads: Roads, flow: Floats, parameters: Parameters) -> tuple[Floats, Floats]:
    """Expected crashes per segment and year without planted spots, mean over the years, and e^(r + u)."""
    r, network = parameters["risk"], roads.network
    code = network.road_class.astype(np.int64)
    turning = np.log1p(roads.turning_deg_km / 100.0)
    long_slope = np.isin(network.structure, codes_of(Structure, [Structure.LONG_SLOPE]))
    effect = (
        r["turning"] * (turning - turning.mean()) * ~roads.street
        + r["grade"] * np.abs(roads.grade_pct) * ~roads.street
        + r["long_slope"] * long_slope
    )
    deviation = np.exp(heterogeneity(seed, roads, parameters))
    risk = (
        network.length_m
        / 1000.0
        * by_class(r["level"])[code]
        * (flow / 1000.0) ** by_class(r["beta"])[code]
        * np.where(roads.street, r["street"], 1.0)
        * np.exp(effect)
        * deviation
    )
    return risk * (r["crashes_per_year"] / risk.sum()), deviation


def heterogeneity(seed: int, roads: Roads, parameters: Parameters) -> Floats:
    """r + u of the formula above, by segment."""
    r, network = parameters["risk"], roads.network
    rng = stream(seed, "heterogeneity")
    order = route_order(roads)
    centre = network.chainage_m[order] + network.length_m[order] / 2
    new_route = np.concatenate([[True], network.route[order][1:] != network.route[order][:-1]])
    keep = np.exp(-np.diff(centre, prepend=centre[:1]) / r["route_length_m"])
    keep[new_route] = 0.0
    shock = rng.normal(0, r["route_sd_log"], len(order))
    along = np.empty(len(order))
    value = 0.0
    for k in range(len(order)):
        value = keep[k] * value + np.sqrt(1.0 - keep[k] ** 2) * shock[k]
        along[k] = value
    field = np.empty(len(order))
    field[order] = along
    return field + rng.normal(0, r["local_sd_log"], len(order))


def route_order(roads: Roads) -> Ints:
    """Segments by route, then chainage."""
    _, route = np.unique(roads.network.route.astype(str), return_inverse=True)
    return np.lexsort((roads.network.chainage_m, route))


def year_factors(years: range, parameters: Parameters) -> Floats:
    """Each year's level relative to the mean of the years: trend, and fewer trips in 2020."""
    t = parameters["time"]
    level = np.array(
        [(1.0 + t["trend_per_year"]) ** (y - years[0]) * (t["year_2020"] if y == 2020 else 1.0) for y in years]
    )
    return np.asarray(level / level.mean())


def main_road(roads: Roads) -> Floats:
    """1 where a planted spot may lie: motorways, trunk, provincial and county roads, larger streets; else 0."""
    kinds = codes_of(RoadClass, [RoadClass.MOTORWAY, RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY])
    return np.isin(roads.network.road_class, kinds).astype(np.float64)
