"""Good answers to a roster: each worker in turn takes the sequence that is best while all others stay as they are.

One worker's best answer is exact: the best option of every period by what it adds, then a longest path through the
graph of allowed sequences. Turns go round until nobody gains. Then some workers at a time are taken out and put back in
another order, and what is not worse is kept (large neighbourhood search, Shaw 1998, doi 10.1007/3-540-49481-2_30;
Pisinger & Ropke 2010, doi 10.1007/978-1-4419-1665-5_13). The worth never falls; the same seed gives the same answer.
"""

from typing import Any

import numpy as np
from numba import njit

from daoan.kernels.optimise.roster import Floats, Ints, Roster

#: A worker on a task that still needs one is worth so many times all there is to save: tasks go before everything.
TASK_TIMES = 10.0

#: What counts as a gain, relative to the largest worth of one period's option.
TOLERANCE = 1e-12


def climb(roster: Roster, start: Ints | None = None, *, rounds: int = 400, out: int = 8, seed: int = 0) -> Ints:
    """Options taken (W, H) after going round and ``rounds`` of taking ``out`` workers out; ``start`` is never worsened.

    Tasks are filled as far as single turns can; :meth:`Roster.allows` tells whether all are.
    """
    taken = np.full((roster.workers, roster.periods), -1, dtype=np.int64) if start is None else start.copy()
    if not roster.workers or not roster.periods:
        return taken
    rng = np.random.default_rng(seed)
    orders = np.argsort(rng.random((rounds, roster.workers)), axis=1)[:, : min(out, roster.workers)].astype(np.int64)
    big = TASK_TIMES * (float(roster.weight.sum()) + float(np.abs(roster.bonus).max(initial=0.0)) + 1.0)
    _climb(roster.arrays(), taken, orders, big)
    return taken


def gains(roster: Roster, taken: Ints) -> Floats:
    """What one more worker at each place would add to what is saved in each period (P, H)."""
    slope = roster.slope(roster.presence(taken))[roster.cell]
    sums = np.concatenate([np.zeros((1, roster.periods)), np.cumsum(slope, axis=0)])
    return np.asarray(sums[roster.place_ptr[1:]] - sums[roster.place_ptr[:-1]], dtype=np.float64)


@njit(cache=True)
def _add(r: Any, x: Any, gain: Any, filled: Any, o: int, h: int, sign: int) -> None:
    """One worker more (or less, ``sign`` -1) on an option; keeps ``gain`` (P, H) of one more worker at each place."""
    weight, step, place_ptr, cell, cell_ptr, owner = r[0], r[1], r[2], r[3], r[15], r[16]
    p, K = r[5][o], step.shape[1]
    for j in range(place_ptr[p], place_ptr[p + 1]):
        s = cell[j]
        before = step[h, x[s, h]] if x[s, h] < K else 0.0
        x[s, h] += sign
        after = step[h, x[s, h]] if x[s, h] < K else 0.0
        rise = weight[s, h] * (after - before)
        if rise != 0.0:
            for i in range(cell_ptr[s], cell_ptr[s + 1]):
                gain[owner[i], h] += rise
    if r[6][o] >= 0:
        filled[r[6][o]] += sign


@njit(cache=True)
def _worth(r: Any, gain: Any, filled: Any, o: int, h: int, big: float) -> float:
    task = r[6][o]
    extra = big if task >= 0 and filled[task] < r[11][task] else 0.0
    return float(gain[r[5][o], h] + r[7][o] + extra)


@njit(cache=True)
def _take_out(r: Any, x: Any, gain: Any, filled: Any, row: Any, big: float) -> float:
    """Clear a worker's row; answers what it was worth to the others' answer."""
    lost = 0.0
    for h in range(len(row)):
        if row[h] >= 0:
            _add(r, x, gain, filled, row[h], h, -1)
            lost += _worth(r, gain, filled, row[h], h, big)
    return lost


@njit(cache=True)
def _best_row(r: Any, gain: Any, filled: Any, w: int, big: float, best: Any, value: Any, row: Any) -> float:
    """Fill ``row`` with the best sequence of worker ``w`` who is out; answers its worth, -inf where none is allowed."""
    option_ptr, forced, level, skip, work = r[4], r[8], r[12], r[13], r[14]
    place, task, bonus, need = r[5], r[6], r[7], r[11]  # taken out of the tuple once: each look into it is counted
    kind, root, H = r[9][w], r[10][w], r[0].shape[1]
    for h in range(H):
        best[h], row[h] = -np.inf, -1
        for o in range(option_ptr[kind * H + h], option_ptr[kind * H + h + 1]):
            worth = gain[place[o], h] + bonus[o]
            if task[o] >= 0 and filled[task[o]] < need[task[o]]:
                worth += big
            if worth > best[h]:
                best[h], row[h] = worth, o
    for s in range(len(level) - 1, -1, -1):
        h = level[s]
        if h == H:
            value[s] = 0.0
            continue
        skipped = value[skip[s]] if not forced[kind, h] else -np.inf
        worked = value[work[s]] + best[h] if work[s] >= 0 else -np.inf
        value[s] = max(skipped, worked)
    s = root
    for h in range(H):
        skipped = value[skip[s]] if not forced[kind, h] else -np.inf
        if work[s] >= 0 and value[work[s]] + best[h] > skipped:
            s = work[s]
        else:
            row[h] = -1
            s = skip[s]
    return float(value[root])


@njit(cache=True)
def _turn(r: Any, x: Any, gain: Any, filled: Any, taken: Any, w: int, big: float, tol: float, room: Any) -> bool:
    """One worker takes the best sequence; whether that gained."""
    best, value, row = room
    H = taken.shape[1]
    lost = _take_out(r, x, gain, filled, taken[w], big)
    found = _best_row(r, gain, filled, w, big, best, value, row)
    gained = found > lost + tol
    for h in range(H):
        if gained:
            taken[w, h] = row[h]
        if taken[w, h] >= 0:
            _add(r, x, gain, filled, taken[w, h], h, 1)
    return gained


@njit(cache=True)
def _go_round(r: Any, x: Any, gain: Any, filled: Any, taken: Any, big: float, tol: float, room: Any) -> None:
    for _ in range(50):
        moved = False
        for w in range(len(taken)):
            moved = _turn(r, x, gain, filled, taken, w, big, tol, room) or moved
        if not moved:
            break


@njit(cache=True)
def _climb(r: Any, taken: Any, orders: Any, big: float) -> None:
    W, H = taken.shape
    x, filled = np.zeros(r[0].shape, dtype=np.int64), np.zeros(len(r[11]), dtype=np.int64)
    gain = _first_gains(r)
    room = (np.zeros(H), np.zeros(len(r[12])), np.zeros(H, dtype=np.int64))
    tol = TOLERANCE * (1.0 + big / TASK_TIMES)
    for w in range(W):
        for h in range(H):
            if taken[w, h] >= 0:
                _add(r, x, gain, filled, taken[w, h], h, 1)
    _go_round(r, x, gain, filled, taken, big, tol, room)
    for turn in range(len(orders)):
        order = orders[turn]
        kept = taken[order].copy()
        lost = 0.0
        for w in order:
            lost += _take_out(r, x, gain, filled, taken[w], big)
            taken[w] = -1
        found = 0.0
        for w in order:
            found += _best_row(r, gain, filled, w, big, room[0], room[1], room[2])
            for h in range(H):
                taken[w, h] = room[2][h]
                if taken[w, h] >= 0:
                    _add(r, x, gain, filled, taken[w, h], h, 1)
        if found >= lost - tol:
            continue
        for i in range(len(order)):
            for h in range(H):
                if taken[order[i], h] >= 0:
                    _add(r, x, gain, filled, taken[order[i], h], h, -1)
                taken[order[i], h] = kept[i, h]
                if kept[i, h] >= 0:
                    _add(r, x, gain, filled, kept[i, h], h, 1)
    _go_round(r, x, gain, filled, taken, big, tol, room)


@njit(cache=True)
def _first_gains(r: Any) -> Any:
    """What the first worker at each place saves (P, H)."""
    place_ptr, H = r[2], r[0].shape[1]
    gain = np.zeros((len(place_ptr) - 1, H))
    for p in range(len(place_ptr) - 1):
        for j in range(place_ptr[p], place_ptr[p + 1]):
            for h in range(H):
                gain[p, h] += r[0][r[3][j], h] * r[1][h, 0]
    return gain
