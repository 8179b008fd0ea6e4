"""How sure the worth of each chosen site is: risk, concentration and effects are drawn from their intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.improvements.ground import Ground
from daoan.act.improvements.junctions import PARTS
from daoan.act.improvements.told import Effect
from daoan.kernels.optimise.covering import Covered, Covering
from daoan.terms.estimates import Estimate
from daoan.terms.frames import Floats
from daoan.terms.records import SegmentEstimate

DRAWS, SEED = 2_000, 20_250_307


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws (draws, sites) of what each chosen site adds, and of what happens at its junction untreated."""

    gains: Floats
    untreated: Floats
    values: Floats  # (sites,) at the middle


def draw(ground: Ground, problem: Covering, found: Covered, effects: Sequence[Effect]) -> Draws:
    """Risk of stretches, κ and effects, each uncertain: stretches by themselves, κ and effects for all sites alike."""
    rng = np.random.default_rng(SEED)
    log_k = _log_normal(ground.concentration)
    k = np.exp(rng.normal(*log_k, DRAWS))
    kept = [1.0 - np.exp(rng.normal(*_log_normal(e.cmf), DRAWS)) for e in effects]
    order = np.argsort(problem.pair_site, kind="stable")
    edges = np.searchsorted(problem.pair_site[order], np.arange(len(problem.effect) + 1))
    cells_of = {int(s): problem.pair_cell[order[edges[s] : edges[s + 1]]] for s in found.sites}
    used = np.unique(np.concatenate([*cells_of.values(), np.zeros(0, dtype=np.int64)])).astype(np.int64)
    stretches, place = np.unique(used // PARTS, return_inverse=True)
    risk = np.column_stack([_draw_risk(ground.estimates[s], rng) for s in stretches] or [np.zeros((DRAWS, 0))])
    mass = risk[:, place] * ground.reaches.shares(k, used // PARTS, used % PARTS) if len(used) else np.zeros((DRAWS, 0))
    left = np.ones_like(mass)
    column = {int(c): i for i, c in enumerate(used)}
    gains, untreated, values = [], [], []
    for site in found.sites.tolist():
        own = np.array([column[int(c)] for c in cells_of[site]], dtype=np.int64)
        effect = kept[int(problem.kind[site])][:, None]
        gains.append((effect * mass[:, own] * left[:, own]).sum(axis=1))
        untreated.append(mass[:, own].sum(axis=1))
        values.append(float(problem.mass[cells_of[site]].sum()))
        left[:, own] *= 1.0 - effect
    empty = np.zeros((DRAWS, 0))
    return Draws(
        np.column_stack(gains) if gains else empty, np.column_stack(untreated) if gains else empty, np.array(values)
    )


def _draw_risk(estimate: SegmentEstimate | None, rng: np.random.Generator) -> Floats:
    """Draws of a stretch's severity-weighted injuries a year: gamma of the estimate's mean and spread."""
    if estimate is None or estimate.injury_weight_per_year.value <= 0:
        return np.zeros(DRAWS)
    e = estimate.injury_weight_per_year
    sd = max((e.high - e.low) / 3.92, 1e-9)
    return rng.gamma((e.value / sd) ** 2, sd**2 / e.value, DRAWS)


def _log_normal(e: Estimate) -> tuple[float, float]:
    """Middle and standard deviation of the logarithm of a ratio."""
    return math.log(e.value), (math.log(e.high) - math.log(e.low)) / 3.92


def estimate_of(value: float, draws: Floats) -> Estimate:
    """A value with the interval of its draws, which holds it."""
    low, high = (float(q) for q in np.quantile(draws, [0.025, 0.975]))
    return Estimate(value, min(low, value), max(high, value))
