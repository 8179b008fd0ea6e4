"""Each series against its own season and trend: how improbable the latest weeks are, alone and together.

The detector is :func:`~daoan.kernels.surveillance.surges.detect_surges`, set by the rule pack ``surge``; a record
shorter than its years is judged by the years that there are.
"""

from dataclasses import dataclass, replace

import numpy as np

from daoan.assess.surges.detector import read_surge_options
from daoan.kernels.surveillance.baseline import WeekState
from daoan.kernels.surveillance.count_tails import upper_quantile
from daoan.kernels.surveillance.surges import SurgeOptions, detect_surges
from daoan.terms.frames import Codes, Floats, Ints
from daoan.terms.rulepacks import RulePack

OK = int(WeekState.OK)


@dataclass(frozen=True, slots=True)
class Judged:
    """Figures by series; NaN where ``state`` is not OK. ``week_*`` (series, weeks shown) are of single weeks."""

    state: Codes
    window: Ints  # how many of the latest weeks stand out most
    p_value: Floats
    expected: Floats  # of that window, as far as it should be known by now
    low: Floats  # of a count to come in it
    high: Floats
    level: float  # of ``low`` and ``high``
    week_expected: Floats
    week_high: Floats


def judge_series(counts: Floats, completeness: Floats, pack: RulePack, detector: RulePack) -> Judged:
    """Judge the last week, and the windows that end with it.

    ``counts`` (series, weeks), NaN where a week is not comparable; ``completeness`` (weeks,) in (0, 1], the share
    known. ``pack``: the rule pack ``recent``; ``detector``: the rule pack ``surge``. A history too short for any season
    gives the state TOO_SHORT everywhere.
    """
    series, weeks = counts.shape
    shown, level = min(int(pack.get("surges.shown_weeks")), weeks), float(pack.get("surges.interval"))
    options = _options(weeks, shown, detector)
    if options is None:
        return _nothing(series, shown)
    test = detect_surges(counts, np.arange(weeks - shown, weeks), options, completeness=completeness)
    window = np.maximum(test.window_weeks[:, -1], 1)
    mean, fit = test.window_expected[:, -1], test.baseline
    at = np.arange(series), np.full(series, -1), window - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.maximum((fit.windows_noise[at] + fit.windows_mean_variance[at]) / mean, 1.0)
    return Judged(
        state=test.state[:, -1],
        window=window,
        p_value=test.p_value[:, -1],
        expected=mean,
        low=upper_quantile(0.5 * (1 + level), mean, spread),
        high=upper_quantile(0.5 * (1 - level), mean, spread),
        level=level,
        week_expected=test.expected,
        week_high=test.upper_bound,
    )


def _options(weeks: int, shown: int, detector: RulePack) -> SurgeOptions | None:
    """The detector with as many years as there are, at most those of its pack; ``None`` where there is not one."""
    options = read_surge_options(detector)
    for years in range(options.baseline.years, 0, -1):
        some = replace(options.baseline, years=years)
        if weeks >= years * some.weeks_per_year + some.half_width + shown + 1:
            return replace(options, baseline=some)
    return None


def _nothing(series: int, shown: int) -> Judged:
    nothing = np.full(series, np.nan)
    return Judged(
        state=np.full(series, int(WeekState.TOO_SHORT), dtype=np.uint8),
        window=np.ones(series, dtype=np.int64),
        p_value=nothing,
        expected=nothing,
        low=nothing,
        high=nothing,
        level=0.95,
        week_expected=np.full((series, shown), np.nan),
        week_high=np.full((series, shown), np.nan),
    )
