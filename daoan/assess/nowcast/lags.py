"""Crashes as ages and delays in whole days before a moment, by feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from daoan.terms.codes import Severity
from daoan.terms.frames import Bools, Ints, Objects
from daoan.terms.records import Crash


@dataclass(frozen=True, slots=True)
class Lags:
    """One row a crash known at ``as_of`` that happened within ``reach`` days before it."""

    feed: Objects
    area: Objects  # code or None
    severity: Objects  # Severity
    age: Ints  # whole days from the crash to as_of
    delay: Ints  # whole days from the crash until it was known, counted on the same days: 0 ≤ delay ≤ age
    assumed: Bools  # when it became known was not recorded

    def __len__(self) -> int:
        return len(self.age)

    def where(self, mask: Bools) -> "Lags":
        """The rows that a mask chooses."""
        return Lags(**{name: getattr(self, name)[mask] for name in self.__slots__})


def lags_of(crashes: Sequence[Crash], as_of: datetime, reach: int) -> Lags:
    """Ages and delays of the crashes known at ``as_of``; days are blocks of 24 hours counted back from ``as_of``.

    A block holds its first moment and not its last, as weeks do; what became known at ``as_of`` itself is known.
    """
    first = as_of - timedelta(days=reach)
    rows = [c for c in crashes if c.known_at <= as_of and first <= c.happened_at < as_of]
    age = np.array([_days_before(as_of, c.happened_at) for c in rows], dtype=np.int64)
    heard = np.array([_days_before(as_of, max(c.known_at, c.happened_at)) for c in rows], dtype=np.int64)

    def column(values: list[str | Severity | None]) -> Objects:
        return np.array([*values, None], dtype=object)[:-1]

    return Lags(
        feed=column([c.feed for c in rows]),
        area=column([c.area for c in rows]),
        severity=column([c.severity for c in rows]),
        age=age,
        delay=age - heard,
        assumed=np.array([c.known_at_assumed for c in rows], dtype=np.bool_),
    )


def _days_before(as_of: datetime, moment: datetime) -> int:
    return max((as_of - moment - timedelta(microseconds=1)).days, 0)
