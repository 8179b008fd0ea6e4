"""Every importer on the files that ship: what goes in comes out, or is counted."""

import numpy as np
import pytest

from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import codes_of
from tests.sense.roads.conftest import SHIPPED
from tests.sense.roads.road_drawing import geodesic_m

#: name -> (features read, roads accepted, passed over, layout); counted with GeoPandas and with osmium by hand.
COUNTS = {
    "published": (3661, 3661, 0, "published_segments"),
    "centre": (1937, 1935, 2, "openstreetmap"),
    "wight": (7129, 7129, 0, "openstreetmap"),
    "wight_main": (1405, 1405, 0, "openstreetmap"),
    "a_roads": (5901, 5901, 0, "os_open_roads"),
    "university": (2474, 1286, 1188, "openstreetmap"),
    "its": (184, 93, 91, "openstreetmap"),
    "cycleway": (362, 222, 140, "openstreetmap"),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_feature_is_accounted_for(shipped, name):
    reading = shipped(name)
    assert (reading.rows_read, reading.rows_accepted, reading.rows_passed_over, reading.layout) == COUNTS[name]
    assert reading.rows_refused == 0
    assert reading.rows_read == reading.rows_accepted + reading.rows_refused + reading.rows_passed_over
    assert len(reading.links) == reading.rows_accepted
    assert bool(reading.notices) == bool(reading.rows_passed_over)


@pytest.mark.parametrize("name", SHIPPED)
def test_networks_keep_the_length_of_their_links(shipped, name):
    links = shipped(name).links
    whole, cut = build_network(links).network, build_network(links, longest_m=100.0).network
    assert whole.length_m.sum() == pytest.approx(geodesic_m(links), rel=2e-4)  # plane against ellipsoid
    assert cut.length_m.sum() == pytest.approx(whole.length_m.sum(), rel=1e-9)
    assert cut.length_m.max() <= 100.0 + 1e-6
    assert len(cut) > len(whole)


@pytest.mark.parametrize("name", SHIPPED)
def test_segments_end_at_their_nodes(shipped, name):
    network = build_network(shipped(name).links, longest_m=150.0).network
    first, last = network.coords[network.starts[:-1]], network.coords[network.starts[1:] - 1]
    nodes = np.column_stack([network.node_lon, network.node_lat])
    np.testing.assert_allclose(nodes[network.from_node], first, atol=1e-6)
    np.testing.assert_allclose(nodes[network.to_node], last, atol=1e-6)
    degree = np.bincount(np.concatenate([network.from_node, network.to_node]))
    assert degree.min() >= 1
    assert degree.max() <= 8
    assert len(degree) == len(network.node_lon)
    assert len(set(network.segment_id)) == len(network)


@pytest.mark.parametrize("name", SHIPPED)
def test_coordinates_are_degrees_near_where_they_should_be(shipped, name):
    lon, lat = shipped(name).links.coords.T
    low, high = ((-1.62, 50.55), (-1.0, 50.8)) if name.startswith("wight") else ((-1.9, 53.65), (-1.2, 54.0))
    assert lon.min() > low[0]
    assert lat.min() > low[1]
    assert lon.max() < high[0]
    assert lat.max() < high[1]


def kilometres(network, rows):
    return float(network.length_m[rows].sum()) / 1000


def test_published_segments_carry_class_dual_and_traffic(shipped, published):
    classes = {c: kilometres(published, published.road_class == i) for i, c in enumerate(RoadClass)}
    assert classes[RoadClass.MOTORWAY] == pytest.approx(112.7, abs=0.2)
    assert classes[RoadClass.TRUNK] == pytest.approx(164.9, abs=0.2)
    assert classes[RoadClass.PRIMARY] == pytest.approx(154.5, abs=0.2)
    assert published.dual.sum() == 1008
    assert np.isfinite(published.vehicles_per_day).all()
    assert (published.length_m < 25).sum() == 739


def test_names_prefer_the_number(shipped):
    names = shipped("wight").links.road_name
    assert {"A3055", "A3020", "B3330"} <= set(names)
    assert shipped("a_roads").links.road_name[0] == "A660"


def test_primary_routes_are_told_from_other_a_roads(shipped):
    links = shipped("a_roads").links
    assert np.isin(links.road_class, codes_of(RoadClass, [RoadClass.TRUNK, RoadClass.PRIMARY])).all()
    assert 0 < (links.road_class == list(RoadClass).index(RoadClass.TRUNK)).sum() < len(links)


@pytest.mark.parametrize(("name", "bridges", "tunnels"), [("centre", 22, 55), ("wight_main", 44, 0)])
def test_bridges_and_tunnels_come_from_tags(shipped, name, bridges, tunnels):
    structure = shipped(name).links.structure
    assert (structure == list(Structure).index(Structure.BRIDGE)).sum() == bridges
    assert (structure == list(Structure).index(Structure.TUNNEL)).sum() == tunnels


def test_osm_ways_are_split_where_they_meet(shipped):
    links = shipped("university").links
    assert len(build_network(links).network) == 2197
    assert len(build_network(links, split_at_vertices=False).network) == len(links)


def test_a_road_that_passes_over_another_is_not_split(shipped):
    assert len(build_network(shipped("a_roads").links).network) == 5901
