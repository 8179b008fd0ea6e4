"""Which stretches of the calendar the indicators speak of, as of a moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.terms.times import utc_to_local


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from ``starts`` up to, not including, ``ends``. ``kind``: "year", "ytd" or "month"."""

    label: str
    kind: str
    starts: date
    ends: date

    def back(self, years: int) -> "Period":
        """The same days some years earlier; 29 February becomes 28 February."""
        return Period(self.label, self.kind, _years_back(self.starts, years), _years_back(self.ends, years))

    @property
    def share_of_year(self) -> float:
        """Length as a fraction of the year that it begins in."""
        year = date(self.starts.year + 1, 1, 1) - date(self.starts.year, 1, 1)
        return (self.ends - self.starts).days / year.days


def current_day(as_of: datetime, zone: str) -> date:
    """The local day of the last instant before ``as_of``: at midnight of New Year it is still 31 December."""
    return utc_to_local(as_of - timedelta(microseconds=1), zone).date()


def list_periods(as_of: datetime, zone: str, months: int) -> list[Period]:
    """The last full year, the year to date, and the last ``months`` full months, latest first.

    The year to date ends with the day of ``as_of``, even if that day is not over.
    """
    today = current_day(as_of, zone)
    tomorrow = today + timedelta(days=1)
    last_year = today.year if _is_over(tomorrow, date(today.year + 1, 1, 1), as_of, zone) else today.year - 1
    full = Period(str(last_year), "year", date(last_year, 1, 1), date(last_year + 1, 1, 1))
    to_date = Period(f"{today.year}-YTD", "ytd", date(today.year, 1, 1), tomorrow)
    ends = _first_of_next(today)
    if not _is_over(tomorrow, ends, as_of, zone):
        ends = today.replace(day=1)
    return [full, to_date, *_months_before(ends, months)]


def _months_before(ends: date, months: int) -> list[Period]:
    found = []
    for _ in range(months):
        starts = (ends - timedelta(days=1)).replace(day=1)
        found.append(Period(f"{starts:%Y-%m}", "month", starts, ends))
        ends = starts
    return found


def _is_over(tomorrow: date, ends: date, as_of: datetime, zone: str) -> bool:
    return tomorrow >= ends and utc_to_local(as_of, zone).date() >= ends


def _first_of_next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _years_back(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
