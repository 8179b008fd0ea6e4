"""The effect as each method reads it, side by side: naive, empirical Bayes, differences in differences, the series."""

from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from daoan.kernels.effects.before_after import BeforeAfter
from daoan.kernels.effects.differences import Panel, difference_in_differences
from daoan.kernels.effects.ratio import Effect
from daoan.kernels.effects.series import interrupted_series
from daoan.learn.studies.ground import Ground, Span
from daoan.learn.studies.sites import Sites
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import Bools, Floats, Times
from daoan.terms.records import Reading
from daoan.terms.times import moment64

METHODS = {
    "naive": Text("Naive: after against before", "简单前后对比"),
    "empirical_bayes": Text("Empirical Bayes with comparison roads", "经验贝叶斯＋对照路段"),
    "differences": Text("Difference in differences", "双重差分"),
    "series": Text("Interrupted time series", "间断时间序列"),
}
MONTHS_A_YEAR = 12


def estimate_of(effect: Effect, level: float) -> Estimate:
    """A ratio as an estimate."""
    return Estimate(effect.value, effect.low, effect.high, level)


def list_readings(found: BeforeAfter, span: Span, sites: Sites, ground: Ground) -> tuple[Reading, ...]:
    """Every method that this place and time allow; one that they do not allow is left out.

    Differences and the series take the count before at face value, so they keep the regression to the mean of places
    that were chosen for their crashes; they are shown for places that were not.
    """
    level = float(ground.pack.get("judgement.level"))
    readings = [_reading("empirical_bayes", found.effect, level)]
    if found.before > 0:
        readings.insert(0, _reading("naive", found.naive, level))
    for method, read in (("differences", _differences), ("series", _series)):
        try:
            readings.append(_reading(method, read(span, sites, ground, level), level))
        except ValueError:
            continue  # too short a series or no crash on one side: this method has nothing to say
    return tuple(r for r in readings if np.isfinite([r.ratio.low, r.ratio.value, r.ratio.high]).all())


def _reading(method: str, effect: Effect, level: float) -> Reading:
    return Reading(method, METHODS[method], estimate_of(effect, level))


def _differences(span: Span, sites: Sites, ground: Ground, level: float) -> Effect:
    """Years before and one cell after: rows are the measure's stretches and the comparison as a whole."""
    edges = [_at(span.since, span.before_until, part / span.years) for part in range(span.years + 1)]
    windows = [*pairwise(edges), (span.after_since, span.until)]
    table = np.stack([ground.count(since, until) for since, until in windows], axis=1)
    mine, theirs = table[sites.changed], table[sites.comparison].sum(axis=0)
    start = np.append(np.full(len(mine), span.years), span.years + 1)
    return difference_in_differences(Panel(np.vstack([mine, theirs]), start), level=level).effect


def _at(since: datetime, until: datetime, part: float) -> datetime:
    return since + part * (until - since)


def _series(span: Span, sites: Sites, ground: Ground, level: float) -> Effect:
    """Months without those of the works, the comparison's monthly crashes as exposure."""
    mine, theirs = (monthly(span, mask, ground) for mask in (sites.changed, sites.comparison))
    return interrupted_series(
        np.concatenate(mine),
        len(mine[0]),
        MONTHS_A_YEAR,
        np.log(np.concatenate(theirs) + 0.5),
        harmonics=1,
        level=level,
    ).effect


def monthly(span: Span, mask: Bools, ground: Ground) -> tuple[Floats, Floats]:
    """Crashes of some stretches by month before (counted back from the works) and after (whole months only)."""
    months = span.years * MONTHS_A_YEAR
    step = (span.before_until - span.since) / months
    here = np.append(mask, False)[ground.crashes.segment]
    at = ground.crashes.happened_at[here]
    return _binned(at, span.since, step, months), _binned(at, span.after_since, step, int(span.months_after))


def _binned(at: Times, since: datetime, step: timedelta, n: int) -> Floats:
    place = np.floor((at - moment64(since)) / np.timedelta64(int(step.total_seconds()), "s"))
    place = place[(place >= 0) & (place < n)].astype(np.int64)
    return np.bincount(place, minlength=n).astype(np.float64)
