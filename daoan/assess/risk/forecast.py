"""Next year's crashes on every stretch: where from the risk table, how many from the trend of the totals.

======  ==========================================================================================
symbol  meaning
======  ==========================================================================================
N_t     crashes on the network in year t;      ln E N_t = a + b t,      b ~ N(0, slope_sd²)
S_t     of them killed or seriously injured;   ln E S_t / N_t = c + d t, d ~ N(0, share_slope_sd²)
======  ==========================================================================================

Three ways to set the level, so that a reader sees what each assumption does: ``FLAT`` (no trend), ``TREND`` (crashes
fall or rise, the severe share stays) and ``FULL`` (the severe share drifts as well, as it does when recording practice
changes). The stretches' proportions are the same in all three.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from daoan.assess.exposure import Exposure, last_published_year, spread_counts
from daoan.assess.risk.table import RiskTable, fit_risk
from daoan.kernels.stats.intervals import count_interval
from daoan.kernels.stats.negative_binomial import CountFit, fit_nb2
from daoan.terms.estimates import Estimate
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.records import TrafficCount
from daoan.terms.rulepacks import RulePack


class Level(StrEnum):
    """What is believed about the year to come as a whole."""

    FLAT = "flat"
    TREND = "trend"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class YearForecast:
    """Expected crashes and KSI crashes per stretch in the coming year, and the totals' prediction intervals."""

    crashes: Floats
    ksi: Floats
    crashes_total: Estimate
    ksi_total: Estimate


def predict_year(table: RiskTable, severity: RulePack, level: Level = Level.FULL, ahead: int = 1) -> YearForecast:
    """Forecast the ``ahead``-th year after the table's last one (1: the year that begins at its ``as_of``)."""
    return _scaled(table, table.mean, table.ksi_mean, severity, level, ahead)


def predict_by_model(table: RiskTable, severity: RulePack, level: Level = Level.FULL, ahead: int = 1) -> YearForecast:
    """The same from the safety performance function alone, blind to the stretch's own crashes."""
    return _scaled(table, table.model, table.ksi_model, severity, level, ahead)


def _scaled(
    table: RiskTable, crashes: Floats, ksi: Floats, severity: RulePack, level: Level, ahead: int
) -> YearForecast:
    total, total_spread = _crash_total(table, severity, level, ahead)
    share, share_spread = _ksi_share(table, severity, level, ahead)
    return YearForecast(
        crashes=crashes * (total / crashes.sum()),
        ksi=ksi * (total * share / ksi.sum()),
        crashes_total=_estimate(total, total_spread, table.level),
        ksi_total=_estimate(total * share, total_spread + share_spread, table.level),
    )


def _crash_total(table: RiskTable, severity: RulePack, level: Level, ahead: int) -> tuple[float, float]:
    """Expected crashes on the network and their relative variance beyond Poisson."""
    least = float(severity.get("trend.year_sd")) ** 2
    yearly = table.tally.crashes.sum(axis=0)
    if level is Level.FLAT:
        return float(table.mean.sum()), least
    fit = _fit_line(yearly, np.zeros(len(yearly)), float(severity.get("trend.slope_sd")))
    return _extrapolate(fit, len(yearly), ahead, least)


def _ksi_share(table: RiskTable, severity: RulePack, level: Level, ahead: int) -> tuple[float, float]:
    """Expected share of KSI among crashes and its relative variance."""
    if level is not Level.FULL:
        share = float(table.ksi_mean.sum() / table.mean.sum())
        return share, 1.0 / max(float(table.ksi.sum()), 1.0)
    crashes, ksi = table.tally.crashes.sum(axis=0), table.tally.ksi.sum(axis=0)
    fit = _fit_line(ksi, np.log(np.maximum(crashes, 0.5)), float(severity.get("trend.share_slope_sd")))
    return _extrapolate(fit, len(ksi), ahead, 0.0)


def _line(years: int, at: Floats) -> Floats:
    return np.stack([np.ones(len(at)), at - (years - 1) / 2.0], axis=1)


def _fit_line(counts: Floats, offset: Floats, slope_sd: float) -> CountFit:
    X = _line(len(counts), np.arange(len(counts), dtype=np.float64))
    return fit_nb2(counts, X, offset, ridge=np.array([1e-6, slope_sd**-2]))


def _extrapolate(fit: CountFit, years: int, ahead: int, least: float) -> tuple[float, float]:
    X = _line(years, np.array([years - 1.0 + ahead]))
    return float(fit.mean(X, np.zeros(1))[0]), float(fit.log_mean_variance(X)[0]) + max(fit.alpha, least)


def _estimate(mean: float, relative_variance: float, level: float) -> Estimate:
    low, high = count_interval(np.array([mean]), relative_variance, level=level)
    return Estimate(mean, float(low[0]), float(high[0]), level)


#: What a scorecard asks of a forecaster: crashes (snapped), moment, years to learn from -> forecast by method.
Forecaster = Callable[[CrashFrame, datetime, int], Mapping[str, YearForecast]]


def risk_forecaster(network: Network, exposure_at: Callable[[datetime], Exposure], severity: RulePack) -> Forecaster:
    """A function that forecasts the year after a moment by empirical Bayes, three levels, and by the model alone.

    ``exposure_at`` gives the exposure as known at a moment, see :func:`exposure_history`.
    """
    discount = float(severity.get("estimation.forecast_yearly_discount"))

    def forecast(crashes: CrashFrame, as_of: datetime, years: int) -> Mapping[str, YearForecast]:
        table = fit_risk(network, crashes, exposure_at(as_of), as_of, years, severity, discount=discount)
        return {
            "eb": predict_year(table, severity, Level.FULL),
            "eb_trend": predict_year(table, severity, Level.TREND),
            "eb_flat": predict_year(table, severity, Level.FLAT),
            "model": predict_by_model(table, severity, Level.FULL),
        }

    return forecast


def exposure_history(
    network: Network, counts: Sequence[TrafficCount], pack: RulePack, *, zone: str = "UTC"
) -> Callable[[datetime], Exposure]:
    """Exposure as known at a moment, worked out once for each last published year. ``zone``: the city's time zone."""
    made: dict[int, Exposure] = {}

    def at(as_of: datetime) -> Exposure:
        last = last_published_year(as_of, pack, zone)
        if last not in made:
            made[last] = spread_counts(network, counts, as_of, pack, zone=zone)
        return made[last]

    return at
