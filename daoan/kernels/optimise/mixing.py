"""A mixture of answers against somebody who has watched: a zero-sum game over what each answer covers.

A watcher of cell i may move to any cell of N(i), and goes where cover is least. With answers v_1 … v_n (cover of each
cell, in [0, 1]), weights w_i and probabilities p,

    kept(p) = Σ_i w_i min_{j ∈ N(i)} Σ_a p_a v_{a,j}

is concave in p. It is raised by exponentiated gradient steps (Kivinen & Warmuth 1997, doi 10.1006/inco.1996.2612), and
the best p met is answered. The number of steps is given, so the same input gives the same mixture.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Watched:
    """Cells (n,) with weights ≥ 0; ``pointer`` (n+1,) and ``choice``: where each may move, itself among them."""

    weight: Floats
    pointer: Ints
    choice: Ints

    def moved_to(self, cover: Floats) -> Ints:
        """Where each cell's watcher goes (n,) when it believes in ``cover`` (n,); nowhere where its own is least."""
        believed = cover[self.choice]
        least = np.minimum.reduceat(believed, self.pointer[:-1])
        own = np.repeat(np.arange(len(self.weight)), np.diff(self.pointer))
        stays = cover <= least + 1e-12
        first = np.full(len(self.weight), len(self.choice), dtype=np.int64)
        at_least = np.flatnonzero(believed <= least[own] + 1e-12)
        np.minimum.at(first, own[at_least], at_least)
        return np.where(stays, np.arange(len(self.weight)), self.choice[first]).astype(np.int64)

    def kept(self, true: Floats, believed: Floats) -> float:
        """Weight under cover when watchers move by what they believe and cover is what it is."""
        return float((self.weight * true[self.moved_to(believed)]).sum())


def mixture(covers: Floats, watched: Watched, steps: int) -> Floats:
    """Probabilities (answers,) that keep most against a watcher who knows them; covers (answers, n)."""
    n = len(covers)
    p = best = np.full(n, 1.0 / n)
    top = -np.inf
    scale = max(float((watched.weight * covers).sum(axis=1).max()), 1e-300)
    for step in range(steps):
        cover = p @ covers
        goes = watched.moved_to(cover)
        kept = float((watched.weight * cover[goes]).sum())
        if kept > top:
            top, best = kept, p
        slope = (covers[:, goes] * watched.weight).sum(axis=1) / scale
        p = p * np.exp(4.0 / np.sqrt(1.0 + step) * (slope - slope.max()))
        p = p / p.sum()
    return np.asarray(best, dtype=np.float64)


def exploitability(covers: Floats, p: Floats, watched: Watched, weeks: int, draws: int, seed: int) -> float:
    """How much less is covered against somebody who has seen ``weeks`` answers drawn from p: 1 − kept / unwatched.

    The mean over ``draws`` histories, cut to [0, 1]; the true cover is that of p, the believed one the mean of the
    weeks seen. 0: watching tells nothing; 1: all that was covered is evaded.
    """
    true = p @ covers
    unwatched = float((watched.weight * true).sum())
    if unwatched <= 0:
        return 0.0
    seen = np.random.default_rng(seed).multinomial(weeks, p / p.sum(), draws) / weeks
    rows, times = np.unique(seen, axis=0, return_counts=True)
    kept = sum(t * watched.kept(true, row @ covers) for row, t in zip(rows, times.tolist(), strict=True)) / draws
    return float(np.clip(1.0 - kept / unwatched, 0.0, 1.0))
