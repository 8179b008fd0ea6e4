"""What all studies of one turn stand on, and how long a measure can be watched."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.terms.frames import Bools, CrashFrame, Floats, Network
from daoan.terms.records import Measure
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64, years_before

#: What a regression lets expect of every stretch: (crashes of each, years they were counted, moment) -> crashes.
Regression = Callable[[Floats, float, datetime], Floats]

MONTH = timedelta(days=365.25 / 12)
#: A record is taken to reach back this far before its first crash.
SILENT_START = np.timedelta64(31, "D")


@dataclass(frozen=True, slots=True)
class Ground:
    """``crashes`` are snapped to ``network`` and known at ``as_of``; ``people`` (n,) were killed or injured in each."""

    network: Network
    crashes: CrashFrame
    people: Floats
    measures: tuple[Measure, ...]
    regression: Regression
    as_of: datetime
    pack: RulePack

    def count(self, since: datetime, until: datetime) -> Floats:
        """Crashes of each stretch in a window, (stretches,)."""
        inside = self.inside(since, until) & (self.crashes.segment >= 0)
        return np.bincount(self.crashes.segment[inside], minlength=len(self.network)).astype(np.float64)

    def inside(self, since: datetime, until: datetime) -> Bools:
        """Which crashes happened in a window, half open."""
        at = self.crashes.happened_at
        return np.asarray((at >= moment64(since)) & (at < moment64(until)))


@dataclass(frozen=True, slots=True)
class Span:
    """The windows of one study: whole years before the works, and from the start until now or the measure's end."""

    since: datetime
    before_until: datetime
    after_since: datetime
    until: datetime
    years: int

    @property
    def months_after(self) -> float:
        """Months watched."""
        return max((self.until - self.after_since) / MONTH, 0.0)

    @property
    def length_ratio(self) -> float:
        """Length of the time after over that before."""
        return (self.until - self.after_since) / (self.before_until - self.since)


def find_span(measure: Measure, ground: Ground) -> Span | None:
    """The windows of a measure; ``None`` where the record holds no whole year before its works."""
    if not len(ground.crashes):
        return None
    before_until = min(measure.works_from or measure.starts, ground.as_of)
    first = ground.crashes.happened_at.min()
    years = int(ground.pack.get("window.years_before"))
    while years > 0 and moment64(years_before(before_until, years)) < first - SILENT_START:
        years -= 1
    if years * 12 < int(ground.pack.get("window.least_months_before")):
        return None
    until = min(ground.as_of, measure.ends or ground.as_of)
    return Span(years_before(before_until, years), before_until, measure.starts, until, years)
