"""Which matters call for supervision now, and on which rung: proposals for a person to issue.

Triggers stand in ``rulepacks/supervision.toml``. Each says what it counts of a matter (hours past its deadline,
rejections, recurrences) or of a unit (deadlines missed within so many days), from how many on, and the rung. For one
matter only the gravest rung is proposed, and none that was issued about it before. What a person dismissed stays away
until something else happens: every proposal carries a key made of who, which rung, why and what happened last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from daoan.act.supervision.supervision import RUNGS, SUPERVISION, next_rung
from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.given import units_in
from daoan.act.workflow.registry import unit_due
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.records.working import Matter, Step
from daoan.terms.rulepacks import RulePack

_LADDER = tuple(RUNGS)
#: The trigger of a case that climbs, besides those of the rule pack.
UNANSWERED = "unanswered"
_UNIT_MARK = "missed "
#: States of a case in which nobody was ever asked for anything.
_UNISSUED = frozenset({"draft", "withdrawn", "dismissed"})


@dataclass(frozen=True, slots=True)
class DueRung:
    """Supervision that a trigger calls for. ``climbs``: the case that goes up a rung, where there is one already.

    ``mark``: what happened last, so that the same proposal after something new is another one.
    """

    unit: str
    rung: str
    about: tuple[str, ...]  # matter ids
    trigger: str
    why: Text
    climbs: str | None = None
    mark: str = ""

    @property
    def key(self) -> str:
        """A name for exactly this proposal; matters that only fall out of a count do not make it another."""
        about = () if self.mark.startswith(_UNIT_MARK) else self.about
        words = "\n".join((self.unit, self.rung, self.trigger, self.climbs or "", self.mark, *about))
        return sha256(words.encode()).hexdigest()[:24]


def due_rungs(
    matters: Sequence[Matter], steps: Mapping[str, Sequence[Step]], now: datetime, pack: RulePack
) -> tuple[DueRung, ...]:
    """Everything that is due, gravest first. ``matters``: cases of supervision among them, closed ones too.

    ``steps``: logs by matter id. ``pack``: the rule pack ``supervision``. Raises :class:`RulePackInvalid` where a
    trigger counts something unknown.
    """
    supervision = [m for m in matters if m.kind == SUPERVISION.kind]
    cases = [m for m in supervision if m.state not in _UNISSUED]
    settled = {str(m.values.get("proposal")) for m in supervision if m.state in {"draft", "dismissed"}}
    others = [m for m in matters if m.kind != SUPERVISION.kind and m.closed_at is None]
    triggers: Sequence[Mapping[str, Any]] = pack.get("trigger")
    found = [rung for m in others if (rung := _gravest(m, triggers, now)) is not None and not _had(rung, cases)]
    found += _of_units(matters, steps, cases, [t for t in triggers if t["counts"] == "missed"], now)
    found += [_climb(case) for case in cases if is_overdue(case, now) and _climbs(case)]
    found = [due for due in found if due.key not in settled]
    return tuple(sorted(found, key=lambda d: (-_LADDER.index(d.rung), d.unit, d.about)))


def _gravest(matter: Matter, triggers: Sequence[Mapping[str, Any]], now: datetime) -> DueRung | None:
    due = [t for t in triggers if t["counts"] != "missed" and matter.kind in t["kinds"]]
    due = [t for t in due if _count(matter, t["counts"], now) >= t["at_least"]]
    if not due:
        return None
    trigger = max(due, key=lambda t: _LADDER.index(t["rung"]))
    mark = _mark(matter, trigger["counts"])
    about = (matter.matter_id,)
    return DueRung(_answerable(matter, trigger), trigger["rung"], about, trigger["name"], _why(trigger), mark=mark)


def _mark(matter: Matter, what: str) -> str:
    if what == "hours_overdue":
        return f"{what} {matter.due_at.isoformat()}" if matter.due_at else what
    return f"{what} {matter.values.get(what, 0)}"


def _answerable(matter: Matter, trigger: Mapping[str, Any]) -> str:
    return unit_due(matter) if trigger["counts"] == "hours_overdue" else matter.holder


def _count(matter: Matter, what: str, now: datetime) -> float:
    if what == "hours_overdue":
        late = matter.due_at is not None and is_overdue(matter, now)
        return (now - matter.due_at).total_seconds() / 3600 if late and matter.due_at else -1.0
    if what in {"rejections", "recurrences", "misdirected"}:
        return float(matter.values.get(what, 0))
    raise RulePackInvalid(f"a trigger of supervision counts {what!r}, which nobody knows how to count")


def _of_units(
    matters: Sequence[Matter],
    steps: Mapping[str, Sequence[Step]],
    cases: Sequence[Matter],
    triggers: Sequence[Mapping[str, Any]],
    now: datetime,
) -> list[DueRung]:
    """Units that missed too many deadlines; for each the gravest rung, unless the like was issued within the days."""
    names, found = {t["name"] for t in triggers}, dict[str, DueRung]()
    for trigger in sorted(triggers, key=lambda t: -_LADDER.index(t["rung"])):
        since = now - timedelta(days=int(trigger["within_days"]))
        recent = {
            case.holder
            for case in cases
            if case.values.get("trigger") in names
            and (case.closed_at is None or case.created_at > since)
            and _LADDER.index(case.level) >= _LADDER.index(trigger["rung"])
        }
        for unit, missed in _missed(matters, steps, trigger["kinds"], since, now).items():
            if len(missed) >= trigger["at_least"] and unit not in recent and unit not in found:
                about = tuple(sorted({matter_id for matter_id, _ in missed}))
                mark = f"{_UNIT_MARK}{max(at for _, at in missed).isoformat()}"
                found[unit] = DueRung(unit, trigger["rung"], about, trigger["name"], _why(trigger), mark=mark)
    return list(found.values())


def _missed(
    matters: Sequence[Matter], steps: Mapping[str, Sequence[Step]], kinds: Sequence[str], since: datetime, now: datetime
) -> dict[str, list[tuple[str, datetime]]]:
    """Matters by the unit that was late, with the moment of each deadline missed after ``since``."""
    missed: dict[str, list[tuple[str, datetime]]] = {}
    for matter in matters:
        lines = steps.get(matter.matter_id, ()) if matter.kind in kinds else ()
        for line in lines:
            if line.event == "overdue" and since < line.at <= now:
                missed.setdefault(unit_due(matter, line.source), []).append((matter.matter_id, line.at))
    return missed


def _had(due: DueRung, cases: Sequence[Matter]) -> bool:
    """Whether supervision on this rung or a graver one was issued about the matter before."""
    place = _LADDER.index(due.rung)
    return any(set(due.about) & set(units_in(c.values.get("about"))) and _LADDER.index(c.level) >= place for c in cases)


def _climbs(case: Matter) -> bool:
    return case.state in {"issued", "signed"} and next_rung(case.level) is not None


def _climb(case: Matter) -> DueRung:
    rung = next_rung(case.level) or case.level
    why = Text(f"{RUNGS[case.level].en} unanswered in time", f"{RUNGS[case.level].zh}逾期未答复")
    mark = f"{case.level} {case.due_at.isoformat() if case.due_at else ''}"
    about = units_in(case.values.get("about"))
    return DueRung(case.holder, rung, about, UNANSWERED, why, case.matter_id, mark)


def _why(trigger: Mapping[str, Any]) -> Text:
    return Text(trigger["en"], trigger["zh"])
