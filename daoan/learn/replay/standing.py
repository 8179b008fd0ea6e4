"""Alerts and duty placements over a day, from the turns of the loop that were the latest one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.terms.records import Alert, DutyPlacement, DutyPlan

NIGHT = "night"  # the plan that the map shows


@dataclass(frozen=True, slots=True)
class AlertSpan:
    """An alert for as long as pages showed it like this. ``until`` None: it still stood when the day was over.

    ``opens``, ``ends``: whether it was shown for the first time then, and no more afterwards; else only its level
    changed.
    """

    alert: Alert
    since: datetime
    until: datetime | None
    opens: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class PlacementSpan:
    """A placement of the night's plan for as long as that plan was the one in force."""

    plan_id: str
    placement: DutyPlacement
    since: datetime
    until: datetime


def alert_spans(turns: Sequence[tuple[datetime, Sequence[Alert]]], ends: datetime) -> tuple[AlertSpan, ...]:
    """Every alert that was open after one of the turns, by when it began to stand, gravest of one moment first.

    ``turns``: moment and alerts of each, first to last. An alert of the first turn stands since it was raised; held
    and cleared ones were shown to nobody. ``ends``: what lies behind is not yet known.
    """
    known = [(at, {a.alert_id: a for a in alerts if a.state == "open"}) for at, alerts in turns if at <= ends]
    spans: list[AlertSpan] = []
    for alert_id in dict.fromkeys(name for _, open_then in known for name in open_then):
        spans += _spans_of(alert_id, known)
    return tuple(sorted(spans, key=lambda s: s.since))


def _spans_of(alert_id: str, known: Sequence[tuple[datetime, Mapping[str, Alert]]]) -> Iterator[AlertSpan]:
    begun: AlertSpan | None = None
    for number, (at, open_then) in enumerate(known):
        alert = open_then.get(alert_id)
        if begun is not None and alert is not None and alert.level == begun.alert.level:
            continue
        if begun is not None:
            yield AlertSpan(begun.alert, begun.since, at, begun.opens, ends=alert is None)
        if alert is None:
            begun = None
        else:
            since = alert.raised_at if number == 0 else at
            begun = AlertSpan(alert, since, None, opens=begun is None, ends=False)
    if begun is not None:
        yield begun


def placement_spans(
    turns: Sequence[tuple[datetime, Sequence[DutyPlan]]], begins: datetime, ends: datetime
) -> tuple[PlacementSpan, ...]:
    """Placements of the nights' plans in a span of time, by when each began.

    ``turns``: moment and plans of each, first to last. A plan is in force from the turn that made it until a later one
    plans for the same hours.
    """
    plans = [(at, plan) for at, made in turns for plan in made if plan.kind == NIGHT and at <= ends]
    spans: list[PlacementSpan] = []
    for number, (at, plan) in enumerate(plans):
        replaced = min((max(after, later.starts_at) for after, later in plans[number + 1 :]), default=plan.ends_at)
        for placement in plan.placements:
            since, until = max(at, placement.starts_at), min(replaced, placement.ends_at)
            if since < until and since < ends and until > begins:
                spans.append(PlacementSpan(plan.plan_id, placement, since, until))
    return tuple(sorted(spans, key=lambda s: (s.since, s.placement.rank)))
