"""Log flow at every stretch from log flows at count points: Bayesian regression plus kriging within each road.

======  =========================================================================================
symbol  meaning
======  =========================================================================================
z       log flow minus the class median at the count points
F, b    design at the points and coefficients, b ~ N(0, B), B diagonal
τ²      variance of z around F b
ν       share of τ² that even neighbouring points do not have in common (nugget)
ρ       distance at which the common part has fallen to 1/e, within one road; between roads it is 0
======  =========================================================================================

z ~ N(0, F B F' + τ² ((1 − ν) exp(−d/ρ) [same road] + ν I)); τ² in closed form, ν and ρ by likelihood over a small grid.
Source: Rasmussen & Williams (2006), ch. 2.7 (explicit basis functions), ISBN 026218253X.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_triangular

from daoan.terms.frames import Bools, Floats, Ints

#: Belief about τ (log flow around its class, after the class mean is known) before any count: worth four counts.
PRIOR_TAU, PRIOR_COUNTS = 0.5, 4.0


@dataclass(frozen=True, slots=True)
class Kriging:
    """A fitted flow model; :meth:`predict` gives ln flow relative to the class median, with variance."""

    coefficients: Floats
    coefficient_covariance: Floats
    tau: float
    range_m: float
    nugget_share: float
    xy: Floats
    road: Ints
    solved: Floats  # K⁻¹ (z − F b), for the common part
    design: Floats

    def predict(self, X: Floats, xy: Floats, road: Ints) -> tuple[Floats, Floats, Bools]:
        """Mean, variance and whether a count of the same road narrowed it, per stretch.

        ``X`` (n, p) design, ``xy`` (n, 2) metres, ``road`` (n,) number of the road, -1 for one without counts.
        """
        mean = X @ self.coefficients
        shared = np.einsum("ij,jk,ik->i", X, self.coefficient_covariance, X, optimize=True)
        variance = shared + self.tau**2
        told = np.zeros(len(X), dtype=bool)
        for number in np.unique(road[road >= 0]):
            here, there = np.flatnonzero(road == number), np.flatnonzero(self.road == number)
            if not len(there):
                continue
            cross = self._covariance(xy[here], self.xy[there])
            among = self._covariance(self.xy[there], self.xy[there])
            among[np.diag_indices(len(there))] += self.nugget_share * self.tau**2
            weights = np.linalg.solve(among, cross.T).T
            mean[here] += cross @ self.solved[there]
            gap = X[here] - weights @ self.design[there]
            drift = np.einsum("ij,jk,ik->i", gap, self.coefficient_covariance, gap, optimize=True)
            variance[here] = drift + self.tau**2 - np.einsum("ij,ij->i", weights, cross)
            told[here] = weights.sum(axis=1) > 0.1
        return mean, np.maximum(variance, 1e-4), told

    def _covariance(self, a: Floats, b: Floats) -> Floats:
        d = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1])
        return np.asarray(self.tau**2 * (1 - self.nugget_share) * np.exp(-d / self.range_m))


def fit_kriging(
    F: Floats,
    z: Floats,
    prior_sd: Floats,
    xy: Floats,
    road: Ints,
    *,
    ranges_m: tuple[float, ...],
    nugget_shares: tuple[float, ...],
) -> Kriging:
    """Fit to count points: ``F`` (m, p), ``z`` (m,), ``prior_sd`` (p,), ``xy`` (m, 2) metres, ``road`` (m,)."""
    roads = [np.flatnonzero(road == number) for number in np.unique(road[road >= 0])]
    roads += [np.array([i]) for i in np.flatnonzero(road < 0)]
    fits = []
    for range_m in ranges_m:
        for nugget in nugget_shares:
            whitened = [_whiten(F[rows], z[rows], xy[rows], range_m, nugget) for rows in roads]
            fits.append((*_fit_at(whitened, F.shape[1], prior_sd), range_m, nugget))
    _, beta, covariance, tau, range_m, nugget = max(fits, key=lambda f: f[0])
    solved = np.empty(len(z))
    for rows in roads:
        R = _correlation(xy[rows], range_m, nugget)
        solved[rows] = np.linalg.solve(R, z[rows] - F[rows] @ beta) / tau**2
    return Kriging(beta, covariance, tau, range_m, nugget, xy, road, solved, F)


def _correlation(xy: Floats, range_m: float, nugget: float) -> Floats:
    distance = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    R = (1 - nugget) * np.exp(-distance / range_m)
    R[np.diag_indices(len(xy))] = 1.0
    return np.asarray(R)


def _whiten(F: Floats, z: Floats, xy: Floats, range_m: float, nugget: float) -> tuple[Floats, Floats, float]:
    """One road's design and values times L⁻¹ with L L' = R, and ln det R."""
    L = np.linalg.cholesky(_correlation(xy, range_m, nugget))
    both = solve_triangular(L, np.column_stack([F, z]), lower=True)
    return both[:, :-1], both[:, -1], 2.0 * float(np.log(np.diag(L)).sum())


def _fit_at(
    whitened: list[tuple[Floats, Floats, float]], columns: int, prior_sd: Floats
) -> tuple[float, Floats, Floats, float]:
    """Likelihood, b, its covariance and τ for one range and nugget; roads are independent but for b."""
    FF, Fz, zz, log_det, points = np.zeros((columns, columns)), np.zeros(columns), 0.0, 0.0, 0
    for G, w, part in whitened:
        FF, Fz, zz = FF + G.T @ G, Fz + G.T @ w, zz + float(w @ w)
        log_det, points = log_det + part, points + len(w)
    tau, rest = PRIOR_TAU, zz
    beta, covariance = np.zeros(columns), np.diag(prior_sd**2)
    for _ in range(8):
        covariance = np.asarray(np.linalg.inv(FF / tau**2 + np.diag(prior_sd**-2)), dtype=np.float64)
        beta = covariance @ Fz / tau**2
        rest = max(zz - 2 * float(beta @ Fz) + float(beta @ FF @ beta), 1e-12)
        square = rest + float((FF * covariance).sum())
        tau = float(np.sqrt((square + PRIOR_COUNTS * PRIOR_TAU**2) / (points + PRIOR_COUNTS)))
    likelihood = -0.5 * (points * np.log(tau**2) + log_det + rest / tau**2 + float((beta**2 / prior_sd**2).sum()))
    return likelihood + 0.5 * float(np.linalg.slogdet(covariance)[1]), beta, covariance, tau
