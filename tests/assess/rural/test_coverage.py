"""Coverage: open when asked, silent on market days, villages nobody spoke to, vans without a file."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import trapezoid

from daoan.assess.rural.coverage import CROWD, PLANNED, chance_above, coverage_of, share_estimate
from daoan.assess.rural.groups import Group, groups_of
from daoan.edge.files import read_rule_packs
from daoan.terms.estimates import Share
from daoan.terms.rural import AdviceStation, StationDay, VanFile, Village

PACK = read_rule_packs(Path("rulepacks"))["rural"]
LAST = date(2026, 3, 31)
VILLAGES = [
    Village("V1", "甲村", "驿马镇", "A1", "town", vans=3),
    Village("V2", "乙村", "驿马镇", "A1", "town", vans=None),
    Village("V3", "丙村", "桐川镇", "A1", "north", vans=1),
]
STATIONS = [
    AdviceStation(f"S{k}", f"{k}号站", f"V{k}", v.township, "A1", v.unit_id, in_use=True)
    for k, v in enumerate(VILLAGES[:2], start=1)
]


def ago(days: int) -> date:
    return LAST - timedelta(days=days)


def tail(part: int, whole: int) -> float:
    """The same by adding up slices of the density, t = sin² a, which has no pole."""
    a = np.linspace(0, np.pi / 2, 20_001)
    density = np.sin(a) ** (2 * part) * np.cos(a) ** (2 * (whole - part))
    return float(trapezoid(density[a >= np.pi / 4], a[a >= np.pi / 4]) / trapezoid(density, a))


def covered(activity=(), required=None, vans=(), stations=STATIONS):
    return coverage_of(VILLAGES, stations, vans, required or {}, activity, LAST, PACK)


def test_a_station_is_open_where_anybody_stood_there_or_spoke_to_somebody() -> None:
    required = {"S1": {ago(k): PLANNED for k in range(4)} | {ago(31): PLANNED}}
    done = [
        StationDay("S1", ago(0), shifts_attended=1), StationDay("S1", ago(1), contacts=2), StationDay("S1", ago(2)),
        StationDay("S1", ago(31), shifts_attended=1),
    ]  # fmt: skip
    one, other = covered(done, required).stations
    assert one.opened == Share(2, 4)
    assert other.opened == Share(0, 0)
    assert (one.shifts, one.contacts, one.last_on) == (1, 2, LAST)


def test_one_market_day_missed_accuses_nobody_and_eight_of_nine_do() -> None:
    few = {"S1": {ago(1): CROWD}}
    many = {"S1": {ago(3 * k): CROWD for k in range(9)}}
    done = [StationDay("S1", ago(0), shifts_attended=1)]
    assert not covered(done, few).stations[0].silent
    found = covered(done, many).stations[0]
    assert found.silent
    assert len(found.missed) == 8
    assert found.chance_silent == pytest.approx(tail(8, 9), abs=1e-5)
    planned = {"S1": dict.fromkeys(many["S1"], PLANNED)}
    promised = covered(done, planned).stations[0]
    assert (promised.crowd_days, promised.promised_days, promised.chance_silent) == (0, 9, found.chance_silent)


def test_of_shifts_that_were_promised_those_attended_are_counted_over_all_groups() -> None:
    done = [
        StationDay("S1", ago(0), shifts_due=2, shifts_attended=1), StationDay("S2", ago(1), shifts_due=1),
        StationDay("S1", ago(1), shifts_attended=3), StationDay("S1", ago(30), shifts_due=9),
    ]  # fmt: skip
    found = covered(done)
    assert found.stations[0].kept == Share(1, 2)
    assert groups_of(found)[Group()].kept == Share(1, 3)


def test_the_chance_is_the_jeffreys_tail() -> None:
    assert chance_above(4, 4, 0.5) == pytest.approx(tail(4, 4), abs=1e-5)
    assert chance_above(2, 4, 0.5) == pytest.approx(0.5)


def test_a_village_is_quiet_after_thirty_days_without_a_contact() -> None:
    for days, quiet in ((29, False), (30, True)):
        found = covered([StationDay("S1", ago(days), shifts_attended=1, contacts=1)]).villages[0]
        assert found.quiet is quiet
    assert covered([StationDay("S1", ago(1), shifts_attended=1)]).villages[0].quiet  # there, but spoke to nobody
    assert covered().villages[2].stations == 0


def test_vans_pledges_and_visits_by_their_own_wholes() -> None:
    files = [
        VanFile("1", "V1", "town", pledged_on=ago(365), visited_on=ago(90)),
        VanFile("2", "V1", "town", pledged_on=ago(366), visited_on=ago(91)),
        VanFile("3", "V2", "town"),
        VanFile("4", "V3", "north"),
        VanFile("5", "V3", "north"),
    ]
    v1, v2, v3 = covered(vans=files).villages
    assert (v1.missing, v1.unpledged, v1.unvisited) == (1, 1, 1)
    assert (v2.missing, v2.files, v2.unpledged) == (None, 1, 1)
    assert (v3.missing, v3.surplus) == (0, 1)
    groups = groups_of(covered(vans=files))
    assert list(groups) == [Group(), Group("A1"), Group("A1", "桐川镇"), Group("A1", "驿马镇")]
    city = groups[Group()]
    assert city.vans_filed == Share(3, 4)
    assert city.vans_unknown == 1
    assert city.pledged == Share(1, 5)
    assert groups[Group("A1", "驿马镇")].unit_id == "town"


def test_nothing_is_known_where_nobody_keeps_what_stations_do() -> None:
    assert not covered(None).recorded
    assert covered([]).recorded
    assert share_estimate(Share(0, 0)) is None
    estimate = share_estimate(Share(9, 10))
    assert estimate is not None
    assert estimate.low < 0.9 < estimate.high < 1
