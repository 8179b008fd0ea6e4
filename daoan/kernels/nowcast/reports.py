"""Reports by delay, and the events that could have been reported with that delay: what right truncation leaves to see.

An event of age a (days from it to now) with delay d is seen only if d ≤ a. Cells (a, d) with d > a are empty because
they are in the future, not because nothing happened. So each delay is compared only with the events old enough to show
it, over reports that came in within a window of days before now:

    n_d = #{i : d_i = d,  a_i − d ∈ W}          N_d = #{i : d_i ≤ d,  a_i − d ∈ W}

===== ==============================================================================
a_i   age of event i, whole days
d_i   its delay, whole days, 0 ≤ d_i ≤ a_i
W     days [ends, ends + window) before now in which the report with delay d would fall
===== ==============================================================================

n_d / N_d estimates the reverse hazard P(delay = d | delay ≤ d). Sources: Kalbfleisch & Lawless (1991) Statistica Sinica
1, 19–32; Lawless (1994) Canad. J. Statist. 22, 15–31.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reports:
    """Counts by delay in days, both (longest + 1,). ``at_risk[d] ≥ reported[d]``, equal at delay 0."""

    reported: Floats
    at_risk: Floats

    @property
    def number(self) -> float:
        """All reports of the window."""
        return float(self.reported.sum())


def tally_reports(age: Ints, delay: Ints, longest: int, window: int, ends: int = 0) -> Reports:
    """Count reports of the days [ends, ends + window) before now, by delay up to ``longest`` days.

    ``age`` and ``delay`` (n,) in whole days. Longer delays are left out: the law is that of events heard of within
    ``longest`` days. Raises :class:`ValueError` where a delay is negative or longer than the age.
    """
    return _tally(_triangle(age, delay, longest, ends + window), window, ends)


def tally_by_block(age: Ints, delay: Ints, longest: int, window: int, block: int) -> list[Reports]:
    """The same for each ``block`` days of the window apart, latest first; a last part block is left out."""
    triangle = _triangle(age, delay, longest, window)
    return [_tally(triangle, block, ends) for ends in range(0, window - block + 1, block)]


def _triangle(age: Ints, delay: Ints, longest: int, reach: int) -> Ints:
    """Events by age (rows) and delay (columns), summed over younger ages: row a holds ages below a."""
    if len(age) and (int(delay.min()) < 0 or bool((delay > age).any())):
        raise ValueError("a delay must lie between 0 and the age of its event")
    ages = longest + reach
    seen = (delay <= longest) & (age < ages)
    cells = np.bincount(age[seen] * (longest + 1) + delay[seen], minlength=ages * (longest + 1))
    younger = np.zeros((ages + 1, longest + 1), dtype=np.int64)
    np.cumsum(cells.reshape(ages, longest + 1), axis=0, out=younger[1:])
    return younger


def _tally(younger: Ints, window: int, ends: int) -> Reports:
    days = np.arange(younger.shape[1])
    heard_by = np.cumsum(younger, axis=1)
    first, last = days + ends, days + ends + window
    return Reports(
        reported=(younger[last, days] - younger[first, days]).astype(np.float64),
        at_risk=(heard_by[last, days] - heard_by[first, days]).astype(np.float64),
    )
