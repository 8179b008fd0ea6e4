"""Dull forecasts that any model has to beat: shares of earlier periods with a crash, by cell and a class of period.

    p_tc = (events of cell c in earlier periods of t's class + w · p̄) / (earlier periods of the class + w)

with p̄ the share over all cells and classes so far. *Earlier* grows with every period (expanding), up to the last period
before t; a forecast made for a whole day in advance knows a little less. The smoothing w is half a period: enough that
no probability is 0, far too little to hide how few periods a class has.
"""

import numpy as np

from daoan.assess.forecast.panel import Panel
from daoan.terms.frames import Floats, Ints

#: Smoothing of the shares, in periods.
HALF_A_PERIOD = 0.5


def list_baselines(panel: Panel, rows: Ints) -> dict[str, Floats]:
    """Every baseline's probabilities of a crash, (rows, cells), by name; the last of the four is about recent weeks."""
    hour = np.arange(len(panel.counts)) % panel.periods_per_day
    weekend = np.isin(panel.weekday, (5, 6)).astype(np.int64)[panel.day_of]
    return {
        "frequency": expanding_share(panel, rows, np.zeros_like(hour)),
        "frequency_hour": expanding_share(panel, rows, hour),
        "frequency_hour_weekend": expanding_share(panel, rows, hour * 2 + weekend),
        "last_weeks": last_weeks_share(panel, rows),
    }


def expanding_share(panel: Panel, rows: Ints, period_class: Ints, smoothing: float = HALF_A_PERIOD) -> Floats:
    """Share of earlier periods of the same class with a crash, (rows, cells). ``period_class`` (periods,) from 0."""
    seen = np.isfinite(panel.counts)
    event = np.where(seen, panel.counts > 0, False).astype(np.float64)
    events, periods = (_before(column, period_class, rows) for column in (event, seen.astype(np.float64)))
    whole = np.cumsum(np.stack([event.sum(axis=1), seen.sum(axis=1)], axis=1), axis=0)
    before = np.concatenate([np.zeros((1, 2)), whole])[rows]
    mean = (before[:, 0] + HALF_A_PERIOD) / (before[:, 1] + 1.0)
    return np.asarray((events + smoothing * mean[:, None]) / (periods + smoothing))


def last_weeks_share(panel: Panel, rows: Ints, weeks: int = 4) -> Floats:
    """Share of the last ``weeks`` same weekdays and periods of day with a crash, smoothed by the cell's frequency."""
    step = 7 * panel.periods_per_day
    earlier = rows[:, None] - step * np.arange(1, weeks + 1)
    counts = panel.counts[np.maximum(earlier, 0)]  # (rows, weeks, cells)
    known = np.isfinite(counts) & (earlier >= 0)[:, :, None]
    events = (np.where(known, counts, 0.0) > 0).sum(axis=1)
    often = expanding_share(panel, rows, np.zeros(len(panel.counts), dtype=np.int64))
    return np.asarray((events + HALF_A_PERIOD * often) / (known.sum(axis=1) + HALF_A_PERIOD))


def _before(column: Floats, period_class: Ints, rows: Ints) -> Floats:
    """Sum of a column (periods, cells) over the periods before each row that are of its class."""
    out = np.empty((len(rows), column.shape[1]))
    for one in np.unique(period_class[rows]):
        members = np.flatnonzero(period_class == one)
        running = np.concatenate([np.zeros((1, column.shape[1])), np.cumsum(column[members], axis=0)])
        asked = period_class[rows] == one
        out[asked] = running[np.searchsorted(members, rows[asked], "left")]
    return out
