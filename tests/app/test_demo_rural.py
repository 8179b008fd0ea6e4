"""The demo's villages, stations, wardens, vans: filled once, fictional, ledgers on their way, days to look back on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from daoan.app.clocks import workroom_of
from daoan.app.demo_people import begin_demo, make_demo_people
from daoan.app.demo_province import play_demo_province
from daoan.app.demo_rural import demo_rural, play_demo_rural
from daoan.app.progress import silent
from daoan.app.qingyang import qingyang
from daoan.app.rural import province_now
from daoan.app.rural_days import activity_of
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.jobs.companies.board import moment_of
from daoan.jobs.registers import import_entries, register_of
from daoan.jobs.rural.examination import examine_month
from daoan.jobs.rural.ground import OPENING, ground_of
from daoan.jobs.rural.ledgers import ledger_states
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.times import local_midnight, utc_to_local

from .test_demo_month import workspace_of


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rural") / "ws"
    workspace = create_workspace(read_config({"workspace": folder}, {}), qingyang())
    begin_demo(workspace)
    make_demo_people(workspace)
    assert play_demo_rural(workspace, silent) == 1392
    yield workspace
    workspace.close()


def test_every_village_stands_in_the_register_under_a_fictional_name(filled) -> None:
    assert play_demo_rural(filled, silent) == 0
    ground, drawn = ground_of(workroom_of(filled), filled.now), demo_rural(filled)
    assert len(ground.villages) == 1392
    assert all("虚构" in v.name and "虚构" in v.township for v in ground.villages)
    assert {s.code for s in ground.stations} == {s.code for s in drawn.stations}
    assert (len(ground.wardens), len(ground.vans)) == (len(drawn.wardens), len(drawn.vans))
    assert {s.unit_id for s in ground.stations} >= {"village", "t-621021103", "g-621021100-1"}


def test_ledgers_are_approved_returned_and_on_their_way(filled) -> None:
    actor = Actor("x", "city", frozenset({Role.COMMANDER}))
    villages, *_, places = ledger_states(workroom_of(filled), actor, filled.now)
    assert all(n > 0 for state, n in villages.entries.items() if state != "entered")
    assert places.entries["entered"] > 0  # one county has not handed them in
    assert {m.state for m in villages.open} == {"handed_in", "returned"}


def test_the_last_closed_month_is_examined_with_what_stations_did(filled) -> None:
    room, activity = workroom_of(filled), activity_of(filled)
    today = utc_to_local(filled.now, filled.city.zone).date()
    month = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    moment = moment_of(month, filled.now, filled.city.zone)
    found = examine_month(room, filled.city, activity, moment, filled.packs["rural"])
    assert found.recorded
    assert len(found.by_level["county"]) == 8
    assert {row.standing for row in found.by_level["township"]} == {"above", "below", "level"}
    assert examine_month(room, filled.city, activity, moment, filled.packs["rural"]).by_level == found.by_level
    early = activity(moment.as_of, date(2000, 1, 1), date(2100, 1, 1))
    assert max(row.day for row in early) <= moment.day  # nothing that was done later is known then


def test_a_real_city_has_none(tmp_path) -> None:
    workspace = workspace_of(tmp_path / "ws", simulated=False)
    assert play_demo_rural(workspace, silent) == 0
    today = utc_to_local(workspace.now, workspace.city.zone).date()
    assert activity_of(workspace)(workspace.now, today - timedelta(days=30), today) == ()
    workspace.close()


def test_what_a_station_records_stands_in_place_of_what_is_planted_that_day(filled) -> None:
    from daoan.terms.records.advice import AdvicePresence, PresenceWay, PresenceWhat
    from daoan.terms.records.audited import AuditNote

    now = filled.now
    last = utc_to_local(now, filled.city.zone).date() - timedelta(days=3)
    begins = last - timedelta(days=60)
    before = activity_of(filled)(now, begins, last)
    busy = next(row for row in before if row.contacts > 0)
    station = next(s for s in ground_of(workroom_of(filled), now).stations if s.code == busy.station)
    at = local_midnight(busy.day, filled.city.zone) + timedelta(hours=9)
    told = AdvicePresence(
        "p-test", busy.station, station.unit_id, PresenceWay.PAPER, PresenceWhat.SHIFT, at, at + timedelta(hours=1),
        busy.day, shift="morning", contacts=1,
    )  # fmt: skip
    filled.store.keep_presence(told, AuditNote(now, "x", "city", "advice.presence", "p-test"))
    after = activity_of(filled)(now, begins, last)
    assert len(after) == len(before)
    found = next(row for row in after if (row.station, row.day) == (busy.station, busy.day))
    assert (found.contacts, found.handed_over) == (1, 0)
    earlier = activity_of(filled)(at, begins, last)
    assert busy in earlier, "at that moment it had not come in yet"


def test_what_was_promised_for_a_day_is_what_its_station_owes(filled) -> None:
    room, now = workroom_of(filled), filled.now
    last = utc_to_local(now, filled.city.zone).date() - timedelta(days=4)
    row = next(r for r in activity_of(filled)(now, last, last) if r.contacts > 0)
    actor = Actor("x", "city", frozenset({Role.COMMANDER}))
    hours = {"from_hour": 6, "until_hour": 20, "needed": 1, "grade": "must"}
    line = {"station": row.station, "day": last.isoformat(), **hours}
    assert import_entries(room, actor, register_of(room, OPENING), [line], now) == (1, 0)
    found = next(r for r in activity_of(filled)(now, last, last) if r.station == row.station)
    assert found == replace(row, shifts_due=3), "what is planted there still counts as done"


def test_the_last_full_month_has_a_result_of_the_province_that_says_it_is_simulated(filled) -> None:
    assert play_demo_province(filled, silent)
    assert not play_demo_province(filled, silent)
    month = (utc_to_local(filled.now, filled.city.zone).date().replace(day=1) - timedelta(days=1)).isoformat()[:7]
    _, both, result = province_now(filled, month, "")
    assert result is not None
    assert "simulated" in result.head.source
    assert (both.compared >= 7, both.total_told) == (True, True)
    lines = {line.ours.code: line for line in both.lines}
    pledged, contact = lines["pledged"], lines["contact"]
    assert pledged.difference.weighed < -1
    assert contact.difference.judged == pytest.approx(-0.5, abs=0.006)
    assert len(pledged.counties) == 8
    assert sum(m.part for m in pledged.counties) == pledged.theirs.part
    assert sum(p.share.whole for p in pledged.ours.parts) == pledged.ours.share.whole
