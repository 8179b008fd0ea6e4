"""Months of the local calendar as whole numbers since January 1970: what a series by month is counted along."""

from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.terms.times import day_of, local_midnight, utc_to_local


def months_of(local_at: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The months of moments on the local clock."""
    return local_at.astype("datetime64[M]").astype(np.int64)


def month_of(day: date) -> int:
    """The month of a day."""
    return (day.year - 1970) * 12 + day.month - 1


def last_full_month(as_of: datetime, zone: str) -> int:
    """The last local month that has ended at a moment."""
    return month_of(utc_to_local(as_of, zone)) - 1


def first_day(month: int) -> date:
    """The first day of a month."""
    return day_of(np.datetime64(month, "M"))


def month_starts(month: int, zone: str) -> datetime:
    """The first moment of a month, in UTC."""
    return local_midnight(first_day(month), zone)


def month_name(month: int) -> str:
    """A month as "2025-12"."""
    return str(np.datetime64(month, "M"))


def month_called(name: str) -> int:
    """The month of "2025-12". Raises :class:`ValueError` for a name that is none."""
    return month_of(date.fromisoformat(f"{name}-01"))
