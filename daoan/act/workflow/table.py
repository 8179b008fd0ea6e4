"""What a kind of matter can go through, as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from daoan.act.working_days import WorkingDay
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter, Values
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitTree


class Part(StrEnum):
    """How somebody stands to a matter; the table says which parts may cause an event."""

    ISSUER = "issuer"  # of the unit that asked, or above it
    HOLDER = "holder"  # of the unit whose turn it is
    ABOVE = "above"  # of a unit above the holder
    ANYONE = "anyone"  # whoever has the permission and can see the matter
    LOOP = "loop"  # the system, when a clock runs out or a related matter moves


PART_NAMES: Mapping[Part, Text] = {
    Part.ISSUER: Text("issuing unit", "下发单位"),
    Part.HOLDER: Text("responsible unit", "承办单位"),
    Part.ABOVE: Text("unit above", "上级单位"),
    Part.ANYONE: Text("anyone permitted", "有权限人员"),
    Part.LOOP: Text("the system", "系统"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody does to a matter. ``values`` are the fields that the step fills in."""

    name: str
    by: Actor
    note: str = ""
    values: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an event does not move a matter; the matter stays as it is."""

    code: str  # closed, not_now, part, permission, note, values, order, or a guard's own
    message: Text


@dataclass(frozen=True, slots=True)
class Terms:
    """What the engine is told of the world around a matter."""

    pack: RulePack
    zone: str
    works: WorkingDay
    units: UnitTree
    related: tuple[Matter, ...] = ()  # children of the matter, or its siblings, as the kind asks for


#: Why an event may not happen now; ``None`` where it may.
Guard = Callable[[Matter, Event, datetime, Terms], Refused | None]
#: What else changes with a step: answers the matter with new holder, level or values; state and clock are the engine's.
Change = Callable[[Matter, Event, datetime, Terms], Matter]
#: Matters that come into being with a step, below the matter; the engine gives them ids, times and first states.
Spawn = Callable[[Matter, Event, Terms], Sequence[Matter]]
#: The event that the system causes on a matter after one of its children moved; ``None`` where none is due.
Settle = Callable[[Matter, Sequence[Matter]], str | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: in these states this event by these parts, with this permission, leads to that state.

    ``guards``: what must also hold; ``change``: what else changes with it; ``spawn``: what comes into being below it;
    all three are named in the workflow.
    """

    event: str
    sources: tuple[str, ...]
    target: str
    parts: tuple[Part, ...]
    permission: Permission
    label: Text
    guards: tuple[str, ...] = ()
    needs_note: bool = False
    needs: tuple[str, ...] = ()  # fields that the step must fill in
    change: str = ""
    spawn: str = ""
    keeps_clock: bool = False  # the deadline of the state before goes on running
    restarts_clock: bool = False  # the deadline begins anew though the state stays: what is due again and again


@dataclass(frozen=True, slots=True)
class Clock:
    """Until when a state must be left: a number in the rule pack, in minutes, days or working days.

    ``by_level``: the path has the matter's level behind it ("sign_minutes" → "sign_minutes.urgent"). With the unit
    "value" the path names a value of the matter instead, which holds the deadline; without the value there is none.
    ``no_later_than``: a value of the matter that holds a deadline which this one may not pass. ``whose``: who is late
    when it runs out, the holder or the issuer.
    """

    path: str
    unit: str  # minutes, days, working_days, value
    label: Text
    by_level: bool = False
    no_later_than: str = ""
    whose: Part = Part.HOLDER


@dataclass(frozen=True, slots=True)
class Workflow:
    """A kind of matter: its states, rows, clocks, guards and changes. Raises :class:`Fault` where they do not fit.

    ``begun_with``: the permission that it takes to begin one by hand; ``None``: it comes into being below another, or
    in a way of its own. ``confined``: only people of the issuing unit see one, and whoever has this permission there or
    above; nobody else, not even as a count. ``None``: seen as any matter is.
    """

    kind: str
    name: Text
    states: Mapping[str, Text]
    start: str
    closed: frozenset[str]
    transitions: tuple[Transition, ...]
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    spawns: Mapping[str, Spawn] = field(default_factory=dict)
    spread: Mapping[str, str] = field(default_factory=dict)  # event of the matter -> event of its open children
    settle: Settle | None = None
    begun_with: Permission | None = None
    confined: Permission | None = None

    def __post_init__(self) -> None:
        named = {self.start, *self.closed, *self.clocks}
        named |= {state for row in self.transitions for state in (*row.sources, row.target)}
        strange = named - set(self.states)
        twice = len({(s, row.event) for row in self.transitions for s in row.sources}) != sum(
            len(row.sources) for row in self.transitions
        )
        lost = set(self.states) - self.reachable()
        guards = {g for row in self.transitions for g in row.guards} - set(self.guards)
        changes = {row.change for row in self.transitions if row.change} - set(self.changes)
        changes |= {row.spawn for row in self.transitions if row.spawn} - set(self.spawns)
        if strange or twice or lost or guards or changes:
            raise Fault(
                f"the table of {self.kind} does not fit: unknown states {sorted(strange)}, unreachable {sorted(lost)}, "
                f"unknown guards {sorted(guards)}, changes or spawns {sorted(changes)}, "
                f"one event twice from a state: {twice}"
            )

    def reachable(self) -> set[str]:
        """States that a matter can come to."""
        found, todo = {self.start}, [self.start]
        while todo:
            here = todo.pop()
            for row in self.transitions:
                if here in row.sources and row.target not in found:
                    found.add(row.target)
                    todo.append(row.target)
        return found

    def row(self, state: str, event: str) -> Transition | None:
        """The row for an event in a state."""
        return next((t for t in self.transitions if t.event == event and state in t.sources), None)

    def rows_from(self, state: str) -> tuple[Transition, ...]:
        """Everything that can happen in a state."""
        return tuple(t for t in self.transitions if state in t.sources)


def diagram(workflow: Workflow) -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.start}"]
    for row in workflow.transitions:
        who = " or ".join(PART_NAMES[part].en for part in row.parts)
        lines += [f"    {source} --> {row.target}: {row.label.en} ({who})" for source in row.sources]
    ends = [f"    {state} --> [*]" for state in workflow.states if state in workflow.closed]
    return "\n".join([*lines, *ends])
