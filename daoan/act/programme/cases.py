"""What happened to a matter, as far as counting needs it: nothing that is known only later gets in.

A matter's present state is not used; what it was at a moment follows from its log up to that moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from daoan.terms.records.working import Matter, Step


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of a log."""

    event: str
    source: str  # state before
    target: str  # state after
    at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A matter with its log, first to last. ``black_spot``: it was drafted from one."""

    matter_id: str
    kind: str
    holder: str
    issuer: str
    area: str | None
    black_spot: bool
    marks: tuple[Mark, ...]

    def until(self, as_of: datetime) -> "tuple[Mark, ...]":
        """The log as it was known at a moment."""
        if not self.marks or self.marks[-1].at <= as_of:
            return self.marks
        return tuple(mark for mark in self.marks if mark.at <= as_of)


def mark_of(step: Step) -> Mark:
    """A line of a log, for counting."""
    return Mark(step.event, step.source, step.target, step.at, step.late)


def case_of(matter: Matter, marks: Iterable[Mark]) -> Case:
    """A matter, for counting."""
    spot = any(e.kind == "blackspot" for e in matter.evidence)
    return Case(matter.matter_id, matter.kind, matter.holder, matter.issuer, matter.area, spot, tuple(marks))
