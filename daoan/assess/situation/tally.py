"""Crashes as counts by indicator, unit and month, as they were known when a month was assessed.

A *unit* is a county or a road class. A month *m* is counted since January 1970; the month's assessment is made
``publish_days`` after its end and sees nothing that became known later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.assess.indicators.register import Register
from daoan.assess.situation.indicators import INDICATORS
from daoan.terms.frames import Bools, Floats, Ints, Objects
from daoan.terms.months import last_full_month, month_of, month_starts, months_of
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import day_of, moment64


@dataclass(frozen=True, slots=True)
class Book:
    """Every crash of a city, ready to be counted; row *i* of each column speaks of the same crash."""

    unit: Ints  # row of the unit; -1: of none
    month: Ints
    day: np.ndarray  # datetime64[D], local
    known_at: np.ndarray  # datetime64[s], UTC
    counted: Bools  # (crashes, indicators)
    told: Bools  # (crashes, indicators)
    deaths: Ints
    units: int
    first_month: int  # the first month that is wholly recorded
    zone: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts as known at one assessment. ``last`` is the month assessed, and the last column."""

    first: int
    last: int
    counts: Floats  # (indicators, units, months)
    told: Floats  # (indicators, months): share of the city's crashes for which the indicator is recorded
    complete: Floats  # (months,): share of a month's crashes that is known by now, at most 1


def book_of(
    register: Register, deaths: Floats, unit_of: Objects, units: Sequence[str], zone: str, pack: RulePack
) -> Book:
    """``unit_of``: the unit of each crash (a name of ``units`` or ``None``); ``deaths``: what its grade goes by."""
    row = {name: i for i, name in enumerate(units)}
    marks = [indicator.mark(register, pack) for indicator in INDICATORS]
    month = months_of(register.frame.local_at)
    return Book(
        unit=np.array([row.get(name, -1) for name in unit_of], dtype=np.int64),
        month=month,
        day=register.local_day,
        known_at=register.frame.known_at,
        counted=np.column_stack([m.counted & m.told for m in marks]),
        told=np.column_stack([m.told for m in marks]),
        deaths=np.nan_to_num(deaths).astype(np.int64),
        units=len(units),
        first_month=_first_whole_month(register, int(pack.get("months.latest_first_day"))),
        zone=zone,
    )


def last_told_month(book: Book, as_of: datetime, pack: RulePack) -> int:
    """The last full month that the record speaks of: one that fell silent in May tells nothing of June, and of May
    only where its last crash falls late in it."""
    if not len(book.month):
        return -1
    latest = day_of(book.day.max())
    told = month_of(latest) - (latest.day < int(pack.get("months.earliest_last_day")))
    return min(last_full_month(as_of, book.zone), told)


def known_rows(book: Book, month: int, as_of: datetime, pack: RulePack) -> Bools:
    """Crashes that the assessment of a month may see."""
    ended = moment64(month_starts(month + 1, book.zone))
    cut = min(
        ended + np.timedelta64(int(pack.get("months.publish_days")), "D"),
        moment64(as_of),
    )
    return np.asarray((book.known_at <= cut) & (book.month <= month))


def tally_of(book: Book, month: int, as_of: datetime, pack: RulePack) -> Tally:
    """The counts that the assessment of ``month`` stands on."""
    longest = int(pack.get("months.recent")) + int(pack.get("months.base"))
    first = max(book.first_month, month - max(longest, int(pack.get("months.peers"))) + 1)
    rows = known_rows(book, month, as_of, pack) & (book.month >= first)
    size = max(month - first + 1, 0)
    at, unit = book.month[rows] - first, book.unit[rows]
    inside = unit >= 0
    cell = unit[inside] * size + at[inside]
    counted, told = book.counted[rows], book.told[rows]
    counts = [np.bincount(cell, counted[inside, i], book.units * size) for i in range(len(INDICATORS))]
    everything = np.bincount(at, minlength=size)
    shares = [np.bincount(at, told[:, i], size) / np.maximum(everything, 1) for i in range(len(INDICATORS))]
    return Tally(
        first=first,
        last=month,
        counts=np.array(counts, dtype=np.float64).reshape(len(INDICATORS), book.units, size),
        told=np.array(shares).reshape(len(INDICATORS), size),
        complete=_completeness(book, month, first, as_of, pack),
    )


def _completeness(book: Book, month: int, first: int, as_of: datetime, pack: RulePack) -> Floats:
    """How much of each month is known at the assessment, by how fast earlier months became known.

    A crash of an earlier month counts as timely for age *k* when it was known by the assessment of the *k*-th month
    after its own. Months older than the recent ones are taken as complete.
    """
    size, recent = max(month - first + 1, 0), int(pack.get("months.recent"))
    share = np.ones(size)
    days = int(pack.get("months.publish_days"))
    ends = month_starts(month + 1, book.zone)
    waited = min(days, (as_of - ends).days)
    settled = known_rows(book, month, as_of, pack) & (book.month >= first) & (book.month <= month - recent)
    if not settled.any():
        return share
    own = book.month[settled]
    closes = (own + 1).astype("datetime64[M]").astype("datetime64[s]")
    offset = moment64(ends) - np.datetime64(month + 1, "M").astype("datetime64[s]")
    lag_days = (book.known_at[settled] - closes - offset) / np.timedelta64(1, "D")
    for age in range(min(recent, size)):
        share[size - 1 - age] = max(0.5, float((lag_days <= waited + 30.4 * age).mean()))
    return share


def _first_whole_month(register: Register, latest_first_day: int) -> int:
    if not len(register):
        return 10**6
    first = day_of(register.local_day.min())
    return month_of(first) + (first.day > latest_first_day)
