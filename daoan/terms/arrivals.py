"""Where a vehicle may come by next, and when: chances over sites and time, as numbers that other rooms reckon with."""

from dataclasses import dataclass

import numpy as np

from daoan.terms.frames import Floats
from daoan.terms.passes import Column


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The last read of a vehicle, and what the reads before it say of how it drives."""

    site: int  # row of the sites
    at_ms: int  # UTC, by the device's clock
    kind: int  # PassClass, or NOT_RECORDED
    heading: int  # Heading
    before: int = -1  # site of the read before, of the same journey; -1
    pace_log: float = 0.0  # how much slower than others of its class, log; 0 where nothing is known
    pace_sd_log: float = 0.0  # … with this standard deviation


@dataclass(frozen=True, slots=True, eq=False)
class Arrivals:
    """Chances that a vehicle comes by at sites ahead, from its last read on.

    ``site``: rows of the sites, shape (n,). ``mass``: shape (n, bins), the chance that it comes by within bin *k*,
    which lies around ``k · step_s`` seconds after ``from_ms``. A row adds up to the chance that it comes by at all
    within the horizon.
    """

    site: Column
    mass: Floats
    from_ms: int
    step_s: float
    seen: Seen  # the read that it goes on from

    @property
    def chance(self) -> Floats:
        """Chance of coming by at each site."""
        return np.asarray(np.minimum(self.mass.sum(axis=1), 1.0))

    @property
    def after_s(self) -> Floats:
        """Seconds after ``from_ms`` that each bin stands for."""
        return np.asarray(np.arange(self.mass.shape[1]) * self.step_s, dtype=np.float64)

    def row_of(self, site: int) -> int | None:
        """The row of a site; ``None`` where the vehicle is not expected."""
        found = np.flatnonzero(self.site == site)
        return int(found[0]) if len(found) else None

    def quantile_s(self, share: float) -> Floats:
        """Seconds after ``from_ms`` until which it has come by with the given share of its chance, by site."""
        edges = (np.arange(self.mass.shape[1] + 1) - 0.5) * self.step_s
        total = np.concatenate([np.zeros((len(self.mass), 1)), np.cumsum(self.mass, axis=1)], axis=1)
        return np.array([max(0.0, float(np.interp(share * row[-1], row, edges))) for row in total])
