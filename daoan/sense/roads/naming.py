"""Filling in the names that a road source leaves out, from other sources that know them at some points."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from daoan.kernels.geo import NOWHERE, line_lengths, nearest_in_group, points_along, take_lines
from daoan.sense.roads.classes import class_groups
from daoan.sense.roads.links import RoadLinks, objects
from daoan.sense.roads.plane import plane_coords
from daoan.sense.roads.routes import lay_routes
from daoan.terms.frames import Codes, Floats, Ints, Network, Objects
from daoan.terms.places import plane_of

#: How far along its route a name is carried on to segments that no hint reached (project default).
CARRY_M = 300.0


@dataclass(frozen=True, slots=True)
class NameHints:
    """Points where a road is called something: count points, crashes with a road number, points along named lines.

    A hint speaks for the nearest segment within ``within_m`` whose class does not contradict ``road_class`` (code,
    ``NONE_CODE``: unknown). A segment takes a name when at least ``least`` hints and more than half of them agree.
    """

    origin: str
    lon: Floats
    lat: Floats
    name: Objects  # None or "": no hint
    road_class: Codes
    within_m: float = 15.0
    least: int = 1


def hints_along(links: RoadLinks, every_m: float = 5.0, within_m: float = 15.0) -> NameHints:
    """Hints at even steps along the named lines of another road source."""
    named = links.where(np.array([n is not None for n in links.road_name], dtype=bool))
    return _hints(links.source, named.starts, named.coords, named.road_name, named.road_class, every_m, within_m)


def _hints(
    origin: str, starts: Ints, coords: Floats, name: Objects, road_class: Codes, every_m: float, within_m: float
) -> NameHints:
    if len(name) == 0:
        return NameHints(origin, np.zeros(0), np.zeros(0), name, road_class, within_m)
    plane = plane_of(coords[:, 0], coords[:, 1])
    xy = np.column_stack(plane.to_metres(coords[:, 0], coords[:, 1]))
    lengths = line_lengths(starts, xy)
    steps = np.maximum(np.ceil(lengths / every_m), 1).astype(np.int64)
    line = np.repeat(np.arange(len(name)), steps)
    nth = np.arange(len(line)) - np.repeat(np.cumsum(steps) - steps, steps)
    place = points_along(starts, xy, line, (nth + 0.5) * (lengths / steps)[line])
    lon, lat = plane.to_degrees(place[:, 0], place[:, 1])
    return NameHints(origin, lon, lat, name[line], road_class[line], within_m)


def name_roads(network: Network, hints: Sequence[NameHints], carry_m: float = CARRY_M) -> Network:
    """The same network with missing names filled in and its routes laid anew.

    Earlier hints go before later ones, and a name from the source before all. What is still unnamed takes the name of
    the named segments before and behind it on its route where these agree, else of the nearer one if that is at most
    ``carry_m`` away; last, the name of the carriageway beside it.
    """
    names = network.road_name
    for hint in hints:
        names = _fill(names, _majority(network, hint))
    routed = lay_routes(replace(network, road_name=names))
    carried = lay_routes(replace(routed, road_name=_carried(routed, carry_m)))
    beside = _fill(carried.road_name, _majority(carried, twin_hints(carried)))
    return lay_routes(replace(carried, road_name=beside))


def _fill(names: Objects, found: Objects) -> Objects:
    return objects([n if n is not None else f for n, f in zip(names.tolist(), found.tolist(), strict=True)])


def _majority(network: Network, hints: NameHints) -> Objects:
    """The name that most hints give each segment, None where too few or too divided."""
    usable = np.array([bool(n) for n in hints.name], dtype=bool) & np.isfinite(hints.lon) & np.isfinite(hints.lat)
    plane, xy = plane_coords(network)
    points = np.column_stack(plane.to_metres(hints.lon[usable], hints.lat[usable]))
    near = nearest_in_group(
        points,
        network.starts,
        xy,
        hints.within_m,
        class_groups(network.road_class),
        class_groups(hints.road_class[usable]),
    )
    hit = near.line != NOWHERE
    labels, code = _coded(hints.name[usable][hit])
    pair, votes = np.unique(near.line[hit] * len(labels) + code, return_counts=True)
    segment, label = pair // max(len(labels), 1), pair % max(len(labels), 1)
    total = np.bincount(segment, weights=votes, minlength=len(network))
    wins = (2 * votes > total[segment]) & (votes >= hints.least)
    names = objects([None] * len(network))
    names[segment[wins]] = labels[label[wins]]
    return names


def _coded(values: Objects) -> tuple[Objects, Ints]:
    labels = sorted({str(v) for v in values.tolist()})
    position = {v: i for i, v in enumerate(labels)}
    return objects(labels), np.array([position[str(v)] for v in values.tolist()], dtype=np.int64)


def _carried(network: Network, carry_m: float) -> Objects:
    """Names carried along routes: over any gap that one name encloses, else from the nearer side over a short one."""
    names = network.road_name.copy()
    _, route = _coded(network.route)
    order = np.lexsort((network.chainage_m, route))
    named = np.array([n is not None for n in names], dtype=bool)[order]
    begin, end = network.chainage_m[order], (network.chainage_m + network.length_m)[order]
    place = np.arange(len(order))
    before = np.maximum.accumulate(np.where(named, place, -1))
    after = np.minimum.accumulate(np.where(named, place, len(order))[::-1])[::-1]
    before = np.where((before >= 0) & (route[order][before] == route[order]), before, -1)
    after = np.where(after < len(order), after, -1)
    after = np.where((after >= 0) & (route[order][after] == route[order]), after, -1)
    back = np.where(before >= 0, begin - end[before], np.inf)
    ahead = np.where(after >= 0, begin[after] - end, np.inf)
    for row in np.flatnonzero(~named & (np.isfinite(back) | np.isfinite(ahead))).tolist():
        behind, beyond = names[order[before[row]]], names[order[after[row]]]
        enclosed = before[row] >= 0 and after[row] >= 0 and behind == beyond
        if enclosed or min(back[row], ahead[row]) <= carry_m:
            names[order[row]] = behind if back[row] <= ahead[row] else beyond
    return names


def twin_hints(network: Network, within_m: float = 40.0) -> NameHints:
    """Hints at even steps along the named carriageways of a dual road, for the unnamed ones beside them."""
    rows = np.flatnonzero(network.dual & np.array([n is not None for n in network.road_name], dtype=bool))
    starts, point = take_lines(network.starts, rows)
    return _hints(
        "the carriageway beside it",
        starts,
        network.coords[point],
        network.road_name[rows],
        network.road_class[rows],
        20.0,
        within_m,
    )
