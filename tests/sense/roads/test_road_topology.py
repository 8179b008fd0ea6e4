"""Nodes, splits, twins and ids."""

import numpy as np
import pytest

from daoan.kernels.geo import line_lengths
from daoan.sense.roads.plane import plane_coords
from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass, Structure
from daoan.terms.errors import InputError
from tests.sense.roads.road_drawing import links_of

CROSS = [[(-100, 0), (0, 0), (100, 0)], [(0, -100), (0, 0), (0, 100)]]


def test_lines_are_split_where_they_share_an_inner_point():
    network = build_network(links_of(CROSS)).network
    assert len(network) == 4
    assert sorted(np.bincount(np.concatenate([network.from_node, network.to_node])).tolist()) == [1, 1, 1, 1, 4]
    np.testing.assert_allclose(network.length_m, 100.0, atol=0.01)


def test_a_crossing_without_a_shared_point_is_a_bridge():
    over = [[(-100, 0), (100, 0)], [(0, -100), (0, 100)]]
    assert len(build_network(links_of(over)).network) == 2


def test_splitting_can_be_left_to_the_source():
    assert len(build_network(links_of(CROSS), split_at_vertices=False).network) == 2


def test_a_line_that_meets_itself_is_split_there():
    lasso = [[(0, 0), (100, 0), (150, 50), (200, 0), (150, -50), (100, 0)]]
    network = build_network(links_of(lasso)).network
    assert len(network) == 2
    assert (network.from_node == network.to_node).sum() == 1


def test_a_ring_stays_one_loop():
    ring = [[(0, 0), (50, 0), (50, 50), (0, 50), (0, 0)]]
    network = build_network(links_of(ring)).network
    assert len(network) == 1
    assert network.from_node[0] == network.to_node[0]
    assert network.length_m[0] == pytest.approx(200, abs=0.01)


@pytest.mark.parametrize(("gap", "nodes"), [(0.03, 3), (0.2, 4)])
def test_ends_within_the_tolerance_are_one_node_and_meet_there(gap, nodes):
    network = build_network(links_of([[(0, 0), (100, 0)], [(100 + gap, 0), (200, 0)]])).network
    assert len(network.node_lon) == nodes
    if nodes == 3:
        assert network.coords[1].tolist() == network.coords[2].tolist()


def test_lines_within_the_tolerance_are_left_out_and_counted():
    built = build_network(links_of([[(0, 0), (100, 0)], [(100, 0), (100.01, 0.01)]]))
    assert len(built.network) == 1
    assert [(n.code, n.rows) for n in built.notices] == [("line_within_tolerance", 1)]
    with pytest.raises(InputError, match="shorter"):
        build_network(links_of([[(100, 0), (100.01, 0.01)]]))


def test_roads_on_opposite_sides_of_the_world_are_no_network():
    links = links_of([[(0, 0), (100, 0)], [(0, 50), (100, 50)]])
    links.coords[2:, 0] = [-72.4, -72.3]
    with pytest.raises(InputError, match="too far apart"):
        build_network(links)


def test_named_nodes_are_believed():
    lines = [[(0, 0), (100, 0)], [(100, 0), (200, 0)], [(100, 0), (100, 90)]]
    network = build_network(links_of(lines, nodes=[("a", "b"), ("c", "d"), ("b", "e")])).network
    assert network.to_node[0] == network.from_node[2]
    assert network.to_node[0] != network.from_node[1]  # a bridge over b, at the same place


def test_lines_drawn_in_both_directions_are_one_and_counted():
    there = [(0, 0), (40, 10), (100, 0)]
    built = build_network(links_of([there, there[::-1], there, [(0, 0), (40, 11), (100, 0)]]))
    assert len(built.network) == 2
    assert [n.rows for n in built.notices] == [2]
    assert built.link.tolist()[1] == 3


@pytest.mark.parametrize("ids", [None, ["5", "7", "6"]])
def test_which_twin_is_kept_does_not_depend_on_the_order(ids):
    there = [(0, 0), (40, 10), (100, 0)]
    lines = [there, there[::-1], there[::-1]]
    forth = build_network(links_of(lines, ids=ids)).network
    back = build_network(links_of(lines[::-1], ids=ids[::-1] if ids else None)).network
    assert forth.segment_id.tolist() == back.segment_id.tolist()
    assert forth.coords.tolist() == back.coords.tolist()


def test_a_bridge_right_above_a_road_is_no_twin():
    line = [(0, 0), (100, 0)]
    kinds = [Structure.PLAIN, Structure.BRIDGE]
    assert len(build_network(links_of([line, line], structures=kinds)).network) == 2


def test_long_segments_are_cut_evenly_and_inherit():
    links = links_of([[(0, 0), (450, 0)]], classes=[RoadClass.TRUNK], names=["G309"], flows=[4000.0], ids=["7"])
    network = build_network(links, longest_m=200.0).network
    np.testing.assert_allclose(network.length_m, 150.0, atol=0.01)
    assert set(network.road_name) == {"G309"}
    assert network.vehicles_per_day.tolist() == [4000.0] * 3
    assert network.to_node[:2].tolist() == network.from_node[1:].tolist()
    np.testing.assert_allclose(network.chainage_m, [0, 150, 300], atol=0.02)
    assert [i.split(".")[1:] for i in network.segment_id] == [[], ["1"], ["2"]]


def test_lengths_are_those_of_the_drawn_points(published):
    _, xy = plane_coords(published)
    np.testing.assert_allclose(line_lengths(published.starts, xy), published.length_m, rtol=1e-9)


@pytest.mark.parametrize("name", ["published", "university", "a_roads", "wight"])
def test_ids_survive_a_shuffled_reimport(shipped, name):
    links = shipped(name).links
    turned = links.where(np.random.default_rng(1).permutation(len(links)))
    first, again = (build_network(part, longest_m=200.0).network for part in (links, turned))
    assert set(first.segment_id) == set(again.segment_id)
    lengths = dict(zip(first.segment_id, first.length_m, strict=True))
    other = np.array([lengths[i] for i in again.segment_id])
    np.testing.assert_allclose(again.length_m, other, rtol=1e-9)


@pytest.mark.parametrize("ids", [["1", "2", "3"], None])
def test_ids_survive_an_unrelated_road(ids):
    lines = [[(0, 0), (300, 0)], [(300, 0), (300, 90)], [(300, 0), (900, 10)]]
    far = [(40_000, 9_000), (52_000, 9_500)]
    before = build_network(links_of(lines, ids=ids), longest_m=200.0).network
    after = build_network(links_of([far, *lines], ids=["9", *ids] if ids else None), longest_m=200.0).network
    assert set(before.segment_id) <= set(after.segment_id)


def test_ids_survive_a_new_junction_elsewhere_on_the_way():
    way = [(0, 0), (100, 0), (200, 0), (300, 0)]
    before = build_network(links_of([way, [(100, 0), (100, 50)]], ids=["1", "2"])).network
    side = [(200, 0), (200, 50)]
    after = build_network(links_of([way, [(100, 0), (100, 50)], side], ids=["1", "2", "3"])).network
    first = before.segment_id[np.argmin(np.abs(before.midpoints()[0] - before.node_lon.min()))]
    assert first in set(after.segment_id)
    assert len(set(before.segment_id) & set(after.segment_id)) == 2


def test_ids_survive_a_redrawn_bend_where_the_source_has_ids():
    before, after = ([(0, 0), (50, bend), (100, 0)] for bend in (0, 6))
    drawn = [build_network(links_of([line], ids=["1"])).network.segment_id[0] for line in (before, after)]
    assert drawn[0] == drawn[1]
    other = build_network(links_of([before], ids=["2"])).network.segment_id[0]
    assert other != drawn[0]


def test_two_ways_between_the_same_ends_have_ids_of_their_own():
    lines = [[(0, 0), (50, 20), (100, 0)], [(0, 0), (50, -20), (100, 0)]]
    for ids in (None, ["1", "1"]):
        forth = build_network(links_of(lines, ids=ids)).network
        back = build_network(links_of(lines[::-1], ids=ids)).network
        assert len(set(forth.segment_id)) == 2
        assert forth.segment_id.tolist() == back.segment_id.tolist()[::-1]
