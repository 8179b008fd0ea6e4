"""Routes: chains with a chainage that grows without gaps."""

import numpy as np
import pytest

from daoan.sense.roads.assemble import leeds_network
from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass
from tests.sense.roads.road_drawing import LEEDS, READ_AT, links_of


def assert_chained(network):
    """Along each route the next segment begins where the last one ends, in metres and on the map."""
    order = np.lexsort((network.chainage_m, network.route.astype(str)))
    same = network.route[order][1:] == network.route[order][:-1]
    begin, end = network.chainage_m[order], (network.chainage_m + network.length_m)[order]
    first = np.where(network.forward, network.from_node, network.to_node)[order]
    last = np.where(network.forward, network.to_node, network.from_node)[order]
    np.testing.assert_allclose(begin[1:][same], end[:-1][same], atol=1e-6)
    assert np.array_equal(first[1:][same], last[:-1][same])
    np.testing.assert_allclose(begin[np.concatenate([[True], ~same])], 0.0, atol=1e-6)
    assert np.all(network.road_class[order][1:][same] == network.road_class[order][:-1][same])


@pytest.mark.parametrize("name", ["published", "wight", "a_roads", "university", "centre"])
@pytest.mark.parametrize("longest_m", [None, 120.0])
def test_chainage_grows_without_gaps(shipped, name, longest_m):
    assert_chained(build_network(shipped(name).links, longest_m=longest_m).network)


def test_routes_of_stretches_are_chained_too():
    assert_chained(leeds_network(LEEDS / "network", READ_AT).stretches.network)


def test_names_hold_a_route_together_and_apart():
    lines = [[(0, 0), (100, 0)], [(100, 0), (200, 5)], [(100, 0), (180, 60)]]
    network = build_network(links_of(lines, names=["G309", "S202", "G309"])).network
    assert network.route[0] == network.route[2] != network.route[1]
    assert network.route[0].startswith("G309-")


@pytest.mark.parametrize("names", [["G309", None], [None, "G309"]])
def test_a_route_bears_the_name_of_its_named_part(names):
    network = build_network(links_of([[(0, 0), (100, 0)], [(100, 0), (200, 0)]], names=names)).network
    assert [r.split("-")[0] for r in network.route] == ["G309", "G309"]


def test_a_route_ends_where_the_class_changes():
    lines = [[(0, 0), (100, 0)], [(100, 0), (200, 0)]]
    network = build_network(links_of(lines, classes=[RoadClass.TRUNK, RoadClass.SECONDARY])).network
    assert network.route[0] != network.route[1]


def test_chainage_runs_from_the_west_against_the_drawing():
    network = build_network(links_of([[(300, 0), (200, 0)], [(0, 0), (200, 0)]])).network
    assert network.forward.tolist() == [False, True]
    np.testing.assert_allclose(network.chainage_m, [200, 0], atol=0.01)


def test_no_route_of_leeds_bears_two_names(shipped):
    network = leeds_network(LEEDS / "network", READ_AT).segments
    names = {}
    for route, name in zip(network.route, network.road_name, strict=True):
        if name is not None:
            names.setdefault(route, set()).add(name)
    assert max(len(v) for v in names.values()) == 1
