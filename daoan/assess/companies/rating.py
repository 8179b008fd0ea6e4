r"""Monthly risk of companies: direct grounds first, then a score in which small fleets are believed less.

For each indicator :math:`k` a company's rate is drawn towards its peers' (:mod:`daoan.kernels.stats.shrinkage`); then

.. math:: S = \sum_k 10\, w_k\, \hat\theta_k / u_k

======================== ======================================================================
:math:`\hat\theta_k`     rate that is to be believed, per 100 vehicles or drivers
:math:`u_k`              rate that counts as usual, of the scheme; 10 points are a usual company
:math:`w_k`              weight, of the scheme; all sum up to 1
======================== ======================================================================

A company is **high** by score only where the score reaches the high level with the scheme's certainty, so that a firm
of two vehicles with one mishap is not; **middle** where the score itself reaches the middle level. The interval treats
indicators as independent, which they are not quite: it is a guide to how little is known, not a proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from daoan.assess.companies.counting import COUNTS
from daoan.assess.companies.grounds import Facts, Found, find_grounds, open_crashes
from daoan.assess.companies.schemes import Indicator, Scheme
from daoan.kernels.stats.shrinkage import Shrunk, shrink_counts, shrink_shares, sum_above, sum_interval
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.frames import Floats
from daoan.terms.records.companies import Company
from daoan.terms.records.warned import Evidence

#: Levels in the order that they are listed in, gravest first.
SEVERITY = {"high": 0, "middle": 1, "low": 2, "unrated": 3}
UNRATED, NOT_RATED = "unrated", Text("nothing registered", "无登记车辆和驾驶人")
_FLOOR = 1e-4  # smallest rate that peers are believed to have
POINTS_OF_USUAL = 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a rating. ``share``: what was counted, of how many; rates are per 100 of them. ``own``: the
    weight in [0, 1] that the company's own rate has against its peers'; ``points``: what it adds to the score."""

    code: str
    name: Text
    per: str
    share: Share
    peers_rate: float
    believed_rate: float
    usual_rate: float
    own: float
    weight: float
    points: float


@dataclass(frozen=True, slots=True)
class Rating:
    """The risk of one company on a day. ``by``: "ground", "score" or nothing; ``chance_high``: probability in [0, 1]
    that the score is at least the high level. ``unsettled``: fatal crashes whose liability is not found yet."""

    company: Company
    day: date
    scheme: str  # stamp of the rule pack
    level: str
    level_name: Text
    by: str
    vehicles: int
    drivers: int
    score: Estimate
    chance_high: float
    grounds: tuple[Found, ...]
    lines: tuple[Line, ...]
    unsettled: tuple[Evidence, ...]


def rate_companies(facts: Sequence[Facts], scheme: Scheme) -> tuple[Rating, ...]:
    """Ratings of the scheme's companies that work on the day, gravest first.

    Peers are those of the same kind where the scheme finds them enough, else all.
    """
    working = [f for f in facts if f.company.kind in scheme.kinds and works_on(f)]
    if not working:
        return ()
    tables = [_table(working, indicator, scheme) for indicator in scheme.indicators]
    mean = np.sum([t.points for t in tables], axis=0)
    variance = np.sum([t.variance for t in tables], axis=0)
    low, high = sum_interval(mean, variance, scheme.interval)
    chance = sum_above(mean, variance, scheme.levels["high"].from_score)
    ratings = [
        _rating(f, scheme, i, tables, _estimate(float(mean[i]), float(low[i]), float(high[i]), scheme.interval),
                float(chance[i]))
        for i, f in enumerate(working)
    ]  # fmt: skip
    ratings.sort(key=lambda r: (SEVERITY[r.level], -len(r.grounds), -r.score.value, r.company.company_id))
    return tuple(ratings)


def _estimate(mean: float, low: float, high: float, level: float) -> Estimate:
    return Estimate(mean, min(low, mean), max(high, mean), level)


def works_on(facts: Facts) -> bool:
    """Whether a company works on the day that it is judged."""
    return facts.company.ended_on is None or facts.company.ended_on >= facts.day


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """One indicator of all companies, as columns."""

    parts: Floats
    wholes: Floats
    shrunk: Shrunk
    points: Floats
    variance: Floats
    peers: Floats


def _table(facts: Sequence[Facts], indicator: Indicator, scheme: Scheme) -> _Table:
    count = COUNTS[indicator.counts]
    parts = np.array([count.of(f, scheme.window_months) for f in facts], dtype=np.float64)
    fleets = [f.standing_vehicles if count.per == "vehicle" else f.standing_drivers for f in facts]
    wholes = np.array([len(fleet) for fleet in fleets], dtype=np.float64)
    parts = np.where(wholes > 0, parts, 0.0)
    shrink = shrink_shares if count.share else shrink_counts
    whole_city = shrink(parts, wholes, least_cv=scheme.least_cv, floor=_FLOOR)
    mean, variance, own = whole_city.mean.copy(), whole_city.variance.copy(), whole_city.own.copy()
    peers = np.full(len(facts), whole_city.prior_mean)
    kinds = np.array([f.company.kind.value for f in facts])
    for kind in np.unique(kinds):
        rows = np.flatnonzero(kinds == kind)
        if len(rows) >= scheme.peers_at_least:
            alike = shrink(parts[rows], wholes[rows], least_cv=scheme.least_cv, floor=_FLOOR)
            mean[rows], variance[rows], own[rows] = alike.mean, alike.variance, alike.own
            peers[rows] = alike.prior_mean
    scale = POINTS_OF_USUAL * indicator.weight * 100.0 / indicator.usual
    return _Table(
        parts, wholes, Shrunk(whole_city.prior_mean, mean, variance, own), mean * scale, variance * scale**2, peers
    )


def _rating(facts: Facts, scheme: Scheme, row: int, tables: Sequence[_Table], score: Estimate, chance: float) -> Rating:
    grounds = find_grounds(facts, scheme.grounds)
    vehicles, drivers = len(facts.standing_vehicles), len(facts.standing_drivers)
    level, by = "low", ""
    if grounds:
        level, by = "high", "ground"
    elif not vehicles and not drivers:
        level = UNRATED
    elif score.value >= scheme.levels["high"].from_score and chance >= scheme.certainty:
        level, by = "high", "score"
    elif score.value >= scheme.levels["middle"].from_score:
        level, by = "middle", "score"
    months = max((g.months for g in scheme.grounds), default=scheme.window_months)
    return Rating(
        company=facts.company,
        day=facts.day,
        scheme=scheme.stamp,
        level=level,
        level_name=NOT_RATED if level == UNRATED else scheme.levels[level].name,
        by=by,
        vehicles=vehicles,
        drivers=drivers,
        score=score,
        chance_high=chance,
        grounds=grounds,
        lines=tuple(_line(i, t, row) for i, t in zip(scheme.indicators, tables, strict=True)),
        unsettled=open_crashes(facts, months),
    )


def _line(indicator: Indicator, table: _Table, row: int) -> Line:
    return Line(
        code=indicator.code,
        name=indicator.name,
        per=COUNTS[indicator.counts].per,
        share=Share(float(table.parts[row]), float(table.wholes[row])),
        peers_rate=100.0 * float(table.peers[row]),
        believed_rate=100.0 * float(table.shrunk.mean[row]),
        usual_rate=indicator.usual,
        own=float(table.shrunk.own[row]),
        weight=indicator.weight,
        points=float(table.points[row]),
    )
