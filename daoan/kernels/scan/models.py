"""Null models: what is expected of every place in the latest periods, and draws in which nothing is raised.

A model's counts and expectations are (n, D), latest period first: column *d* is of d periods ago, and a window that
reaches back D' periods is the first D' columns. With one period everything is purely spatial.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """A null model with the cases it was made for.

    ``counts`` and ``expected`` (n, D), latest period first; ``total`` C cases in the whole study; ``draw`` gives
    counts like ``counts`` by chance alone.
    """

    counts: Ints
    expected: Floats
    total: int
    draw: Callable[[np.random.Generator], Ints]


def poisson_model(counts: Ints, expected: Floats, longest: int = 1) -> Model:
    """Cases are Poisson with means in proportion to ``expected``; judged given their total.

    ``counts``, ``expected`` (n, T) by place and period, oldest first; windows reach back ``longest`` periods at most.
    Source: Kulldorff (1997) doi:10.1080/03610929708831995; prospective: Kulldorff (2001) doi:10.1111/1467-985X.00186.
    Raises ValueError for what is no count, for no case at all, and for cases where none can be expected.
    """
    counts, expected = _checked(counts, expected, longest)
    n, total = len(counts), int(counts.sum())
    scaled = expected * (total / expected.sum())
    recent = scaled[:, ::-1][:, :longest]
    running = np.cumsum(recent.ravel())

    def draw(rng: np.random.Generator) -> Ints:
        inside = rng.binomial(total, min(running[-1] / total, 1.0))
        cell = _pick(running, inside, rng)
        return _table(cell, n, longest)

    return Model(counts[:, ::-1][:, :longest], recent, total, draw)


def shares_model(counts: Ints, weight: Floats, shape: Floats | None = None) -> Model:
    """When cases happen is given; where, is by fixed shares of the places. All T periods may be in a window.

    ======  ===========================================================================
    symbol  meaning
    ======  ===========================================================================
    C_t     cases of period t, taken as they are: season, weather and late reports that
            the whole study shares cancel out
    w_i     share of place i, in proportion to ``weight`` (n,)
    e_it    C_t w_i
    a_i     ``shape`` (n,): w_i is known no better than a gamma with this shape; every
            draw draws it anew (∞, and where left out: known)
    ======  ===========================================================================

    Without the last line places whose rate was learned from few cases would seem raised too often. ``counts`` (n, T),
    oldest first. Raises ValueError as :func:`poisson_model`.
    """
    n, longest = np.shape(counts)
    counts, spread = _checked(counts, np.broadcast_to(np.asarray(weight, float)[:, None], (n, longest)), longest)
    total, share = int(counts.sum()), spread[:, 0] / spread[:, 0].sum()
    recent = counts[:, ::-1]
    by_period = recent.sum(axis=0)
    period = np.repeat(np.arange(longest), by_period)
    known = None if shape is None else np.where(np.isfinite(shape), shape, 1e12)

    def draw(rng: np.random.Generator) -> Ints:
        drawn = share if known is None else share * rng.standard_gamma(known) / known
        cell = _pick(np.cumsum(drawn), total, rng) * longest + period
        return _table(cell, n, longest)

    return Model(recent, share[:, None] * by_period, total, draw)


def permutation_model(counts: Ints, longest: int) -> Model:
    """Where and when do not depend on each other; draws shuffle the periods over the cases.

    ``counts`` (n, T), oldest first. Expected is (cases of the place) × (cases of the period) / C; no population is
    needed. Source: Kulldorff, Heffernan, Hartman, Assunção & Mostashari (2005) doi:10.1371/journal.pmed.0020059.
    """
    counts, _ = _checked(counts, np.ones(np.shape(counts)), longest)
    n, periods = counts.shape
    total = int(counts.sum())
    recent = counts[:, ::-1]
    expected = recent.sum(axis=1)[:, None] * recent.sum(axis=0)[:longest] / total
    place = np.repeat(np.arange(n), recent.sum(axis=1))
    ago = np.repeat(np.tile(np.arange(periods), n), recent.ravel())

    def draw(rng: np.random.Generator) -> Ints:
        when = rng.permutation(ago)
        inside = when < longest
        cell = place[inside] * longest + when[inside]
        return _table(cell, n, longest)

    return Model(recent[:, :longest], expected, total, draw)


def _pick(running: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Rows drawn in proportion to the steps of a running sum."""
    row = np.searchsorted(running, rng.random(count) * running[-1], side="right")
    return np.asarray(np.minimum(row, len(running) - 1), dtype=np.int64)


def _table(cell: Ints, places: int, periods: int) -> Ints:
    """How often each cell of a table, counted row by row, is named."""
    return np.asarray(np.bincount(cell, minlength=places * periods).reshape(places, periods), dtype=np.int64)


def _checked(counts: Ints, expected: Floats, longest: int) -> tuple[Ints, Floats]:
    given, expected = np.asarray(counts), np.asarray(expected, dtype=np.float64)
    if given.ndim != 2 or given.shape != expected.shape or not given.size:
        raise ValueError(f"counts and expectations must be (places, periods) alike: {given.shape}, {expected.shape}")
    if not 1 <= longest <= given.shape[1]:
        raise ValueError(f"a window of up to {longest} periods needs as many; there are {given.shape[1]}")
    whole = np.isfinite(given).all() and (given >= 0).all() and (given == np.floor(given)).all()
    if not whole:
        raise ValueError("counts must be whole numbers, none negative, none missing")
    if not (np.isfinite(expected).all() and (expected >= 0).all()):
        raise ValueError("expectations (population, exposure) must be finite and not negative")
    if given.sum() == 0:
        raise ValueError("there is no case at all: nothing can cluster")
    impossible = int(((given > 0) & (expected <= 0)).any(axis=1).sum())
    if impossible:
        raise ValueError(f"{impossible} places have cases but no expectation (population 0): correct either, or merge")
    return given.astype(np.int64), expected
