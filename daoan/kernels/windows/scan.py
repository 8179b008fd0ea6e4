"""Scan lines for windows that hold more points than unevenness and chance explain.

The score of a window is built on the likelihood ratio of a negative binomial count; how large the best scores are by
chance, with every window looked at, is simulated from the same profile. The simulated factors are lognormal: their tail
is heavier than that of the gamma behind the negative binomial, which keeps the promise on the careful side.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from daoan.kernels.threads import map_in_threads
from daoan.kernels.windows.disjoint import owners_of_overlaps
from daoan.kernels.windows.profile import Profile
from daoan.kernels.windows.sliding import counts_between

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Windows with less than this many times their expectation are not raised; leaving them out of the ranking saves time.
LEAST_RATIO = 1.2

#: A line shorter than this share of the window is a stub: what lies on it belongs to the lines that it joins.
LEAST_ROAD = 0.2

#: How far on either side the line speaks for what is usual around a window.
SURROUNDINGS_M = 3000.0


@dataclass(frozen=True, slots=True)
class Scan:
    """Disjoint windows, best first; all columns (k,)."""

    group: Ints
    start: Floats
    end: Floats
    count: Floats
    mean: Floats
    spread: Floats
    score: Floats


def score_of(count: Floats, mean: Floats, spread: Floats) -> Floats:
    """Log posterior odds, but for a constant, that the rate of a window is raised; -inf where it is not higher.

    ::

        score = ln m + n ln(n / m) - (n + r) ln((n + r) / (m + r)),   r = 1 / spread

    n observed count, m expected count, r shape of the gamma-distributed factor. Behind ``ln m`` is the logarithm of the
    negative binomial likelihood ratio; ``ln m`` takes the odds beforehand in proportion to what is expected, since a
    bad place does harm, and shows, where there is most to count. Without it places with next to nothing expected and a
    few points lead the ranking.
    """
    n = np.maximum(np.asarray(count, dtype=np.float64), 1e-12)
    m = np.maximum(np.asarray(mean, dtype=np.float64), 1e-9)
    r = 1.0 / np.maximum(np.asarray(spread, dtype=np.float64), 1e-9)
    ratio = n * np.log(n / m) - (n + r) * np.log1p((n - m) / (m + r))
    return np.where(n > m, np.log(m) + ratio, -np.inf)


def scan_windows(profile: Profile, group: Ints, position: Floats, length: float, least_count: int = 3) -> Scan:
    """Disjoint windows of one length, best score first.

    ``group``, ``position``: (n,) the points, sorted by group, then position. Windows begin at points, but for those
    that would run over the end of their line.
    """
    points = (group, position)
    start, end = profile.lay(group, position, length)
    count = counts_between(group, position, group, start, end).astype(np.float64)
    rows = np.flatnonzero((count >= least_count) & (end - start >= LEAST_ROAD * length))
    group, start, end, count = group[rows], start[rows], end[rows], count[rows]
    keep = count > LEAST_RATIO * profile.mean_between(group, start, end)
    group, start, end, count = group[keep], start[keep], end[keep], count[keep]
    mean, spread = profile.between(group, start, end)
    mean = mean * surroundings_factor(profile, points, group, start, end, spread)
    score = score_of(count, mean, spread)
    order = np.argsort(-score, kind="stable")
    owner = owners_of_overlaps(group, start, end, order)
    best = order[owner[order] == order]
    return Scan(group[best], start[best], end[best], count[best], mean[best], spread[best], score[best])


def surroundings_factor(
    profile: Profile, points: tuple[Ints, Floats], group: Ints, start: Floats, end: Floats, spread: Floats
) -> Floats:
    """By how much the line around each window runs above or below what is expected of it, (k,).

    An error that a whole road shares (its traffic, its kind of users) is no bad place. The line up to
    :data:`SURROUNDINGS_M` away on either side speaks, without the window and one length beside it, where a bad place
    might reach::

        f = max(1, (1 / v + n) / (1 / v + m)),    v = rho * spread

    n observed and m expected count of the surroundings, v variance of the part of the unknown factor that neighbours
    share. With rho = 0 the surroundings say nothing. They may excuse a window, never accuse it: hence at least 1.
    """
    shared = profile.rho * spread
    beside = end - start
    observed, expected = np.zeros(len(start)), np.zeros(len(start))
    for reach, sign in ((SURROUNDINGS_M, 1.0), (beside, -1.0)):
        low, high = start - reach, end + reach
        expected += sign * profile.mean_between(group, low, high)
        observed += sign * counts_between(*points, group, low, high)
    return np.asarray(np.maximum((1.0 + shared * observed) / (1.0 + shared * np.maximum(expected, 0.0)), 1.0))


def null_scores(profile: Profile, length: float, simulations: int, seed: int, least_count: int = 3) -> Floats:
    """Scores of the disjoint windows of ``simulations`` draws in which nothing but ordinary unevenness is at work.

    Pooled and sorted, largest first.
    """

    def scores_of_draw(stream: np.random.SeedSequence) -> Floats:
        group, position = draw_points(profile, np.random.default_rng(stream))
        return scan_windows(profile, group, position, length, least_count).score

    pooled = map_in_threads(scores_of_draw, np.random.SeedSequence(seed).spawn(simulations))
    return -np.sort(-np.concatenate([np.empty(0), *pooled]))


def draw_points(profile: Profile, rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Points of one draw, sorted by group, position: lognormal factors, Poisson counts, evenly spread in a piece.

    A Poisson process along all pieces laid end to end: sums of exponential steps are its points in order, so that
    nothing has to be sorted.
    """
    sigma = np.sqrt(np.log1p(profile.spread))
    noise = rng.standard_normal(len(profile.mean))
    until = np.cumsum(profile.mean * _factors(profile.group, sigma, profile.rho, noise))
    whole = float(until[-1]) if len(until) else 0.0
    steps = np.cumsum(rng.standard_exponential(rng.poisson(whole) + 1))
    return _spread_out(profile.group, profile.start, profile.end, until, steps[:-1] * (whole / steps[-1]))


@numba.njit(cache=True, nogil=True)
def _factors(group: Ints, sigma: Floats, rho: float, noise: Floats) -> Floats:
    # factor_i = exp(sigma_i z_i - sigma_i^2 / 2), sigma_i^2 = ln(1 + spread_i); z is a first-order chain along a group
    factor = np.empty(len(group))
    z = 0.0
    fresh = np.sqrt(1.0 - rho * rho)
    for i in range(len(group)):
        linked = i > 0 and group[i] == group[i - 1]
        z = rho * z + fresh * noise[i] if linked else noise[i]
        factor[i] = np.exp(sigma[i] * (z - 0.5 * sigma[i]))
    return factor


@numba.njit(cache=True, nogil=True)
def _spread_out(group: Ints, start: Floats, end: Floats, until: Floats, at: Floats) -> tuple[Ints, Floats]:
    # `until` is the running sum of what the pieces hold, `at` the points on the same axis, in order
    point_group = np.empty(len(at), dtype=np.int64)
    position = np.empty(len(at))
    piece = 0
    for k in range(len(at)):
        while piece < len(until) - 1 and until[piece] < at[k]:
            piece += 1
        held = until[piece] - (until[piece - 1] if piece > 0 else 0.0)
        share = 1.0 - (until[piece] - at[k]) / held if held > 0.0 else 0.0
        point_group[k] = group[piece]
        position[k] = start[piece] + min(max(share, 0.0), 1.0) * (end[piece] - start[piece])
    return point_group, position


def false_discovery_rates(scores: Floats, found: Floats, null: Floats, simulations: int) -> Floats:
    """The false-discovery rate at which each score would just be reported (q-value).

    ``scores``: (k,) to be judged; ``found``: scores of all disjoint windows of the real data; ``null``: pooled scores
    of ``simulations`` draws. As Benjamini and Hochberg (1995, doi 10.1111/j.2517-6161.1995.tb02031.x), with the number
    of windows that chance gives taken from the simulation::

        q(s) = min over t <= s of  E0(t) / max(1, N(t))

    E0(t) windows a null draw scores at least t, on average, counting one extra draw so that no rate is ever 0;
    N(t) windows of the real data that do.
    """
    if len(scores) == 0:
        return np.empty(0)
    grid = np.unique(np.concatenate([found, scores]))
    null_up = np.sort(null)
    found_up = np.sort(found)
    by_chance = (len(null_up) - np.searchsorted(null_up, grid, side="left") + 1.0) / (simulations + 1.0)
    real = np.maximum(1.0, len(found_up) - np.searchsorted(found_up, grid, side="left"))
    rates = np.minimum.accumulate(np.minimum(by_chance / real, 1.0))
    return rates[np.searchsorted(grid, scores)]
