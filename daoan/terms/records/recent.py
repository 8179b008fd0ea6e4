"""What the latest weeks look like 近期态势: how much of them is known yet, and what is still to be heard of."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.codes import Severity
from daoan.terms.estimates import Estimate, Text


@dataclass(frozen=True, slots=True)
class NowcastWeek:
    """Seven days: crashes known by now and, where the delay of reports can be estimated, those not yet known."""

    starts: datetime  # UTC; weeks are counted back from as_of, not from Mondays
    ends: datetime  # first moment after
    known: int
    completeness: Estimate | None  # share known by now, 0 to 1; None: cannot be told, never 1
    crashes: Estimate | None  # known and not yet known together; the interval is predictive


@dataclass(frozen=True, slots=True)
class Nowcast:
    """Recent weeks of one area and severity, latest first."""

    area: str
    severity: Severity | None  # None: all together
    as_of: datetime
    state: str  # "estimated", "delay_not_recorded", "too_few_reports"
    weeks: tuple[NowcastWeek, ...]
    delay_median_days: int | None = None  # from crash to record
    delay_p90_days: int | None = None
    delay_change_p: float | None = None  # probability of so large a change of the delay if it had stayed
    notes: tuple[Text, ...] = ()
