"""Surges 突增: series of a city's crashes watched week by week, and those that run above what they should have."""

from dataclasses import dataclass
from datetime import datetime

from daoan.terms.estimates import Estimate, Text


@dataclass(frozen=True, slots=True)
class WatchedWeek:
    """One week of a series, with what was to be expected to be known of it by now."""

    ends: datetime  # UTC, first moment after
    known: int
    expected: float | None  # None: not judged
    high: float | None  # what chance exceeds in one week of two hundred


@dataclass(frozen=True, slots=True)
class WatchedSeries:
    """One series of weekly crashes: of an area, a road class, a form of crash, a road user, or of two of them."""

    series_id: str  # "all", "area=621002;road_class=secondary"
    area: str  # code; the city's where the series is of no one area
    label: Text
    state: str  # "watched", "too_short", "recording_changed", "not_judged"
    weeks: tuple[WatchedWeek, ...]  # latest first
    p_value: float | None = None
    q_value: float | None = None  # false-discovery rate at which it would just be told
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Surge:
    """A series above what season and trend explain, with its crashes. A suspicion until a person has looked."""

    surge_id: str
    series_id: str
    area: str
    label: Text
    starts: datetime
    ends: datetime  # first moment after
    known: int  # crashes known by now
    expected: Estimate  # crashes that should be known by now; the interval is that of a count to come, level its own
    completeness: float | None  # share of the weeks' crashes known by now; None: not recorded
    p_value: float
    q_value: float
    recurrence_years: float  # how rarely chance alone makes so high a figure somewhere among all series watched
    crash_ids: tuple[str, ...]
    also: tuple[Text, ...]  # series inside or around it that surge as well, folded into this one
    rule_pack: str
    notes: tuple[Text, ...] = ()
