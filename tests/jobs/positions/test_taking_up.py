"""Alarms become matters where the pack names them, once; disputed ones are decided by somebody else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from daoan.act.workflow.table import Refused
from daoan.edge.files import read_rule_packs
from daoan.jobs.positions.taking_up import Alarm, TakenUp, take_up, withdrawn_alarms
from daoan.jobs.work import Wanted, cause
from daoan.jobs.workroom import Workroom, workroom_over
from daoan.store.memory import MemoryStore
from daoan.terms.audit import Sealer
from daoan.terms.estimates import Text
from daoan.terms.fleet_alarms import FleetAlarm
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.units import Unit, UnitKind
from tests.conftest import ROOT
from tests.jobs.post_given import NOTE, START

PACKS = read_rule_packs(ROOT / "rulepacks")
PACK = PACKS["positions"]
ROLES = frozenset({Role.COMMANDER, Role.BRIGADE})
ANN, CITY = Actor("ann", "north", ROLES), Actor("cy", "city", ROLES)
TIRED = Alarm(
    "0a", FleetAlarm.FATIGUE, "terminal-0123456789abcdef", "Longdong Haulage", START - timedelta(hours=9),
    START - timedelta(hours=4), 4.9, 4.0, 107.1, 36.1, "621002",
)  # fmt: skip


@pytest.fixture
def room() -> Workroom:
    store = MemoryStore(Sealer("k", b"k" * 32))
    for unit in (
        Unit("city", UnitKind.CITY, Text("city", "支队"), None),
        Unit("north", UnitKind.BRIGADE, Text("north", "大队"), "city", "621002"),
    ):
        store.save_unit(unit, NOTE)
    return workroom_over(store, PACKS, "Asia/Shanghai")


def only(room: Workroom) -> Matter:
    return room.store.get_matter("fleet-alarm-0a")


def act(room: Workroom, actor: Actor, event: str, hours: int, **given: str) -> Matter | Refused:
    note, at = given.pop("note", ""), START + timedelta(hours=hours)
    return cause(room, actor, Wanted("fleet-alarm-0a", only(room).version, event, note, given), at)


def test_an_alarm_that_the_pack_names_becomes_one_matter_of_the_countys_brigade(room: Workroom) -> None:
    fast = replace(TIRED, alarm_id="0b", kind=FleetAlarm.SPEEDING, value=90.0, limit=60.0)
    offline = replace(TIRED, alarm_id="0c", kind=FleetAlarm.OFFLINE)
    assert take_up(room, [TIRED, fast, offline], PACK, START) == TakenUp(1, 0)
    assert (only(room).holder, only(room).issuer, only(room).state) == ("north", "city", "suspected")
    assert "0123456789abcdef" not in only(room).title
    assert take_up(room, [TIRED], PACK, START) == TakenUp(0, 0)
    assert take_up(room, [replace(TIRED, alarm_id="0d")], PACK, START) == TakenUp(0, 1)  # one at a time
    assert take_up(room, [replace(fast, value=90.1)], PACK, START) == TakenUp(1, 0)


def test_a_disputed_alarm_is_decided_by_another_and_counts_no_more_where_it_falls(room: Workroom) -> None:
    take_up(room, [TIRED], PACK, START)
    assert isinstance(act(room, ANN, "confirm", 1, note="track and tachograph agree"), Matter)
    refused = act(room, ANN, "dispute", 2)
    assert isinstance(refused, Refused)  # without what the company says
    assert isinstance(act(room, ANN, "dispute", 2, reason="two drivers, changed at the service area"), Matter)
    assert isinstance(act(room, ANN, "give_way", 3, note="n"), Refused)  # she holds it and has confirmed it
    assert withdrawn_alarms(room) == frozenset()
    assert isinstance(act(room, CITY, "give_way", 3, note="the driver's card shows the change"), Matter)
    assert (only(room).state, withdrawn_alarms(room)) == ("withdrawn", frozenset({"0a"}))
    assert take_up(room, [TIRED], PACK, START + timedelta(days=9)) == TakenUp(0, 0)
