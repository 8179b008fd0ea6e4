"""What is expected along lines, piece by piece, and inside any interval of them."""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Profile:
    """Pieces of lines, sorted by ``group``, then ``start``; all columns (m,).

    ``mean`` is the count expected on a piece. A piece's true rate is ``mean`` times an unknown factor with mean 1 and
    variance ``spread``; factors of neighbouring pieces of one group correlate by ``rho`` (0 ≤ rho < 1).
    """

    group: Ints
    start: Floats
    end: Floats
    mean: Floats
    spread: Floats
    rho: float = 0.0

    def times(self, factor: float) -> "Profile":
        """The same profile with every mean multiplied."""
        return Profile(self.group, self.start, self.end, self.mean * factor, self.spread, self.rho)

    def lay(self, group: Ints, start: Floats, length: float) -> tuple[Floats, Floats]:
        """Windows of one length, moved back where they would run over the end of their line, cut on shorter lines.

        Else a window at a line's end would be held against a few metres of it, and one on a stub against nothing.
        """
        edge = np.flatnonzero(np.diff(self.group, prepend=-1, append=np.iinfo(np.int64).max))
        line = np.searchsorted(self.group[edge[:-1]], group)
        begin, last = self.start[edge[:-1]][line], self.end[edge[1:] - 1][line]
        moved = np.maximum(np.minimum(start, last - length), begin)
        return moved, np.minimum(moved + length, last)

    def between(self, group: Ints, start: Floats, end: Floats) -> tuple[Floats, Floats]:
        """Mean (k,) of the count inside each of k intervals, and the spread (k,) of its unknown factor."""
        return _between(self.group, self.start, self.end, self.mean, self.spread, self.rho, group, start, end)

    def mean_between(self, group: Ints, start: Floats, end: Floats) -> Floats:
        """Mean (k,) of the count alone, for intervals sorted by group, then start, whose ends do not fall in a group.

        Long intervals cost no more than short ones: O(m + k). A difference of running sums, true to about 1e-15 of what
        all pieces expect together.
        """
        to_end = _mean_until(self.group, self.start, self.end, self.mean, group, end)
        return np.asarray(to_end - _mean_until(self.group, self.start, self.end, self.mean, group, start))


@numba.njit(cache=True, nogil=True)
def first_piece(piece_group: Ints, piece_end: Floats, group: int, start: float) -> int:
    """Row of the first piece of a group that ends behind ``start``."""
    low, high = 0, len(piece_group)
    while low < high:
        middle = (low + high) // 2
        if piece_group[middle] < group or (piece_group[middle] == group and piece_end[middle] <= start):
            low = middle + 1
        else:
            high = middle
    return low


@numba.njit(cache=True, nogil=True)
def _between(
    piece_group: Ints,
    piece_start: Floats,
    piece_end: Floats,
    piece_mean: Floats,
    piece_spread: Floats,
    rho: float,
    group: Ints,
    start: Floats,
    end: Floats,
) -> tuple[Floats, Floats]:
    # Let a_i = share_i * mean_i * sqrt(spread_i). Then
    #
    #     mean   = sum_i share_i * mean_i
    #     spread = sum_i sum_j rho^|i-j| a_i a_j / mean^2
    #
    # share_i   part of piece i inside the interval
    # spread_i  variance of the unknown factor of piece i
    #
    # `carried` is sum_{j<i} rho^(i-j) a_j, kept up as i grows.
    mean = np.zeros(len(start))
    spread = np.zeros(len(start))
    for k in range(len(start)):
        i = first_piece(piece_group, piece_end, group[k], start[k])
        carried = 0.0
        variance = 0.0
        while i < len(piece_group) and piece_group[i] == group[k] and piece_start[i] < end[k]:
            inside = min(piece_end[i], end[k]) - max(piece_start[i], start[k])
            expected = piece_mean[i] * inside / (piece_end[i] - piece_start[i])
            a = expected * np.sqrt(piece_spread[i])
            mean[k] += expected
            variance += a * a + 2.0 * a * carried
            carried = rho * (carried + a)
            i += 1
        if mean[k] > 0.0:
            spread[k] = variance / (mean[k] * mean[k])
    return mean, spread


@numba.njit(cache=True, nogil=True)
def _mean_until(
    piece_group: Ints, piece_start: Floats, piece_end: Floats, piece_mean: Floats, group: Ints, at: Floats
) -> Floats:
    # What all pieces expect that lie before a place, in order of group and chainage; places come in that order too.
    until = np.empty(len(at))
    i, before = 0, 0.0
    for k in range(len(at)):
        while i < len(piece_group) and (
            piece_group[i] < group[k] or (piece_group[i] == group[k] and piece_end[i] <= at[k])
        ):
            before += piece_mean[i]
            i += 1
        until[k] = before
        if i < len(piece_group) and piece_group[i] == group[k] and piece_start[i] < at[k]:
            until[k] += piece_mean[i] * (at[k] - piece_start[i]) / (piece_end[i] - piece_start[i])
    return until


def neighbour_correlation(profile: Profile, counts: Floats) -> float:
    """Correlation of the unknown factors of neighbouring pieces, by moments, cut to [0, 0.95].

    ``counts``: (m,) observed on each piece. 0 where nothing can be told::

        rho = sum (n_i - m_i)(n_j - m_j) / sum m_i m_j sqrt(s_i s_j)      over neighbours i, j

    n observed, m expected, s spread. Poisson noise of neighbours is independent, so it drops out of the numerator.
    """
    beside = (profile.group[1:] == profile.group[:-1]) & (profile.start[1:] - profile.end[:-1] < 1.0)
    excess = counts - profile.mean
    scale = profile.mean * np.sqrt(profile.spread)
    common = float(np.sum((scale[1:] * scale[:-1])[beside]))
    if common <= 0.0:
        return 0.0
    return float(np.clip(np.sum((excess[1:] * excess[:-1])[beside]) / common, 0.0, 0.95))
