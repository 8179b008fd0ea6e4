"""Forty thousand random steps through everything with states: whatever people try, the laws of the house hold."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from daoan.act.workflow.engine import comment
from daoan.act.workflow.family import Acted, act
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import Event, Part
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from tests.act.workflow.work_makers import ABLE, TERMS, TREE, WORK, Desk, matter, who

pytestmark = pytest.mark.xdist_group("walks")  # walked once, not once a worker
STEPS = 40_000
BORN_OTHERWISE = ["activation", "watch", "company_rating", "villager_report"]
ROOTS = [kind for kind, w in WORKFLOWS.items() if w.begun_with is not None] + BORN_OTHERWISE
UNITS = list(TREE)
LEVELS = {
    "order": ["urgent", "pressing", "normal"],
    "alert": ["red", "orange", "yellow", "blue"],
    "hazard": ["general", "larger", "major"],
    "supervision": ["reminder", "letter", "listed", "inquiry"],
    "county_warning": ["red", "orange", "yellow", "blue"],
    "opinion": ["red", "orange", "yellow", "blue"],
    "company_rating": ["high", "middle"],
    "watch": ["5", "3", "1"],
    "secret_watch": ["5", "3", "1"],
}
#: What the system causes of itself, not because a related matter moved.
OWN = {"follow", "reassess", "expire", "cure", "clear", "went_on", "revised"}
#: The tables of orders and activations under names of their own.
TWINS = {"drill", "drill_order", "drill_node", "secret_watch"}


class Walk:
    """A desk where anybody tries anything; everything that happens is checked as it happens."""

    def __init__(self, seed: int) -> None:
        self.random, self.desk, self.taken, self.refused = Random(seed), Desk(), Counter(), Counter()
        self.born = 0

    def step(self) -> None:
        desk, random = self.desk, self.random
        desk.later(minutes=random.choice([0, 1, 7, 30, 90, 90, 600]))
        running = [m for m in desk.matters.values() if m.closed_at is None]
        roots = Counter(m.kind for m in running if m.parent is None)
        rare = min(ROOTS, key=lambda kind: roots[kind])
        if roots[rare] < 4:
            self.create(rare)
            return
        if random.random() < 0.03:
            desk.clocks()
            return
        kind = random.choice(sorted({m.kind for m in running}))
        one = random.choice([m for m in running if m.kind == kind])
        if random.random() < 0.03:
            one = random.choice(list(desk.matters.values()))
        if random.random() < 0.02:
            desk.keep(comment(one, who(one.holder), desk.now, "c"))
            return
        self.attempt(one, self.event(one))

    def create(self, kind: str) -> None:
        random = self.random
        self.born += 1
        issuer, holder = random.choice(["city", "a", "committee"]), random.choice(UNITS)
        level = random.choice(LEVELS.get(kind, [""]))
        values = self.values() if random.random() < 0.5 else {}
        first, name = matter(kind, "", issuer, holder, level), f"m{self.born}"
        if kind == "watch":
            values = {"until": (self.desk.now + timedelta(days=random.choice([1, 20]))).isoformat(), "filed_by": "a-1"}
        self.desk.begin(replace(first, matter_id=name, root=name, values=values))

    def values(self) -> dict:
        random = self.random
        units, days = random.sample(UNITS, random.choice([1, 1, 2])), random.choice([5, 20, 400])
        return {
            "targets": units, "rule": random.choice(["any", "all"]), "text": "t", "finish_by": "2099-01-01",
            "meeting": "m", "unit": random.choice(UNITS),
            "reason": random.choice(["misread", "watch", "other", "caught", "inspected"]),
            "grade": random.choice(["major", "larger", "general"]), "kind": "k", "measure": "m", "responsible": "r",
            "limit": (self.desk.now.date() + timedelta(days=days)).isoformat(), "funds": random.choice([0, 5.5, "x"]),
            "days": random.choice([1, 10, 400]), "acceptors": units, "reply": "r", "summary": "s",
            "rechecked_on": "2026-01-01", "finding": "f", "month": f"20{random.randint(26, 99)}-01",
            "level": random.choice([*LEVELS["county_warning"], "x"]), "leader": "L",
            "arrived_at": "2025-12-08T01:00:00+00:00",
            "casualties": {"deaths": random.choice([0, 0, 2])}, "who_must_go": random.choice(UNITS),
            "orders": [{"step": n, "title": "t", "text": "t", "targets": [unit], "urgency": "pressing", "elements": [],
                        "area": None} for n, unit in enumerate(units)],
            "type": random.choice(["drink_drive", "region"]), "begins_on": "2025-12-08", "result": "r",
            "sites": random.choice([[{"name": "s"}], "x"]), "draw": {"seed": "s"},
            "done": random.choice([["x"], [], 5]), "left": random.choice([0, 0, 3]),
            "revision": 1, "revised_level": random.choice(["low", "middle"]),
            "measures": [{"code": c, "en": c, "zh": c, "items": [{"code": "x", "en": "x", "zh": "x"}]} for c in "mn"],
            "truth": random.choice(["true", "rumour", "x"]), "refuted_where": random.choice(["w", ""]),
            "entries": ["e@1"], "hazard": "hazard-1",
            "segment": {"people": random.choice([0, 40, 40])}, "comparison": {"pairs": [1]}, "adjustment": "a",
            "messages": ["m"], "no_comparison": "too few", "zh": "戴头盔", "en": "wear a helmet",
            "items": [{"kind": "stretch", "text": "G309"}],
        }  # fmt: skip

    def event(self, one: Matter) -> Event:
        random, rows = self.random, WORKFLOWS[one.kind].rows_from(one.state)
        names = [r.event for r in rows]
        onward = [
            r.event
            for r in rows
            if r.event not in {"withdraw", "dismiss"} and (set(r.parts) != {Part.LOOP} or r.event in OWN)
        ]
        rarest = min(onward, key=lambda n: self.taken[one.kind, n, one.state], default="abolish")
        name = rarest if random.random() < 0.5 else random.choice([*onward * 6, *names, "abolish"])
        row = WORKFLOWS[one.kind].row(one.state, name)
        unit = self.unit(one, row.parts) if row and random.random() < 0.85 else random.choice(UNITS)
        roles = ABLE if random.random() < 0.95 else frozenset({random.choice(list(Role))})
        by = Actor(f"{unit}-{random.randint(1, 3)}", unit, roles)
        if name in OWN or (name == "recur" and random.random() < 0.5):  # the system, for a reason of its own
            by = LOOP
        note = "n" if random.random() < 0.95 else " "
        return Event(name, by, note, self.values() if random.random() < 0.95 else {})

    def unit(self, one: Matter, parts: tuple[Part, ...]) -> str:
        above = TREE[one.holder][1] or one.holder
        return {Part.HOLDER: one.holder, Part.ISSUER: one.issuer, Part.ABOVE: above}.get(self.random.choice(parts), "b")

    def attempt(self, one: Matter, event: Event) -> None:
        desk = self.desk
        family = desk.family(one.matter_id)
        acted = act(WORKFLOWS, family, one.matter_id, event, desk.now, TERMS)
        assert acted == act(WORKFLOWS, family, one.matter_id, event, desk.now, TERMS), "same input, other output"
        if not isinstance(acted, Acted):
            self.refused[acted.code] += 1
            assert acted.message.en
            assert acted.message.zh
            return
        assert one.closed_at is None, f"a closed matter moved: {one}"
        for moved in acted.moves:
            before = desk.matters.get(moved.matter.matter_id)
            self.check(before, moved.matter, moved.step)
            desk.keep(moved)
        for changed in desk.family(one.matter_id).values():
            self.check_family(changed)

    def check(self, before: Matter | None, after: Matter, step) -> None:
        assert (step.matter_id, step.version, step.target) == (after.matter_id, after.version, after.state)
        assert after.version == (before.version + 1 if before else 1)
        assert step.source == (before.state if before else "")
        assert after.root
        workflow = WORKFLOWS[after.kind]
        if before is None:
            assert after.state == workflow.start
            return
        assert before.closed_at is None
        row = workflow.row(before.state, step.event)
        assert row is not None
        assert row.target == after.state
        self.taken[after.kind, step.event, before.state] += 1
        moved = before.state != after.state and not row.keeps_clock
        if moved and after.due_at is not None:
            assert after.due_at >= self.desk.now, "a clock that ran out before its state began"
        if moved:
            assert (after.due_at is not None) == (after.state in workflow.clocks) or after.kind in {
                "hazard",
                "joint_part",
                "operation",
                "measure",
            }

    def check_family(self, one: Matter) -> None:
        below = [m for m in self.desk.matters.values() if m.parent == one.matter_id]
        if one.kind == "order":
            own = [m.state for m in below if m.kind == "order_node" and m.state not in {"withdrawn"}]
            if one.state == "closed" and one.values["rule"] == "all":
                assert own
                assert set(own) == {"done"}, "closed before all were done"
            if one.state == "closed":
                assert "done" in own
            if one.state == "running":
                assert own, "nobody is left to do it"
                assert not (one.values["rule"] == "any" and "done" in own), "one was done, and it goes on"
            if one.state in {"closed", "withdrawn"}:
                assert all(m.closed_at for m in below), "closed above what still runs"
        if one.kind == "order_node" and one.parent and self.desk.matters[one.parent].kind == "order_node":
            parent = self.desk.matters[one.parent]
            fresh = one.values.get("rejections", 0) == 0
            if one.state == "signed" and parent.state == "passed_down" and parent.due_at and fresh:
                assert one.due_at <= max(parent.due_at, one.changed_at) or one.values.get("misdirected")
        if one.kind == "measure_pack":
            own = [m.state for m in below if m.state != "withdrawn"]
            assert one.state != "closed" or set(own) == {"accepted"}, "carried out before all its parts were"
            assert one.state != "running" or own, "nobody is left to carry it out"
        if one.kind == "hazard":
            words = [m for m in below if m.kind == "hazard_acceptance"]
            now = [m.state for m in words if m.values["round"] == one.values.get("acceptance_round", 0)]
            controls = [m.state for m in below if m.kind == "hazard_control" and not m.closed_at]
            if one.state == "closed":
                assert now
                assert set(now) == {"confirmed"}
                assert not controls, "temporary control outlives the hazard"
            if one.state in {"rectifying", "applied", "accepting"} and one.level == "major":
                assert controls
                assert set(controls) == {"in_place"}


@pytest.fixture(scope="module")
def walk() -> Walk:
    walk = Walk(seed=8)
    for _ in range(STEPS):
        walk.step()
    return walk


def test_no_matter_is_lost_and_every_log_is_whole(walk: Walk) -> None:
    assert set(walk.desk.matters) == set(walk.desk.steps)
    for one in walk.desk.matters.values():
        log = walk.desk.steps[one.matter_id]
        assert [s.version for s in log] == list(range(1, one.version + 1))
        assert [s.source for s in log[1:]] == [s.target for s in log[:-1]]
        assert all(a.at <= b.at for a, b in pairwise(log))
        assert log[-1].target == one.state


def test_the_walk_went_everywhere(walk: Walk) -> None:
    own = {kind: w for kind, w in WORKFLOWS.items() if kind not in TWINS}
    states = {(kind, state) for kind, w in own.items() for state in w.states}
    reached = {(walk.desk.matters[i].kind, s.target) for i, log in walk.desk.steps.items() for s in log}
    assert len(reached) > 0.93 * len(states), sorted(states - reached)
    rows = {(k, r.event, s) for k, w in own.items() for r in w.transitions for s in r.sources}
    assert len(set(walk.taken)) > 0.8 * len(rows)
    assert {"part", "permission", "note", "values", "not_now", "closed", "same_person"} <= set(walk.refused)


def test_every_clock_has_its_number_in_the_pack() -> None:
    for kind, workflow in WORKFLOWS.items():
        for clock in workflow.clocks.values():
            if clock.unit == "value":
                continue
            amounts = WORK.get(clock.path)
            levels = {"order_node": "order", "drill_node": "order"}.get(kind, kind)
            assert all(amounts[level] > 0 for level in LEVELS[levels]) if clock.by_level else amounts > 0
