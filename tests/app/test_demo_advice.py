"""Advice and rural units of the demo: who stands under whom, a month of records as phones send them, some late."""

from collections import Counter
from datetime import timedelta

import pytest

from daoan.app.clocks import workroom_of
from daoan.app.demo_advice import CONFLICTS, play_demo_advice
from daoan.app.demo_month import _hire
from daoan.app.demo_people import begin_demo, make_demo_people
from daoan.app.demo_reports import play_demo_reports
from daoan.app.demo_rural import play_demo_rural
from daoan.app.demo_units import demo_units
from daoan.app.progress import silent
from daoan.app.qingyang import qingyang
from daoan.app.subject_key import subject_key
from daoan.app.workspace import create_workspace
from daoan.config import read_config
from daoan.jobs.advice.book import book_over
from daoan.jobs.advice.days import days_of, figures_seen
from daoan.jobs.workroom import scope_of
from daoan.store.advice_protocol import AdviceFilter
from daoan.store.work_protocol import MatterFilter
from daoan.terms.records.advice import PresenceWay, PresenceWhat
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.times import utc_to_local
from daoan.terms.units import UnitKind, UnitTree


@pytest.fixture(scope="module")
def advised(tmp_path_factory):
    workspace = create_workspace(read_config({"workspace": tmp_path_factory.mktemp("advice") / "ws"}, {}), qingyang())
    begin_demo(workspace)
    make_demo_people(workspace)
    _hire(workspace, UnitTree(workspace.store.list_units()), workspace.now - timedelta(days=30))
    play_demo_rural(workspace, silent)
    assert play_demo_advice(workspace, silent) > 200
    yield workspace
    workspace.close()


def test_every_township_stands_under_a_rural_squad_or_a_police_station_of_its_own_county() -> None:
    units = demo_units(qingyang())
    tree, kinds = UnitTree(units), Counter(u.kind for u in units)
    assert (kinds[UnitKind.TOWNSHIP], kinds[UnitKind.RURAL_SQUAD], kinds[UnitKind.STATION]) == (119, 8, 16)
    offices = [u for u in units if u.kind is UnitKind.TOWNSHIP]
    assert {tree.get(str(u.parent)).kind for u in offices} == {UnitKind.RURAL_SQUAD, UnitKind.STATION}
    assert all(tree.get(str(u.parent)).area == u.area for u in offices)
    assert all(tree.get(str(u.parent)).kind is UnitKind.TOWNSHIP for u in units if u.kind is UnitKind.GROUP)


def test_a_month_of_records_is_there_some_late_some_with_the_police_two_in_conflict(advised) -> None:
    assert play_demo_advice(advised, silent) == 0
    store = advised.store
    records = store.page_advice(AdviceFilter(), limit=1000).rows
    late = [r for r in records if r.first_known_at - r.begun_at > timedelta(hours=20)]
    assert 0 < len(late) < len(records) / 3
    assert store.count_advice(AdviceFilter(conflict=True)) == CONFLICTS
    assert all(r.current.note == "模拟 simulated" for r in records)
    handed = [r for r in records if r.handed]
    assert {store.get_matter(r.handed).holder[:2] for r in handed} == {"b-"}
    states = {state for kind, state in store.count_matters(MatterFilter()) if kind == "advice_handover"}
    assert len(states) >= 3


def test_wardens_without_a_network_tell_of_shifts_by_message_and_by_paper(advised) -> None:
    begins = advised.now - timedelta(days=40)
    kept = advised.store.list_presence(None, begins, advised.now)
    by_way = {way: [p for p in kept if p.way is way] for way in PresenceWay}
    sms, paper = by_way[PresenceWay.SMS], by_way[PresenceWay.PAPER]
    assert len(sms) > 20 < len(paper)
    assert all(p.proved and p.what is PresenceWhat.SHIFT for p in (*sms, *paper))
    assert all(p.sender_known and not p.person_id for p in sms), "the telephone is a warden's of the register"
    assert all(p.person_id.startswith("sim-t") and p.known_at > p.happened_at for p in paper)
    assert not {p.station for p in sms} & {p.station for p in paper}
    assert {p.station for p in by_way[PresenceWay.POSITION]}.isdisjoint({p.station for p in (*sms, *paper)})


def test_a_township_sees_its_own_and_figures_have_contacts_and_shifts(advised) -> None:
    room = workroom_of(advised)
    book, units = book_over(room, advised.packs["advice"], subject_key(advised)), room.units()
    today = utc_to_local(advised.now, room.zone).date()
    city = Actor("x", "city", frozenset({Role.COMMANDER}))
    own = Actor("y", "township", frozenset({Role.TOWNSHIP}))
    first = today - timedelta(days=30)
    seen = figures_seen(book, own, first, today, advised.now)
    assert 0 < seen.shifts < figures_seen(book, city, first, today, advised.now).shifts
    assert {"village", "township"} < scope_of(own, units)
    stations = {e.values["code"] for e in room.store.list_entries("advice_station", advised.now)}
    assert any(d.shifts_attended and d.contacts > 2 for d in days_of(book, stations, first, today))


def test_villagers_reported_and_the_township_answered_half_of_it(advised) -> None:
    assert play_demo_reports(advised, silent) == 6
    assert play_demo_reports(advised, silent) == 0
    rows = advised.store.page_matters(MatterFilter(kinds=("villager_report",)), limit=50).rows
    assert Counter(r.state for r in rows) == {"received": 3, "taken_up": 1, "joined": 1, "turned_down": 1}
    assert all("模拟 simulated" in r.values["text"] for r in rows)
    assert [r.due_at < advised.now for r in rows if r.state == "received"].count(True) == 1, "one is late"
    hazards = {r.values["hazard"] for r in rows if r.state in ("taken_up", "joined")}
    assert len(hazards) == 1, "the second villager's report joined the hazard of the first"
