"""The hot loop: the likeliest window around each centre, and the likeliest of all in many draws."""

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int32]


def log_table(total: int) -> Floats:
    """Logarithms of 0 … total; that of 0 is −∞."""
    with np.errstate(divide="ignore"):
        return np.log(np.arange(total + 1, dtype=np.float64))


@numba.njit(cache=True, nogil=True)
def _log_expected(first: int, last: int, member: Ints, expected: Floats, total: float) -> tuple[Floats, Floats]:
    # ln e and ln(C - e) of every window of one centre: rows are how many members, columns durations
    inside = np.empty((last - first, expected.shape[1]))
    outside = np.empty((last - first, expected.shape[1]))
    running = np.zeros(expected.shape[1])
    for k in range(last - first):
        for d in range(expected.shape[1]):
            running[d] += expected[member[first + k], d]
            inside[k, d] = np.log(max(running[d], 1e-300))
            outside[k, d] = np.log(max(total - running[d], 1e-300))
    return inside, outside


@numba.njit(cache=True, nogil=True)
def _best_of_centre(
    first: int,
    last: int,
    member: Ints,
    closes: Bools,
    counts: Counts,
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
    # never the best and are passed over. `changed`: cases came in since the last window that was weighed.
    longest = counts.shape[1]
    total = len(logs) - 1
    best, best_k, best_d = floor, 0, 0
    changed = False
    seen[:] = 0
    for k in range(last - first):
        m = member[first + k]
        if counts[m, longest - 1] > 0:
            changed = True
            for d in range(longest):
                seen[d] += counts[m, d]
        if not (changed and closes[first + k]) or seen[longest - 1] < least:
            continue
        changed = False
        before = least - 1
        for d in range(longest):
            c = seen[d]
            if c <= before:
                continue
            before = c
            gain = logs[c] - inside[k, d]
            ratio = c * gain
            if ratio <= best:
                continue
            if c < total:
                ratio += (total - c) * (logs[total - c] - outside[k, d])
            if ratio > best:
                best, best_k, best_d = ratio, k + 1, d + 1
    return best, best_k, best_d


@numba.njit(cache=True, nogil=True)
def best_windows(
    starts: Ints, member: Ints, closes: Bools, counts: Counts, expected: Floats, logs: Floats, least: int
) -> tuple[Floats, Ints, Ints]:
    """The likeliest window around each centre: its LLR (0: none), how many members, how many periods.

    ``counts``, ``expected`` (n, D) by duration; ``logs`` of 0 … C; ``least`` cases that a window must hold.
    """
    n = len(starts) - 1
    ratio, size, periods = np.zeros(n), np.zeros(n, np.int64), np.zeros(n, np.int64)
    seen = np.zeros(counts.shape[1], np.int32)
    for i in range(n):
        inside, outside = _log_expected(starts[i], starts[i + 1], member, expected, len(logs) - 1.0)
        ratio[i], size[i], periods[i] = _best_of_centre(
            starts[i], starts[i + 1], member, closes, counts, inside, outside, logs, least, seen, 0.0
        )
    return ratio, size, periods


@numba.njit(cache=True, nogil=True)
def highest_ratios(
    starts: Ints, member: Ints, closes: Bools, draws: Counts, expected: Floats, logs: Floats, least: int
) -> Floats:
    """The highest LLR of each draw, (R,); ``draws`` (R, n, D) by duration."""
    # Centres outside, draws inside: what is expected around a centre is worked out once for all draws.
    highest = np.zeros(len(draws))
    seen = np.zeros(draws.shape[2], np.int32)
    for i in range(len(starts) - 1):
        inside, outside = _log_expected(starts[i], starts[i + 1], member, expected, len(logs) - 1.0)
        for r in range(len(draws)):
            highest[r], _, _ = _best_of_centre(
                starts[i], starts[i + 1], member, closes, draws[r], inside, outside, logs, least, seen, highest[r]
            )
    return highest
