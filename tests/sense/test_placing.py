"""Placing devices: by coordinates, by road and chainage, and why not."""

from dataclasses import replace

import pytest

from daoan.sense.placing import REASONS, place_devices
from daoan.terms.devices import Device, DeviceState
from daoan.terms.passes import Heading, SiteKind
from tests.assess.coverage.lines_made import M_PER_DEGREE, network_of

NETWORK = network_of([("G309", 0.0, 9000.0), ("G309", 9000.0, 9000.0), ("S303", 0.0, 5000.0)], backward=(1,))
BARE = Device(
    "K1", "", SiteKind.CHECKPOINT, "", None, None, None, Heading.UP, 2, 80.0, None, DeviceState.IN_USE, "city", ""
)


def place(*devices: Device, within_m: float = 60.0):
    return place_devices(devices, NETWORK, within_m, 200.0)


@pytest.mark.parametrize(("at", "segment"), [(2250.0, 0), (11_250.0, 1)])
def test_chainage_gives_the_place_whichever_way_points_run(at, segment) -> None:
    found = place(replace(BARE, route="g309", chainage_m=at))
    assert found.unplaced == ()
    assert found.sites.segment.tolist() == [segment]
    assert found.sites.chainage_m[0] == pytest.approx(at, abs=0.01)
    assert found.sites.lon[0] == pytest.approx(107.0 + at / M_PER_DEGREE, abs=2e-3)


def test_coordinates_go_to_the_road_that_is_named_not_to_the_nearer_one() -> None:
    at = {"lon": 107.02, "lat": 35.7001}
    near = place(replace(BARE, **at))
    assert (near.sites.route[0], near.sites.lon[0]) == ("G309", 107.02)
    assert place(replace(BARE, route="S303", **at)).unplaced[0].reason == "off_road"
    assert place(replace(BARE, route="S303", **at), within_m=6000.0).sites.route[0] == "S303"
    assert place(replace(BARE, route="X999", **at)).sites.route[0] == "G309"  # the network knows no such road


def test_coordinates_count_before_chainage() -> None:
    found = place(replace(BARE, route="G309", chainage_m=1.0, lon=107.15, lat=35.7))
    assert found.sites.segment.tolist() == [1]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "nowhere"),
        ({"route": "G309"}, "nowhere"),
        ({"route": "G22", "chainage_m": 5.0}, "no_route"),
        ({"route": "G309", "chainage_m": 18_300.0}, "beyond"),
        ({"lon": 100.0, "lat": 30.0}, "off_road"),
    ],
)
def test_what_cannot_be_placed_is_told_with_its_reason(given, reason) -> None:
    found = place(replace(BARE, code="bad", **given), replace(BARE, route="G309", chainage_m=18_150.0))
    assert [(u.code, u.reason, u.told) for u in found.unplaced] == [("bad", reason, REASONS[reason])]
    assert [d.code for d in found.devices] == ["K1"]  # 150 m past the last post is its end
    assert found.sites.chainage_m.tolist() == [18_000.0]


def test_no_devices_are_no_sites() -> None:
    assert len(place().sites) == 0
