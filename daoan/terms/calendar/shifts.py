"""Shifts 班次: the parts of a local day and when they begin, right also where the clock is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from daoan.terms.errors import InputError
from daoan.terms.times import local_to_utc

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Times = npt.NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """The shifts of every day from ``first`` on; period *i* is shift ``i % len(hours)`` of day ``i // len(hours)``.

    ``hours`` are the local hours at which shifts begin, ascending from 0, so that no shift runs past midnight.
    """

    first: date
    days: int
    hours: tuple[int, ...]
    zone: str

    def __post_init__(self) -> None:
        good = bool(self.hours) and self.hours[0] == 0 and list(self.hours) == sorted(set(self.hours))
        if not good or self.hours[-1] > 23:
            raise InputError(f"shifts begin at hours that ascend from 0 to at most 23, not at {list(self.hours)}")

    def __len__(self) -> int:
        return self.days * len(self.hours)

    def day_of(self, period: int) -> date:
        """The local day of a period."""
        return self.first + timedelta(period // len(self.hours))

    def starts(self) -> Times:
        """When each period begins by the local clock, datetime64[s]."""
        day = np.datetime64(self.first, "s") + np.arange(self.days) * np.timedelta64(86400, "s")
        hour = np.array(self.hours) * np.timedelta64(3600, "s")
        return np.asarray((day[:, None] + hour[None, :]).ravel())

    def length_hours(self) -> Floats:
        """How long each period really lasts: an hour less or more where the clock is changed in it."""
        usual = np.diff([*self.hours, 24]).astype(np.float64)
        length = np.tile(usual, (self.days, 1))
        for k in np.flatnonzero(_changed_days(self.first, self.days, self.zone)):
            length[k] = self._hours_by_the_clock(self.first + timedelta(int(k)))
        return np.asarray(length.ravel())

    def _hours_by_the_clock(self, day: date) -> Floats:
        """Real lengths of the shifts of one day."""
        midnight = datetime.combine(day, datetime.min.time())
        moments = [midnight + timedelta(hours=h) for h in (*self.hours, 24)]
        return np.diff([local_to_utc(m, self.zone).timestamp() for m in moments]) / 3600.0

    def period_of(self, local_at: Times | Sequence[datetime]) -> Ints:
        """The period that each local moment lies in; -1 before the first and after the last."""
        at = np.asarray(local_at, dtype="datetime64[s]")
        since = (at - np.datetime64(self.first, "s")).astype(np.int64)
        shift = np.searchsorted(np.array(self.hours), since % 86400 // 3600, side="right") - 1
        period = since // 86400 * len(self.hours) + shift
        return np.asarray(np.where((period >= 0) & (period < len(self)), period, -1), dtype=np.int64)


def _changed_days(first: date, days: int, zone: str) -> Bools:
    """Whether each day is longer or shorter than 24 hours, (days,)."""
    years = range(first.year, (first + timedelta(days)).year + 1)
    changed = np.concatenate([_changed_days_of(year, zone) for year in years])
    start = (first - date(first.year, 1, 1)).days
    return np.asarray(changed[start : start + days])


@lru_cache(maxsize=512)
def _changed_days_of(year: int, zone: str) -> Bools:
    midnights = [datetime(year, 1, 1) + timedelta(k) for k in range((date(year + 1, 1, 1) - date(year, 1, 1)).days + 1)]  # noqa: DTZ001 wall clock
    real = np.array([local_to_utc(m, zone).timestamp() for m in midnights])
    return np.asarray(np.diff(real) != 86400.0)
