"""The best of many by measurements that scatter, on the same draws for all (common random numbers).

In: points as rows of an array, and ``measure(points, draws)`` that answers the cost of each point under each draw,
shape (points, draws). Lower is better. The same draw for all makes differences far less scattered than costs.

:func:`halve` measures all under a few draws and goes on with the better half under more. :func:`evolve` is the
evolution strategy with a learnt covariance: Hansen 2016, The CMA evolution strategy: a tutorial, arXiv:1604.00772;
above ``MOST_FULL`` dimensions its covariance stays diagonal (Ros and Hansen 2008, doi:10.1007/978-3-540-87700-4_30).
:func:`comb` walks whole numbers one step at a time, for costs so rough that a neighbour may be much better.
"""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Measure = Callable[[Floats, Sequence[int]], Floats]

MOST_FULL = 30
#: How many of the best a comb keeps in sight, and how many of them it measures under a few draws more.
IN_SIGHT, LOOKED_AT, DRAWS_MORE = 12, 6, 4
#: A cost known from one draw counts this much of the scatter of costs worse, less with more draws.
DOUBT = 0.15


def halve(
    points: Floats, measure: Measure, draws: Sequence[int], first: int = 1, keep: int = 1
) -> tuple[Floats, Floats]:
    """The ``keep`` best, best first, and their mean costs over the draws that the last round used.

    The first round measures all points under ``first`` draws; each further round half of them under twice as many.
    """
    alive, used = np.asarray(points, dtype=np.float64), first
    while True:
        costs = measure(alive, draws[:used]).mean(axis=1)
        order = np.argsort(costs, kind="stable")
        last = len(alive) <= keep or used >= len(draws)
        size = keep if last else max(keep, (len(alive) + 1) // 2)
        alive, costs = alive[order[:size]], costs[order[:size]]
        if last:
            return alive, costs
        used = min(2 * used, len(draws))


def evolve(
    start: Floats,
    spread: Floats,
    measure: Measure,
    draws: Sequence[int],
    generations: int,
    rng: np.random.Generator,
    per_generation: int = 2,
    told: Callable[[int], None] | None = None,
) -> Floats:
    """The middle after each of the last generations and the best of each, as rows; later ones last.

    ``spread``: first standard deviation of each coordinate. Each generation meets the next ``per_generation`` draws,
    in turn. ``told`` hears the number of each generation that is done.
    """
    n = len(start)
    size = 4 + int(3 * np.log(n))
    mu = size // 2
    weight = np.log(mu + 0.5) - np.log(np.arange(1, mu + 1))
    weight /= weight.sum()
    mu_eff = 1 / float((weight**2).sum())
    full = n <= MOST_FULL
    c_sigma = (mu_eff + 2) / (n + mu_eff + 5)
    damp = 1 + 2 * max(0.0, np.sqrt((mu_eff - 1) / (n + 1)) - 1) + c_sigma
    c_c = (4 + mu_eff / n) / (n + 4 + 2 * mu_eff / n)
    c_1 = 2 / ((n + 1.3) ** 2 + mu_eff)
    c_mu = min(1 - c_1, 2 * (mu_eff - 2 + 1 / mu_eff) / ((n + 2) ** 2 + mu_eff))
    if not full:
        c_1, c_mu = min(0.5, c_1 * (n + 2) / 3), min(0.5, c_mu * (n + 2) / 3)
    chi = np.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n**2))
    mean, sigma, C = start.astype(np.float64), 1.0, np.eye(n)
    p_sigma, p_c, found = np.zeros(n), np.zeros(n), []
    for g in range(generations):
        values, axes = np.linalg.eigh(C) if full else (np.diag(C), np.eye(n))
        root = np.sqrt(np.maximum(values, 1e-12))
        y = (rng.standard_normal((size, n)) * root) @ axes.T
        points = mean + sigma * y * spread
        now = [draws[(g * per_generation + k) % len(draws)] for k in range(per_generation)]
        order = np.argsort(measure(points, now).mean(axis=1), kind="stable")[:mu]
        step = weight @ y[order]
        mean = mean + sigma * step * spread
        white = axes @ ((axes.T @ step) / root)
        p_sigma = (1 - c_sigma) * p_sigma + np.sqrt(c_sigma * (2 - c_sigma) * mu_eff) * white
        length = float(np.linalg.norm(p_sigma))
        calm = length / np.sqrt(1 - (1 - c_sigma) ** (2 * (g + 1))) < (1.4 + 2 / (n + 1)) * chi
        p_c = (1 - c_c) * p_c + calm * np.sqrt(c_c * (2 - c_c) * mu_eff) * step
        rank_one = np.outer(p_c, p_c) + (not calm) * c_c * (2 - c_c) * C
        rank_mu = (weight[:, None] * y[order]).T @ y[order]
        C = (1 - c_1 - c_mu) * C + c_1 * rank_one + c_mu * rank_mu
        C = (C + C.T) / 2 if full else np.diag(np.diag(C))
        sigma = min(sigma * float(np.exp((c_sigma / damp) * (length / chi - 1))), 4.0)
        found += [points[order[0]], mean]
        if told is not None:
            told(g + 1)
    return np.array(found[-2 * max(3, generations // 2) :])


def comb(
    starts: Ints, measure: Measure, draws: Sequence[int], moves: int, allowed: Callable[[Ints], bool]
) -> Ints:  # fmt: skip
    """The best whole-numbered points near some starts, best first, by what is known of each.

    Goes on from the best point whose neighbours (one step in one or two coordinates) have not all been measured, at
    most ``moves`` times, until none of the best is left. Points that are not ``allowed`` are never measured.
    """
    known: dict[tuple[int, ...], list[float]] = {}

    def look(points: Sequence[tuple[int, ...]], upto: int) -> None:
        for k in range(upto):
            new = [p for p in points if len(known.get(p, ())) == k]
            if new:
                costs = measure(np.array(new, dtype=np.float64), [draws[k]])[:, 0]
                for point, cost in zip(new, costs, strict=True):
                    known.setdefault(point, []).append(float(cost))

    def best() -> list[tuple[int, ...]]:
        mean = {point: float(np.mean(costs)) for point, costs in known.items()}
        doubt = DOUBT * float(np.std(list(mean.values())))
        return sorted(mean, key=lambda point: (mean[point] + doubt / np.sqrt(len(known[point])), point))[:IN_SIGHT]

    look(list(dict.fromkeys(tuple(map(int, row)) for row in starts)), 1)
    steps = [step for step in product((-1, 0, 1), repeat=starts.shape[1]) if 0 < sum(map(abs, step)) <= 2]
    done: set[tuple[int, ...]] = set()
    for _ in range(moves):
        middle = next((point for point in best() if point not in done), None)
        if middle is None:
            break
        done.add(middle)
        near = [tuple(a + b for a, b in zip(middle, step, strict=True)) for step in steps]
        look([point for point in near if allowed(np.array(point, dtype=np.int64))], 1)
        look(best()[:LOOKED_AT], min(DRAWS_MORE, len(draws)))
    return np.array(best(), dtype=np.int64)
