"""When crashes happen in the whole city: a product of factors, each estimated from the record and drawn towards one.

======  =====================================================================================================
symbol  meaning
======  =====================================================================================================
n_t     injury crashes of period t on the grid;  h_t  hours of it that are known;  d_t  what it counts, older less
g_j     factor j, one value a level: kind of shift, season, festival …;  l_j(t)  its level in period t
κ       crashes' worth of belief that a factor is one
======  =====================================================================================================

::

    E n_t = a h_t Π_j g_j[l_j(t)],      g_j[l] = (κ + Σ d n) / (κ + Σ d E) over the periods of level l, in turn

which is a Poisson regression by proportional fitting (Deming & Stephan 1940, doi:10.1214/aoms/1177731829) with a gamma
prior on every factor. A level that the record never saw keeps the factor one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints

#: Rounds of the fitting in turn; factors hardly move after three.
_ROUNDS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """One thing that makes a period busy or quiet: which of its levels every period has."""

    key: str
    levels: Sequence[Text]  # what each level is called
    of: Ints  # (all periods,) level of each period


@dataclass(frozen=True, slots=True, eq=False)
class FittedFactors:
    """Factors with their values; ``base`` is the crashes of the grid in an hour, all factors one."""

    base: float
    factors: Sequence[Factor]
    values: Sequence[Floats]  # one array a factor, (levels,)

    def rate(self, rows: Ints) -> Floats:
        """Crashes of the whole grid per hour in some periods."""
        rate = np.full(len(rows), self.base)
        for factor, value in zip(self.factors, self.values, strict=True):
            rate = rate * value[factor.of[rows]]
        return rate


def fit_factors(
    counts: Floats, hours: Floats, discount: Floats, factors: Sequence[Factor], belief: float
) -> FittedFactors:
    """Fit to the periods of the history, all arrays (periods of history,). ``belief`` is κ."""
    rows = np.arange(len(counts))
    seen, weight = discount * counts, discount * hours
    base = float(seen.sum() / max(float(weight.sum()), 1e-9))
    values = [np.ones(len(factor.levels)) for factor in factors]
    for _ in range(_ROUNDS):
        for j, factor in enumerate(factors):
            fitted = FittedFactors(base, factors, values)
            levels = len(factor.levels)
            expected = np.bincount(factor.of[rows], weight * fitted.rate(rows), levels)
            observed = np.bincount(factor.of[rows], seen, levels)
            values[j] = values[j] * (belief + observed) / (belief + expected)
        base *= float(seen.sum() / max(float((weight * FittedFactors(base, factors, values).rate(rows)).sum()), 1e-9))
    return FittedFactors(base, factors, values)
