"""One row of the STATS19 collision table as one crash."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time

from daoan.sense.feeds import stats19_codes as codes
from daoan.sense.feeds.cell_reader import CellReader
from daoan.sense.feeds.moments import find_date, find_time
from daoan.sense.feeds.positions import Position
from daoan.sense.feeds.read_rows import ReadRow
from daoan.sense.feeds.stats19_people import People
from daoan.sense.feeds.table import Row
from daoan.sense.feeds.tally import Tally, tally
from daoan.sense.quality import (
    counts_disagree,
    date_future,
    date_impossible,
    reference_missing,
    severity_missing,
    time_missing,
)
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.codes import Precision, RoadClass, Severity
from daoan.terms.records import Crash, Party
from daoan.terms.times import local_to_utc

ZONE = "Europe/London"
_FORMS = ("%d/%m/%Y", "%Y-%m-%d")  # one begins with the day, the other with a four-digit year: they cannot be mixed up
_LETTER = {"3": "A", "A": "A", "4": "B", "B": "B", "1": "M", "Motorway": "M"}


def read_collision(row: Row, position: Position, columns: Mapping[str, str], people: People, origin: Origin) -> ReadRow:
    """Read one row. Its place and its people have been read before, with those of all rows."""
    cells = CellReader(row.cells, columns)
    if not cells.text("reference"):
        return _refused(row, Finding(reference_missing.RULE, cells.column("reference"), reference_missing.RULE.say()))
    day = next((found for form in _FORMS if (found := find_date(cells.text("date"), form))), None)
    if day is None:
        said = date_impossible.RULE.say(value=cells.text("date"), form="31/12/2018")
        return _refused(row, Finding(date_impossible.RULE, cells.column("date"), said))
    clock = find_time(cells.text("time"))
    if clock is None:
        said = time_missing.RULE.say(value=cells.text("time"))
        cells.findings.append(Finding(time_missing.RULE, cells.column("time"), said))
    happened_at = local_to_utc(datetime.combine(day, clock or time()), ZONE)
    late = date_future.check(columns["date"], happened_at, origin.as_of)
    if late or position.refusing:
        return _refused(row, late or position.refusing)
    severity = cells.code("severity", codes.SEVERITY)
    if severity is None:
        return _refused(row, Finding(severity_missing.RULE, cells.column("severity"), severity_missing.RULE.say()))
    parties = None if people.by_collision is None else people.by_collision.get(cells.text("reference"), ())
    precision = Precision.DAY if clock is None else Precision.MINUTE
    crash = _crash(cells, position, happened_at, precision, severity, parties)
    findings = (*cells.findings, *position.findings, *_counts(cells, crash, parties))
    return ReadRow(row, replace(crash, flags=tuple(sorted({f.rule.code for f in findings}))), None, findings)


def _refused(row: Row, why: Finding | None) -> ReadRow:
    return ReadRow(row, None, why)


def _crash(
    cells: CellReader,
    position: Position,
    happened_at: datetime,
    precision: Precision,
    severity: Severity,
    parties: tuple[Party, ...] | None,
) -> Crash:
    road_class = cells.code("road_class", codes.ROAD_CLASS)
    deaths, serious, slight, injured = _hurt(severity, cells.count("casualties"), tally(parties) if parties else None)
    return Crash(
        crash_id=f"stats19:{cells.text('reference')}",
        feed="stats19",
        source_ref=cells.text("reference"),
        happened_at=happened_at,
        known_at=happened_at,
        known_at_assumed=True,
        precision=precision,
        severity=severity,
        lon=position.lon,
        lat=position.lat,
        deaths_30d=deaths,
        serious=serious,
        slight=slight,
        injured=injured,
        vehicles=cells.count("vehicles"),
        area=cells.text("area") or None,
        road_class=road_class,
        road_name=_road_name(cells, road_class),
        light=cells.code("light", codes.LIGHT),
        weather=cells.code("weather", codes.WEATHER),
        surface=cells.code("surface", codes.SURFACE),
        parties=parties or (),
    )


def _hurt(
    severity: Severity, casualties: int | None, counted: Tally | None
) -> tuple[int | None, int | None, int | None, int | None]:
    """Deaths, serious, slight and all injured: counted from people, else only what severity and total imply."""
    if counted:
        return counted.deaths, counted.serious, counted.slight, counted.injured
    if severity is Severity.SLIGHT:
        return 0, 0, casualties, casualties
    if severity is Severity.SERIOUS:
        return 0, None, None, casualties
    return None, None, None, None


def _road_name(cells: CellReader, road_class: RoadClass | None) -> str | None:
    """``A3055``: number 0 is a road without one."""
    number = cells.count("road_number")
    letter = _LETTER.get(cells.text("road_class"))
    if cells.text("road_class") in ("2", "A(M)") and number:
        return f"A{number}(M)"
    return f"{letter}{number}" if letter and number and road_class else None


def _counts(cells: CellReader, crash: Crash, parties: tuple[Party, ...] | None) -> tuple[Finding, ...]:
    shown = cells.count("casualties") if parties is None else len(parties)
    found = counts_disagree.check(crash.vehicles, shown, cells.count("casualties"))
    return (found,) if found else ()
