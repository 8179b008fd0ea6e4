"""Entries of the register ``programme`` as tasks. What a city has not written stays empty; nothing is made up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daoan.act.programme.measures import MEASURES, Measure
from daoan.terms.records.registered import Entry

PROGRAMME = "programme"  # the register


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that is to be done by a day. ``done_by``: who says so."""

    day: date
    what: str
    done_by: str = ""
    done_on: date | None = None

    def overdue(self, today: date) -> bool:
        """Whether its day is over and nobody has done it by then."""
        return self.day < today and (self.done_on is None or self.done_on > today)

    def done_late(self) -> bool:
        """Whether it was done after its day."""
        return self.done_on is not None and self.done_on > self.day


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the programme. ``whole_city``: counted over the city, else over the owner and all below it."""

    entry_id: str
    number: str
    title: str
    owner: str
    helpers: tuple[str, ...]
    measure: Measure | None
    whole_city: bool
    targets: Mapping[int, float]  # by year
    milestones: tuple[Milestone, ...]  # by day
    basis: str = ""


def task_of(entry: Entry, values: Mapping[str, Any] | None = None) -> Task:
    """A task. ``values``: what a reader sees of the entry, where that is not all."""
    told = entry.values if values is None else values
    steps = [_milestone(row) for row in told.get("milestones", ())]
    return Task(
        entry_id=entry.entry_id,
        number=str(told.get("number", "")),
        title=str(told.get("task", "")),
        owner=str(told.get("unit", entry.unit_id)),
        helpers=tuple(told.get("helpers", ())),
        measure=MEASURES.get(str(told.get("measure", ""))),
        whole_city=told.get("counted_for") != "owner",
        targets={int(row["year"]): float(row["target"]) for row in told.get("targets", ())},
        milestones=tuple(sorted(steps, key=lambda m: m.day)),
        basis=str(told.get("basis", "")),
    )


def _milestone(row: Mapping[str, Any]) -> Milestone:
    done = row.get("done_on")
    return Milestone(
        date.fromisoformat(row["day"]),
        str(row["what"]),
        str(row.get("done_by", "")),
        date.fromisoformat(done) if done else None,
    )
