"""Simulated people work through matters for a span of time: sign, return, forget, feed back, audit, late or in time.

Every step goes through the same engine as a person's and meets the same refusals; nothing is written past it. What the
units are like is planted (:mod:`daoan.town.conduct`); the workspace labels everything that comes of it as simulated.
"""

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import numpy as np

from daoan.act.workflow.engine import Moved, begin, comment, run_out
from daoan.act.workflow.family import act
from daoan.act.workflow.table import Event, Part, Refused, Terms, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter, Step, Values
from daoan.terms.roles import Permission
from daoan.town.conduct import Habit

#: What simulated people write; short, and without a fact that could be mistaken for one.
NOTE = Text("simulated", "模拟办理")
DAY, SUPERVISE = timedelta(days=1), "supervise"
#: How long a state without a clock is left alone.
UNCLOCKED = timedelta(hours=6)
#: A reminder comes when so much of the limit has passed again.
REMINDED_AFTER = 0.5


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be done in a state, and how often: a share, or the habit that says it; the first takes what is left."""

    event: str
    part: Part
    permission: Permission
    share: str | float = 0.0


@dataclass(frozen=True, slots=True)
class Taken:
    """Supervision that somebody takes up: a fresh case, or one that climbs."""

    by: Actor
    case: Matter
    climbs: bool = False


#: What who supervises takes up at a moment: all matters so far, their logs, the moment, draws.
Supervise = Callable[[Sequence[Matter], Mapping[str, Sequence[Step]], datetime, np.random.Generator], Sequence[Taken]]
#: What a step fills in: matter, moment, units to choose from (people work there), draws.
Filler = Callable[[Matter, datetime, "Cast", np.random.Generator], Values]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: people by unit, habits by unit, and what each kind of matter's states are answered with."""

    people: Mapping[str, Sequence[Actor]]
    habits: Mapping[str, Habit]
    choices: Mapping[tuple[str, str], Sequence[Choice]]
    fillers: Mapping[str, Filler]  # event -> what the step fills in
    workflows: Mapping[str, Workflow]
    terms: Terms
    supervise: Supervise | None = None  # asked once a day

    def units_below(self, unit: str) -> list[str]:
        """Units right below a unit in which people work."""
        known = self.terms.units.units.values()
        return [u.unit_id for u in known if u.parent == unit and u.unit_id in self.people]


@dataclass(order=True, slots=True)
class _Due:
    at: datetime
    number: int
    matter_id: str = field(compare=False)
    version: int = field(compare=False)
    what: str = field(compare=False)  # an event, "run_out" or "remind"
    choice: Choice | None = field(compare=False, default=None)


@dataclass(slots=True)
class _Stage:
    cast: Cast
    rng: np.random.Generator
    families: dict[str, dict[str, Matter]]  # by root
    agenda: list[_Due]
    numbers: Iterator[int]
    steps: dict[str, list[Step]] = field(default_factory=dict)

    def family(self, matter_id: str) -> dict[str, Matter]:
        """All matters of a family, by id: ids of children begin with their root's and a dot."""
        return self.families.setdefault(matter_id.split(".")[0], {})

    def keep(self, matter: Matter, step: Step | None = None) -> None:
        """Remember a matter as it is now, and the step that brought it there."""
        self.family(matter.matter_id)[matter.matter_id] = matter
        if step is not None:
            self.steps.setdefault(matter.matter_id, []).append(step)

    def plan(self, matter: Matter) -> None:
        """Put down what will happen to a matter next, if nothing else happens first."""
        if matter.closed_at is not None:
            return
        if matter.due_at is not None and matter.overdue_at is None:
            self.put(matter.due_at, matter, "run_out")
        choices = self.cast.choices.get((matter.kind, matter.state), ())
        if not choices:
            return
        limit = (matter.due_at - matter.changed_at) if matter.due_at is not None else UNCLOCKED
        limit = max(limit, timedelta(minutes=10))
        choice = self.choose(matter, choices)
        habit = self.habit_of(self.unit_for(matter, choice.part))
        delay, waits = habit.delay(limit, self.rng) if habit else (limit * 0.5, False)
        if waits:
            self.put(matter.changed_at + limit * (1.0 + REMINDED_AFTER), matter, "remind", choice)
        else:
            self.put(matter.changed_at + delay, matter, choice.event, choice)

    def put(self, at: datetime, matter: Matter, what: str, choice: Choice | None = None) -> None:
        heapq.heappush(self.agenda, _Due(at, next(self.numbers), matter.matter_id, matter.version, what, choice))

    def choose(self, matter: Matter, choices: Sequence[Choice]) -> Choice:
        habit = self.habit_of(matter.holder)
        drawn = float(self.rng.random())
        for choice in choices[1:]:
            share = choice.share if isinstance(choice.share, float) else getattr(habit, choice.share, 0.0)
            if choice.event == "pass_down" and not self.cast.units_below(matter.holder):
                share = 0.0
            drawn -= share
            if drawn < 0.0:
                return choice
        return choices[0]

    def habit_of(self, unit: str) -> Habit | None:
        """A unit's own habit, else that of the nearest unit above it: a squad works as its brigade does."""
        units = self.cast.terms.units
        chain = (unit, *units.above(unit)) if unit in units else (unit,)
        return next((self.cast.habits[u] for u in chain if u in self.cast.habits), None)

    def unit_for(self, matter: Matter, part: Part) -> str:
        if part is Part.ISSUER:
            return matter.issuer
        if part is Part.ABOVE:
            above = next(iter(self.cast.terms.units.above(matter.holder)), matter.holder)
            return above if matter.holder in self.cast.terms.units else matter.holder
        return matter.holder

    def actors(self, unit: str, permission: Permission) -> list[Actor]:
        """People who may do it: of the unit, else of those above it."""
        for place in (unit, *self.cast.terms.units.above(unit)) if unit in self.cast.terms.units else ():
            able = [a for a in self.cast.people.get(place, ()) if permission in a.permissions]
            if able:
                return able
        return []


def play(
    cast: Cast,
    beginnings: Sequence[tuple[Matter, Actor]],
    until: datetime,
    seed: int,
    opened: Sequence[tuple[Moved, ...]] = (),
) -> Iterator[tuple[Moved, ...]]:
    """Every act from the matters' first moments until a moment, in the order in which they happen.

    ``beginnings``: matters with ``created_at``, and who creates each. ``opened``: first acts that are given whole, the
    topmost matter first. The same arguments give the same acts.
    """
    stage = _Stage(cast, np.random.default_rng([seed, 47]), {}, [], count())
    waiting = sorted(beginnings, key=lambda pair: (pair[0].created_at, pair[0].matter_id))
    for matter, _ in waiting:
        stage.keep(matter)
        heapq.heappush(stage.agenda, _Due(matter.created_at, next(stage.numbers), matter.matter_id, 0, "create"))
    whole = {moves[0].matter.matter_id: moves for moves in opened}
    for name, moves in whole.items():
        stage.keep(moves[0].matter)
        heapq.heappush(stage.agenda, _Due(moves[0].step.at, next(stage.numbers), name, 0, "opened"))
    creators = {matter.matter_id: by for matter, by in waiting}
    if cast.supervise is not None and waiting:
        heapq.heappush(stage.agenda, _Due(waiting[0][0].created_at + DAY, next(stage.numbers), "", 0, SUPERVISE))
    while stage.agenda and stage.agenda[0].at < until:
        due = heapq.heappop(stage.agenda)
        if due.what == SUPERVISE:
            yield from _supervise(stage, due.at)
            continue
        moves = whole[due.matter_id] if due.what == "opened" else _perform(stage, due, creators)
        for moved in moves:
            stage.keep(moved.matter, moved.step)
        if due.what not in ("run_out", "remind"):  # what was planned before them still stands
            for matter_id in dict.fromkeys(m.matter.matter_id for m in moves):
                stage.plan(stage.family(matter_id)[matter_id])
        if moves:
            yield moves


def _supervise(stage: _Stage, at: datetime) -> Iterator[tuple[Moved, ...]]:
    """What is due for supervision today, as far as somebody takes it up; and tomorrow again."""
    assert stage.cast.supervise is not None
    heapq.heappush(stage.agenda, _Due(at + DAY, next(stage.numbers), "", 0, SUPERVISE))
    known = [m for family in stage.families.values() for m in family.values() if m.matter_id in stage.steps]
    for taken in stage.cast.supervise(known, stage.steps, at, stage.rng):
        case, workflows, terms = taken.case, stage.cast.workflows, stage.cast.terms
        if taken.climbs:
            event = Event("climb", taken.by, NOTE.zh)
            done = act(workflows, stage.family(case.matter_id), case.matter_id, event, at, terms)
            moves: tuple[Moved, ...] = () if isinstance(done, Refused) else done.moves
        else:
            moves = (begin(workflows[case.kind], case, taken.by, terms),)
        for moved in moves:
            stage.keep(moved.matter, moved.step)
            stage.plan(moved.matter)
        if moves:
            yield moves


def _perform(stage: _Stage, due: _Due, creators: Mapping[str, Actor]) -> tuple[Moved, ...]:
    matter, terms = stage.family(due.matter_id)[due.matter_id], stage.cast.terms
    if due.what == "create":
        return (begin(stage.cast.workflows[matter.kind], matter, creators[matter.matter_id], terms),)
    if matter.version != due.version and not (due.what != "run_out" and _only_run_out_since(matter, due)):
        return ()
    if due.what == "run_out":
        moved = run_out(matter, due.at)
        return (moved,) if moved is not None else ()
    if due.what == "remind":
        assert due.choice is not None
        reminders = stage.actors(matter.issuer, Permission.ISSUE)
        moved = comment(matter, reminders[0] if reminders else LOOP, due.at, "催办 reminder")
        stage.put(
            due.at + timedelta(minutes=float(stage.rng.uniform(10, 90))), moved.matter, due.choice.event, due.choice
        )
        return (moved,)
    return _act(stage, matter, due)


def _only_run_out_since(matter: Matter, due: _Due) -> bool:
    """Whether nothing but the clock's own line came between planning and doing."""
    return matter.version == due.version + 1 and matter.overdue_at is not None


def _act(stage: _Stage, matter: Matter, due: _Due) -> tuple[Moved, ...]:
    assert due.choice is not None
    family = stage.family(matter.matter_id)
    unit = stage.unit_for(matter, due.choice.part)
    filler = stage.cast.fillers.get(due.choice.event)
    values = filler(matter, due.at, stage.cast, stage.rng) if filler else {}
    for actor in stage.actors(unit, due.choice.permission):
        event = Event(due.choice.event, actor, NOTE.zh, values)
        done = act(stage.cast.workflows, family, matter.matter_id, event, due.at, stage.cast.terms)
        if not isinstance(done, Refused):
            return done.moves
    stage.put(due.at + UNCLOCKED, matter, due.choice.event, due.choice)  # something must happen elsewhere first
    return ()
