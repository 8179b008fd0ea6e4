"""Shifts as the rest rules see them: minutes, local day and week, and the night they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.terms.records.deploying import ShiftWindow
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_to_utc, monday_of, utc_to_local


@dataclass(frozen=True, slots=True)
class Window:
    """A shift with the local day and Monday that it starts in, and the night (the day its middle, less twelve hours,
    lies in) where it is a night shift."""

    shift: ShiftWindow
    day: date
    monday: date
    night: date | None
    weekend: bool

    @property
    def minutes(self) -> int:
        """Length."""
        return round((self.shift.ends_at - self.shift.starts_at).total_seconds() / 60)


def windows_of(shifts: Sequence[ShiftWindow], zone: str, pack: RulePack) -> list[Window]:
    """One window a shift, in the same order."""
    return [_window(shift, zone, pack) for shift in shifts]


def _window(shift: ShiftWindow, zone: str, pack: RulePack) -> Window:
    day = utc_to_local(shift.starts_at, zone).date()
    middle = utc_to_local(shift.starts_at + (shift.ends_at - shift.starts_at) / 2, zone)
    is_night = shift.night if shift.night is not None else _is_night(shift, zone, pack)
    night = (middle.replace(tzinfo=None) - timedelta(hours=12)).date() if is_night else None
    return Window(shift, day, monday_of(day), night, day.weekday() >= 5)


def _is_night(shift: ShiftWindow, zone: str, pack: RulePack) -> bool:
    """Whether enough of a shift lies between the two hours of the rule pack."""
    first = utc_to_local(shift.starts_at, zone).date() - timedelta(days=1)
    from_hour, to_hour = (int(pack.get(f"night.{k}")) for k in ("from_hour", "to_hour"))
    dark = 0.0
    for i in range((shift.ends_at - shift.starts_at).days + 4):
        day = first + timedelta(days=i)
        begin = local_to_utc(datetime(day.year, day.month, day.day, from_hour), zone)  # noqa: DTZ001  (wall clock)
        after = day + timedelta(days=1)
        end = local_to_utc(datetime(after.year, after.month, after.day, to_hour), zone)  # noqa: DTZ001  (wall clock)
        dark += max(0.0, (min(end, shift.ends_at) - max(begin, shift.starts_at)).total_seconds() / 3600)
    return dark >= float(pack.get("night.least_hours"))
