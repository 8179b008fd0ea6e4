"""Gatherings 群体性出行: markets, fairs, weddings, exams, ways to school, that come once or again and again."""

from dataclasses import dataclass
from datetime import date

from daoan.terms.calendar.recurring import Recurrence
from daoan.terms.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Gathering:
    """What brings people onto the roads together. ``usual``: forecast from the calendar, registered by nobody.

    ``rule``: on which days between ``first`` and ``last`` (none: no bound); without a rule on all of them.
    ``from_hour`` and ``until_hour`` are local hours, 0 to 24.
    """

    gathering_id: str
    name: str
    kind: str  # market, fair, family, exam, show, harvest, school, festival, other
    rule: Recurrence | None
    first: date | None = None
    last: date | None = None
    area: str = ""  # county code; "" for all
    unit_id: str = ""  # who answers for it
    place: str = ""
    lon: float | None = None  # WGS-84
    lat: float | None = None
    people: int | None = None  # expected; None: not recorded
    from_hour: int = 0
    until_hour: int = 24
    roads: str = ""
    duty: str = ""  # who stands where
    usual: bool = False


@dataclass(frozen=True, slots=True)
class NearRisk:
    """Roads around a gathering. ``a_day``: severity-weighted injuries that an ordinary day brings on them.

    The interval takes all stretches to be high or low together, so it is rather too wide than too narrow.
    """

    stretches: int
    km: float
    a_day: Estimate


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A gathering on one day."""

    day: date
    gathering: Gathering
