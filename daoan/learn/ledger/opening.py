"""Rows that enter the ledger: each time of each placement, and each alert about a stretch of road."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from daoan.terms.estimates import Estimate
from daoan.terms.records import Alert, Assignment, DutyPlan, Experiment, LedgerEntry, SegmentEstimate

DAYS_PER_YEAR = 365.25


def open_placements(
    plan: DutyPlan, experiment: Experiment, estimates: Mapping[str, SegmentEstimate]
) -> tuple[LedgerEntry, ...]:
    """One row a time of a placement, with the arm that the experiment drew for it."""
    placements = {p.unit: p for p in plan.placements}
    times: dict[str, int] = {}
    for a in experiment.assignments:
        times[a.unit] = times.get(a.unit, 0) + 1
    return tuple(
        _placement_row(plan, experiment, a, placements[a.unit].hours / times[a.unit], estimates.get(a.segment_id))
        for a in experiment.assignments
    )


def _placement_row(
    plan: DutyPlan, experiment: Experiment, a: Assignment, hours: float, stretch: SegmentEstimate | None
) -> LedgerEntry:
    return LedgerEntry(
        entry_id=f"{plan.plan_id}|{a.unit}|{a.starts_at:%Y%m%dT%H%M}",
        kind="placement",
        source=plan.plan_id,
        segment_id=a.segment_id,
        road_name=stretch.road_name if stretch else None,
        area=stretch.area if stretch else None,
        shift=a.shift,
        starts_at=a.starts_at,
        ends_at=a.ends_at,
        predicted_injuries=a.expected_injuries,
        predicted_crashes=_crashes_of(a.expected_injuries.value, stretch),
        arm=a.arm if a.chance < 1.0 else "planned",
        chance=a.chance,
        pair=a.pair,
        counts=a.counts,
        seed=experiment.seed,
        planned_hours=0.0 if a.arm == "hold_out" else hours,
        presence_hours=None,
        crashes=None,
        injury_weight=None,
        settled=False,
    )


def _crashes_of(injuries: float, stretch: SegmentEstimate | None) -> float | None:
    """Crashes where so many weighted injuries are expected, by the stretch's own ratio of the two."""
    if stretch is None or stretch.injury_weight_per_year.value <= 0:
        return None
    return injuries * stretch.crashes_per_year.value / stretch.injury_weight_per_year.value


def open_alerts(
    alerts: Sequence[Alert], estimates: Mapping[str, SegmentEstimate], days: int
) -> tuple[LedgerEntry, ...]:
    """One row an alert that names a stretch of road; its period begins when it was raised."""
    rows = []
    for alert in alerts:
        segment = next((e.ref for e in alert.evidence if e.kind == "segment"), None)
        if segment is not None:
            rows.append(_alert_row(alert, segment, estimates.get(segment), days))
    return tuple(rows)


def _alert_row(alert: Alert, segment: str, stretch: SegmentEstimate | None, days: int) -> LedgerEntry:
    part = days / DAYS_PER_YEAR
    yearly = stretch.injury_weight_per_year if stretch else None
    return LedgerEntry(
        entry_id=alert.alert_id,
        kind="alert",
        source=alert.alert_id,
        segment_id=segment,
        road_name=stretch.road_name if stretch else None,
        area=alert.area,
        shift="",
        starts_at=alert.raised_at,
        ends_at=alert.raised_at + timedelta(days=days),
        predicted_injuries=(
            Estimate(yearly.value * part, yearly.low * part, yearly.high * part, yearly.level) if yearly else None
        ),
        predicted_crashes=stretch.crashes_per_year.value * part if stretch else None,
        arm="raised",
        chance=1.0,
        pair=alert.alert_id,
        counts=False,
        seed="",
        planned_hours=None,
        presence_hours=None,
        crashes=None,
        injury_weight=None,
        settled=False,
    )
