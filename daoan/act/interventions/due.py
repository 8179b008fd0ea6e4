"""Measures that an alert or a hazard calls for, the order for one of them, and how it stands."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from daoan.act.interventions.table import InterventionTable, Measure
from daoan.act.orders.order import ORDER
from daoan.act.workflow.drafts import draft_of
from daoan.terms.codes import Level
from daoan.terms.records import Alert, Evidence, HazardTicket
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitTree

#: Minutes until which a measure makes an order 特急, 紧急; any longer is 常规. The clocks of orders to feed back.
URGENCY_WITHIN = (("urgent", 120), ("pressing", 720))
LONGEST_TITLE = 200


class MeasureState(StrEnum):
    """How a measure stands."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    LAPSED = "lapsed"  # its order was withdrawn; it may be started anew


@dataclass(frozen=True, slots=True)
class Due:
    """A measure that is due. ``due_at``: by when, counted from when it was found."""

    kind: str
    level: Level
    measure: Measure
    within_minutes: int
    due_at: datetime


def measures_due(table: InterventionTable, found: Alert | HazardTicket) -> tuple[Due, ...]:
    """What is due, soonest first; nothing for an alert that is about data and for a grade without a level.

    A surge is told by its alert.
    """
    if isinstance(found, Alert):
        kind, level, since = table.rules.get(found.rule), found.level, found.raised_at
    else:
        kind, since = "road", found.drafted_at
        graded = table.grades.get(found.grade)
        if graded is None:
            return ()
        level = graded
    if kind is None:
        return ()
    due = []
    for measure in table.measures(kind):
        minutes = measure.within_minutes.get(level.value)
        if minutes is not None:
            due.append(Due(kind, level, measure, minutes, since + timedelta(minutes=minutes)))
    return tuple(sorted(due, key=lambda d: d.within_minutes))


def takers_of(measure: Measure, area: str | None, scope: str, units: UnitTree) -> tuple[str, ...]:
    """Units that a measure falls to in an area, when ``scope`` asks for it."""
    if measure.unit and measure.unit in units:
        return (measure.unit,)
    return units.of_kind(measure.unit_kind, area or "", scope)


def order_id_of(found: Alert | HazardTicket, measure: Measure, attempt: int) -> str:
    """The id of the order for a measure: the same for everybody, so that nobody begins it twice.

    ``attempt``: 1, and one more each time that the order before was withdrawn.
    """
    ref = found.alert_id if isinstance(found, Alert) else found.ticket_id
    name = hashlib.sha256(f"{ref}\n{measure.code}".encode()).hexdigest()[:16]
    return f"order-m{name}-{attempt}"


def order_for(
    found: Alert | HazardTicket, due: Due, targets: tuple[str, ...], matter_id: str, issuer: str, at: datetime
) -> Matter:
    """The draft of the order: at the place and on the evidence of what was found, due in the measure's own time."""
    measure = due.measure
    kind, ref = ("alert", found.alert_id) if isinstance(found, Alert) else ("ticket", found.ticket_id)
    value = found.level.value if isinstance(found, Alert) else found.grade
    values = {
        "targets": list(targets),
        "rule": "all",
        "text": f"{measure.name.zh}；至：{measure.ends.zh}\n{measure.name.en}; until {measure.ends.en}",
        "category": "measure",
        "measure": measure.code,
        "about": ref,
        "elements": [_element(words) for words in measure.elements],
        "feed_back_by": (at + timedelta(minutes=due.within_minutes)).isoformat(),
    }
    draft = draft_of(ORDER, found, matter_id, issuer, issuer, at, level=_urgency(due.within_minutes), values=values)
    title = f"{measure.name.zh} · {found.title.zh}"[:LONGEST_TITLE]
    told = {"en": f"{measure.name.en} · {found.title.en}", "zh": title}
    evidence = (Evidence(kind, ref, found.title, value), *found.evidence)
    return replace(draft, title=title, root=matter_id, evidence=evidence, values={**draft.values, "title": told})


def _urgency(within_minutes: int) -> str:
    return next((name for name, most in URGENCY_WITHIN if within_minutes <= most), "normal")


def _element(words: str) -> dict[str, object]:
    """An element of feedback from "english 中文"."""
    en, _, zh = words.partition(" ")
    return {"name": en, "required": True, "label": {"en": en, "zh": zh or en}}


def state_of(order: Matter | None) -> MeasureState:
    """How a measure stands by its latest order."""
    if order is None:
        return MeasureState.NOT_STARTED
    if order.closed_at is None:
        return MeasureState.UNDER_WAY
    return MeasureState.DONE if order.state == "closed" else MeasureState.LAPSED
