"""Where units set out from: their live places first, their stations else; and what the solver makes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from daoan.act.interception.solving import Chase, StoppingPlace, solve
from daoan.act.patrols import standings_of
from daoan.assess.routing.distances import distances_between
from daoan.assess.routing.reach import reach_of
from daoan.config import ROOT
from daoan.edge.files import read_rule_packs
from daoan.jobs.interceptions import Situation
from daoan.jobs.passes.setting_out import starts_of
from daoan.jobs.passes.situation import Ground, situation_of, stations_in
from daoan.jobs.passes.surroundings import free_speeds
from daoan.terms.arrivals import Arrivals, Seen
from daoan.terms.codes import RoadClass
from daoan.terms.devices import Device, DeviceState
from daoan.terms.estimates import Text
from daoan.terms.passes import Heading, SiteKind
from daoan.terms.records.patrols import DutyState, PositionSource, UnitNow, UnitPosition
from daoan.terms.units import Unit, UnitKind, UnitTree
from tests.assess.coverage.lines_made import M_PER_DEGREE, network_of, sites_at

PACKS = read_rule_packs(ROOT / "rulepacks")
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
ROAD = network_of([("G309", 0.0, 20_000.0), ("G309", 20_000.0, 20_000.0)])
PLACES = (10_000.0, 38_000.0)
STATIONS = (("north", 2000.0), ("north", 12_000.0), ("south", 30_000.0))
UNITS = UnitTree([Unit(u, UnitKind.BRIGADE, Text(f"{u} brigade", f"{u}大队"), None) for u in ("north", "south")])


def ground() -> Ground:
    at = [*(m for _, m in STATIONS), *PLACES]
    kinds = [SiteKind.STATION] * 3 + [SiteKind.CHECKPOINT] * 2
    sites = sites_at(ROAD, [("G309", m, k, Heading.UNKNOWN) for m, k in zip(at, kinds, strict=True)])
    sites = replace(sites, lon=107.0 + np.array(at) / M_PER_DEGREE, lat=np.full(5, 35.7), area=ROAD.area[sites.segment])
    devices = [
        Device(f"S{k}", f"站{k}", SiteKind.STATION, "G309", m, None, None, Heading.UNKNOWN, 2, None, None,
               DeviceState.IN_USE, unit, "")
        for k, (unit, m) in enumerate(STATIONS)
    ]  # fmt: skip
    speeds = free_speeds(PACKS["passes"])
    places = [StoppingPlace(f"S{3 + k}", 3 + k, 107.0 + m / M_PER_DEGREE, 35.7) for k, m in enumerate(PLACES)]
    return Ground(
        devices, sites, ROAD, distances_between(ROAD, sites, speeds), places, {"621021": 0.02, "621022": 0.01},
        reach_of(ROAD, sites.take(np.array([3, 4])), speeds),
    )  # fmt: skip


def crew(name: str, unit: str, at_m: float, minutes: float = 1, state: DutyState | None = None, **more) -> UnitNow:
    at = NOW - timedelta(minutes=minutes)
    told = UnitPosition(
        unit, name, at, at, PositionSource.PHONE, 107.0 + at_m / M_PER_DEGREE, 35.7, state=state
    )  # fmt: skip
    told = replace(told, **more)
    return UnitNow(unit, name, told, told if state else None)


def situation(*crews: UnitNow) -> Situation:
    standing = standings_of(crews, NOW, PACKS["patrols"])
    return situation_of(ground(), standing, UNITS, {"car": "警车01"}, lambda _p, _n: None, PACKS)


def ids(found: Situation) -> list[str]:
    return sorted(u.unit_id for u in found.units)


def test_nobody_heard_of_stands_at_their_stations_and_it_is_said() -> None:
    found = situation()
    assert ids(found) == ["north@S0", "north@S1", "south@S2"]
    assert all("no position is told" in t.en for t in found.origins.values())
    assert [n.live for n in found.around] == [False] * 3


def test_a_crew_on_the_road_sets_out_from_there_in_place_of_its_nearest_station() -> None:
    found = situation(crew("car", "north", 11_000.0, 3, DutyState.PATROLLING))
    assert ids(found) == ["north#car", "north@S0", "south@S2"]
    row = [u.unit_id for u in found.units].index("north#car")
    m_per_s = free_speeds(PACKS["passes"])[RoadClass.TRUNK] / 3.6
    assert found.travel_s[row] == pytest.approx(60.0 + 1.15 * np.array([1000.0, 27_000.0]) / m_per_s, rel=0.02)
    assert found.names["north#car"] == Text("north brigade, 警车01", "north大队（警车01）")
    assert found.origins["north#car"].zh == "自实时位置出发：3分钟前上报"


def test_who_is_at_work_is_not_sent_and_their_station_is_empty() -> None:
    for state in (DutyState.BUSY, DutyState.TO_SCENE, DutyState.INTERCEPTING):
        found = situation(crew("car", "south", 30_500.0, 1, state))
        assert ids(found) == ["north@S0", "north@S1"]
        assert [n.state for n in found.around if n.live] == [state], "it is seen on the map"
    assert ids(situation(crew("car", "south", 30_500.0, 1, DutyState.OFF))) == ["north@S0", "north@S1", "south@S2"]


def test_an_old_position_is_not_used_and_the_plan_says_when_it_was() -> None:
    found = situation(crew("car", "south", 10_000.0, 12, DutyState.FREE))
    assert ids(found) == ["north@S0", "north@S1", "south@S2"]
    assert "last seen 12 min ago" in found.origins["south@S2"].en
    assert "12分钟前" in found.origins["south@S2"].zh
    assert ids(situation(crew("car", "south", 10_000.0, 12, DutyState.BUSY))) == ["north@S0", "north@S1"]
    assert ids(situation(crew("car", "south", 10_000.0, 1, accuracy_m=5000.0))) == ["north@S0", "north@S1", "south@S2"]


def test_a_unit_as_a_whole_that_is_busy_sends_nobody() -> None:
    said = UnitPosition("north", "", NOW, NOW, PositionSource.MANUAL, state=DutyState.BUSY)
    assert ids(situation(UnitNow("north", "", None, said))) == ["south@S2"]


def test_a_crew_far_from_any_road_is_nowhere() -> None:
    assert ids(situation(crew("car", "south", 30_000.0, lat=36.5))) == ["north@S0", "north@S1"]


def test_a_beat_is_shared_by_those_who_stand_in_its_county() -> None:
    loss = {u.unit_id: u.loss_per_h for u in situation(crew("a", "north", 30_000.0)).units}
    share = float(PACKS["interception"].get("units.presence_share"))
    assert loss == pytest.approx({"north#a": share * 0.005, "south@S2": share * 0.005, "north@S0": share * 0.02})


def test_the_solver_sends_the_car_that_is_near_now() -> None:
    mass = np.zeros((1, 360))
    mass[0, 40] = 0.9  # ten minutes from now
    ahead = Arrivals(np.array([4], np.int32), mass, round(NOW.timestamp() * 1000), 15.0, Seen(0, 0, 0, 0))
    chase = Chase("a", ahead, 0.95, 1.0)

    def best(found: Situation) -> str | None:
        at = round(NOW.timestamp() * 1000)
        (advice,) = solve(at, [chase], found.units, found.places, found.travel_s, PACKS["interception"])
        return None if advice.best is None else found.units[advice.best.unit].unit_id

    assert best(situation()) == "south@S2"
    assert best(situation(crew("car", "north", 37_000.0, 1, DutyState.FREE))) == "north#car"
    assert best(situation(crew("car", "north", 37_000.0, 1, DutyState.BUSY))) == "south@S2"
    assert best(situation(crew("car", "north", 37_000.0, 20, DutyState.FREE))) == "south@S2"


def test_each_crew_empties_one_station_only() -> None:
    g = ground()
    stations = stations_in(g.devices, g.sites)
    crews = standings_of([crew("a", "north", 1000.0), crew("b", "north", 1500.0)], NOW, PACKS["patrols"])
    found = {s.unit_id for s in starts_of(stations, g.sites, crews, UNITS, {})}
    assert found == {"north#a", "north#b", "south@S2"}
