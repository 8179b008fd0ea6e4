"""The law of the delay from right-truncated reports, exactly, by a Dirichlet prior.

A Dirichlet law p of the delay breaks into independent reverse hazards g_d = p_d / (p_0 + … + p_d), each a Beta, and the
likelihood of right-truncated reports is a product over the same g_d. So the posterior needs no simulation:

    g_d | data ~ Beta(α_d + n_d/φ,  A_{d−1} + (N_d − n_d)/φ),      F_a = Π_{d > a} (1 − g_d)

===== ==========================================================================================
n, N  reports and events at risk by delay (:mod:`daoan.kernels.nowcast.reports`)
α_d   prior weight of delay d, in events; A_d = α_0 + … + α_d
φ     overdispersion of reports, ≥ 1: entries come in batches (counts are worth 1/φ as much)
F_a   share of events heard of within a days, given that they are heard of at all within the longest delay
===== ==========================================================================================

The mean and the second moment of F, and of its mean over several ages, are products of Beta moments. Sources: reverse
hazards, Lawless (1994) Canad. J. Statist. 22, 15–31; Dirichlet nowcasting, Höhle & an der Heiden (2014)
doi:10.1111/biom.12194; neutrality of the Dirichlet, Connor & Mosimann (1969) doi:10.1080/01621459.1969.10500963.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, betaln

from daoan.kernels.nowcast.reports import Reports

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DelayLaw:
    """Posterior of the share heard of by age a: ``first`` is E F_a, ``second`` is E F_a², both (longest + 1,)."""

    first: Floats
    second: Floats

    @property
    def longest(self) -> int:
        """The age in days at which an event counts as heard of."""
        return len(self.first) - 1

    @property
    def pmf(self) -> Floats:
        """Expected probability of each delay in days."""
        return np.diff(self.first, prepend=0.0)

    def quantile(self, probability: float) -> int:
        """The delay in days within which at least this share is heard of."""
        return int(np.searchsorted(self.first, min(probability, 1.0 - 1e-12)))


@dataclass(frozen=True, slots=True)
class Known:
    """Share of a period's events known by now: mean and variance of its posterior."""

    mean: float
    variance: float

    def quantiles(self, probability: Floats) -> Floats:
        """Quantiles of the Beta distribution with these moments."""
        spread = self.mean * (1 - self.mean)
        if self.variance <= 1e-12 or spread <= 1e-12:
            return np.full(np.shape(probability), self.mean)
        size = max(spread / self.variance - 1.0, 1e-3)
        return np.asarray(betaincinv(self.mean * size, (1 - self.mean) * size, probability))


def vague_prior(longest: int, events: float) -> Floats:
    """Prior weights that know nothing but that delays of a day and of a month are alike per unit of ln delay."""
    weight = 1.0 / (1.0 + np.arange(longest + 1))
    return np.asarray(events * weight / weight.sum())


def fit_delays(reports: Reports, prior: Floats, dispersion: float = 1.0) -> DelayLaw:
    """Posterior of the delay. ``prior`` (longest + 1,), all > 0, in events; ``dispersion`` ≥ 1."""
    a, b = _beta_weights(reports, prior, dispersion)
    later = b / (a + b)  # E(1 − g_d)
    squared = later * (b + 1) / (a + b + 1)
    return DelayLaw(_product_beyond(later), _product_beyond(squared))


def choose_weight(reports: Reports, centre: Floats, weights: tuple[float, ...], dispersion: float = 1.0) -> float:
    """How many events' worth a shared law is to a group, by the marginal likelihood of the group's own reports.

    ``centre`` (longest + 1,), all > 0: probability of each delay under the shared law. Ties go to the first weight.
    """

    def log_evidence(weight: float) -> float:
        a, b = _beta_weights(reports, weight * centre, dispersion)
        a0, b0 = _beta_weights(reports, weight * centre, np.inf)
        return float((betaln(a, b) - betaln(a0, b0)).sum())

    return max(weights, key=log_evidence)


def known_share(law: DelayLaw, ages: Ints) -> Known:
    """Share known by now of events spread evenly over days of these ages; 1 beyond the longest delay."""
    inside = np.minimum(np.sort(ages), law.longest)
    mean = float(law.first[inside].mean())
    young, old = np.minimum.outer(inside, inside), np.maximum.outer(inside, inside)
    second = float((law.first[young] / law.first[old] * law.second[old]).mean())
    return Known(mean, max(second - mean**2, 0.0))


def _beta_weights(reports: Reports, prior: Floats, dispersion: float) -> tuple[Floats, Floats]:
    """Both parameters of each reverse hazard, for delays 1 and longer."""
    at_most = np.cumsum(prior)
    a = prior[1:] + reports.reported[1:] / dispersion
    b = at_most[:-1] + (reports.at_risk[1:] - reports.reported[1:]) / dispersion
    return a, b


def _product_beyond(factors: Floats) -> Floats:
    """Product of the factors of all longer delays, by delay; 1 at the longest."""
    return np.append(np.cumprod(factors[::-1])[::-1], 1.0)
