"""Deployments over a year of the model town: the planner, habit, hot spots first; the same units and rest rules."""

import argparse
import time
from typing import Any

import numpy as np

from bench._deployment_year import (
    PACK,
    WEEKS,
    Year,
    covered,
    expected,
    habit,
    hot_spots,
    in_truth,
    request_in,
    taken_of,
    weeks_planned,
    year_of,
)
from daoan.act.deployment.checking import breaches
from daoan.act.deployment.mixing import plan_mixed
from daoan.kernels.stats.intervals import bootstrap_interval

SEEDS, SMALL_WEEKS = 5, 1
DRAWS = 4_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its own options."""
    parser.add_argument("--seeds", type=int, default=SEEDS, help="towns, each a year")


def run(small: bool = False, seeds: int = SEEDS) -> dict[str, Any]:
    """Truly expected severity-weighted injuries under cover, a year, by way to deploy; intervals over seeds.

    Everybody knows the register up to the first of January and nothing later. ``more``: of the planner against the
    other, ratio less one. ``mixed``: what a watcher of four weeks can evade of the mixture, and of the best plan alone,
    in the first week (by the planner's own estimates); ``value_kept``: of what the best plan prevents.
    """
    towns, weeks = (1, SMALL_WEEKS) if small else (seeds, WEEKS)
    rows, begun = [], time.process_time()
    for seed in range(1, towns + 1):
        rows.append(_one(year_of(seed), weeks, mixed=not small))
    return {
        "seeds": len(rows),
        "weeks": weeks,
        "covered": {name: round(float(np.mean([r[name] for r in rows])), 2) for name in ("planned", "habit", "hot")},
        "more": {name: _ratio([r["planned"] for r in rows], [r[name] for r in rows]) for name in ("habit", "hot")},
        "breaches": sum(r["breaches"] for r in rows),
        "mixed": [r["mixed"] for r in rows],
        "by_seed": rows,
        "cpu_seconds": round(time.process_time() - begun, 1),
        "peers": {},
        "data": [{"file": "model town, simulated"}],
    }


def _one(year: Year, weeks: int, *, mixed: bool) -> dict[str, Any]:
    first = request_in(year, 0, year.risk)
    ours, plan_s, wrong, unit_shifts = 0.0, [], 0, 0
    truth = in_truth(year, first)  # every week has the same days and places
    clock = time.process_time()
    for request, plan in weeks_planned(year, weeks):
        plan_s.append(time.process_time() - clock)
        ours += covered(truth, taken_of(request, truth, plan))
        wrong += len(breaches(request, plan, PACK))
        unit_shifts += len(plan.placements)
        clock = time.process_time()
    raw = request_in(year, 0, year.raw)
    raw_truth = in_truth(year, raw)
    by_habit, by_heat = habit(first, truth), hot_spots(raw, raw_truth)
    return {
        "planned": round(ours, 3),
        "habit": round(weeks * covered(truth, by_habit), 3),
        "hot": round(weeks * covered(raw_truth, by_heat), 3),
        "unit_shifts_a_week": {
            "planned": round(unit_shifts / weeks, 1),
            "habit": int((by_habit >= 0).sum()),
            "hot": int((by_heat >= 0).sum()),
        },
        "breaches": wrong,
        "all": round(weeks * expected(truth), 1),
        "units": len(year.units),
        "places": len(first.places),
        "plan_cpu_s": round(float(np.mean(plan_s)), 2),
        "mixed": _mixed(first) if mixed else None,
    }


def _mixed(request: Any) -> dict[str, float]:
    found = plan_mixed(request, PACK, 1)
    return {
        "plans": len(found.plans),
        "weeks_seen": found.weeks_seen,
        "exploitability": round(found.exploitability, 3),
        "exploitability_of_best": round(found.exploitability_of_best, 3),
        "value_kept": round(found.value_kept, 4),
    }


def _ratio(ours: list[float], theirs: list[float]) -> dict[str, float]:
    """Ratio of totals less one, with the bootstrap interval over seeds."""
    a, b = np.array(ours), np.array(theirs)
    rows = np.random.default_rng(0).integers(0, len(a), (DRAWS, len(a)))
    low, high = bootstrap_interval(a[rows].sum(axis=1) / b[rows].sum(axis=1) - 1)
    return {"value": round(float(a.sum() / b.sum() - 1), 3), "low": round(low, 3), "high": round(high, 3)}
