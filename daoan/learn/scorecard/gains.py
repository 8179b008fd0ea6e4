"""Differences between methods, paired by origin, with t intervals over the origins.

Training years of neighbouring origins overlap, so the origins are not quite independent and the intervals are, if
anything, a little short; with six origins they are wide all the same.
"""

from collections.abc import Sequence

import numpy as np

from daoan.kernels.stats.intervals import paired_t_interval
from daoan.learn.scorecard.consistency import TESTS, Stability, measure_stability
from daoan.learn.scorecard.forecasts import RANKED
from daoan.learn.scorecard.origins import Origin, PeriodPair
from daoan.learn.scorecard.ranking import captured
from daoan.terms.estimates import Estimate, Share
from daoan.terms.frames import Floats
from daoan.terms.records import Capture, Consistency, Gain

CHAMPION = "eb"
TOPS_PCT = (1.0, 5.0, 10.0)
OUTCOMES = ("all", "ksi")


def list_captures(origins: Sequence[Origin], length_m: Floats) -> tuple[Capture, ...]:
    """Captured shares of every origin, outcome, method and part of length."""
    out = []
    for origin in origins:
        for outcome in OUTCOMES:
            seen = origin.ksi if outcome == "ksi" else origin.crashes
            scores = origin.scores.of(outcome)
            for method in RANKED[outcome]:
                for top_pct in TOPS_PCT:
                    part, whole = captured(scores[method], length_m, seen, top_pct / 100.0)
                    out.append(Capture(origin.year, method, outcome, top_pct, Share(part, whole)))
    return tuple(out)


def list_gains(captures: Sequence[Capture]) -> tuple[Gain, ...]:
    """Empirical Bayes minus every other method, in percentage points of captured share."""
    shares = {(c.origin, c.method, c.outcome, c.top_pct): c.captured.value for c in captures}
    years = sorted({c.origin for c in captures})
    out = []
    for outcome in OUTCOMES:
        for against in RANKED[outcome]:
            for top_pct in TOPS_PCT:
                if against == CHAMPION:
                    continue
                pairs = [
                    (shares[(y, CHAMPION, outcome, top_pct)], shares[(y, against, outcome, top_pct)]) for y in years
                ]
                points = np.array([100.0 * (a - b) for a, b in pairs if a is not None and b is not None])
                if len(points):
                    out.append(Gain(CHAMPION, against, outcome, top_pct, _mean(points)))
    return tuple(out)


def list_stability(pairs: Sequence[PeriodPair], top_pct: float) -> dict[tuple[str, str], list[Stability]]:
    """The three tests at every pair of periods, by (outcome, method)."""
    out: dict[tuple[str, str], list[Stability]] = {}
    for outcome in OUTCOMES:
        for method in RANKED[outcome]:
            out[(outcome, method)] = [
                measure_stability(
                    pair.first.of(outcome)[method],
                    pair.second.of(outcome)[method],
                    pair.ksi if outcome == "ksi" else pair.crashes,
                    top_pct / 100.0,
                )
                for pair in pairs
            ]
    return out


def list_consistency(stability: dict[tuple[str, str], list[Stability]], top_pct: float) -> tuple[Consistency, ...]:
    """Mean of each test over the pairs of periods, per method."""
    return tuple(
        Consistency(test, method, outcome, top_pct, _mean(np.array([getattr(s, test) for s in rows])), TESTS[test])
        for test in TESTS
        for (outcome, method), rows in stability.items()
    )


def stability_gain(
    stability: dict[tuple[str, str], list[Stability]], test: str, outcome: str, against: str
) -> Estimate:
    """Empirical Bayes minus another method in one test, paired by period; positive means better in every test."""
    ours = np.array([getattr(s, test) for s in stability[(outcome, CHAMPION)]])
    theirs = np.array([getattr(s, test) for s in stability[(outcome, against)]])
    return _mean((ours - theirs) * (1.0 if TESTS[test] else -1.0))


def _mean(values: Floats) -> Estimate:
    mean, low, high = paired_t_interval(values)
    return Estimate(mean, low, high)
