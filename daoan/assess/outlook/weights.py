"""Expected injury weight of cells and shifts: crashes expected × weight of a crash there, with intervals.

The weight of a crash is the severity pack's. A cell's mean weight is drawn towards the city's by ``severity_belief``
crashes' worth, for one fatal crash in a quiet cell does not make the next one fatal.
"""

from dataclasses import dataclass

import numpy as np

from daoan.assess.outlook.model import FittedOutlook
from daoan.assess.risk.tally import crash_weights
from daoan.kernels.stats.intervals import product_interval
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Expected injury weight (rows, cells) and its interval; the same of all rows together (cells,)."""

    value: Floats
    low: Floats
    high: Floats
    week: Floats
    week_low: Floats
    week_high: Floats


def weigh(fitted: FittedOutlook, rows: Ints, severity: RulePack, pack: RulePack, level: float) -> Weights:
    """Injury weight expected in some periods."""
    expected = fitted.expected(rows)
    mean, variance = weight_per_crash(fitted, severity, float(pack.get("model.severity_belief_crashes")))
    relative = fitted.levels.relative_variance.T[rows % len(fitted.record.plan.hours)]
    value, low, high = product_interval(expected, expected**2 * relative, mean, variance, level=level)
    together = expected.sum(axis=0)
    spread = (expected * relative).sum(axis=0) / np.maximum(together, 1e-300)
    week, week_low, week_high = product_interval(together, together**2 * spread, mean, variance, level=level)
    return Weights(value, low, high, week, week_low, week_high)


def weight_per_crash(fitted: FittedOutlook, severity: RulePack, belief: float) -> tuple[Floats, Floats]:
    """Mean injury weight of a crash in each cell and the variance of that mean, (cells,)."""
    record = fitted.record
    weight = crash_weights(record.crashes, severity)
    count, total = record.per_cell(), record.per_cell(weight)
    city, spread = float(weight.mean()), float(weight.var())
    mean = (total + belief * city) / (count + belief)
    return mean, np.asarray(spread / (count + belief))
