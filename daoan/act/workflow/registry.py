"""Every kind of matter by name, and who is told when a clock runs out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.advice.handover import HANDOVER
from daoan.act.alerts.alert import ALERT
from daoan.act.companies.clearing import CLEARING
from daoan.act.companies.rating import COMPANY_RATING
from daoan.act.county.warning import COUNTY_WARNING
from daoan.act.documents.document import DOCUMENT, DOCUMENT_COPY
from daoan.act.education.appeal import RIDER_APPEAL
from daoan.act.education.campaign import EDUCATION
from daoan.act.education.exposure import EXPOSURE
from daoan.act.education.library import MESSAGE
from daoan.act.fleet.alarm import FLEET_ALARM
from daoan.act.hazards.below import ACCEPTANCE, CONTROL
from daoan.act.hazards.hazard import HAZARD
from daoan.act.joint.asking import DECISION, INSPECTION, NOTICE
from daoan.act.joint.part import PART
from daoan.act.on_scene.scene import ON_SCENE
from daoan.act.operations.disorder import DISORDER
from daoan.act.operations.measures import MEASURE, PACK
from daoan.act.operations.operation import OPERATION
from daoan.act.operations.precursor import PRECURSOR
from daoan.act.opinion.opinion import OPINION
from daoan.act.orders.node import NODE
from daoan.act.orders.order import ORDER
from daoan.act.plans.activation import ACTIVATION, DRILL, DRILL_NODE, DRILL_ORDER
from daoan.act.rural.ledger import RURAL_LEDGER
from daoan.act.signals.matter import SIGNAL_PROPOSAL
from daoan.act.supervision.supervision import SUPERVISION
from daoan.act.villagers.report import REPORT
from daoan.act.watches.watch import SECRET_WATCH, WATCH
from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.table import Part, Workflow
from daoan.terms.records.people import Person
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission, Role, permissions_of
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitTree

WORKFLOWS: Mapping[str, Workflow] = {
    w.kind: w
    for w in (
        ORDER, NODE, ON_SCENE, ALERT, HAZARD, CONTROL, ACCEPTANCE, COUNTY_WARNING, SUPERVISION, DECISION, NOTICE,
        INSPECTION, PART, OPINION,
        ACTIVATION, DRILL, DRILL_ORDER, DRILL_NODE,
        WATCH, SECRET_WATCH,
        OPERATION, PACK, MEASURE, DISORDER, PRECURSOR, CLEARING, COMPANY_RATING, SIGNAL_PROPOSAL, FLEET_ALARM,
        RURAL_LEDGER, HANDOVER, REPORT,
        EDUCATION, MESSAGE, EXPOSURE, RIDER_APPEAL,
        DOCUMENT, DOCUMENT_COPY,
    )
}  # fmt: skip

#: Kinds that only the issuing unit and a few above it know of: left out of every list and count that is not theirs.
CONFINED = tuple(kind for kind, workflow in WORKFLOWS.items() if workflow.confined is not None)

#: Roles that answer for their unit. Where nobody in a unit has one, everybody who works there is told.
LEADING = frozenset({Role.LEADER, Role.BRIGADE, Role.COMMITTEE, Role.COMMANDER})


@dataclass(frozen=True, slots=True)
class Told:
    """A unit that has to know that a deadline has passed, since when, and the people there to tell."""

    unit: str
    since: datetime
    people: tuple[str, ...]  # person ids; empty where nobody active works there, which is itself worth seeing


def unit_due(matter: Matter, state: str | None = None) -> str:
    """The unit that is late when the clock of a state (by itself: the matter's) runs out: not always the holder."""
    clock = WORKFLOWS[matter.kind].clocks.get(matter.state if state is None else state)
    return matter.issuer if clock is not None and clock.whose is Part.ISSUER else matter.holder


def escalation(
    matter: Matter, now: datetime, units: UnitTree, people: Sequence[Person], pack: RulePack
) -> tuple[Told, ...]:
    """Who is told of a matter whose clock has run out: the leaders of the unit that is late, later the unit above too.

    Nobody while the deadline has not passed. ``pack``: the rule pack ``work``.
    """
    due_at = matter.due_at
    if due_at is None or not is_overdue(matter, now):
        return ()
    late = unit_due(matter)
    told = [Told(late, due_at, leaders_of(late, people))]
    above = next(units.above(late), None) if late in units else None
    after = pack.get("escalation.above_after_minutes")
    since = due_at + timedelta(minutes=int(after.get(matter.kind, after["default"])))
    if above is not None and now >= since:
        told.append(Told(above, since, leaders_of(above, people)))
    return tuple(told)


def leaders_of(unit: str, people: Sequence[Person]) -> tuple[str, ...]:
    """Whoever answers for a unit; everybody who works there where nobody does."""
    there = [p for p in people if p.unit_id == unit and p.active]
    leading = [p for p in there if LEADING & set(p.roles)]
    working = [p for p in there if Permission.WORK in permissions_of(p.roles)]
    return tuple(p.person_id for p in (leading or working))
