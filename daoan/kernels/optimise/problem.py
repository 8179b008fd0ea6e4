"""The allocation problem and its answer.

Maximise    Σ_i Σ_{k<units_i} gain[i, k]
subject to  Σ_i cost_i·units_i + Σ_g setup_g·open_g              ≤ budget
            Σ_{i∈p} cost_i·units_i + Σ_{g∈p} setup_g·open_g      ≤ cap_p      for every pool p
            units_i > 0 only where open_{group(i)} = 1,  0 ≤ units_i ≤ K,  all whole numbers

============ ==================================================================
i            item; gain[i] never rises along k: the next unit adds no more than the last
cost_i       what one unit of the item takes from the budget, > 0
g, setup_g   group of items and the fee paid once if any item of it is used, ≥ 0
p, cap_p     pool of groups and the most that may be spent in it, ≥ 0
============ ==================================================================
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Slack in comparisons of spent and allowed, relative to the budget.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Problem:
    """The arrays of one problem: gain (n, K), cost (n,), group (n,), setup (G,), pool (G,), cap (P,), budget.

    Raises :class:`ValueError` where gains rise along a row, are negative, or a cost is not positive.
    """

    gain: Floats
    cost: Floats
    group: Ints
    setup: Floats
    pool: Ints
    cap: Floats
    budget: float

    def __post_init__(self) -> None:
        if (np.diff(self.gain, axis=1) > TOLERANCE).any() or (self.gain < 0).any():
            raise ValueError("gains must not be negative nor rise along a row")
        if (self.cost <= 0).any() or (self.setup < 0).any() or (self.cap < 0).any():
            raise ValueError("costs must be positive, fees and caps not negative")

    @property
    def item_pool(self) -> Ints:
        """Pool of every item, through its group."""
        return self.pool[self.group]

    def only(self, rows: Ints) -> "Problem":
        """The problem with some items alone; groups, pools and budget stay."""
        return replace(self, gain=self.gain[rows], cost=self.cost[rows], group=self.group[rows])

    def spent(self, units: Ints) -> Floats:
        """What each pool spends on some units, entry fees included."""
        pools = len(self.cap)
        opened = self.opened(units)
        items = np.bincount(self.item_pool, weights=self.cost * units, minlength=pools)
        fees = np.bincount(self.pool, weights=self.setup * opened, minlength=pools)
        return np.asarray(items + fees, dtype=np.float64)

    def opened(self, units: Ints) -> Bools:
        """Which groups are used."""
        used = np.zeros(len(self.setup), dtype=bool)
        used[self.group[units > 0]] = True
        return used

    def worth(self, units: Ints) -> float:
        """Total gain of some units."""
        taken = np.arange(self.gain.shape[1]) < units[:, None]
        return float(self.gain[taken].sum())

    def allows(self, units: Ints) -> bool:
        """Whether some units keep to the budget and every cap."""
        spent = self.spent(units)
        slack = TOLERANCE * max(1.0, self.budget)
        return bool(spent.sum() <= self.budget + slack and (spent <= self.cap + slack).all())


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units of each item, their total gain, and a proven bound on the gain of any allowed choice."""

    units: Ints
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better than this the best could be at most, as a fraction of the bound."""
        return max(0.0, self.bound - self.value) / self.bound if self.bound > 0 else 0.0
