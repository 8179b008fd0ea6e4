"""Dull forecasts that the outlook has to beat: how often a cell had a crash in earlier periods of the same class.

::

    p_c = (Y + p̄ / 2) / (T + 1 / 2)

with T the earlier periods of the class, Y those of them in which the cell had a crash, p̄ the share over all cells and
periods. Half a period of smoothing leaves no probability at zero.
"""

from collections.abc import Mapping

import numpy as np

from daoan.assess.outlook.record import CityRecord
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints

SMOOTHING = 0.5

DULL: Mapping[str, Text] = {
    "frequency": Text("frequency of the cell", "网格历史频率"),
    "frequency_shift": Text("frequency of the cell in that shift", "网格分班次历史频率"),
    "frequency_shift_weekend": Text(
        "frequency of the cell in that shift, weekends apart", "网格分班次、分周末历史频率"
    ),
    "last_weeks": Text("frequency of the cell in the last 8 weeks", "网格近8周频率"),
}

_LAST_WEEKS = 8


def dull_forecasts(record: CityRecord, rows: Ints) -> dict[str, Floats]:
    """Probability of a crash by each dull method, (rows, cells), from the history alone."""
    shifts = len(record.plan.hours)
    period = np.arange(len(record.plan))
    shift = period % shifts
    weekday = (record.plan.first.weekday() + period // shifts) % 7
    since = max(record.until - _LAST_WEEKS * 7 * shifts, 0)
    return {
        "frequency": _share(record, rows, np.zeros_like(period), 0),
        "frequency_shift": _share(record, rows, shift, 0),
        "frequency_shift_weekend": _share(record, rows, shift * 2 + (weekday >= 5), 0),
        "last_weeks": _share(record, rows, np.zeros_like(period), since),
    }


def _share(record: CityRecord, rows: Ints, of: Ints, since: int) -> Floats:
    """Share of the periods of each row's class, from period ``since`` on, in which each cell had a crash."""
    cells, classes = len(record.ground), int(of.max()) + 1
    periods = np.bincount(of[since : record.until], minlength=classes).astype(np.float64)
    events = np.unique(record.period * cells + record.cell)  # a cell with two crashes in one period had one event
    events = events[events // cells >= since]
    had = np.bincount(of[events // cells] * cells + events % cells, minlength=classes * cells).reshape(classes, cells)
    mean = had.sum() / max(float(periods.sum()) * cells, 1.0)
    share = (had + SMOOTHING * mean) / (periods + SMOOTHING)[:, None]
    return np.asarray(share[of[rows]])
