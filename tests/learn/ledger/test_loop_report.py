"""The loop report: shares that add up, concentration, and what the other way of planning would do."""

from dataclasses import replace

import numpy as np
import pytest

from daoan.learn.ledger.book import Deeds, keep_ledger
from daoan.learn.ledger.loop_report import rank_correlation, report_loop
from tests.learn.ledger.ledger_makers import (
    FREE,
    LATER,
    MONTH,
    STRETCHES,
    outcomes_of,
    pack_with,
    plan_of,
    stretch,
    trial_of,
)

SMALL = pack_with(runaway={"weeks": 52, "replications": 40})
ESTIMATES = [stretch(k, weight=1.0 + k) for k in range(STRETCHES)]


def hours_like(weights) -> object:
    plan = plan_of()
    placements = [replace(p, hours=float(w)) for p, w in zip(plan.placements, weights, strict=True)]
    return replace(plan, placements=tuple(p for p in placements if p.hours > 0))


def test_shares_add_up_by_area_and_by_road_class() -> None:
    report = report_loop(plan_of(), ESTIMATES, (), MONTH, SMALL)
    for group in ("area", "road_class"):
        rows = [r for r in report.shares if r.group == group]
        for field in ("hours", "expected", "length"):
            assert sum(getattr(r, field).value for r in rows) == pytest.approx(1.0)
    north = next(r for r in report.shares if r.key == "north")
    assert north.hours.value == pytest.approx(20 / 60)
    assert north.expected.value == pytest.approx(sum(range(1, 21)) / sum(range(1, 61)))


def test_hours_that_follow_the_risk_correlate_and_do_not_concentrate() -> None:
    follows = report_loop(hours_like(range(1, 61)), ESTIMATES, (), MONTH, SMALL)
    against = report_loop(hours_like(range(60, 0, -1)), ESTIMATES, (), MONTH, SMALL)
    assert follows.correlation.value > 0.99
    assert against.correlation.value < -0.99
    for row in follows.concentration:
        assert row.hours.value == pytest.approx(row.expected.value)
    assert not any("beyond the risk" in v.en for v in follows.verdicts)


def test_hours_all_in_one_place_are_called_concentrated() -> None:
    report = report_loop(hours_like([0.0] * 57 + [9.0] * 3), ESTIMATES, (), MONTH, SMALL)
    assert any("beyond the risk" in v.en for v in report.verdicts)


def test_planning_from_discoveries_runs_away_and_planning_from_crashes_does_not() -> None:
    report = report_loop(plan_of(), ESTIMATES, (), MONTH, SMALL)
    first, last = report.runaway[0], report.runaway[-1]
    assert (first.week, last.week) == (0, 52)
    assert first.discovered.value == first.reported.value
    assert last.discovered.value > 1.5 * report.top_expected.value
    assert last.reported.low <= report.top_expected.value * 1.05
    assert last.reported.high >= report.top_expected.value * 0.85


def test_recorded_presence_goes_before_what_was_planned() -> None:
    plan = plan_of()
    deeds = Deeds([plan], [trial_of(plan)], [], ESTIMATES)
    _, entries = keep_ledger(deeds, outcomes_of([]), LATER, FREE, 0.08)
    there = [replace(e, presence_hours=5.0) if e.segment_id == "s0" else e for e in entries]
    report = report_loop(plan, ESTIMATES, there, LATER, SMALL)
    assert report.basis == "presence"
    assert sum(r.hours.part for r in report.shares if r.group == "area") == 20.0
    assert next(r for r in report.shares if r.key == "south").hours.part == 0.0
    assert report_loop(plan, ESTIMATES, entries, LATER, SMALL).basis == "planned"


def test_without_stretches_or_hours_there_is_no_report() -> None:
    assert report_loop(plan_of(), [], (), MONTH, SMALL) is None
    assert report_loop(replace(plan_of(), placements=()), ESTIMATES, (), MONTH, SMALL) is None


def test_the_interval_of_the_correlation_holds_the_truth() -> None:
    """Spearman's coefficient of a bivariate normal with ρ = 0.5 is 6/π · asin(ρ/2)."""
    rng, true = np.random.default_rng(1), 6 / np.pi * np.arcsin(0.25)
    inside = 0
    for _ in range(400):
        x = rng.normal(size=40)
        found = rank_correlation(x, 0.5 * x + np.sqrt(0.75) * rng.normal(size=40))
        inside += found.low <= true <= found.high
    assert 0.92 <= inside / 400 <= 0.98
    assert rank_correlation(np.ones(9), np.arange(9.0)) is None
    assert rank_correlation(np.arange(3.0), np.arange(3.0)) is None
