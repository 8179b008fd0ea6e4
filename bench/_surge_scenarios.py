"""Weekly series with planted outbreaks: the 28 scenarios of Noufaily et al. 2013, doi:10.1002/sim.5595.

For week t = 1 … 624, 52 to the year::

    log μ(t) = θ + β t + γ₁ cos(2π t / 52) + γ₂ sin(2π t / 52),   Var = φ μ

β is 0 without trend, γ₁ and γ₂ are 0 without season. The count is negative binomial, Poisson where φ = 1. An outbreak
has Poisson(k s) cases, s the standard deviation of the series' own baseline counts, and every case falls ⌊X⌋ weeks
after the start, ln X ~ N(0, 0.5²). Four lie at random in weeks 313–575, each with k drawn from 2, 3, 5, 10; one in
weeks 576–624, with k drawn from 1 to 10. Cases past the last week are lost.

The table was read off the means of ten shipped replicates per scenario (they fit to 1e-11), the outbreaks' law off
their sizes and delays; ``tests/bench/test_surge_scenarios.py`` holds the two against each other.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

WEEKS, SEASON, FIRST_OUTBREAK, FIRST_JUDGED = 624, 52, 312, 575  # counted from 0
PAST_SIZES, PAST_OUTBREAKS, LARGEST_CURRENT = (2, 3, 5, 10), 4, 10
SPREAD = 0.5

#: θ, β, γ₁, γ₂, φ of the seven kinds of series.
KINDS = (
    (0.1, 0.0025, 0.6, 0.6, 1.5),
    (-2.0, 0.005, 0.1, 0.3, 2.0),
    (1.5, 0.003, 0.2, -0.4, 1.0),
    (0.5, 0.002, 0.5, 0.5, 5.0),
    (2.5, 0.001, 1.0, 0.1, 3.0),
    (3.75, 0.001, 0.1, -0.1, 1.1),
    (5.0, 0.0001, 0.05, 0.01, 1.2),
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One of the 28, numbered as in the shipped table: season changes fastest, then trend, then kind."""

    number: int
    kind: int
    trend: bool
    season: bool

    def mean(self) -> Floats:
        """μ of every week (624,)."""
        theta, beta, cosine, sine, _ = KINDS[self.kind]
        t = np.arange(1, WEEKS + 1)
        wave = cosine * np.cos(2 * np.pi * t / SEASON) + sine * np.sin(2 * np.pi * t / SEASON)
        return np.asarray(np.exp(theta + beta * t * self.trend + wave * self.season))

    @property
    def dispersion(self) -> float:
        """φ."""
        return KINDS[self.kind][4]


@dataclass(frozen=True, slots=True)
class Replicates:
    """Series (n, 624) without and with the current outbreak, in replicate order, one scenario after the other."""

    scenario: Ints  # (n,)
    without: Ints
    outbreak: Ints  # (n, 624) cases of all outbreaks, the current one included
    past: Ints  # (n, 624) cases of the outbreaks before week 576
    size: Ints  # (n,) k of the current outbreak

    @property
    def with_outbreak(self) -> Ints:
        """Counts with the current outbreak too."""
        return self.without + self.outbreak - self.past


def list_scenarios() -> list[Scenario]:
    """All 28, in order."""
    return [
        Scenario(4 * kind + 2 * trend + season + 1, kind, bool(trend), bool(season))
        for kind in range(7)
        for trend in (0, 1)
        for season in (0, 1)
    ]


def generate(scenarios: list[Scenario], replicates: int, seed: int) -> Replicates:
    """Draw ``replicates`` series of each scenario; a scenario's draws do not depend on which others are asked for."""
    parts = [_generate_one(s, replicates, np.random.default_rng([seed, s.number])) for s in scenarios]
    return Replicates(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _generate_one(scenario: Scenario, replicates: int, rng: np.random.Generator) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    baseline = draw_counts(np.broadcast_to(scenario.mean(), (replicates, WEEKS)), scenario.dispersion, rng)
    spread = baseline.std(axis=1, ddof=1)
    past = np.zeros_like(baseline)
    current = np.zeros_like(baseline)
    largest = rng.integers(1, LARGEST_CURRENT + 1, replicates)
    for r in range(replicates):
        for _ in range(PAST_OUTBREAKS):
            start = rng.integers(FIRST_OUTBREAK, FIRST_JUDGED)
            past[r] += _outbreak(rng.choice(PAST_SIZES) * spread[r], start, FIRST_JUDGED, rng)
        current[r] = _outbreak(largest[r] * spread[r], rng.integers(FIRST_JUDGED, WEEKS), WEEKS, rng)
    numbers = np.full(replicates, scenario.number)
    return numbers, baseline + past, past + current, past, largest


def draw_counts(mean: Floats, dispersion: float, rng: np.random.Generator) -> Ints:
    """Negative binomial counts of variance φ μ; Poisson where φ = 1."""
    if dispersion <= 1.0:
        return rng.poisson(mean)
    return rng.poisson(rng.gamma(mean / (dispersion - 1.0), dispersion - 1.0))


def _outbreak(expected: float, start: int, end: int, rng: np.random.Generator) -> Ints:
    weeks = start + np.floor(rng.lognormal(0.0, SPREAD, rng.poisson(expected))).astype(np.int64)
    return np.bincount(weeks[weeks < end], minlength=WEEKS)
