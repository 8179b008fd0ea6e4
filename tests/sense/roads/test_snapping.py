"""Crashes onto segments: nearest, but of the recorded class where it is nearly as near."""

from datetime import UTC, datetime

import numpy as np
import pytest

from daoan.sense.roads.topology import build_network
from daoan.sense.snapping import CLASS_SLACK_M, snap, snaps_of
from daoan.terms.codes import RoadClass, Severity
from daoan.terms.frames import frame_of
from daoan.terms.records import Crash
from tests.sense.roads.road_drawing import degrees, links_of

A, B, M = RoadClass.PRIMARY, RoadClass.SECONDARY, RoadClass.MOTORWAY
WHEN = datetime(2019, 5, 1, 12, tzinfo=UTC)


def crash_at(x, y, road_class=None, ident="c1"):
    lon, lat = degrees([(x, y)])[0]
    return Crash(ident, "t", ident, WHEN, WHEN, Severity.SLIGHT, lon=lon, lat=lat, road_class=road_class)


def snapped(network, *crashes, within_m=10.0):
    return snap(frame_of(crashes, "Asia/Shanghai"), network, within_m)


def two_roads(apart, classes=(A, M)):
    lines = [[(0, 0), (100, 0)], [(0, apart), (100, apart)]]
    return build_network(links_of(lines, classes=classes, names=["A1", "M1"])).network


def test_place_and_distance_are_the_evidence():
    network = two_roads(50)
    frame = snapped(network, crash_at(30, 4))
    (found,) = snaps_of(frame, network)
    assert found.segment_id == network.segment_id[0]
    assert (found.offset_m, found.snap_m) == (pytest.approx(30, abs=0.01), pytest.approx(4, abs=0.01))
    assert (found.road_class, found.road_name, found.crash_id) == (A, "A1", "c1")


def test_a_crash_out_of_reach_stays_with_nothing():
    frame = snapped(two_roads(50), crash_at(30, 25), crash_at(30, 2, ident="c2"))
    assert frame.segment.tolist() == [-1, 0]
    assert np.isnan(frame.offset_m[0])
    assert len(frame) == 2
    assert snaps_of(frame, two_roads(50))[0].segment_id is None


def test_a_crash_without_a_place_stays_with_nothing():
    crash = Crash("c1", "t", "c1", WHEN, WHEN, Severity.SLIGHT)
    assert snapped(two_roads(50), crash).segment.tolist() == [-1]


@pytest.mark.parametrize(
    ("recorded", "y", "row"),
    [
        (None, 3.0, 0),
        (A, 3.0, 0),
        (M, 3.0, 1),  # 1 m farther, of the recorded class
        (M, 1.0, 1),  # 5 m farther: just within the slack
        (M, 0.9, 0),  # beyond the slack the distance decides
        (B, 3.0, 0),  # no road of the class there
        (RoadClass.OTHER, 3.0, 0),
    ],
)
def test_the_recorded_class_breaks_near_ties(recorded, y, row):
    assert CLASS_SLACK_M == 5.0
    assert snapped(two_roads(7.0), crash_at(50, y, recorded)).segment.tolist() == [row]


def test_trunk_and_primary_are_one_kind_of_a_road():
    network = two_roads(7.0, classes=(RoadClass.TRUNK, A))
    assert snapped(network, crash_at(50, 3.0, A)).segment.tolist() == [0]


def test_the_preferred_road_must_itself_be_in_reach():
    assert snapped(two_roads(7.0), crash_at(50, -4.0, M), within_m=10.0).segment.tolist() == [0]


def test_at_a_junction_the_longest_takes_it_whatever_the_order():
    lines = [[(0, 0), (-5, 0.5)], [(0, 0), (100, 30)], [(0, 0), (60, -20)]]
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        network = build_network(links_of([lines[k] for k in order])).network
        frame = snapped(network, crash_at(-0.2, 4.0), crash_at(0.5, -4.0, ident="c2"), crash_at(0.0, 0.0, ident="c3"))
        assert network.length_m[frame.segment[2]] == pytest.approx(104.4, abs=0.1)
