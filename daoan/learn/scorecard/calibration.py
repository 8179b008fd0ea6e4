"""Calibration: do as many crashes happen as were forecast, in each tenth of the stretches and in each year?"""

from collections.abc import Sequence

import numpy as np

from daoan.kernels.stats.intervals import count_interval
from daoan.learn.scorecard.forecasts import YearForecast
from daoan.learn.scorecard.origins import Origin
from daoan.terms.frames import Floats
from daoan.terms.records import CalibrationBin, YearTotal

#: Methods whose levels are forecasts; raw counts are none.
CALIBRATED = ("eb", "eb_trend", "eb_flat", "model")
_BINS = 10


def calibration_bins(origins: Sequence[Origin], method: str, outcome: str) -> tuple[CalibrationBin, ...]:
    """Tenths of the stretches by forecast at each origin, lowest first; predicted and observed summed over origins.

    The interval is that of a Poisson count about the prediction: it has no room for a year that strays as a whole.
    """
    predicted, observed = np.zeros(_BINS), np.zeros(_BINS)
    members = np.zeros(_BINS, dtype=np.int64)
    for origin in origins:
        forecast = _rates(origin.forecasts[method], outcome)
        seen = origin.ksi if outcome == "ksi" else origin.crashes
        place = np.empty(len(forecast), dtype=np.int64)
        place[np.argsort(forecast, kind="stable")] = np.arange(len(forecast)) * _BINS // max(len(forecast), 1)
        predicted += np.bincount(place, forecast, _BINS)
        observed += np.bincount(place, seen, _BINS)
        members = np.bincount(place, minlength=_BINS)
    low, high = count_interval(predicted)
    return tuple(
        CalibrationBin(
            method, outcome, float(predicted[i]), int(observed[i]), float(low[i]), float(high[i]), int(members[i])
        )
        for i in range(_BINS)
    )


def yearly_totals(origins: Sequence[Origin]) -> tuple[YearTotal, ...]:
    """Predicted and observed totals of every origin, for every calibrated method but the model."""
    rows = []
    for method in CALIBRATED[:3]:
        for outcome in ("all", "ksi"):
            for origin in origins:
                forecast = origin.forecasts[method]
                total = forecast.ksi_total if outcome == "ksi" else forecast.crashes_total
                seen = int((origin.ksi if outcome == "ksi" else origin.crashes).sum())
                rows.append(YearTotal(method, outcome, origin.year, total, seen))
    return tuple(rows)


def _rates(forecast: YearForecast, outcome: str) -> Floats:
    return forecast.ksi if outcome == "ksi" else forecast.crashes
