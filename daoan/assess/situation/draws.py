"""Posterior draws of all scores of all units together, for intervals and for ranks.

One crash may count in several indicators, so their ratios are not independent. Each crash *j* gets one weight per draw,
``g_j ~ Exp(1)``, shared by all indicators that count it. A sum of n of them is Gamma(n, 1), so that

    r_i = (A + Σ_{j counted by i} g_j) / (a_i + reach_i · H_i),     A ~ Gamma(a_i, 1),   H_i ~ Gamma(B_i + ½, 1)

has exactly the posterior of ``ratios`` when the expectation is known, and the indicators depend on each other as
they share crashes. What is not counted yet, A, is drawn for each indicator apart. Source: the Bayesian bootstrap,
Rubin (1981) doi:10.1214/aos/1176345338.

Ranks with weights in doubt: the dimensions' weights are drawn from Dirichlet(κ w), w the default weights.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.situation.points import Scale, Weights
from daoan.assess.situation.ratios import Ratios
from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.rulepacks import RulePack

#: The same input gives the same bytes.
SEED = 20260101


@dataclass(frozen=True, slots=True)
class Draws:
    """Posterior draws, first axis the draw."""

    own: Floats  # (draws, indicators, units) ratios
    peers: Floats
    points: Floats  # (draws, indicators, units)

    def totals(self, weights: Weights) -> Floats:
        """(draws, units) at the default weights."""
        return np.asarray(np.einsum("i,diu->du", weights.indicators, self.points))

    def dimensions(self, weights: Weights) -> Floats:
        """(draws, dimensions, units)."""
        return np.asarray(np.einsum("ki,diu->dku", weights.inside, self.points))


def draw_points(
    counted: Bools, unit: Ints, recent: Bools, history: Ratios, peers: Ratios, scale: Scale, pack: RulePack
) -> Draws:
    """``counted`` (crashes, indicators), ``unit`` and ``recent`` (crashes,): the crashes of the peers' year."""
    draws = int(pack.get("ranks.draws"))
    rng = np.random.default_rng(SEED)
    own_y, peer_y = _weighted(counted, unit, recent, history.y.shape, draws, rng)
    own, peer = _ratio(history, own_y, rng), _ratio(peers, peer_y, rng)
    return Draws(own, peer, scale.mix(scale.points(own), scale.points(peer)))


def _weighted(
    counted: Bools, unit: Ints, recent: Bools, shape: tuple[int, ...], draws: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Σ g over the recent crashes and over the year's, (draws, indicators, units) each."""
    now, year = np.zeros((draws, *shape)), np.zeros((draws, *shape))
    for u in range(shape[1]):
        rows = np.flatnonzero(unit == u)
        weight = rng.standard_exponential((draws, len(rows)))
        marks = counted[rows].astype(np.float64)
        year[:, :, u] = weight @ marks
        now[:, :, u] = weight @ (marks * recent[rows, None])
    return now, year


def _ratio(of: Ratios, weighted: Floats, rng: np.random.Generator) -> Floats:
    prior = rng.standard_gamma(np.broadcast_to(of.shape[None], weighted.shape))
    expected = of.reach[None] * rng.standard_gamma(np.broadcast_to(of.base[None] + 0.5, weighted.shape))
    expected = np.where(np.isnan(of.expected)[None], np.nan, expected)
    return np.asarray((prior + weighted) / (of.shape[None] + expected))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks of the units, 1 the worst, (units,) each."""

    rank: Ints  # 1 + how many are surely above; who cannot be told apart shares it
    low: Ints  # interval over counts and weights together
    high: Ints
    weights_low: Ints  # interval over weights alone
    weights_high: Ints


def rank_units(draws: Draws, weights: Weights, points: Floats, pack: RulePack) -> Ranking:
    """``points`` (indicators, units): the points that are shown."""
    totals = draws.totals(weights)
    surely_above = (totals[:, :, None] > totals[:, None, :]).mean(axis=0) >= float(pack.get("ranks.apart"))
    rng = np.random.default_rng(SEED + 1)
    default = np.array(list(weights.dimensions.values()))
    used = default > 0
    drawn = np.zeros((len(totals), len(default)))
    drawn[:, used] = rng.dirichlet(float(pack.get("ranks.concentration")) * default[used], len(totals))
    both = np.einsum("dk,dku->du", drawn, draws.dimensions(weights))
    by_weights = drawn @ (weights.inside @ points)
    tail = 0.5 * (1.0 - float(pack.get("ranks.level")))
    low, high = _rank_interval(both, tail)
    weights_low, weights_high = _rank_interval(by_weights, tail)
    return Ranking(1 + surely_above.sum(axis=0), low, high, weights_low, weights_high)


def _rank_interval(scores: Floats, tail: float) -> tuple[Ints, Ints]:
    ranks = 1 + (scores[:, None, :] > scores[:, :, None]).sum(axis=2)
    low = np.quantile(ranks, tail, axis=0, method="inverted_cdf")
    high = np.quantile(ranks, 1.0 - tail, axis=0, method="inverted_cdf")
    return low.astype(np.int64), high.astype(np.int64)
