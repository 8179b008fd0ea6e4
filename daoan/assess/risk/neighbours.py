"""What the stretches around say: crashes there against what such stretches would have.

======  ==========================================================================================================
symbol  meaning
======  ==========================================================================================================
w_ij    exp(−d_ij / ρ), j the nearest stretches, j ≠ i
S_i     Σ_j w_ij y_j, crashes around; M_i = Σ_j w_ij m_j, those expected around
φ_i     factor that the neighbourhood shares, φ ~ Gamma(a, a):  E(φ_i | S_i) = (S_i + a) / (M_i + a)
r_i     ln of that, a covariate of the stretch's own expectation with coefficient γ ~ N(1, γ_sd²)
u_i     γ² ln(1 + 1 / (S_i + a)), γ ≤ 1: what remains unknown of ln φ_i; it widens the stretch's own interval
======  ==========================================================================================================

A stretch's own crashes never enter its own r_i, so r_i can serve as a covariate beside them: the pseudo-likelihood view
of spatially correlated risk, Besag (1975) doi:10.2307/2987782. How alike neighbours are (a) is chosen by evidence, "not
at all" included. The gain of spatial terms over plain empirical Bayes in crash screening: Aguero-Valverde & Jovanis
(2010) doi:10.3141/2165-12.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from daoan.assess.exposure import centres_m
from daoan.assess.risk.spf import Design, Spf, fit_spf
from daoan.kernels.stats.heterogeneity import profile_evidence
from daoan.kernels.threads import map_in_threads
from daoan.terms.frames import Floats, Ints, Network
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The nearest stretches of each stretch and their weights, both (n, k)."""

    rows: Ints
    weights: Floats

    def total(self, values: Floats) -> Floats:
        """Weighted sum of ``values`` (n,) over each stretch's neighbours."""
        return np.asarray((self.weights * values[self.rows]).sum(axis=1))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The function with the neighbourhood as a covariate, what the neighbourhood leaves unknown, and its shape a.

    ``doubt`` (n,) is u_i; ``shape`` is ``inf`` where neighbours are no more alike than any two stretches.
    """

    spf: Spf
    doubt: Floats
    shape: float


def find_neighbours(centres: Floats, range_m: float, most: int) -> Neighbourhood:
    """The ``most`` nearest of every stretch by distance of their middles; ``centres`` (n, 2) metres."""
    n = len(centres)
    k = min(most + 1, n)
    if k < 2:
        return Neighbourhood(np.zeros((n, 1), dtype=np.int64), np.zeros((n, 1)))
    distance, found = cKDTree(centres).query(centres, k=k)
    rows = np.asarray(found, dtype=np.int64)
    weights = np.exp(-distance / range_m)
    weights[rows == np.arange(n)[:, None]] = 0.0
    return Neighbourhood(rows, np.asarray(weights))


def fit_surroundings(network: Network, y: Floats, years: float, base: Spf, severity: RulePack) -> Surroundings:
    """Let the neighbourhood speak as far as the counts ``y`` (n,) of ``years`` say that it can."""
    alone = Surroundings(base, np.zeros(len(y)), float("inf"))
    if not base.fit.informative or len(y) < 3:
        return alone
    near = find_neighbours(
        centres_m(network),
        float(severity.get("estimation.neighbour_range_m")),
        int(severity.get("estimation.neighbours")),
    )
    seen, meant = near.total(y), near.total(base.expected)
    best, most = alone, profile_evidence(y, base.expected, alone.doubt)
    shapes = [float(shape) for shape in severity.get("estimation.neighbour_shapes")]

    def fit_at(shape: float) -> tuple[Surroundings, float]:
        tried = _fit_at(network, y, years, base.design, (seen, meant), shape, severity)
        return tried, profile_evidence(y, tried.spf.expected, tried.doubt)

    for tried, evidence in map_in_threads(fit_at, shapes):
        if evidence > most:
            best, most = tried, evidence
    return best


def _fit_at(
    network: Network,
    y: Floats,
    years: float,
    design: Design,
    around: tuple[Floats, Floats],
    shape: float,
    severity: RulePack,
) -> Surroundings:
    seen, meant = around
    sd = float(severity.get("estimation.neighbour_coefficient_sd"))
    ratio = np.log((seen + shape) / (meant + shape))
    spf = fit_spf(y, years, network.length_m, design.with_column("around", ratio, 1.0, sd**-2))
    doubt = min(float(spf.fit.beta[-1]), 1.0) ** 2 * np.log1p(1.0 / (seen + shape))
    return Surroundings(spf, doubt, shape)
