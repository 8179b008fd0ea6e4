"""Where trips begin and end: townships, and the gates at the border beyond which the rest of the country lies."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from daoan.terms.frames import Floats, Ints
from daoan.town.build import Town
from daoan.town.corridors import GATES
from daoan.town.gazetteer import IN_TOWN, SEATS
from daoan.town.parameters import Parameters, town_plane


@dataclass(frozen=True, slots=True)
class Zones:
    """Townships first, then gates."""

    node: Ints  # of the network
    people: Floats  # a gate: as many as ``gate_people``
    gates: Ints  # rows
    seats: Ints  # rows of the county seats
    lon: Floats
    lat: Floats


def lay_zones(town: Town, stated: Parameters) -> Zones:
    """The zones of a town, each at the node of the network that is nearest to it."""
    places = [a for a in town.areas if a.level == "township" and a.code not in IN_TOWN]
    lon = np.array([a.lon for a in places] + [at[0] for at in GATES.values()])
    lat = np.array([a.lat for a in places] + [at[1] for at in GATES.values()])
    plane = town_plane(town.truth.parameters)
    tree = KDTree(np.column_stack(plane.to_metres(town.network.node_lon, town.network.node_lat)))
    _, node = tree.query(np.column_stack(plane.to_metres(lon, lat)))
    people = [float(a.population) for a in places] + [float(stated["trips"]["gate_people"])] * len(GATES)
    return Zones(
        node=np.asarray(node, dtype=np.int64),
        people=np.array(people),
        gates=np.arange(len(places), len(lon)),
        seats=np.array([i for i, a in enumerate(places) if a.code in SEATS.values()], dtype=np.int64),
        lon=lon,
        lat=lat,
    )


def attraction(zones: Zones, free_s: Floats, reach_minutes: float, stated: Parameters) -> Floats:
    """Cumulative chances (zones, zones) of the destination of a trip: people × e^(−free time / reach), never home."""
    minutes = free_s / 60.0
    minutes = minutes + np.where(np.isin(np.arange(len(zones.node)), zones.gates), stated["trips"]["gate_minutes"], 0.0)
    weight = zones.people * np.exp(-minutes / reach_minutes)
    np.fill_diagonal(weight, 0.0)
    weight[free_s < 60.0] = 0.0
    return np.asarray(np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True))


def draw_zones(chances: Floats, rows: Ints, rng: np.random.Generator) -> Ints:
    """A column of cumulative chances for each of some rows."""
    point = rng.uniform(size=len(rows))
    found = np.zeros(len(rows), dtype=np.int64)
    for row in np.unique(rows):
        here = rows == row
        found[here] = np.searchsorted(chances[row], point[here], side="right")
    return np.asarray(np.minimum(found, chances.shape[1] - 1))
