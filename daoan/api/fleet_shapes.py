"""What the routes of fleet positions take and answer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field

from daoan.terms.estimates import Share, Text


class TrackAsked(BaseModel):
    """What for a track is to be shown."""

    purpose: Annotated[str, Field(max_length=200)]
    case: Annotated[str, Field(max_length=200)]


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """An alarm. ``vehicle``: masked, where the roster knows it; else a short sign of its token. ``state``: of the
    matter that it became, empty where it is none."""

    alarm_id: str
    kind: str
    name: Text
    vehicle: str
    vehicle_id: str  # of the roster; empty where it does not know the vehicle
    company: str
    company_id: str
    begins_at: datetime
    ends_at: datetime
    goes_on: bool
    value: float
    limit: float
    unit: str
    lon: float
    lat: float
    notes: tuple[str, ...]
    matter_id: str | None
    state: str
    state_name: Text | None


@dataclass(frozen=True, slots=True)
class AlarmTable:
    """Alarms, latest first. ``counts``: by kind, before a kind is chosen; ``last_day``: on which a terminal told
    anything, so that nobody takes silence for good conduct."""

    rows: tuple[AlarmLine, ...]
    total: int
    next: str | None
    counts: dict[str, int]
    names: dict[str, Text]
    last_day: date | None
    may_track: bool


@dataclass(frozen=True, slots=True)
class FleetRateLine:
    """What a company's terminals sent over some days, each share with what it is a share of."""

    company: str
    company_id: str
    unit_name: Text | None
    vehicles: int
    online: Share
    valid: Share
    complete: Share
    drift: Share
    alarms: dict[str, int]


@dataclass(frozen=True, slots=True)
class FleetRateTable:
    """Rates by company over some local days, both ends included."""

    first: date
    last: date
    last_day: date | None
    names: dict[str, Text]
    rows: tuple[FleetRateLine, ...]
