"""Who is told to shuttle for hire in the model town, against who was planted there (simulated)."""

from typing import Any

import numpy as np

from bench._shuttles_days import days_of, plates_with, rules_of_project
from daoan.terms.frames import Ints
from daoan.town.build import build_town
from daoan.town.traffic.build import Traffic, build_traffic
from daoan.town.traffic.fleet import Part
from daoan.warn.shuttling.day import DayRuns
from daoan.warn.shuttling.rules import ShuttleRules
from daoan.warn.shuttling.span import find_shuttles, judge_plates

SEEDS = tuple(range(11, 19))  # of traffic; thresholds and distributions were set on seeds 1 to 3
SMALL_SEEDS = (11,)
DAYS, SCALE = 30, 0.5
SPANS = (5, 10, 30)
NOBODY: Ints = np.zeros(0, np.int64)


def run(small: bool = False) -> dict[str, Any]:
    """Recall and precision over traffic seeds that nothing was set on, numerator and denominator each.

    ``recall``: of all shuttlers, read or not; ``recall_readable``: of those who were read three times or more in one
    direction at one site on ``least_days`` days: the others drive where no site is. ``builders_alike``: builders'
    trucks that go to and fro on as many days between the same ends, none of which may be told (``builders_told``).
    ``expected_false``: the sum of 1 − p_right over who is told, against ``false``, how many are. By days of the span.
    """
    rules, town = rules_of_project(), build_town(1)
    seeds, spans = (SMALL_SEEDS, (5,)) if small else (SEEDS, SPANS)
    parts: dict[int, list[dict[str, Any]]] = {span: [] for span in spans}
    seconds, passes = 0.0, 0
    for seed in seeds:
        traffic = build_traffic(town, seed=seed, days=max(spans), scale=SCALE)
        days, took = days_of(traffic, rules)
        seconds, passes = seconds + took, passes + len(traffic.passes)
        for span in spans:
            parts[span].append(judge(traffic, days[-span:], rules))
    return {
        "seeds": list(seeds),
        "scale": SCALE,
        "simulated": True,
        "passes": passes,
        "passes_reduced_per_s": round(passes / seconds),
        **{f"after_{span}_days": _together(judged) for span, judged in parts.items()},
        "peers": {},
        "data": [],
    }


def judge(traffic: Traffic, days: list[DayRuns], rules: ShuttleRules) -> dict[str, Any]:
    """One town's days: pairs of (numerator, denominator), and numbers."""
    found, judged = find_shuttles(days, traffic.vehicles, NOBODY, rules), judge_plates(days, rules)
    planted, builders = plates_with(traffic, Part.SHUTTLER), plates_with(traffic, Part.SITE_RUNS)
    right = np.isin(found.plate, planted)
    alike = judged.plate[(judged.days >= rules.least_days) & (judged.same_ends >= rules.least_same_ends)]
    often = [np.unique(runs.plate[runs.trips >= rules.least_trips]) for runs in days]
    plate, number = np.unique(np.concatenate(often), return_counts=True)
    readable = planted[np.isin(planted, plate[number >= rules.least_days])]
    return {
        "recall": (int(right.sum()), len(planted)),
        "recall_readable": (int(np.isin(readable, found.plate).sum()), len(readable)),
        "precision": (int(right.sum()), len(found)),
        "precision_alerts": (int(right[found.p_right >= 0.9].sum()), int((found.p_right >= 0.9).sum())),
        "builders_alike": int(np.isin(builders, alike).sum()),
        "builders_told": int(np.isin(found.plate, builders).sum()),
        "expected_false": float((1.0 - found.p_right.astype(float)).sum()),
        "false": int((~right).sum()),
    }


def _together(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums over towns."""
    told: dict[str, Any] = {}
    for name, first in parts[0].items():
        if isinstance(first, tuple):
            numerator, denominator = (int(n) for n in np.sum([part[name] for part in parts], axis=0))
            share = round(numerator / denominator, 4) if denominator else None
            told[name] = {"numerator": numerator, "denominator": denominator, "share": share}
        else:
            told[name] = round(sum(part[name] for part in parts), 2)
    return told
