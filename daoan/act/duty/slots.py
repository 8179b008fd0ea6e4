"""The shifts that a plan may fill: each with when it is and which hours of the week it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from daoan.act.duty.profile import HOURS
from daoan.terms.estimates import Text
from daoan.terms.frames import Ints
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_to_utc, utc_to_local

WEEKDAYS = (
    Text("Mondays", "每周一"),
    Text("Tuesdays", "每周二"),
    Text("Wednesdays", "每周三"),
    Text("Thursdays", "每周四"),
    Text("Fridays", "每周五"),
    Text("Saturdays", "每周六"),
    Text("Sundays", "每周日"),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One shift, ``times`` times over; ``starts_at`` and ``ends_at`` are those of the first time, UTC."""

    key: str
    label: Text
    starts_at: datetime
    ends_at: datetime
    hours: float  # one time
    times: int
    hours_of_week: Ints


def night_slots(night_start: datetime, zone: str, pack: RulePack) -> list[Slot]:
    """The shifts of the night that begins on the local day of ``night_start``."""
    day = utc_to_local(night_start, zone).date()
    return [_slot(row, day, zone, 1, Text("", "")) for row in pack.get("night.shift")]


def month_slots(month_start: datetime, zone: str, pack: RulePack) -> list[Slot]:
    """Shifts by weekday over the local month that holds ``month_start``."""
    first = utc_to_local(month_start, zone).date().replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    days = [first + timedelta(days=i) for i in range((following - first).days)]
    return [
        _slot(row, same[0], zone, len(same), WEEKDAYS[weekday])
        for weekday in range(7)
        for row in pack.get("month.shift")
        if (same := [d for d in days if d.weekday() == weekday])
    ]


def _slot(row: Mapping[str, Any], day: date, zone: str, times: int, on: Text) -> Slot:
    from_hour, hours = int(row["from_hour"]), int(row["hours"])
    first = datetime(day.year, day.month, day.day) + timedelta(hours=from_hour)  # noqa: DTZ001  (wall clock)
    label = Text(f"{on.en} {row['en']}".strip(), f"{on.zh}{row['zh']}")
    key = f"{day.weekday() + 1}-{row['key']}" if on.en else str(row["key"])
    week = (day.weekday() * 24 + from_hour + np.arange(hours)) % HOURS
    return Slot(
        key=key,
        label=label,
        starts_at=local_to_utc(first, zone),
        ends_at=local_to_utc(first + timedelta(hours=hours), zone),
        hours=float(hours),
        times=times,
        hours_of_week=week.astype(np.int64),
    )
