"""Shifts that stations owe by the openings kept for them: what was promised is what is judged."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from daoan.jobs.rural.ground import openings_of
from daoan.jobs.workroom import Workroom
from daoan.terms.advice import Catalogue, StationShift
from daoan.terms.rural import KeptOpening, StationDay

Due = Mapping[tuple[str, date], int]  # shifts, by station's code and local day


def kept_due(
    room: Workroom, catalogue: Catalogue, as_of: datetime, stations: Collection[str], since: date, until: date
) -> Due:
    """Shifts due at some stations by the openings that stood in the register at a moment; both days included."""
    kept = openings_of(room, as_of)
    return shifts_due((o for o in kept if o.station in stations and since <= o.day <= until), catalogue)


def shifts_due(openings: Iterable[KeptOpening], catalogue: Catalogue) -> Due:
    """Shifts that openings touch, by station and day; one where an opening lies between all of them."""
    touched: dict[tuple[str, date], set[str]] = defaultdict(set)
    for one in openings:
        codes = {shift.code for shift in catalogue.shifts.values() if _touches(one, shift)}
        touched[one.station, one.day] |= codes or {""}
    return {key: len(codes - {""}) or 1 for key, codes in touched.items()}


def with_due(rows: Iterable[StationDay], due: Due) -> tuple[StationDay, ...]:
    """Days of stations, each day that a plan was kept for judged by it; one on which nothing was done is added."""
    found = {(row.station, row.day): row for row in rows}
    for (station, day), shifts in due.items():
        found[station, day] = replace(found.get((station, day)) or StationDay(station, day), shifts_due=shifts)
    return tuple(sorted(found.values(), key=lambda row: (row.day, row.station)))


def _touches(opening: KeptOpening, shift: StationShift) -> bool:
    begins = timedelta(hours=shift.begins.hour, minutes=shift.begins.minute)
    ends = timedelta(hours=shift.ends.hour, minutes=shift.ends.minute)
    return begins < timedelta(hours=opening.until_hour) and timedelta(hours=opening.from_hour) < ends
