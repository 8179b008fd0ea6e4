"""Gaps on roads written by hand, with answers that can be told by looking."""

from pathlib import Path

import numpy as np
import pytest

from daoan.assess.coverage.gaps import Happened, find_gaps
from daoan.assess.coverage.standards import Standard, read_standards
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Text
from daoan.terms.passes import Heading, SiteKind
from daoan.terms.rulepacks import read_rule_pack
from tests.assess.coverage.lines_made import network_of, nothing_happened, sites_at

BOTH, UP, DOWN = Heading.UNKNOWN, Heading.UP, Heading.DOWN
CAMERA, CHECKPOINT = SiteKind.CAMERA, SiteKind.CHECKPOINT
FIVE = Standard("camera", Text("camera", "监控"), 5000.0, (RoadClass.TRUNK,), (CAMERA, CHECKPOINT))
TEN = Standard("checkpoint", Text("checkpoint", "卡口"), 10_000.0, (RoadClass.TRUNK,), (CHECKPOINT,))
ROAD = [("G309", 0.0, 12_000.0), ("G309", 12_000.0, 8_000.0), ("G309", 20_000.0, 10_000.0)]


def gaps_of(network, places, standard=FIVE, happened=None):
    found = find_gaps(network, sites_at(network, places), (standard,), happened or nothing_happened(network))
    return [(g.heading, g.from_m, g.to_m) for g in found.gaps], found


def test_the_pack_has_the_three_densities() -> None:
    pack = Path(__file__).parents[3] / "rulepacks" / "coverage.toml"
    standards = read_standards(read_rule_pack(pack.read_text(encoding="utf-8"), "coverage"))
    assert [(s.code, s.every_m) for s in standards] == [
        ("expressway_camera", 2000.0), ("highway_camera", 5000.0), ("checkpoint", 10_000.0),
    ]  # fmt: skip
    assert SiteKind.CAMERA not in standards[2].kinds


def test_between_sites_and_at_the_ends() -> None:
    places = [("G309", m, CAMERA, BOTH) for m in (4000.0, 9000.0, 20_000.0, 26_000.0)]
    spans, found = gaps_of(network_of(ROAD), places)
    assert spans == [(BOTH, 9000.0, 20_000.0), (BOTH, 20_000.0, 26_000.0)]  # 11 km, 6 km; 5 km and the ends are near
    assert [(g.length_m, g.excess_m, g.needed) for g in found.gaps] == [(11_000.0, 6000.0, 2), (6000.0, 1000.0, 1)]
    (standing,) = found.standings
    assert (standing.met_m.part, standing.met_m.whole, standing.sites, standing.missing) == (26_000.0, 60_000.0, 4, 6)
    assert found.gaps[0].areas == ("621021",)


def test_a_site_counts_for_the_heading_that_it_watches() -> None:
    places = [("G309", m, CAMERA, UP) for m in (5000.0, 10_000.0, 15_000.0, 20_000.0, 25_000.0)]
    places += [("G309", 15_000.0, CAMERA, DOWN)]
    spans, _ = gaps_of(network_of(ROAD), places)
    assert spans == [(DOWN, 0.0, 15_000.0), (DOWN, 15_000.0, 30_000.0)]


def test_a_camera_is_no_checkpoint() -> None:
    places = [("G309", 10_000.0, CHECKPOINT, BOTH), ("G309", 20_000.0, CAMERA, BOTH)]
    assert gaps_of(network_of(ROAD), places, TEN)[0] == [(BOTH, 10_000.0, 30_000.0)]


def test_a_road_without_sites_and_one_shorter_than_the_standard() -> None:
    network = network_of([*ROAD, ("S303", 0.0, 4000.0)])
    spans, found = gaps_of(network, [])
    assert spans == [(BOTH, 0.0, 30_000.0)]
    assert found.standings[0].met_m.whole == 68_000.0


def test_what_a_road_shares_with_another_is_not_counted_twice() -> None:
    """From 12 to 40 km the road runs on another's stretches: its own two parts are 12 and 4 km."""
    network = network_of([("S303", 0.0, 12_000.0), ("S303", 40_000.0, 4000.0)])
    spans, found = gaps_of(network, [("S303", 8000.0, CHECKPOINT, BOTH)], FIVE)
    assert spans == [(BOTH, 0.0, 8000.0), (BOTH, 8000.0, 44_000.0)]
    assert [g.length_m for g in found.gaps] == [8000.0, 8000.0]
    assert sum(b - a for _, a, b in found.gaps[1].pieces) == pytest.approx(8000.0)


@pytest.mark.parametrize("backward", [(), (1,), (0, 1, 2)])
def test_crashes_and_expectations_inside_are_counted_whichever_way_points_run(backward) -> None:
    network = network_of(ROAD, backward=backward)
    at = np.array([8000.0, 11_000.0, 13_000.0, 21_000.0])  # the gap runs from 9 to 20 km
    row = np.array([0, 0, 1, 2])
    along = at - network.chainage_m[row]
    along = np.where(network.forward[row], along, network.length_m[row] - along)
    happened = Happened(
        row, along, np.array([True, True, False, True]), np.array([6.0, 4.0, 2.0]), np.array([1.2, 0, 0])
    )
    places = [("G309", m, CAMERA, BOTH) for m in (4500.0, 9000.0, 20_000.0, 25_000.0)]
    _, found = gaps_of(network, places, FIVE, happened)
    (gap,) = found.gaps
    assert (gap.crashes, gap.ksi) == (2, 1)
    assert gap.crashes_per_year == pytest.approx(6.0 * 3 / 12 + 4.0)
    assert gap.ksi_per_year == pytest.approx(1.2 * 3 / 12)


def test_a_road_without_chainage_is_walked_from_its_end() -> None:
    shuffled = [ROAD[1], ROAD[2], ROAD[0]]
    network = network_of(shuffled, chainage=False, backward=(0,))
    spans, found = gaps_of(network, [])
    assert spans == [(BOTH, 0.0, 30_000.0)]
    assert [row for row, _, _ in found.gaps[0].pieces] == [2, 0, 1]


def test_of_two_roads_made_of_the_same_stretches_turned_round_the_gaps_are_the_same() -> None:
    places = [("G309", m, CAMERA, UP) for m in (3000.0, 18_000.0)]
    plain, turned = gaps_of(network_of(ROAD), places), gaps_of(network_of(ROAD, backward=(0, 2)), places)
    assert plain[0] == turned[0]
