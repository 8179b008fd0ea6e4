r"""The score of companies: what is about the same thing is believed together, and small fleets are believed less.

Papers of a firm tend to be late together, and half a year of one indicator is too little to tell. So indicators of a
company :math:`i` are first held together by what they are about (:math:`g`: papers, conduct, points), then one by one:

.. math::

   n_{ik} \sim \mathrm{Poisson}(\lambda_{ig}\,\delta_{ik}\,E_{ik}),\quad E_{ik} = w_{ik}\,r_k,\quad
   S_i = 10\,L \sum_k a_k\, \hat\lambda_{ig}\,\hat\delta_{ik},\quad L = \sum_k a_k\, R_k / u_k

=========================== ==========================================================================
:math:`n_{ik}, w_{ik}`      what was counted, of how many vehicles or drivers
:math:`r_k`                 rate of its peers: the same kind where the scheme finds them enough, else all
:math:`\lambda_{ig}`        how many times as bad as its peers it is in :math:`g`; from the sums over g
:math:`\delta_{ik}`         how much indicator k departs from that
:math:`a_k`                 weight, of the scheme; all sum up to 1
:math:`R_k / u_k`           rate of the whole city against the rate that the scheme calls usual
:math:`L`                   how many times as bad as usual the city is as a whole
=========================== ==========================================================================

Both factors are drawn towards 1 (:func:`daoan.kernels.stats.shrinkage.shrink_ratios`). 10 points are a usual company:
each is held against its own kind, weights weigh what they say whatever a city's mix of faults, and a city that is worse
as a whole has more points. Shares take the same noise as counts, a little more than they have. The variance takes one
factor for all indicators of a family and families as independent, which they are not quite.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.assess.companies.counting import COUNTS
from daoan.assess.companies.grounds import Facts
from daoan.assess.companies.schemes import Indicator, Scheme
from daoan.kernels.stats.shrinkage import Shrunk, shrink_ratios
from daoan.terms.frames import Floats

_FLOOR = 1e-4  # smallest rate that peers are believed to have
POINTS_OF_USUAL = 10.0


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One indicator of all companies, an array each. Rates are of one vehicle or driver. ``times``: by how much what
    it is about is believed to be worse than peers'; ``own``: the weight in [0, 1] that its own departure from that
    has; ``usual``: rate at which it adds ``weight`` times ten points."""

    parts: Floats
    wholes: Floats
    peers: Floats
    times: Floats
    own: Floats
    believed: Floats
    usual: Floats
    points: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Scores of companies: mean and variance, and the columns that the mean adds up from, in the scheme's order."""

    mean: Floats
    variance: Floats
    columns: tuple[Column, ...]


def score_companies(facts: Sequence[Facts], scheme: Scheme) -> Scores:
    """Score companies, one or more, by the indicators of a scheme."""
    counted = [_count(facts, indicator, scheme) for indicator in scheme.indicators]
    level = sum(100.0 * i.weight * c.city / i.usual for i, c in zip(scheme.indicators, counted, strict=True))
    columns: dict[int, Column] = {}
    mean, variance = np.zeros(len(facts)), np.zeros(len(facts))
    for about in {indicator.about: None for indicator in scheme.indicators}:
        rows = [k for k, indicator in enumerate(scheme.indicators) if indicator.about == about]
        expected = np.sum([counted[k].expected for k in rows], axis=0)
        together = shrink_ratios(np.sum([counted[k].parts for k in rows], axis=0), expected, least_cv=scheme.least_cv)
        for k in rows:
            column, spread = _column(counted[k], together, scheme.indicators[k].weight, level, scheme.least_cv)
            columns[k] = column
            variance += spread
        points = np.sum([columns[k].points for k in rows], axis=0)
        mean += points
        variance += (points / together.mean) ** 2 * together.variance
    return Scores(mean, variance, tuple(columns[k] for k in range(len(counted))))


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    parts: Floats
    wholes: Floats
    peers: Floats
    city: float
    share: bool

    @property
    def expected(self) -> Floats:
        return self.wholes * self.peers


def _count(facts: Sequence[Facts], indicator: Indicator, scheme: Scheme) -> _Counted:
    count = COUNTS[indicator.counts]
    fleets = [f.standing_vehicles if count.per == "vehicle" else f.standing_drivers for f in facts]
    wholes = np.array([len(fleet) for fleet in fleets], dtype=np.float64)
    parts = np.array([count.of(f, scheme.window_months) for f in facts], dtype=np.float64)
    parts = np.where(wholes > 0, parts, 0.0)
    city = _rate(parts, wholes)
    peers = np.full(len(facts), city)
    kinds = np.array([f.company.kind.value for f in facts])
    for kind in np.unique(kinds):
        rows = kinds == kind
        if rows.sum() >= scheme.peers_at_least:
            peers[rows] = _rate(parts[rows], wholes[rows])
    return _Counted(parts, wholes, peers, city, count.share)


def _rate(parts: Floats, wholes: Floats) -> float:
    total = float(wholes.sum())
    return max(float(parts.sum()) / total, _FLOOR) if total > 0.0 else _FLOOR


def _column(of: _Counted, together: Shrunk, weight: float, level: float, least_cv: float) -> tuple[Column, Floats]:
    """The column of one indicator, and the variance that its own departure adds."""
    apart = shrink_ratios(of.parts, of.expected * together.mean, least_cv=least_cv)
    believed = of.peers * together.mean * apart.mean
    if of.share:
        believed = np.minimum(believed, 1.0)
    usual = of.peers / level
    points = POINTS_OF_USUAL * weight * believed / usual
    spread = (points / apart.mean) ** 2 * apart.variance
    return Column(of.parts, of.wholes, of.peers, together.mean, apart.own, believed, usual, points), spread
