"""Simulated people keep to the rules, and what they are like shows in the figures."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from daoan.act.alerts.alert import ALERT
from daoan.act.hazards.below import ACCEPTANCE, CONTROL
from daoan.act.hazards.hazard import HAZARD
from daoan.act.orders.node import NODE
from daoan.act.orders.order import ORDER
from daoan.act.supervision.supervision import SUPERVISION
from daoan.act.workflow.table import Terms
from daoan.act.working_days import weekdays_only
from daoan.app.month import CHOICES, FILLERS, spread_over
from daoan.app.month_supervision import LEFT_FOR_PEOPLE, supervising
from daoan.app.play import Cast, play
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.rulepacks import read_rule_pack
from daoan.terms.units import Unit, UnitKind, UnitTree
from daoan.town.conduct import Habit, draw_habits
from daoan.town.parameters import read_parameters

ROOT = Path(__file__).parents[2]
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)
BRIGADES = [f"b{n}" for n in range(6)]
WORKFLOWS = {w.kind: w for w in (ORDER, NODE, ALERT, HAZARD, CONTROL, ACCEPTANCE, SUPERVISION)}


def cast() -> tuple[Cast, str]:
    name = Text("x", "x")
    units = [Unit("city", UnitKind.CITY, name, None)]
    units += [Unit(b, UnitKind.BRIGADE, name, "city") for b in BRIGADES]
    units += [Unit(f"{b}s", UnitKind.SQUAD, name, b) for b in BRIGADES]
    people = {
        u.unit_id: [
            Actor(f"{u.unit_id}-{n}", u.unit_id, frozenset({Role.COMMANDER if u.unit_id == "city" else Role.BRIGADE}))
            for n in range(3)
        ]
        for u in units
    }
    pack = read_rule_pack((ROOT / "rulepacks" / "work.toml").read_text("utf-8"), "work")
    terms = Terms(pack, "Asia/Shanghai", weekdays_only, UnitTree(units))
    habits, slowest = draw_habits(7, BRIGADES, read_parameters())
    return Cast(people, habits, CHOICES, FILLERS, WORKFLOWS, terms), slowest


def orders(many: int) -> list[tuple[Matter, Actor]]:
    by = Actor("city-0", "city", frozenset({Role.COMMANDER}))
    made = []
    for n in range(many):
        at = BEGINS + timedelta(hours=n)
        values = {"targets": BRIGADES, "rule": "all", "elements": [{"name": "text", "required": True}]}
        order = Matter(f"O{n}", "order", "", "check", "city", "city", at, at, "", root=f"O{n}", level="normal")
        made.append((replace(order, values=values), by))
    return made


@pytest.fixture(scope="module")
def month():
    given, slowest = cast()
    acts = list(play(given, orders(300), BEGINS + timedelta(days=60), seed=3))
    return given, slowest, [move for moves in acts for move in moves]


def test_nothing_is_lost_and_every_log_is_without_gap(month):
    _, _, moves = month
    versions: dict[str, int] = {}
    for move in moves:
        assert move.matter.version == move.step.version == versions.get(move.matter.matter_id, 0) + 1
        versions[move.matter.matter_id] = move.matter.version
    last = {move.matter.matter_id: move.matter for move in moves}
    assert sum(m.kind == "order" for m in last.values()) == 300
    assert all(m.state == "closed" for m in last.values() if m.kind == "order")


def test_acts_come_in_the_order_of_time(month):
    times = [move.step.at for move in month[2]]
    assert times == sorted(times)


def test_late_signing_shows_what_was_planted(month):
    given, slowest, moves = month
    holders = {m.matter.matter_id: m.matter.holder for m in moves}
    shares = {}
    for brigade in BRIGADES:
        signed = [m.step for m in moves if m.step.event == "sign" and holders[m.step.matter_id] == brigade]
        shares[brigade] = sum(step.late for step in signed) / len(signed)
        planted = given.habits[brigade].late
        assert abs(shares[brigade] - planted) < 3.5 * (planted * (1 - planted) / len(signed)) ** 0.5 + 0.005
    assert max(shares, key=shares.__getitem__) == slowest


def test_forgotten_matters_are_reminded_and_then_done(month):
    reminded = {m.step.matter_id for m in month[2] if m.step.event == "comment"}
    assert reminded
    last = {m.matter.matter_id: m.matter for m in month[2]}
    assert all(last[name].closed_at is not None for name in reminded)


def test_the_same_seed_plays_the_same_month():
    given, _ = cast()
    first, again = (list(play(given, orders(10), BEGINS + timedelta(days=20), seed=5)) for _ in range(2))
    other = list(play(given, orders(10), BEGINS + timedelta(days=20), seed=6))
    assert first == again
    assert first != other


def test_one_who_never_forgets_needs_no_reminder():
    given, _ = cast()
    calm = {unit: Habit(0.0, 0.0, 0.0, 0.0, 0.0) for unit in BRIGADES}
    acts = list(play(replace(given, habits=calm), orders(20), BEGINS + timedelta(days=30), 1))
    assert not any(m.step.late or m.step.event in ("comment", "overdue", "reject") for moves in acts for m in moves)


def other_matters(kind: str, level: str, many: int) -> list[tuple[Matter, Actor]]:
    by = Actor("city-0", "city", frozenset({Role.COMMANDER}))
    times = spread_over(many, BEGINS, BEGINS + timedelta(days=5))
    return [
        (Matter(f"{kind}-{n}", kind, "", "look", "city", "city", at, at, "", root=f"{kind}-{n}", level=level), by)
        for n, at in enumerate(times)
    ]


def test_alerts_are_judged_dispatched_and_closed():
    given, _ = cast()
    acts = list(play(given, other_matters("alert", "orange", 60), BEGINS + timedelta(days=40), seed=2))
    last = {m.matter.matter_id: m.matter for moves in acts for m in moves}
    alerts = [m for m in last.values() if m.kind == "alert"]
    assert {m.state for m in alerts} == {"closed"}
    assert any(m.kind == "order" and m.state == "closed" and m.parent for m in last.values())


def test_grave_hazards_are_controlled_before_work_goes_on_and_accepted_by_all():
    given, _ = cast()
    acts = list(play(given, other_matters("hazard", "major", 20), BEGINS + timedelta(days=300), seed=2))
    moves = [m for moves in acts for m in moves]
    last = {m.matter.matter_id: m.matter for m in moves}
    hazards = [m for m in last.values() if m.kind == "hazard"]
    assert {m.state for m in hazards} <= {"closed", "dismissed"}
    in_place = {m.matter.parent: m.step.at for m in reversed(moves) if m.step.event == "set_up"}
    starts = [m.step for m in moves if m.step.event == "start" and m.matter.kind == "hazard"]
    assert starts
    assert all(in_place[step.matter_id] <= step.at for step in starts)


def supervised(seed: int = 3) -> list:
    given, _ = cast()
    until = BEGINS + timedelta(days=30)
    pack = read_rule_pack((ROOT / "rulepacks" / "supervision.toml").read_text("utf-8"), "supervision")
    by = Actor("city-0", "city", frozenset({Role.COMMANDER}))
    acts = play(replace(given, supervise=supervising(by, until, pack)), orders(120), until, seed)
    return [move for moves in acts for move in moves]


def test_what_is_due_for_supervision_is_issued_answered_and_climbs():
    moves = supervised()
    cases = [m for m in moves if m.matter.kind == "supervision"]
    events = {m.step.event for m in cases}
    assert {"create", "issue", "sign", "reply", "accept", "climb", "dismiss"} <= events
    begun = [m.matter for m in cases if m.step.event == "create"]
    assert all(m.holder != "city" for m in begun)
    known = {m.matter.matter_id for m in moves}
    assert all(set(m.values["about"]) <= known for m in begun)
    assert (
        max(m.step.at for m in cases if m.step.event in {"create", "climb"})
        < BEGINS + timedelta(days=30) - LEFT_FOR_PEOPLE
    )
    assert supervised() == moves
