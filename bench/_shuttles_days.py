"""Days of the model town's traffic reduced for shuttling, and beta distributions fitted to them.

``python -m bench._shuttles_days`` fits the two distributions of ``rulepacks/passes.toml`` on seeds 1 to 3.
"""

from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from scipy.optimize import minimize

from bench import ROOT
from daoan.edge.files import read_rule_packs
from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import Column
from daoan.town.build import build_town
from daoan.town.traffic.build import Traffic, build_traffic
from daoan.town.traffic.fleet import Part
from daoan.warn.shuttling.chance import log_share
from daoan.warn.shuttling.day import DayRuns, reduce_day
from daoan.warn.shuttling.ends import group_sites
from daoan.warn.shuttling.rules import ShuttleRules, read_shuttle_rules
from daoan.warn.shuttling.span import judge_plates

FIT_SEEDS = (1, 2, 3)
DAY_MS = 86_400_000


def rules_of_project() -> ShuttleRules:
    """The rules of the project."""
    return read_shuttle_rules(read_rule_packs(Path(ROOT / "rulepacks"))["passes"])


def days_of(traffic: Traffic, rules: ShuttleRules) -> tuple[list[DayRuns], float]:
    """The local days of a town's traffic, reduced, and the seconds that it took."""
    ends = group_sites(traffic.sites, rules.end_m)
    day = (traffic.passes.happened_ms - traffic.truth.first_ms) // DAY_MS
    parts = [traffic.passes.take(day == k) for k in range(traffic.truth.days)]
    begun = perf_counter()
    reduced = [reduce_day(part, traffic.sites, ends, rules) for part in parts]
    return reduced, perf_counter() - begun


def counts_of(traffic: Traffic, days: list[DayRuns], rules: ShuttleRules) -> dict[str, tuple[Ints, Ints]]:
    """Days of shuttling and days seen, by plate, of shuttlers and of other small passenger vehicles."""
    every = np.unique(np.concatenate([runs.plate for runs in days]))
    seen = sum(np.isin(every, runs.plate).astype(np.int64) for runs in days)
    judged = judge_plates(days, rules)
    number = np.zeros(len(every), np.int64)
    number[np.searchsorted(every, judged.plate)] = judged.days
    small = np.isin(every, traffic.vehicles.plate[np.isin(traffic.vehicles.kind, rules.kinds)])
    shuttles = np.isin(every, plates_with(traffic, Part.SHUTTLER))
    return {
        "shuttle_days": (number[shuttles], np.asarray(seen)[shuttles]),
        "ordinary_days": (number[small & ~shuttles], np.asarray(seen)[small & ~shuttles]),
    }


def plates_with(traffic: Traffic, part: Part) -> Column:
    """Plates of vehicles with a part, as they bear them."""
    return traffic.truth.fleet.plate[traffic.truth.rows(part)]


def fit_beta(days: Ints, seen: Ints) -> Floats:
    """The beta distribution under which the counts are likeliest."""
    pairs, weight = np.unique(np.column_stack([days, seen]), axis=0, return_counts=True)

    def loss(logs: Floats) -> float:
        a, b = np.exp(np.clip(logs, -9, 9))
        return -float((weight * log_share(pairs[:, 0], pairs[:, 1], (float(a), float(b)))).sum())

    best = minimize(loss, np.array([0.0, 0.0]), method="Nelder-Mead", options={"maxiter": 4000})
    return np.asarray(np.exp(np.clip(best.x, -9, 9)))


def main(days: int = 30, scale: float = 0.5) -> None:
    """Fit both distributions."""
    rules, town = rules_of_project(), build_town(1)
    parts: list[dict[str, tuple[Ints, Ints]]] = []
    for seed in FIT_SEEDS:
        traffic = build_traffic(town, seed=seed, days=days, scale=scale)
        parts.append(counts_of(traffic, days_of(traffic, rules)[0], rules))
    told: dict[str, Any] = {}
    for name in parts[0]:
        number, seen = (np.concatenate([part[name][k] for part in parts]) for k in (0, 1))
        told[name] = [round(float(n), 4) for n in fit_beta(number, seen)]
        spread = np.bincount(number, minlength=days + 1).tolist()
        print(name, told[name], "vehicles by days of shuttling", spread)


if __name__ == "__main__":
    main()
