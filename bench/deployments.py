"""Deployments over a year of the model town: the planner, habit, hot spots first; the same units and rest rules."""

import argparse
import sys
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
    planned,
    request_in,
    taken_of,
    weeks_of,
    year_of,
)
from daoan.act.deployment.mixing import plan_mixed
from daoan.kernels.stats.intervals import bootstrap_interval

SEEDS, SMALL_WEEKS = 5, 1
DRAWS = 4_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Its own options."""
    parser.add_argument("--seeds", type=int, default=SEEDS, help="towns")
    parser.add_argument("--weeks", type=int, default=WEEKS, help="of each")
    parser.add_argument("--plain", action="store_true", default=argparse.SUPPRESS, help="without the mixtures")


def run(small: bool = False, seeds: int = SEEDS, weeks: int = WEEKS, plain: bool = False) -> dict[str, Any]:
    """Truly expected severity-weighted injuries under cover, by way to deploy; intervals over seeds.

    Everybody knows the register up to the first of January and nothing later. ``more``: of the planner against the
    other, ratio less one. ``mixed``: what a watcher of four weeks can evade of the mixture, and of the best plan alone,
    in the first week (by the planner's own estimates); ``value_kept``: of what the best plan prevents.
    """
    seeds, weeks = (1, SMALL_WEEKS) if small else (seeds, weeks)
    rows, begun = [], time.process_time()
    for seed in range(1, seeds + 1):
        rows.append(_one(year_of(seed), weeks, mixed=not (small or plain)))
        sys.stderr.write(f"seed {seed}: {rows[-1]}\n")
    return {
        "seeds": len(rows),
        "weeks": weeks,
        "covered": {name: round(float(np.mean([r[name] for r in rows])), 2) for name in ("planned", "habit", "hot")},
        "more": {name: _ratio([r["planned"] for r in rows], [r[name] for r in rows]) for name in ("habit", "hot")},
        "mixed": [r["mixed"] for r in rows],
        "by_seed": rows,
        "cpu_seconds": round(time.process_time() - begun, 1),
        "peers": {},
        "data": [{"file": "model town, simulated"}],
    }


def _one(year: Year, weeks: int, *, mixed: bool) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, (known, way) in {
        "planned": (year.risk, planned), "habit": (year.risk, habit), "hot": (year.raw, hot_spots),
    }.items():  # fmt: skip
        truth = in_truth(year, request_in(year, 0, known))  # every week has the same days and places
        shifts, value, clock = 0, 0.0, time.process_time()
        for request, stands in weeks_of(year, known, weeks, way):
            value += covered(truth, taken_of(request, truth, stands))
            shifts += len(stands)
        told[name] = round(value, 3)
        told[f"{name}_unit_shifts_a_week"] = round(shifts / weeks, 1)
        told[f"{name}_cpu_s_a_week"] = round((time.process_time() - clock) / weeks, 2)
        told["all"] = round(weeks * expected(truth), 1)
    first = request_in(year, 0, year.risk)
    return told | {
        "units": len(year.units),
        "places": len(first.places),
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
