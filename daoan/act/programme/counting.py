"""Count a measure over a span of time from logs of matters, or from crashes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from daoan.act.programme.cases import Case, Mark
from daoan.act.programme.measures import Measure
from daoan.terms.records.sensed import Crash

#: Steps that neither move a matter nor answer anything.
_BESIDE = frozenset({"comment", "overdue"})


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that was counted: a matter or a crash. ``weight``: 1, or people killed. ``good``: in time."""

    ref: str
    at: datetime  # of the answer, of the deadline that passed, of the crash
    weight: int
    good: bool


def count_cases(
    measure: Measure, cases: Iterable[Case], since: datetime, until: datetime, as_of: datetime
) -> tuple[Counted, ...]:
    """Matters that a measure counts in ``since`` ≤ t < ``until``, as known at ``as_of``, by time of answer."""
    found = []
    for case in cases:
        if case.kind == measure.kind and (case.black_spot or not measure.black_spots):
            counted = _counted(measure, case, since, until, as_of)
            if counted is not None:
                found.append(counted)
    return tuple(sorted(found, key=lambda c: (c.at, c.ref)))


def _counted(measure: Measure, case: Case, since: datetime, until: datetime, as_of: datetime) -> Counted | None:
    marks = case.until(as_of)
    answers = [m for m in marks if m.event in measure.answers and since <= m.at < until]
    ran_out = _waits_since(measure, marks) if measure.percent else None
    if ran_out is not None and since <= ran_out < until:
        return Counted(case.matter_id, ran_out, 1, good=False)
    if not answers:
        return None
    return Counted(case.matter_id, answers[-1].at, 1, good=not any(m.late for m in answers))


def _waits_since(measure: Measure, marks: tuple[Mark, ...]) -> datetime | None:
    """Since when a matter waits beyond its deadline in a state that counts; ``None`` where it does not."""
    ran_out = None
    for mark in marks:
        if mark.event == "overdue":
            ran_out = ran_out or mark.at
        elif mark.event not in _BESIDE and mark.source != mark.target:
            ran_out = None
    return ran_out if marks and marks[-1].target in measure.waiting else None


def count_crashes(
    measure: Measure, crashes: Iterable[Crash], areas: Collection[str] | None, since: datetime, until: datetime
) -> tuple[Counted, ...]:
    """Crashes with killed, weighted by how many, or with killed or seriously injured. ``areas``: ``None`` for all."""
    found = []
    for crash in crashes:
        if not since <= crash.happened_at < until or (areas is not None and crash.area not in areas):
            continue
        killed = crash.deaths_30d if crash.deaths_30d is not None else crash.deaths_7d
        weight = (killed or 0) if measure.code == "killed" else int(crash.is_ksi)
        if weight:
            found.append(Counted(crash.crash_id, crash.happened_at, weight, good=True))
    return tuple(sorted(found, key=lambda c: (c.at, c.ref)))
