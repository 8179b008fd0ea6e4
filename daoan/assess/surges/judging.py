"""Each series against its own season and trend: how improbable the latest weeks are, alone and together.

A window of the last w weeks with N counted and M expected is judged by a negative binomial of mean M whose variance
holds both chance and the uncertain baseline. The least p-value of the windows is multiplied by their number
(Bonferroni), so that looking at several windows is paid for.
"""

from dataclasses import dataclass

import numpy as np

from daoan.kernels.surveillance.baseline import BaselineOptions, WeekState, fit_baseline
from daoan.kernels.surveillance.count_tails import upper_quantile, upper_tail
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


def judge_series(counts: Floats, completeness: Floats, pack: RulePack) -> Judged:
    """Judge the last week, and the windows that end with it.

    ``counts`` (series, weeks), NaN where a week is not comparable; ``completeness`` (weeks,) in (0, 1], the share
    known. A history too short for any season gives the state TOO_SHORT everywhere.
    """
    series, weeks = counts.shape
    windows = [int(w) for w in pack.get("surges.windows_weeks")]
    options = _options(weeks, pack)
    if options is None:
        return _nothing(series, min(int(pack.get("surges.shown_weeks")), weeks))
    at = np.arange(max(weeks - int(pack.get("surges.shown_weeks")), 0), weeks)
    fit = fit_baseline(counts, at, options, window=max(windows), completeness=completeness)
    mean, count = fit.windows_mean, fit.windows_count
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.maximum((fit.windows_noise + fit.windows_mean_variance) / mean, 1.0)
    chosen = np.array(windows) - 1
    p = upper_tail(count[:, -1, chosen], mean[:, -1, chosen], spread[:, -1, chosen])
    state = fit.state[:, -1]
    best = np.argmin(np.where(np.isnan(p), 2.0, p), axis=1)
    rows = np.arange(series)
    at_best = rows, np.full(series, -1), chosen[best]
    level = float(pack.get("surges.interval"))
    return Judged(
        state=state,
        window=chosen[best] + 1,
        p_value=np.where(state == OK, np.minimum(len(windows) * p[rows, best], 1.0), np.nan),
        expected=mean[at_best],
        low=upper_quantile(0.5 * (1 + level), mean[at_best], spread[at_best]),
        high=upper_quantile(0.5 * (1 - level), mean[at_best], spread[at_best]),
        level=level,
        week_expected=mean[..., 0],
        week_high=upper_quantile(float(pack.get("surges.week_alarm")), mean[..., 0], spread[..., 0]),
    )


def _options(weeks: int, pack: RulePack) -> BaselineOptions | None:
    """The baseline of as many years as there are, at most those of the pack; ``None`` where there is not one."""
    years, half_width = int(pack.get("surges.years")), int(pack.get("surges.half_width_weeks"))
    least = float(pack.get("surges.shown_weeks")) + half_width
    for some in range(years, 0, -1):
        options = BaselineOptions(years=some, half_width=half_width, skip=int(pack.get("surges.skip_weeks")))
        if weeks >= some * options.weeks_per_year + least + 1:
            return options
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
