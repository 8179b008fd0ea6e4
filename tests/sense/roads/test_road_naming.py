"""Names from other sources, by nearness and class."""

import numpy as np
import pytest

from daoan.sense.roads.assemble import hints_at_crashes, leeds_network
from daoan.sense.roads.links import objects
from daoan.sense.roads.naming import NameHints, hints_along, name_roads
from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass
from daoan.terms.frames import code_column
from tests.sense.roads.road_drawing import LEEDS, READ_AT, degrees, links_of

A, B, M = RoadClass.PRIMARY, RoadClass.SECONDARY, RoadClass.MOTORWAY


def hints(places, names, classes, least=1, within_m=15.0):
    lon, lat = degrees(places).T
    return NameHints("test", lon, lat, objects(names), code_column(RoadClass, classes), within_m, least)


def network_of(lines, **columns):
    return build_network(links_of(lines, **columns)).network


def test_the_nearest_road_of_the_class_takes_the_name():
    network = network_of([[(0, 0), (100, 0)], [(0, 8), (100, 8)]], classes=[B, A])
    named = name_roads(network, [hints([(50, 1)], ["S202"], [A])])
    assert named.road_name.tolist() == [None, "S202"]


def test_trunk_and_primary_do_not_contradict_each_other():
    network = network_of([[(0, 0), (100, 0)]], classes=[RoadClass.TRUNK])
    assert name_roads(network, [hints([(50, 1)], ["A1"], [A])]).road_name[0] == "A1"


def test_a_hint_without_class_takes_the_nearest():
    network = network_of([[(0, 0), (100, 0)], [(0, 8), (100, 8)]], classes=[B, A])
    assert name_roads(network, [hints([(50, 1)], ["x"], [None])]).road_name.tolist() == ["x", None]


@pytest.mark.parametrize(
    ("names", "least", "expected"),
    [
        (["A1", "A1", "A2"], 1, "A1"),
        (["A1", "A2"], 1, None),
        (["A1"], 2, None),
        (["A1", "A1"], 2, "A1"),
        ([None, "", "A1"], 1, "A1"),
    ],
)
def test_more_than_half_must_agree(names, least, expected):
    network = network_of([[(0, 0), (100, 0)]])
    places = [(10 * k, 1) for k in range(len(names))]
    assert name_roads(network, [hints(places, names, [A] * len(names), least)]).road_name[0] == expected


def test_a_hint_out_of_reach_is_no_hint():
    network = network_of([[(0, 0), (100, 0)]])
    assert name_roads(network, [hints([(50, 16)], ["A1"], [A])]).road_name[0] is None


def test_the_source_goes_before_hints_and_earlier_before_later():
    network = network_of([[(0, 0), (100, 0)], [(0, 900), (100, 900)]], names=["G22", None])
    both = [(50, 1), (50, 900)]
    named = name_roads(network, [hints(both, ["x", "first"], [A, A]), hints(both, ["y", "second"], [A, A])])
    assert named.road_name.tolist() == ["G22", "first"]


def test_names_are_carried_along_a_route_but_not_far():
    lines = [[(500 * k, 0), (500 * k + 500, 0)] for k in range(4)]
    named = name_roads(network_of(lines), [hints([(250, 0)], ["A1"], [A])], carry_m=300.0)
    assert named.road_name.tolist() == ["A1", "A1", None, None]


def test_a_gap_that_one_name_encloses_is_filled_whatever_its_length():
    lines = [[(500 * k, 0), (500 * k + 500, 0)] for k in range(6)]
    named = name_roads(network_of(lines), [hints([(250, 0), (2750, 0)], ["A1", "A1"], [A, A])], carry_m=0.0)
    assert named.road_name.tolist() == ["A1"] * 6


def test_routes_follow_the_new_names():
    lines = [[(0, 0), (100, 0)], [(100, 0), (200, 0)]]
    network = network_of(lines)
    assert network.route[0] == network.route[1]
    named = name_roads(network, [hints([(50, 0), (150, 0)], ["A1", "A2"], [A, A])])
    assert [r.split("-")[0] for r in named.route] == ["A1", "A2"]


def test_named_lines_give_hints_at_even_steps():
    found = hints_along(links_of([[(0, 0), (100, 0)], [(0, 50), (100, 50)]], names=["A1", None]), every_m=10.0)
    assert len(found.name) == 10
    assert set(found.name) == {"A1"}
    assert found.lon.min() > degrees([(4, 0)])[0, 0]


def test_nothing_to_go_by_names_nothing():
    network = network_of([[(0, 0), (100, 0)]])
    assert name_roads(network, [hints_at_crashes([]), hints_along(links_of([[(0, 0), (9, 0)]]))]).road_name[0] is None


def test_nearly_all_a_roads_of_leeds_get_a_number_that_exists(shipped):
    network = leeds_network(LEEDS / "network", READ_AT).segments
    a_road = network.road_class > list(RoadClass).index(M)
    named = np.array([n is not None for n in network.road_name])
    assert network.length_m[a_road & named].sum() / network.length_m[a_road].sum() > 0.98
    assert set(network.road_name[named]) <= set(shipped("a_roads").links.road_name)
