"""Where units stand when each may be busy: the most demand expected to find one free in reach, shift by shift.

Maximise    Σ_t Σ_i h_ti (1 − q_t^{n_ti}) − Σ_t Σ_{a,b} m_ab f_tab,      n_ti = Σ_{j reaches i} x_tj
          = Σ_t Σ_i Σ_k h_ti (1 − q_t) q_t^{k−1} y_tik − …
subject to  Σ_k y_tik ≤ n_ti,   Σ_j x_tj = K_t,   x_tj ≤ room_j,   x integer, 0 ≤ y ≤ 1
            Σ_b f_tab + out_ta = x_ta,   Σ_a f_tab + in_tb = x_t+1,b   (flows between one shift and the next)

============= =====================================================================================
x_tj          units at site j in shift t; K_t of them are on duty, at most room_j at one site
y_tik         whether demand i has a k-th unit in reach: since each adds less, the first come first
h_ti, q_t     demand at i in shift t, ≥ 0; the fraction of time that a unit is busy then
f_tab, m_ab   units that go from a to b between shift t and the next, and what one costs, in units of demand
in, out       units that begin or end duty where K changes, anywhere and at no cost; only as many as it changes by
============= =====================================================================================

Demands that the same sites reach are one demand. Shifts between which moving costs nothing are problems of their own.
Sources: Daskin 1983, doi 10.1287/trsc.17.1.48 (one shift); Repede & Bernardo 1994, doi 10.1016/0377-2217(94)90297-6 and
van den Berg & Aardal 2015, European Journal of Operational Research 242, 383–389 (by time, with moves); solved by HiGHS
through SciPy.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from daoan.kernels.optimise.expected_programme import Shift, cheapest_moves, solve_shifts

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Shifts in their order: demand (T, I), busy (T,) in [0, 1), units (T,) on duty, reach (I, J) or (T, I, J).

    move_cost (J, J) from a to b, ≥ 0, or None where moving is free. room (J,): most units at a site; None: no limit.
    Raises :class:`ValueError` where shapes or values are not as said, and where units do not find room.
    """

    demand: Floats
    busy: Floats
    units: Ints
    reach: Bools
    move_cost: Floats | None = None
    room: Ints | None = None

    def __post_init__(self) -> None:
        if self.demand.ndim != 2 or self.reach.ndim not in (2, 3) or not self.reach.shape[-1]:
            raise ValueError(
                "demand is by shift and place; reach by place and site, at least one site, or by shift too"
            )
        shifts, places = self.demand.shape
        sites = self.reach.shape[-1]
        if self.reach.shape not in ((places, sites), (shifts, places, sites)):
            raise ValueError(f"reach {self.reach.shape} does not fit {shifts} shifts and {places} places")
        if self.busy.shape != (shifts,) or self.units.shape != (shifts,):
            raise ValueError("busy fractions and units are told once a shift")
        if not np.isfinite(self.demand).all() or (self.demand < 0).any():
            raise ValueError("demand is finite and not negative")
        if not ((self.busy >= 0) & (self.busy < 1)).all():
            raise ValueError("busy fractions are at least 0 and less than 1")
        if self.move_cost is not None and (
            self.move_cost.shape != (sites, sites)
            or not np.isfinite(self.move_cost).all()
            or (self.move_cost < 0).any()
        ):
            raise ValueError("costs of moving are told from each site to each, finite and not negative")
        if self.room is not None and (self.room.shape != (sites,) or (self.room < 0).any()):
            raise ValueError("room is told for each site and is not negative")
        if (self.units < 0).any() or (self.room is not None and (self.units > self.room.sum()).any()):
            raise ValueError("units are not negative and find room")

    def reach_in(self, shift: int) -> Bools:
        """Reach (I, J) in a shift."""
        return self.reach if self.reach.ndim == 2 else self.reach[shift]

    def covered(self, at: Ints) -> Floats:
        """Demand (T,) expected to find a free unit where ``at`` (T, J) units stand."""
        return np.array(
            [
                float((h * (1.0 - q ** (self.reach_in(t) @ at[t]))).sum())
                for t, (h, q) in enumerate(zip(self.demand, self.busy, strict=True))
            ]
        )


@dataclass(frozen=True, slots=True)
class Stationed:
    """Units (T, J), demand covered by shift (T,), moves (T − 1, J, J) and their cost, and a bound on any value.

    No moves are told where moving costs nothing that was said.
    """

    units: Ints
    covered: Floats
    moves: Ints
    cost: float
    bound: float

    @property
    def value(self) -> float:
        """Demand covered less the cost of moving."""
        return float(self.covered.sum()) - self.cost

    @property
    def gap(self) -> float:
        """How much better any choice could be at most, as a fraction of the bound."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def station(fleet: Fleet, *, max_nodes: int = 10_000) -> Stationed:
    """The best places found. ``max_nodes``: branches that HiGHS may open in one programme."""
    start = station_greedily(fleet)
    tied = fleet.move_cost is not None and bool((fleet.move_cost > 0).any()) and len(fleet.units) > 1
    told = [
        Shift.of(h, float(q), int(k), fleet.reach_in(t))
        for t, (h, q, k) in enumerate(zip(fleet.demand, fleet.busy, fleet.units, strict=True))
    ]
    solved = [
        solve_shifts(g, fleet.move_cost if tied else None, fleet.room, max_nodes)
        for g in ([told] if tied else [[s] for s in told])
    ]
    bound = sum(s.bound for s in solved)
    if any(s.units is None for s in solved):
        return replace(start, bound=max(start.value, bound))
    found = _told(fleet, np.concatenate([s.units for s in solved if s.units is not None]), bound)
    return found if found.value >= start.value else replace(start, bound=found.bound)


def station_greedily(fleet: Fleet) -> Stationed:
    """One unit after another where it adds most, each shift by itself; the bound is all demand that can be reached."""
    at = np.zeros((len(fleet.units), fleet.reach.shape[-1]), dtype=np.int64)
    bound = 0.0
    for t, (demand, q, units) in enumerate(zip(fleet.demand, fleet.busy, fleet.units, strict=True)):
        reach = fleet.reach_in(t)
        left = demand.astype(np.float64)  # expected to find nobody free
        bound += float(demand[reach.any(axis=1)].sum()) * (units > 0)
        for _ in range(int(units)):
            gain = left @ reach
            if fleet.room is not None:
                gain = np.where(at[t] < fleet.room, gain, -1.0)
            best = int(gain.argmax())
            at[t, best] += 1
            left = np.where(reach[:, best], left * q, left)
    return _told(fleet, at, bound)


def _told(fleet: Fleet, at: Ints, bound: float) -> Stationed:
    """The answer with its value by the formula, and the cheapest moves between its shifts."""
    covered = fleet.covered(at)
    sites = at.shape[1]
    moves = np.zeros((max(0, len(at) - 1), sites, sites), dtype=np.int64)
    cost = 0.0
    if fleet.move_cost is not None:
        for t in range(len(moves)):
            moves[t] = cheapest_moves(at[t], at[t + 1], fleet.move_cost)
        cost = float((moves * fleet.move_cost).sum())
    return Stationed(at, covered, moves, cost, max(bound, float(covered.sum()) - cost))
