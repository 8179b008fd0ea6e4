"""What the latest weeks look like 近期态势: how much of them is known yet, and where recording itself changed."""

from dataclasses import dataclass
from datetime import date, datetime

from daoan.terms.codes import Severity
from daoan.terms.estimates import Estimate, Share, Text


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


@dataclass(frozen=True, slots=True)
class RecordingBreak:
    """A share that jumped by more than its months vary: what is counted across it is not comparable.

    ``since`` is the first day after the stretch of time it is compared with, ``settled`` the first day of the stretch
    that differs: the change lies between the two. They are the same day where the stretches are next to each other.
    """

    break_id: str  # "<feed>/<trait>/<label>"
    feed: str
    column: str  # "severity", "light", "weather" …
    trait: str  # "severity/serious", "light/unknown" …
    label: Text
    period: str  # "2018", "2019-12": the year or month with which the later stretch ends
    kind: str  # "year": against the year before; "drift": against some years before; "months": last months, a year ago
    since: date
    settled: date
    ends: date  # first day after the later stretch
    before: Share
    after: Share
    p_value: float  # of this comparison alone; those kept hold the false-alarm rate of the pack together (Holm)
    word: bool = False  # a single word came into use or fell out of it

    @property
    def change(self) -> float:
        """How far the share moved, −1 to 1."""
        return (self.after.value or 0.0) - (self.before.value or 0.0)

    def lies_across(self, first: date, last: date) -> bool:
        """Whether what is compared from ``first`` to the day before ``last`` was recorded both ways."""
        return first < self.settled and self.since < last
