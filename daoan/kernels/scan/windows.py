"""The hot loop: the likeliest window around each centre, and the likeliest of all in many draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from daoan.kernels.threads import map_in_threads

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]

#: Draws that share one thread's look at every centre.
_DRAWS_TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts of several draws without their zeros: most places have no case in most periods, and a draw fits a cache.

    Cells of place *i* in draw *r* are ``starts[r, i]`` … ``starts[r, i + 1] − 1``, latest first; ``ago`` is how many
    periods ago, ``number`` how many cases.
    """

    starts: Counts  # (R, n + 1)
    ago: Counts
    number: Counts


def cells_of(draws: Sequence[Ints]) -> Cells:
    """Cells of draws, each (n, D): cases by place and by how many periods ago."""
    starts = np.zeros((len(draws), len(draws[0]) + 1), dtype=np.int32)
    agos, numbers, before = [], [], 0
    for row, counts in enumerate(draws):
        place, ago = np.nonzero(counts)
        starts[row, 0] = before
        starts[row, 1:] = before + np.cumsum(np.bincount(place, minlength=len(counts)))
        before += len(place)
        agos.append(ago)
        numbers.append(counts[place, ago])
    return Cells(starts, np.concatenate(agos).astype(np.int32), np.concatenate(numbers).astype(np.int32))


def log_table(total: int) -> Floats:
    """Logarithms of 0 … total; that of 0 is −∞."""
    with np.errstate(divide="ignore"):
        return np.log(np.arange(total + 1, dtype=np.float64))


@numba.njit(cache=True, nogil=True)
def _log_expected(first: int, last: int, member: Ints, expected: Floats, total: float) -> tuple[Floats, Floats]:
    # ln e and ln(C - e) of every window of one centre: rows are how many members, columns how many periods less one
    inside = np.empty((last - first, expected.shape[1]))
    outside = np.empty((last - first, expected.shape[1]))
    of_period = np.zeros(expected.shape[1])
    for k in range(last - first):
        e = 0.0
        for d in range(expected.shape[1]):
            of_period[d] += expected[member[first + k], d]
            e += of_period[d]
            inside[k, d] = np.log(max(e, 1e-300))
            outside[k, d] = np.log(max(total - e, 1e-300))
    return inside, outside


@numba.njit(cache=True, nogil=True)
def _best_of_centre(
    first: int,
    last: int,
    member: Ints,
    closes: Bools,
    starts: Counts,
    ago: Counts,
    number: Counts,
    inside: Floats,
    outside: Floats,
    logs: Floats,
    least: int,
    seen: Counts,
    floor: float,
) -> tuple[float, int, int]:
    # Only windows above `floor` are told of; the part of the ratio that stems from outside is never positive.
    #
    # A member or a period without cases only adds to e, and at the same c the ratio falls as e grows: such windows are
    # never the best and are passed over. `since`: the shortest duration (less one) that cases were added to since the
    # last zone that was weighed; shorter ones hold what they held.
    longest, total = len(seen), len(logs) - 1
    best, best_k, best_d = floor, 0, 0
    since = longest
    seen[:] = 0
    for k in range(last - first):
        m = member[first + k]
        for j in range(starts[m], starts[m + 1]):
            since = min(since, ago[j])
            for d in range(ago[j], longest):
                seen[d] += number[j]
        if since == longest or not closes[first + k]:
            continue
        before = max(seen[since - 1] if since > 0 else 0, least - 1)
        for d in range(since, longest):
            c = seen[d]
            if c <= before:
                continue
            before = c
            ratio = c * (logs[c] - inside[k, d])
            if ratio <= best:
                continue
            if c < total:
                ratio += (total - c) * (logs[total - c] - outside[k, d])
            if ratio > best:
                best, best_k, best_d = ratio, k + 1, d + 1
        since = longest
    return best, best_k, best_d


def best_windows(
    starts: Ints, member: Ints, closes: Bools, counts: Ints, expected: Floats, logs: Floats, least: int
) -> tuple[Floats, Ints, Ints]:
    """The likeliest window around each centre: its LLR (0: none), how many members, how many periods.

    ``counts``, ``expected`` (n, D) by how many periods ago; ``logs`` of 0 … C; ``least`` cases that a window must hold.
    """
    cells = cells_of([counts])
    ratio, size, periods = _best_windows(
        starts, member, closes, cells.starts[0], cells.ago, cells.number, expected, logs, least
    )
    return ratio, size, periods


def highest_ratios(
    starts: Ints, member: Ints, closes: Bools, draws: Sequence[Ints], expected: Floats, logs: Floats, least: int
) -> Floats:
    """The highest LLR of each draw, (R,); draws as ``counts`` of :func:`best_windows`."""

    def highest_of(some: Sequence[Ints]) -> Floats:
        cells = cells_of(some)
        return np.asarray(
            _highest_ratios(starts, member, closes, cells.starts, cells.ago, cells.number, expected, logs, least)
        )

    parts = [draws[at : at + _DRAWS_TOGETHER] for at in range(0, len(draws), _DRAWS_TOGETHER)]
    return np.concatenate([np.empty(0), *map_in_threads(highest_of, parts)])


@numba.njit(cache=True, nogil=True)
def _best_windows(
    starts: Ints,
    member: Ints,
    closes: Bools,
    cell_starts: Counts,
    ago: Counts,
    number: Counts,
    expected: Floats,
    logs: Floats,
    least: int,
) -> tuple[Floats, Ints, Ints]:
    n = len(starts) - 1
    ratio, size, periods = np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64)
    seen = np.zeros(expected.shape[1], np.int32)
    for i in range(n):
        a, b = starts[i], starts[i + 1]
        inside, outside = _log_expected(a, b, member, expected, len(logs) - 1.0)
        ratio[i], size[i], periods[i] = _best_of_centre(
            a, b, member, closes, cell_starts, ago, number, inside, outside, logs, least, seen, 0.0
        )
    return ratio, size, periods


@numba.njit(cache=True, nogil=True)
def _highest_ratios(
    starts: Ints,
    member: Ints,
    closes: Bools,
    cell_starts: Counts,
    ago: Counts,
    number: Counts,
    expected: Floats,
    logs: Floats,
    least: int,
) -> Floats:
    # Centres outside, draws inside: what is expected around a centre is worked out once for all draws.
    highest = np.zeros(len(cell_starts))
    seen = np.zeros(expected.shape[1], np.int32)
    for i in range(len(starts) - 1):
        a, b = starts[i], starts[i + 1]
        inside, outside = _log_expected(a, b, member, expected, len(logs) - 1.0)
        for r in range(len(cell_starts)):
            highest[r], _, _ = _best_of_centre(
                a, b, member, closes, cell_starts[r], ago, number, inside, outside, logs, least, seen, highest[r]
            )
    return highest
