"""Stretches keep length, class and every crash; they are about as long as asked."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoan.kernels.geo import line_lengths, points_along
from daoan.sense.roads.assemble import leeds_network
from daoan.sense.roads.links import objects
from daoan.sense.roads.plane import plane_coords
from daoan.sense.roads.stretches import make_stretches
from daoan.sense.roads.topology import build_network
from daoan.terms.codes import RoadClass, Structure
from daoan.terms.errors import InputError
from tests.sense.roads.road_drawing import LEEDS, READ_AT, links_of


@pytest.fixture(scope="module")
def leeds_roads():
    return leeds_network(LEEDS / "network", READ_AT)


def a_row(lengths, **columns):
    """Segments end to end on a straight road."""
    ends = np.concatenate([[0], np.cumsum(lengths)])
    return build_network(links_of([[(a, 0), (b, 0)] for a, b in pairwise(ends)], **columns)).network


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 900), min_size=1, max_size=12), st.integers(40, 400), st.data())
def test_length_and_places_are_kept(lengths, target, data):
    turned = data.draw(st.lists(st.booleans(), min_size=len(lengths), max_size=len(lengths)))
    ends = np.concatenate([[0], np.cumsum(lengths)])
    lines = [[(a, 0), (b, 0)] for a, b in pairwise(ends)]
    lines = [line[::-1] if t else line for line, t in zip(lines, turned, strict=True)]
    network = build_network(links_of(lines)).network
    made = make_stretches(network, float(target))
    stretches = made.network
    assert stretches.length_m.sum() == pytest.approx(network.length_m.sum(), rel=1e-9)
    assert made.length_m.sum() == pytest.approx(network.length_m.sum(), rel=1e-9)
    assert stretches.length_m.max() <= max(1.5 * target, 1) * (1 + 1e-9) + 0.2 * target
    segment = np.arange(len(network)).repeat(5)
    at = network.length_m[segment] * np.tile([0.0, 0.25, 0.5, 0.9, 1.0], len(network))
    row, offset = made.place(segment, at)
    assert_same_place(network, segment, at, stretches, row, offset)


def assert_same_place(network, segment, at, stretches, row, offset):
    """A place on a segment is the same place, on the map, as its place on the stretch."""
    plane, xy = plane_coords(network)
    other = np.column_stack(plane.to_metres(stretches.coords[:, 0], stretches.coords[:, 1]))
    here = points_along(network.starts, xy, segment, at)
    there = points_along(stretches.starts, other, row, offset)
    np.testing.assert_allclose(here, there, atol=1e-3)


def test_all_places_of_leeds_are_kept(leeds_roads):
    network, made = leeds_roads.segments, leeds_roads.stretches
    rng = np.random.default_rng(4)
    segment = rng.integers(0, len(network), 4000)
    at = network.length_m[segment] * rng.uniform(0, 1, 4000)
    assert_same_place(network, segment, at, made.network, *made.place(segment, at))


def test_leeds_is_about_two_hundred_metres(leeds_roads):
    network, stretches = leeds_roads.segments, leeds_roads.stretches.network
    assert stretches.length_m.sum() == pytest.approx(network.length_m.sum(), rel=1e-9)
    _, xy = plane_coords(stretches)
    np.testing.assert_allclose(line_lengths(stretches.starts, xy), stretches.length_m, rtol=1e-5)
    assert 190 < np.median(stretches.length_m) < 210
    assert stretches.length_m.max() < 320
    assert (network.length_m < 25).sum() == 739
    short = stretches.length_m < 25
    assert short.sum() <= 30  # connectors that end on through roads at both ends belong to no longer line
    assert stretches.length_m[short].sum() < 0.001 * stretches.length_m.sum()
    assert len(set(stretches.segment_id)) == len(stretches)
    degree = np.bincount(np.concatenate([stretches.from_node, stretches.to_node]))
    assert degree.min() >= 1
    assert degree.max() <= 4
    assert len(degree) == len(stretches.node_lon)


def test_no_stretch_crosses_a_class(leeds_roads):
    network, made = leeds_roads.segments, leeds_roads.stretches
    assert np.array_equal(network.road_class[made.segment], made.network.road_class[made.stretch])
    assert np.array_equal(network.route[made.segment], made.network.route[made.stretch])


def test_short_segments_are_joined_and_long_ones_cut():
    network = a_row([10, 15, 60, 120, 600])
    stretches = make_stretches(network, 200.0).network
    np.testing.assert_allclose(stretches.length_m, [205, 197.5, 201.25, 201.25], atol=0.1)


def test_a_boundary_near_a_junction_moves_onto_it():
    stretches = make_stretches(a_row([185, 215]), 200.0).network
    np.testing.assert_allclose(stretches.length_m, [185, 215], atol=0.1)


@pytest.mark.parametrize(
    "columns",
    [
        {"classes": [RoadClass.PRIMARY, RoadClass.TRUNK]},
        {"structures": [Structure.PLAIN, Structure.BRIDGE]},
        {"names": ["S202", "G309"]},
    ],
)
def test_class_structure_and_road_are_kept_apart(columns):
    assert len(make_stretches(a_row([30, 30], **columns), 200.0).network) == 2


def test_a_county_border_keeps_stretches_apart():
    network = replace(a_row([30, 30]), area=objects(["621002", "621021"]))
    assert make_stretches(network, 200.0).network.area.tolist() == ["621002", "621021"]


def test_flow_is_the_mean_weighted_by_length():
    stretches = make_stretches(a_row([50, 150], flows=[1000.0, 2000.0]), 200.0).network
    assert stretches.vehicles_per_day[0] == pytest.approx(1750.0, abs=0.1)
    known = make_stretches(a_row([50, 150], flows=[1000.0, np.nan]), 200.0).network
    assert known.vehicles_per_day[0] == pytest.approx(1000.0)
    assert np.isnan(make_stretches(a_row([50, 150]), 200.0).network.vehicles_per_day[0])


def test_ids_are_the_same_for_a_shuffled_source(shipped):
    links = shipped("published").links
    turned = links.where(np.random.default_rng(2).permutation(len(links)))
    first, again = (make_stretches(build_network(x, split_at_vertices=False).network).network for x in (links, turned))
    assert set(first.segment_id) == set(again.segment_id)


def test_a_crash_off_the_network_stays_off_it(leeds_roads):
    row, offset = leeds_roads.stretches.place(np.array([-1, 0]), np.array([np.nan, 0.0]))
    assert row[0] == -1
    assert np.isnan(offset[0])
    assert row[1] >= 0


@pytest.mark.parametrize("target", [0.0, -5.0])
def test_a_target_of_nothing_is_refused(target):
    with pytest.raises(InputError):
        make_stretches(a_row([10]), target)
