"""Rolling origins: at each one, forecasts and scores from what was known, and what the year then brought."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from daoan.learn.scorecard.forecasts import Forecaster, Scores, YearForecast, score_stretches
from daoan.terms.errors import InputError
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.times import local_midnight, moment64


@dataclass(frozen=True, slots=True)
class YearCounts:
    """Crashes and KSI crashes on the network, (stretches, years), and the local calendar year of each column."""

    crashes: Floats
    ksi: Floats
    first_year: int

    def between(self, first: int, last: int) -> tuple[Floats, Floats]:
        """Columns of the years ``first`` to ``last``, both included."""
        columns = slice(first - self.first_year, last - self.first_year + 1)
        return self.crashes[:, columns], self.ksi[:, columns]


@dataclass(frozen=True, slots=True)
class Origin:
    """One forecast year: what was forecast before it and what happened in it."""

    year: int
    forecasts: Mapping[str, YearForecast]
    scores: Scores
    crashes: Floats  # in the year, (n,)
    ksi: Floats


@dataclass(frozen=True, slots=True)
class PeriodPair:
    """Scores from two periods that follow one another, each from its own data, and the second one's crashes."""

    last_year: int  # of the second period
    first: Scores
    second: Scores
    crashes: Floats
    ksi: Floats


def count_years(network: Network, crashes: CrashFrame) -> YearCounts:
    """Snapped crashes by local calendar year, from the first year of the record to its last."""
    if not len(crashes):
        raise InputError("a scorecard needs crashes; none were given")
    return _count_between(network, crashes, int(crashes.year.min()), int(crashes.year.max()))


def _count_between(network: Network, crashes: CrashFrame, first: int, last: int) -> YearCounts:
    count = np.zeros((len(network), last - first + 1))
    ksi = np.zeros_like(count)
    year = crashes.year
    inside = (crashes.segment >= 0) & (year >= first) & (year <= last)
    place = (crashes.segment[inside], year[inside] - first)
    np.add.at(count, place, 1.0)
    np.add.at(ksi, place, crashes.ksi[inside].astype(float))
    return YearCounts(count, ksi, first)


@dataclass(frozen=True, slots=True)
class Replay:
    """Everything needed to stand at a past moment: roads, crashes, forecaster, flows, time zone.

    ``counts`` hold what is known in the end and judge; forecasts and baselines learn from what was known at their
    moment, so that a crash reported late helps neither.
    """

    network: Network
    crashes: CrashFrame
    counts: YearCounts
    forecaster: Forecaster
    vehicles_per_day_at: Callable[[datetime], Floats]
    zone: str

    def origin(self, year: int) -> Origin:
        """Forecasts for ``year`` from all years before it."""
        forecasts, scores = self._stand_at(self.counts.first_year, year - 1)
        now, now_ksi = self.counts.between(year, year)
        return Origin(year, forecasts, scores, now[:, 0], now_ksi[:, 0])

    def pair(self, last_year: int, years: int) -> PeriodPair:
        """The two periods of ``years`` years each that end with ``last_year``."""
        middle = last_year - years
        crashes, ksi = self.counts.between(middle + 1, last_year)
        return PeriodPair(
            last_year=last_year,
            first=self._stand_at(middle - years + 1, middle)[1],
            second=self._stand_at(middle + 1, last_year)[1],
            crashes=crashes.sum(axis=1),
            ksi=ksi.sum(axis=1),
        )

    def _stand_at(self, first: int, last: int) -> tuple[Mapping[str, YearForecast], Scores]:
        """At the end of the year ``last``: forecasts and scores from the years ``first`` to ``last``."""
        as_of = local_midnight(date(last + 1, 1, 1), self.zone)
        known = self.crashes.known_by(moment64(as_of))
        counts = _count_between(self.network, known, first, last)
        forecasts = self.forecaster(self.crashes, as_of, last - first + 1)
        flow = self.vehicles_per_day_at(as_of)
        return forecasts, score_stretches(counts.crashes, counts.ksi, self.network.length_m, flow, forecasts)
