"""A small tree of units, people in it and a desk that keeps what happens: for the tests of everything with states."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from daoan.act.workflow.engine import Moved, begin, run_out
from daoan.act.workflow.family import Acted, act
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import Event, Refused, Terms
from daoan.act.working_days import chinese_working_day
from daoan.terms.estimates import Text
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter, Step
from daoan.terms.roles import Role
from daoan.terms.rulepacks import read_rule_pack
from daoan.terms.units import Unit, UnitKind, UnitTree

ROOT = Path(__file__).parents[3]
WORK = read_rule_pack((ROOT / "rulepacks" / "work.toml").read_text(encoding="utf-8"), "work")
SUPERVISION_PACK = read_rule_pack((ROOT / "rulepacks" / "supervision.toml").read_text(encoding="utf-8"), "supervision")

#: city ─┬─ a ─┬─ a1 ── a1x        committee ── roads, town (another tree)
#:       │     └─ a2
#:       └─ b
TREE = {
    "city": (UnitKind.CITY, None),
    "a": (UnitKind.BRIGADE, "city"),
    "a1": (UnitKind.SQUAD, "a"),
    "a1x": (UnitKind.STATION, "a1"),
    "a2": (UnitKind.SQUAD, "a"),
    "b": (UnitKind.BRIGADE, "city"),
    "committee": (UnitKind.COMMITTEE, None),
    "roads": (UnitKind.DEPARTMENT, "committee"),
    "town": (UnitKind.TOWNSHIP, "committee"),
}
UNITS = UnitTree([Unit(u, kind, Text(u, u), parent) for u, (kind, parent) in TREE.items()])
TERMS = Terms(WORK, "Asia/Shanghai", chinese_working_day, UNITS)
MONDAY = datetime(2025, 12, 8, 2, tzinfo=UTC)  # ten in the morning in Qingyang
#: Whoever may do everything that work asks for, so that a test is about something else than roles.
ABLE = frozenset({Role.COMMANDER, Role.BRIGADE, Role.COMMITTEE})


def who(unit: str, number: int = 1, roles: frozenset[Role] = ABLE) -> Actor:
    return LOOP if unit == "loop" else Actor(f"{unit}-{number}", unit, roles)


def matter(kind: str, state: str = "", issuer: str = "city", holder: str = "a", level: str = "", **values) -> Matter:
    return Matter(
        f"{kind}-1", kind, state or WORKFLOWS[kind].start, "T", issuer, holder, MONDAY, MONDAY, "somebody",
        root=f"{kind}-1", level=level, values=values,
    )  # fmt: skip


class Desk:
    """Keeps families and logs as a store would; ``now`` is moved by the test."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now
        self.matters: dict[str, Matter] = {}
        self.steps: dict[str, list[Step]] = defaultdict(list)

    def begin(self, first: Matter, by: Actor | None = None) -> Matter:
        first = replace(first, created_at=self.now, changed_at=self.now)
        return self.keep(begin(WORKFLOWS[first.kind], first, by or who(first.issuer), TERMS))

    def keep(self, moved: Moved) -> Matter:
        self.matters[moved.matter.matter_id] = moved.matter
        self.steps[moved.matter.matter_id].append(moved.step)
        return moved.matter

    def family(self, matter_id: str) -> dict[str, Matter]:
        root = self.matters[matter_id].root
        return {i: m for i, m in self.matters.items() if m.root == root}

    def attempt(self, matter_id: str, name: str, by: Actor, /, *, note: str = "n", **values) -> Acted | Refused:
        acted = act(WORKFLOWS, self.family(matter_id), matter_id, Event(name, by, note, values), self.now, TERMS)
        if isinstance(acted, Acted):
            for moved in acted.moves:
                self.keep(moved)
        return acted

    def do(self, matter_id: str, name: str, unit: str, number: int = 1, /, *, note: str = "n", **values) -> Matter:
        """Cause an event that has to happen."""
        acted = self.attempt(matter_id, name, who(unit, number), note=note, **values)
        assert isinstance(acted, Acted), acted
        return self.matters[matter_id]

    def refused(self, matter_id: str, name: str, unit: str, number: int = 1, /, *, note: str = "n", **values) -> str:
        """The code with which an event that may not happen is refused."""
        before = dict(self.matters)
        acted = self.attempt(matter_id, name, who(unit, number), note=note, **values)
        assert isinstance(acted, Refused), f"{name} happened"
        assert acted.message.en
        assert acted.message.zh
        assert self.matters == before
        return acted.code

    def later(self, **more: float) -> datetime:
        self.now += timedelta(**more)
        return self.now

    def clocks(self) -> list[str]:
        """Write down every deadline that has passed; answers whose."""
        moved = [m for m in (run_out(m, self.now) for m in self.matters.values()) if m is not None]
        return [self.keep(m).matter_id for m in moved]

    def state(self, matter_id: str) -> str:
        return self.matters[matter_id].state


def ordered(desk: Desk, *targets: str, rule: str = "all", urgency: str = "urgent", **values) -> str:
    """An order of the city to some units, issued."""
    desk.begin(matter("order", issuer="city", holder="city", level=urgency, targets=list(targets), rule=rule, **values))
    desk.do("order-1", "issue", "city")
    return "order-1"
