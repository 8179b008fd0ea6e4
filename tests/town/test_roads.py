"""Roads: one connected network, cut to length, chainage running on, made-up numbers, hills that bend and climb."""

import re

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import Network
from daoan.terms.places import plane_of
from daoan.town.build import Town
from daoan.town.gazetteer import county_borders


def rows_of(network: Network, kind: RoadClass) -> np.ndarray:
    return np.flatnonzero(network.road_class == list(RoadClass).index(kind))


def test_every_segment_can_be_reached_from_every_other(town: Town) -> None:
    n, nodes = town.network, len(town.network.node_lon)
    pieces, _ = connected_components(coo_array((np.ones(len(n)), (n.from_node, n.to_node)), shape=(nodes, nodes)))
    assert pieces == 1


def test_segments_end_at_their_nodes(town: Town) -> None:
    n = town.network
    first, last = n.coords[n.starts[:-1]], n.coords[n.starts[1:] - 1]
    for row, point in ((n.from_node, first), (n.to_node, last)):
        np.testing.assert_allclose(np.column_stack([n.node_lon[row], n.node_lat[row]]), point, atol=1e-9)


def test_lengths_are_those_of_the_points(town: Town) -> None:
    n = town.network
    plane = plane_of(n.coords[:, 0], n.coords[:, 1])
    xy = np.column_stack(plane.to_metres(n.coords[:, 0], n.coords[:, 1]))
    for i in range(0, len(n), 97):
        points = xy[n.starts[i] : n.starts[i + 1]]
        assert abs(np.hypot(*np.diff(points, axis=0).T).sum() / n.length_m[i] - 1.0) < 1e-3


def test_size_is_that_of_a_prefecture(town: Town) -> None:
    n = town.network
    assert 8_000 <= len(n) <= 12_000
    assert 4_500 <= n.length_m.sum() / 1000 <= 6_500
    assert n.length_m.min() >= 80
    assert n.length_m.max() <= 1_200
    for kind in list(RoadClass)[:6]:
        assert len(rows_of(n, kind)) > 300


def test_ids_are_unique_and_tell_route_and_chainage(town: Town) -> None:
    n = town.network
    assert len(set(n.segment_id)) == len(n)
    for i in range(0, len(n), 211):
        route, metres = n.segment_id[i].split("@")
        assert route == n.route[i]
        assert abs(int(metres) - n.chainage_m[i]) <= 0.5


def test_chainage_grows_along_every_route_without_overlap(town: Town) -> None:
    n = town.network
    order = np.lexsort((n.chainage_m, n.route.astype(str)))
    same = n.route[order][1:] == n.route[order][:-1]
    gap = n.chainage_m[order][1:] - (n.chainage_m + n.length_m)[order][:-1]
    assert gap[same].min() > -0.01
    assert n.forward.all()


def test_road_numbers_are_none_that_a_real_road_carries(town: Town) -> None:
    numbered = re.compile(
        r"G98\d|G97\d\d|S9\d\d|S99\d\d|X9\d\d+|Y9\d{3}|Y95\d{4}|C9\d{4}|[经纬][一二三四五六七八九十]+路"
    )
    assert [name for name in set(town.network.road_name) if not numbered.fullmatch(name)] == []


def test_no_flow_is_given_with_the_roads(town: Town) -> None:
    assert np.isnan(town.network.vehicles_per_day).all()


def test_areas_are_the_counties_that_the_segments_lie_in(town: Town) -> None:
    n, borders = town.network, county_borders()
    lon, lat = n.midpoints()
    inside = np.zeros(len(n), dtype=bool)
    for code, border in borders.items():
        here = n.area == code
        inside[here] = shapely.contains_xy(border, lon[here], lat[here])
    assert set(n.area) == set(borders)
    assert inside.mean() > 0.98


def test_hills_make_long_slopes_bridges_and_tunnels(town: Town) -> None:
    count = np.bincount(town.network.structure, minlength=4)
    by_kind = dict(zip(Structure, count, strict=True))
    assert by_kind[Structure.LONG_SLOPE] > 100
    assert by_kind[Structure.BRIDGE] > 20
    assert by_kind[Structure.TUNNEL] > 20
    assert by_kind[Structure.PLAIN] > 0.8 * len(town.network)


def test_long_slopes_are_long_and_steep(town: Town) -> None:
    n, slope = town.network, list(Structure).index(Structure.LONG_SLOPE)
    assert np.abs(town.truth.grade_pct[n.structure == slope]).mean() > 3.0


def test_motorways_meet_other_roads_only_at_interchanges(town: Town) -> None:
    n = town.network
    motorway = np.isin(np.arange(len(n)), rows_of(n, RoadClass.MOTORWAY))
    on = set(n.from_node[motorway]) | set(n.to_node[motorway])
    other = ~motorway
    touching = [i for i in np.flatnonzero(other) if n.from_node[i] in on or n.to_node[i] in on]
    assert touching
    assert {n.road_name[i][:3] for i in touching} == {"S99"}
