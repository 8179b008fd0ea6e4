"""Figures of alerts of passes over a store: rates of signing, feedback and interception, and each model's precision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from daoan.act.alerts.alert import ALERT
from daoan.act.alerts.passes import PREFIX
from daoan.act.interception.rates import Case, InterceptionFigures, case_of, figures_of
from daoan.act.orders.node import NODE
from daoan.jobs.supervising import every_matter
from daoan.jobs.workroom import Workroom, sees
from daoan.learn.alerting.precision import Precision, Verdict, precisions_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter


@dataclass(frozen=True, slots=True)
class AlertFigures:
    """What came of alerts of passes that somebody may see, raised since a moment."""

    since: datetime
    figures: InterceptionFigures
    precisions: tuple[Precision, ...]


def figures_for(room: Workroom, actor: Actor, since: datetime, now: datetime) -> AlertFigures:
    """The figures of alerts within somebody's sight."""
    cases, verdicts = [], []
    for alert in _alerts(room, since):
        family = room.store.list_family(alert.root or alert.matter_id)
        if not sees(actor, alert, {m.matter_id: m for m in family}, room.units()):
            continue
        told = {m.matter_id: room.store.list_steps(m.matter_id) for m in family if m.kind in (ALERT.kind, NODE.kind)}
        case: Case | None = case_of(family, told, room.zone, now)
        if case is None:
            continue
        cases.append(case)
        if case.valid is not None:
            verdicts.append(Verdict(case.rule, case.valid, "" if case.valid else _reason(alert)))
    return AlertFigures(since, figures_of(cases), precisions_of(verdicts))


def _alerts(room: Workroom, since: datetime) -> Iterator[Matter]:
    for matter in every_matter(room, MatterFilter(kinds=(ALERT.kind,))):
        if matter.created_at >= since and str(matter.values.get("rule", "")).startswith(PREFIX):
            yield matter


def _reason(alert: Matter) -> str:
    return str(alert.values.get("reason", "") or "other")
