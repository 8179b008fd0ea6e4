"""What to show next: every sequence of greens over a few steps, tried on a simple model of queues.

On each lane vehicles keep their order. Vehicle k crosses in the first second t with

    t ≥ arrival_k,      t ≥ t_{k−1} + headway,      its link green at t,  and since start_loss seconds if it stands

Headway is longer where the link must give way. The cost of a sequence is the sum over vehicles of seconds between
arrival and crossing, cut at the horizon; who has not crossed by then adds what is still to be waited at the lane's
headway. The first step of the cheapest sequence is shown; what is shown now wins ties.
"""

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """Vehicles on their way to the stop line, in order on each lane. ``arrival_s``: seconds to it at free flow."""

    lane: Ints
    link: Ints
    arrival_s: Floats
    standing: Bools


def best_first(
    ahead: Ahead, letters: npt.NDArray[np.int8], now: int, allowed: Bools, steps: int, step_s: int, yellow_s: int,
    headway_s: float, giving_headway_s: float, start_loss_s: float,
) -> int:  # fmt: skip
    """Row of the first green of the cheapest sequence; ``allowed``: rows that it may begin with.

    ``letters``: (greens, links), 2 goes, 1 gives way, 0 stands. Between two different greens lie ``yellow_s`` seconds
    in which only links that are green in both go on.
    """
    lanes = int(ahead.lane.max()) + 1
    used, link = np.unique(ahead.link, return_inverse=True)  # links that nobody waits for cost nothing
    shown = np.ascontiguousarray(letters[:, used])
    return int(
        _search(
            ahead.lane, link, ahead.arrival_s, ahead.standing, shown, lanes, now, allowed, steps, step_s,
            yellow_s, headway_s, giving_headway_s, start_loss_s,
        )
    )  # fmt: skip


@numba.njit(cache=True)
def _search(
    lane: Ints, link: Ints, arrival: Floats, standing: Bools, letters: npt.NDArray[np.int8], lanes: int, now: int,
    allowed: Bools, steps: int, step_s: int, yellow_s: int, headway: float, giving: float, loss: float,
) -> int:  # fmt: skip
    greens, links = letters.shape
    horizon = steps * step_s
    open_at = np.zeros((horizon, links), np.int8)
    since = np.zeros((horizon, links), np.int64)
    total = greens**steps
    best, best_cost = now, np.inf
    shown = np.zeros(steps, np.int64)
    last = np.zeros(lanes)
    for code in range(total):
        rest = code
        for k in range(steps):
            shown[k] = (now + rest % greens) % greens  # what is shown now comes first
            rest //= greens
        if not allowed[shown[0]]:
            continue
        for t in range(horizon):
            k = t // step_s
            row, before = shown[k], shown[k - 1] if k > 0 else now
            changing = row != before and t - k * step_s < yellow_s
            for column in range(links):
                letter = letters[row, column]
                if changing and letters[before, column] == 0:
                    letter = 0
                open_at[t, column] = letter
                if letter == 0:
                    since[t, column] = 0
                elif t == 0:
                    since[t, column] = 1000 if letters[now, column] > 0 else 1
                else:
                    since[t, column] = since[t - 1, column] + 1
        cost = 0.0
        last[:] = -1e9
        for v in range(len(lane)):
            own = lane[v]
            at = max(arrival[v], last[own])
            if at >= horizon:
                last[own] = at + headway
                cost += at - arrival[v]
                continue
            t = int(np.ceil(at))
            crossed = False
            while t < horizon:
                letter = open_at[t, link[v]]
                if letter > 0 and (not standing[v] or since[t, link[v]] > loss):
                    crossed = True
                    break
                t += 1
            step = headway
            if crossed and open_at[t, link[v]] == 1:
                step = giving
            cost += max(0.0, t - arrival[v])
            last[own] = max(at, float(t)) + step
            if cost >= best_cost:
                break
        if cost < best_cost - 1e-9:
            best, best_cost = shown[0], cost
    return best
