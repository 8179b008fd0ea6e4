"""Interception: the solver against nearest-unit dispatch on days of the model town, the same seeds for both."""

import time
from typing import Any

import numpy as np

from bench import ROOT
from bench._interception_day import Outcome, by_nearness, by_nearness_on_route, by_solver, play, scene_of
from daoan.kernels.stats.intervals import bootstrap_interval
from daoan.terms.rulepacks import read_rule_pack
from daoan.town.build import town_of
from daoan.town.course import known_course

PACK = read_rule_pack((ROOT / "rulepacks" / "interception.toml").read_text("utf-8"), "interception")
#: Judged once; the pack's numbers were chosen on seeds 101 to 106.
SEEDS = range(1, 21)
SCALE = 0.3
WAYS = {"nearest": by_nearness, "nearest_on_route": by_nearness_on_route, "solver": by_solver}


def run(small: bool = False, seeds: range | None = None) -> dict[str, Any]:
    """Vehicles stopped, units sent, hours and expected loss of uncovered beats, by way of dispatch.

    ``more_stopped``: solver to nearest and to nearest with learned routes, ratio of totals less one, with the 95 %
    bootstrap interval over seeds; ``more_away`` and ``more_loss`` alike, below zero where the solver leaves beats less.
    """
    town = town_of(known_course(7, False, 8))
    played: dict[str, list[Outcome]] = {name: [] for name in WAYS}
    begun = time.process_time()
    for seed in seeds or (SEEDS[:2] if small else SEEDS):
        scene = scene_of(town, seed, SCALE, PACK)
        for name, policy in WAYS.items():
            played[name].append(play(scene, policy))
    return {
        "seeds": len(played["solver"]),
        "ways": {name: _totals(outcomes) for name, outcomes in played.items()},
        "more_stopped": {name: _gain(played["solver"], played[name], "stopped") for name in list(WAYS)[:-1]},
        "more_away": {name: _gain(played["solver"], played[name], "away_h") for name in list(WAYS)[:-1]},
        "more_loss": {name: _gain(played["solver"], played[name], "loss") for name in list(WAYS)[:-1]},
        "seconds": round(time.process_time() - begun, 1),
        "peers": {},
        "data": [{"file": "model town, simulated"}],
    }


def _totals(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "chases": sum(o.chases for o in outcomes),
        "stopped": sum(o.stopped for o in outcomes),
        "stopped_by_seed": [o.stopped for o in outcomes],
        "sent": sum(o.sent for o in outcomes),
        "away_h": round(sum(o.away_h for o in outcomes), 1),
        "loss": round(sum(o.loss for o in outcomes), 3),
        "minutes_to_stop": round(float(np.median([m for o in outcomes for m in o.minutes] or [np.nan])), 1),
    }


def _gain(ours: list[Outcome], theirs: list[Outcome], what: str) -> dict[str, float]:
    a, b = (np.array([getattr(o, what) for o in side], dtype=np.float64) for side in (ours, theirs))
    rows = np.random.default_rng(1).integers(0, len(a), (4000, len(a)))
    draws = a[rows].sum(axis=1) / np.maximum(b[rows].sum(axis=1), 1e-9) - 1.0
    low, high = bootstrap_interval(draws)
    return {"value": round(float(a.sum() / max(b.sum(), 1e-9) - 1.0), 3), "low": round(low, 3), "high": round(high, 3)}
