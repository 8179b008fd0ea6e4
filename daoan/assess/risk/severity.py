"""How bad a stretch's crashes are: the share with someone killed or seriously injured, and injury weight per crash.

The share is a beta–binomial regression on road class and on how many crashes a kilometre is expected to have (busy
streets have many light ones): by the road alone, by what lies around, by its own past, each with its own coefficient.
Each stretch's own severe crashes then move it by Beta's rule. Expected KSI crashes are the product of the stretch's
crash rate and its share; the two are independent given the counts, for a Poisson total split at random is two
independent Poissons.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.risk.tally import Tally
from daoan.kernels.stats.intervals import product_interval
from daoan.kernels.stats.shares import fit_shares
from daoan.terms.frames import Codes, Floats


@dataclass(frozen=True, slots=True)
class SeverityShares:
    """Posterior of each stretch's KSI share, Beta(a, b), before and after its own crashes."""

    a: Floats
    b: Floats
    model: Floats  # mean share of such roads

    @property
    def mean(self) -> Floats:
        """Posterior mean of the share."""
        return self.a / (self.a + self.b)

    @property
    def variance(self) -> Floats:
        """Posterior variance of the share."""
        total = self.a + self.b
        return self.a * self.b / (total**2 * (total + 1.0))


def fit_severity(
    ksi: Floats, crashes: Floats, steps: tuple[Floats, Floats, Floats], length_m: Floats, road_class: Codes
) -> SeverityShares:
    """Fit the shares to counts per stretch, whole or discounted.

    ``steps`` are the expected crashes by the safety performance function, with the stretches around, and by empirical
    Bayes, each over the same years as the counts; the share may answer to each step on its own. All arrays (n,).
    """
    base, near, own = (np.log(step) for step in steps)
    columns = [base - np.log(length_m), near - base, own - near]
    columns = [np.ones(len(ksi)), *(c - c.mean() for c in columns)]
    present, how_many = np.unique(road_class, return_counts=True)
    columns += [(road_class == c).astype(float) for c in present[np.argsort(-how_many, kind="stable")][1:]]
    X = np.stack(columns, axis=1)
    fit = fit_shares(ksi, crashes, X, expected=steps[2])
    a, b = fit.posterior(X, ksi, crashes)
    return SeverityShares(a, b, fit.mean(X))


@dataclass(frozen=True, slots=True)
class Interval:
    """Columns of an estimate: value, low, high."""

    value: Floats
    low: Floats
    high: Floats


def ksi_per_year(mean: Floats, sd: Floats, shares: SeverityShares, level: float) -> Interval:
    """Expected KSI crashes from the crash rate (mean, sd, per year) and the share."""
    return Interval(*product_interval(mean, sd**2, shares.mean, shares.variance, level=level))


def injury_weight_per_year(mean: Floats, sd: Floats, shares: SeverityShares, tally: Tally, level: float) -> Interval:
    """Expected injury weight: rate x (share x weight of a KSI crash + rest x weight of another)."""
    more = tally.mean_weight_ksi - tally.mean_weight_other
    per_crash = shares.mean * more + tally.mean_weight_other
    return Interval(*product_interval(mean, sd**2, per_crash, shares.variance * more**2, level=level))
