"""The p sites from which all demand is served at the least cost, with a bound that no other choice can go below.

Minimise    Σ_i min_{j∈S} c_ij    over S with |S| = p

======== ====================================================================================
c_ij     cost of serving demand i from site j, ≥ 0; its weight is part of it
S        sites that are open
======== ====================================================================================

Four steps, each deterministic: a greedy start improved by swaps (:mod:`daoan.kernels.optimise.interchange`); prices
that bound the cost from below and decide sites (:mod:`daoan.kernels.optimise.median_bound`), each of their own answers
improved by swaps in turn; shaken answers where a gap stays; and the sites that nothing decided as an integer programme
where that is small (:mod:`daoan.kernels.optimise.median_rest`), else by branch and bound on the prices
(:mod:`daoan.kernels.optimise.median_branch`). Limits are counts, never seconds, so that the same input gives the same
answer on a busy machine. Sources: Hakimi 1964, doi 10.1287/opre.12.3.450 (the problem); Hansen & Mladenović 1997,
doi 10.1016/S0966-8349(98)00030-8 (shaking).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.kernels.optimise.interchange import improve, open_greedily
from daoan.kernels.optimise.median_bound import CLOSED, FREE, SAME, Prices, climb, useless_from
from daoan.kernels.optimise.median_branch import search_rest
from daoan.kernels.optimise.median_rest import build_rest, solve_rest

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Turns of prices and swaps, and price steps in each.
TURNS, STEPS = 20, 60

#: Most sites that are exchanged at random in one shake.
MOST_SHAKEN = 8

#: Most sites that a demand may have left, on average, for the integer programme to be the quicker way. Measured on
#: OR-Library: 22 to 107 sites for 5 or 10 open took it 0.6 to 42 s, the search by prices 0.01 to 0.2 s; where a third
#: of all is open, two or three are left for each demand, and it takes 0.03 s where the search by prices takes seconds.
MOST_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Medians:
    """Open sites (p,), rising, what serving all demand from them costs, and a bound that no p sites go below."""

    sites: Ints
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How much less any choice could cost at most, as a fraction of the value."""
        return max(0.0, self.value - self.bound) / self.value if self.value > 0 else 0.0

    @property
    def proved(self) -> bool:
        """Whether no choice costs less, but for rounding."""
        return self.gap <= SAME


def choose_medians(cost: Floats, p: int, *, seed: int = 0, shakes: int = 60, max_nodes: int = 2_000) -> Medians:
    """The best p sites found. cost: (n demands, m sites), finite, ≥ 0.

    ``shakes``: random restarts from near the best answer while a gap stays. ``max_nodes``: branches of the search among
    sites that nothing decided; 0 leaves it at the bound of prices.
    Raises :class:`ValueError` for costs that are negative, not finite or not a table, and where p is not in 1…m.
    """
    c = _checked(cost, p)
    if p == 1:
        best = int(c.sum(axis=1).argmin())
        value = float(c[best].sum())
        return Medians(np.array([best], dtype=np.int64), value, value)
    if p == len(c):
        value = float(c.min(axis=0).sum())
        return Medians(np.arange(p, dtype=np.int64), value, value)
    search = _Search(c, p, np.random.default_rng(seed))
    search.price()
    if not search.done:
        search.shake(shakes)
        search.price()
    if not search.done and max_nodes > 0:
        search.finish(max_nodes)
    return search.answer()


def _checked(cost: Floats, p: int) -> Floats:
    """Costs (m, n), site by site."""
    if cost.ndim != 2 or not cost.size:
        raise ValueError("costs are a table of demands and sites, with at least one of each")
    if not np.isfinite(cost).all() or (cost < 0).any():
        raise ValueError("costs are finite and not negative")
    if not 1 <= p <= cost.shape[1]:
        raise ValueError(f"of {cost.shape[1]} sites between 1 and all can be opened, not {p}")
    return np.ascontiguousarray(cost.T, dtype=np.float64)


class _Search:
    """The best answer so far, and prices with what they decided."""

    def __init__(self, c: Floats, p: int, rng: np.random.Generator) -> None:
        self.c, self.p, self.rng = c, p, rng
        self.whole = bool((c == np.rint(c)).all() and c.max(axis=0).sum() < 1e9)
        self.sites, self.value = np.zeros(0, dtype=np.int64), np.inf
        self.take(open_greedily(c, p))
        nearest = np.sort(c[self.sites], axis=0)
        self.prices = Prices(0.5 * (nearest[0] + nearest[1]), np.full(len(c), FREE, dtype=np.int8), -np.inf)

    @property
    def useless(self) -> float:
        """Answers that cost this or more are no better than the one in hand; whole costs come in steps of one."""
        return useless_from(self.value, self.whole)

    @property
    def done(self) -> bool:
        """Whether nothing is left that could be better."""
        decided = int((self.prices.state != CLOSED).sum()) == self.p
        return self.value == 0.0 or self.prices.bound >= self.useless or decided

    def take(self, sites: Ints) -> bool:
        """Improve the sites by swaps; whether that is the best so far."""
        sites = sites.copy()
        improve(self.c, sites, int(sites[0]))
        value = float(self.c[sites].min(axis=0).sum())
        if value >= self.value * (1.0 - 1e-12):
            return False
        self.sites, self.value = np.sort(sites), value
        return True

    def price(self) -> None:
        """Raise the bound, and improve the answers that the prices propose."""
        self.prices.reach = 1.0
        tried: set[bytes] = set()
        for _ in range(TURNS):
            sites = climb(self.c, self.p, self.prices, self.value, self.useless, STEPS)
            key = np.sort(sites).tobytes()
            if key not in tried:
                tried.add(key)
                self.take(sites)
            if self.done or self.prices.reach < 2e-3:
                break

    def shake(self, rounds: int) -> None:
        """Exchange a few sites at random, improve, keep what is better; more of them the longer nothing is."""
        moved = 1
        for _ in range(rounds):
            closed = np.setdiff1d(np.arange(len(self.c)), self.sites)
            k = min(moved, self.p, len(closed))
            sites = self.sites.copy()
            sites[self.rng.choice(self.p, k, replace=False)] = self.rng.choice(closed, k, replace=False)
            moved = 1 if self.take(sites) else moved % MOST_SHAKEN + 1

    def finish(self, max_nodes: int) -> None:
        """Search what is not decided: as an integer programme where that is small, else by prices."""
        prices, useless = self.prices, self.useless
        programme = build_rest(self.c, self.p, prices, useless, MOST_LEVELS * self.c.shape[1])
        if programme is not None:
            rest = solve_rest(programme, prices.bound, useless, max_nodes)
        else:
            rest = search_rest(self.c, self.p, prices, self.value, self.whole, max_nodes)
        prices.bound = max(prices.bound, rest.bound)
        if len(rest.sites):
            self.take(rest.sites)

    def answer(self) -> Medians:
        bound = max(0.0, self.prices.bound)
        if self.done:
            bound = self.value
        elif self.whole:
            bound = float(np.ceil(bound - 1e-6))
        return Medians(self.sites, self.value, min(bound, self.value))
