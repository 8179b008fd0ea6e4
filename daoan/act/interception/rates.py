"""Figures of alerts of passes and of interception, each with its numerator and denominator.

Published rates of interception range from 40 % to 97 % because their denominators differ; here every figure says both.
A rate of signing or feedback counts alerts that were judged in it: done, or open with the deadline passed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from daoan.act.alerts.passes import PREFIX
from daoan.act.interception.feedback import STOPPED, WRONG, outcome_of
from daoan.act.orders.node import NODE
from daoan.act.orders.order import ORDER
from daoan.act.workflow.engine import is_overdue
from daoan.act.workflow.given import moment_in
from daoan.terms.estimates import Share
from daoan.terms.records.working import Matter, Step


@dataclass(frozen=True, slots=True)
class Case:
    """One alert of a pass and what came of it. ``None``: has not happened; ``late``: after its deadline."""

    rule: str
    passed_at: datetime | None
    signed_at: datetime | None
    sign_late: bool
    valid: bool | None
    ordered_at: datetime | None
    fed_back_at: datetime | None
    feed_back_late: bool
    outcome: str = ""
    handled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Median of minutes over so many cases; ``None`` where there is none."""

    median: float | None
    cases: int


@dataclass(frozen=True, slots=True)
class InterceptionFigures:
    """The figures of some alerts."""

    alerts: int
    signed: Share  # 总签收率
    signed_on_time: Share  # 按时签收率
    fed_back: Share  # 总反馈率
    fed_back_on_time: Share  # 按时反馈率
    valid: Share  # 有效率: of alerts judged
    ordered: Share  # 下达率: of alerts valid
    stopped: Share  # 拦截成功率: of orders
    wrong: Share  # of vehicles stopped
    minutes_to_order: Minutes  # from the pass
    minutes_to_stop: Minutes


def figures_of(cases: Sequence[Case]) -> InterceptionFigures:
    """The figures of some cases."""
    signing = [c for c in cases if c.signed_at is not None or c.sign_late]
    feeding = [c for c in cases if c.ordered_at is not None and (c.fed_back_at is not None or c.feed_back_late)]
    judged, valid = [c for c in cases if c.valid is not None], [c for c in cases if c.valid]
    orders = [c for c in cases if c.ordered_at is not None]
    stops = [c for c in orders if c.outcome in (STOPPED, WRONG)]
    return InterceptionFigures(
        alerts=len(cases),
        signed=Share(sum(c.signed_at is not None for c in signing), len(signing)),
        signed_on_time=Share(sum(c.signed_at is not None and not c.sign_late for c in signing), len(signing)),
        fed_back=Share(sum(c.fed_back_at is not None for c in feeding), len(feeding)),
        fed_back_on_time=Share(sum(c.fed_back_at is not None and not c.feed_back_late for c in feeding), len(feeding)),
        valid=Share(len([c for c in judged if c.valid]), len(judged)),
        ordered=Share(sum(c.ordered_at is not None for c in valid), len(valid)),
        stopped=Share(sum(c.outcome == STOPPED for c in orders), len(orders)),
        wrong=Share(sum(c.outcome == WRONG for c in stops), len(stops)),
        minutes_to_order=_minutes([(c.passed_at, c.ordered_at) for c in cases]),
        minutes_to_stop=_minutes([(c.passed_at, c.handled_at) for c in stops if c.outcome == STOPPED]),
    )


def case_of(family: Sequence[Matter], steps: Mapping[str, Sequence[Step]], zone: str, now: datetime) -> Case | None:
    """An alert of a pass with what lies below it; ``None`` where the topmost matter is none.

    ``steps``: the log of the alert and of the parts of its orders, by matter id.
    """
    alert = next((m for m in family if m.parent is None), None)
    if alert is None or not str(alert.values.get("rule", "")).startswith(PREFIX):
        return None
    log = steps.get(alert.matter_id, ())
    signed = next((s for s in log if s.event == "sign"), None)
    verdict = next((s for s in reversed(log) if s.event in ("judge_valid", "judge_invalid")), None)
    issued = [m for m in family if m.kind == ORDER.kind and m.state not in ("draft", "withdrawn")]
    nodes = [m for m in family if m.kind == NODE.kind and m.state != "withdrawn"]
    moves = [s for m in nodes for s in steps.get(m.matter_id, ())]
    fed = [s for s in moves if s.event in ("feed_back", "gather")]
    told = [m.values["feedback"] for m in nodes if isinstance(m.values.get("feedback"), Mapping)]
    outcomes = [(outcome_of(t), t) for t in told]
    best: tuple[str, Mapping[str, object]] = next(
        (o for code in (STOPPED, WRONG, "gone") for o in outcomes if o[0] == code), ("", {})
    )
    dispatched = [moment_in(m.values.get("dispatched_at"), zone) for m in nodes]
    return Case(
        rule=str(alert.values["rule"]),
        passed_at=moment_in(alert.values.get("passed_at"), zone),
        signed_at=signed.at if signed else None,
        sign_late=signed.late if signed else alert.state == "new" and is_overdue(alert, now),
        valid=None if verdict is None else verdict.event == "judge_valid",
        ordered_at=min((d for d in dispatched if d is not None), default=None) if issued else None,
        fed_back_at=min((s.at for s in fed), default=None),
        feed_back_late=fed[0].late if fed else any(m.state == "signed" and is_overdue(m, now) for m in nodes),
        outcome=best[0],
        handled_at=moment_in(best[1].get("handled_at"), zone),
    )


def _minutes(spans: Sequence[tuple[datetime | None, datetime | None]]) -> Minutes:
    known = [(b - a).total_seconds() / 60.0 for a, b in spans if a is not None and b is not None]
    return Minutes(median(known) if known else None, len(known))
