"""Fit the forecast, and ask it: probability, expected crashes with interval, and the factors they are made of.

A day's rates are  λ = start · Π_r ρ_r^(π_r + β_r) · exp(β₀ + x'γ)  with ρ the ladder's ratios from the days before
(:mod:`daoan.kernels.stats.ladder`), π what each hands on, β and γ the correction by regression (``learning``). Then
P(at least one crash) = 1 − e^−λ. The interval is lognormal, with variance Σ (π_r + β_r)² / (s_r + k_r) from the few
events each ratio rests on and that of the regression; it is about the expected number, not about the number itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.assess.forecast.learning import CHUNK_DAYS, Correction, climb_days, correct, log_mean_of, walk
from daoan.assess.forecast.panel import Panel
from daoan.assess.forecast.prediction import Prediction
from daoan.assess.forecast.structure import Structure, neighbours_of, read_structure
from daoan.kernels.stats.intervals import normal_factor
from daoan.kernels.stats.ladder import State
from daoan.terms.errors import InputError
from daoan.terms.frames import Floats, Ints
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class FittedForecast:
    """What was learnt from the whole days before ``until_row``."""

    pack: RulePack
    structure: Structure
    start: Floats  # (cells,) crashes per period the ladder starts from
    until_day: int
    state: State
    correction: Correction
    periods_per_day: int

    def predict(self, panel: Panel, rows: Ints) -> Prediction:
        """Forecast rows of a panel that continues the one learnt from.

        Each row is forecast from the days before its own; days with NaN counts add nothing, so rows beyond the record
        are forecast from its end. Raises :class:`~daoan.terms.errors.InputError` for rows that were learnt from, for
        rows the panel does not have, and for a panel of other cells or another clock.
        """
        rows = np.asarray(rows, dtype=np.int64)
        self._check(panel, rows)
        day = rows // self.periods_per_day
        neighbours = neighbours_of(panel, float(self.pack.get("neighbours.reach_cells")))
        state, last = self.state, int(day.max()) + 1
        shape = (len(rows), len(self.structure.rungs), panel.cells)
        log_ratio, events, log_mean = np.empty(shape), np.empty(shape), np.empty((len(rows), panel.cells))
        for first in range(self.until_day, last, CHUNK_DAYS):
            end = min(first + CHUNK_DAYS, last)
            asked = np.flatnonzero((day >= first) & (day < end))
            state, told = climb_days(
                panel, self.structure, state, self.start, neighbours, first, end, tell=len(asked) > 0
            )
            if len(asked):
                at, period = day[asked] - first, rows[asked] % self.periods_per_day
                log_ratio[asked] = told.log_ratio[at, :, period]
                events[asked] = told.events[at, :, period]
                log_mean[asked] = log_mean_of(self.structure, self.start, told.log_ratio)[at, period]
        return self._prediction(panel, rows, log_ratio, events, log_mean)

    def _prediction(self, panel: Panel, rows: Ints, log_ratio: Floats, events: Floats, log_mean: Floats) -> Prediction:
        covariates, fit = self.correction.covariates, self.correction.fit
        known = covariates.values(panel, rows)
        rungs = len(self.structure.rungs)
        power = self.structure.rungs.passes + fit.beta[1 : rungs + 1]
        log_rate = (
            log_mean
            + fit.beta[0]
            + np.tensordot(log_ratio, fit.beta[1 : rungs + 1], axes=(1, 0))
            + np.tensordot(known, fit.beta[rungs + 1 :], axes=(1, 0))
        )
        X = np.concatenate([np.ones((len(rows), 1, panel.cells)), log_ratio, known], axis=1)
        variance = np.einsum("rpc,pq,rqc->rc", X, fit.covariance, X, optimize=True)
        variance = variance + np.tensordot(1.0 / events, power**2, axes=(1, 0))
        rate = np.exp(log_rate)
        expected = rate * self.correction.crashes_per_rate
        spread = np.exp(normal_factor(float(self.pack.get("interval.level"))) * np.sqrt(variance))
        return Prediction(
            rows=rows,
            probability=-np.expm1(-rate),
            expected=expected,
            low=expected / spread,
            high=expected * spread,
            missing=covariates.missing(panel, rows),
            base=float(np.exp(np.log(self.start).mean() + fit.beta[0]) * self.correction.crashes_per_rate),
            log_exposure=np.log(self.start) - np.log(self.start).mean(),
            log_factor=log_ratio * power[:, None],
            log_covariate=known * fit.beta[rungs + 1 :, None],
            structure=self.structure,
            covariates=covariates.names,
            pack=self.pack,
        )

    def _check(self, panel: Panel, rows: Ints) -> None:
        if panel.cells != len(self.start) or panel.periods_per_day != self.periods_per_day:
            raise InputError("this panel has other cells or another clock than the one learnt from; fit anew")
        if not len(rows):
            raise InputError("no rows to forecast; name at least one")
        if rows.min() < self.until_day * self.periods_per_day:
            raise InputError(
                f"row {rows.min()} was learnt from; forecast from row {self.until_day * self.periods_per_day} on"
            )
        if rows.max() >= len(panel.counts):
            raise InputError(
                f"row {rows.max()} is beyond the panel of {len(panel.counts)} rows; append rows with NaN counts"
            )


def fit_forecast(panel: Panel, until_row: int, pack: RulePack) -> FittedForecast:
    """Learn from the whole days before ``until_row`` (which may be the length of the panel).

    ``pack`` is the rule pack ``forecast``. Raises :class:`~daoan.terms.errors.InputError` where the record is too short
    or too empty to learn from, saying what it lacks.
    """
    return fit_forecasts(panel, [until_row], pack)[0]


def fit_forecasts(panel: Panel, until_rows: Sequence[int], pack: RulePack) -> tuple[FittedForecast, ...]:
    """One forecast for each of several origins, from a single walk over the record: cheaper than one by one."""
    structure = read_structure(pack)
    per_day = panel.periods_per_day
    days = [_day_of_origin(panel, int(row), pack) for row in until_rows]
    start = _start(panel, int(pack.get("record.start_days")) * per_day, float(min(days) * per_day))
    first, learn = int(pack.get("record.start_days")), int(pack.get("stacking.learn_days"))
    walked = walk(panel, structure, start, sorted(set(days)), max(first, min(days) - learn), pack)
    return tuple(
        FittedForecast(
            pack=pack,
            structure=structure,
            start=start,
            until_day=day,
            state=walked.states[day],
            correction=correct(
                panel, structure, walked.places, np.array([max(first, day - learn), day]) * per_day, pack
            ),
            periods_per_day=per_day,
        )
        for day in days
    )


def _day_of_origin(panel: Panel, until_row: int, pack: RulePack) -> int:
    """Whole days before the origin. Raises where that is no record to learn from."""
    if not 0 <= until_row <= len(panel.counts):
        raise InputError(f"until_row {until_row} is not within the panel of {len(panel.counts)} rows")
    days = until_row // panel.periods_per_day
    needed, crashes = int(pack.get("record.fewest_days")), float(pack.get("record.fewest_crashes"))
    past = panel.counts[: days * panel.periods_per_day]
    recorded = int(np.isfinite(past).any(axis=1).sum()) // panel.periods_per_day
    if recorded < needed:
        raise InputError(f"a forecast needs at least {needed} recorded days, this record has {recorded}; add earlier")
    seen = float(np.nansum(past))
    if seen < crashes:
        raise InputError(
            f"a forecast needs at least {crashes:.0f} crashes, this record has {seen:.0f}; add earlier ones or"
            " take in lighter crashes"
        )
    return days


def _start(panel: Panel, start_rows: int, rows: float) -> Floats:
    """Crashes per period and cell to begin with: the mean of the first days, shared out by exposure where given."""
    past = panel.counts[: int(min(start_rows, rows))]
    known = np.isfinite(past)
    mean = (float(np.nansum(past)) + 0.5) / (float(known.sum()) + 1.0)
    exposure = np.ones(panel.cells) if panel.exposure is None else panel.exposure
    usual = np.nanmean(exposure) if np.isfinite(exposure).any() else 1.0
    return np.asarray(mean * np.where(np.isfinite(exposure), exposure / usual, 1.0))
