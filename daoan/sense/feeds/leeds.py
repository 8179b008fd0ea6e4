"""Leeds City Council's casualty files: bytes of one year's CSV to crashes.

Every injury collision in the district that the police recorded, one row a casualty, 2009 to 2019 (Open Government
Licence v3). Rows are grouped into collisions by reference within a file. Deaths are within 30 days (STATS19), so
``deaths_7d`` is not recorded; neither are form, cause and loss, nor damage-only crashes, nor when a crash became known:
``known_at`` is assumed to be ``happened_at`` and marked. What is wrong with the files: ``docs/sources/leeds.md``.
"""

import re
from datetime import datetime, time
from hashlib import sha256

from daoan.sense.feeds import stats19_codes as codes
from daoan.sense.feeds.cell_reader import CellReader
from daoan.sense.feeds.collision_rows import CasualtyRow, CollisionPart, broken_rows, file_notices, group_rows
from daoan.sense.feeds.leeds_layouts import Layout, layout_of
from daoan.sense.feeds.moments import find_date, find_time
from daoan.sense.feeds.numbers import find_count
from daoan.sense.feeds.positions import Position, read_positions
from daoan.sense.feeds.table import Row, Table, read_table
from daoan.sense.quality import date_future, date_impossible, reference_damaged, reference_missing, time_missing
from daoan.sense.quality.place_outside import Jurisdiction, box
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.codes import Precision, RoadClass, Role, Severity
from daoan.terms.places import OSGB
from daoan.terms.records import Batch, Crash, Party
from daoan.terms.times import local_to_utc

FEED = "leeds"
ZONE = "Europe/London"
AREA = "E08000035"

#: The district by the box around it (its outline is not shipped), in WGS-84 degrees.
LEEDS = box(AREA, -1.81, 53.69, -1.27, 53.96, refuse_beyond_m=2_000.0)


def read_leeds(data: bytes, file: str, as_of: datetime, jurisdiction: Jurisdiction | None = LEEDS) -> Batch[Crash]:
    """Crashes of one casualty file of Leeds, in any of its eight layouts.

    ``as_of`` (UTC) is when the file is read: a crash dated later is refused. Raises
    :class:`daoan.terms.errors.FileUnreadable` or :class:`daoan.terms.errors.LayoutUnknown` for what is no such file.
    """
    table = read_table(data, file)
    layout = layout_of(table, file)
    origin = Origin(FEED, file, as_of)
    rows, nameless = _casualty_rows(table, layout, origin, jurisdiction)
    grouped = group_rows(rows, origin)
    refusals = (
        *broken_rows(table, origin),
        *(origin.refuse(row.number, _nameless(layout), row.cells) for row in nameless),
        *grouped.refusals,
    )
    return Batch(
        feed=FEED,
        file=file,
        sha256=sha256(data).hexdigest(),
        layout=layout.name,
        encoding=table.encoding,
        rows_read=table.rows_read,
        rows_accepted=table.rows_read - len(refusals),
        records=grouped.crashes,
        refusals=tuple(sorted(refusals, key=lambda r: r.row or 0)),
        notices=file_notices(table, origin) + grouped.notices,
    )


def _nameless(layout: Layout) -> Finding:
    return Finding(reference_missing.RULE, layout.columns["reference"], reference_missing.RULE.say())


def _casualty_rows(
    table: Table, layout: Layout, origin: Origin, jurisdiction: Jurisdiction | None
) -> tuple[list[CasualtyRow], list[Row]]:
    """Rows as read, and the rows without a reference."""
    east, north = layout.columns["easting"], layout.columns["northing"]
    named = [row for row in table.rows if row.cells[layout.columns["reference"]]]
    nameless = [row for row in table.rows if not row.cells[layout.columns["reference"]]]
    pairs = [(row.cells[east], row.cells[north]) for row in named]
    positions = read_positions(pairs, east, OSGB, jurisdiction)
    return [_casualty_row(r, p, layout, origin) for r, p in zip(named, positions, strict=True)], nameless


def _casualty_row(row: Row, position: Position, layout: Layout, origin: Origin) -> CasualtyRow:
    cells = CellReader(row.cells, layout.columns)
    reference = cells.text("reference")
    happened_at, precision, refusing = _moment(cells, layout, origin.as_of)
    road_class, road_name = _road(cells)
    collision = CollisionPart(
        happened_at=happened_at,
        precision=precision,
        lon=position.lon,
        lat=position.lat,
        vehicles=cells.count("vehicles"),
        road_class=road_class,
        road_name=road_name,
        light=cells.code("light", codes.LIGHT),
        weather=cells.code("weather", codes.WEATHER),
        surface=cells.code("surface", codes.SURFACE),
        area=cells.text("area") or AREA,
    )
    party = _party(cells)
    damaged = reference_damaged.check(layout.columns["reference"], reference)
    return CasualtyRow(
        number=row.number,
        raw=row.cells,
        reference=reference,
        collision=collision,
        party=party,
        vehicle_number=cells.count("casualty_vehicle") or cells.count("vehicle_number"),
        findings=(*cells.findings, *position.findings, *([damaged] if damaged else [])),
        refusing=refusing or position.refusing,
    )


def _moment(
    cells: CellReader, layout: Layout, as_of: datetime
) -> tuple[datetime | None, Precision | None, Finding | None]:
    column = layout.columns["date"]
    day = find_date(cells.text("date"), layout.date_form)
    if day is None:
        said = date_impossible.RULE.say(value=cells.text("date"), form=layout.date_example)
        return None, None, Finding(date_impossible.RULE, column, said)
    clock = find_time(cells.text("time"))
    if clock is None:
        said = time_missing.RULE.say(value=cells.text("time"))
        cells.findings.append(Finding(time_missing.RULE, layout.columns["time"], said))
    happened_at = local_to_utc(datetime.combine(day, clock or time()), ZONE)
    precision = Precision.DAY if clock is None else Precision.MINUTE
    return happened_at, precision, date_future.check(column, happened_at, as_of)


_ROAD = re.compile(r"(M|A|B|C|U)(\d{0,4})(\(M\))?", re.ASCII)


def _road(cells: CellReader) -> tuple[RoadClass | None, str | None]:
    """Class and number of the first road. Until 2016 only the class is told, in 2017 only both in one: ``A58(M)``."""
    written = cells.text("road")
    match = _ROAD.fullmatch(written)
    name = written if match and match[2] else None
    if "road_class" in cells.columns:
        return cells.code("road_class", codes.ROAD_CLASS), name
    if not match:
        return cells.meaning("road", written, codes.ROAD_CLASS), None
    return codes.ROAD_CLASS.find(match[1] + (match[3] or "")), name


def _party(cells: CellReader) -> Party:
    role = cells.code("role", codes.ROLE)
    sex = cells.text("sex")
    age = find_count(cells.text("age"))
    if sex.casefold() not in codes.SEX and sex not in ("", "-1"):
        cells.unknown("sex", sex)
    if age is None and cells.text("age") not in ("", "-1"):
        cells.unknown("age", cells.text("age"))
    return Party(
        role=role or Role.UNKNOWN,
        severity=cells.code("severity", codes.SEVERITY) or Severity.INJURED,
        sex=codes.SEX.get(sex.casefold()),
        age_years=age if age is not None and age <= 120 else None,
        vehicle=cells.code("vehicle", codes.VEHICLE),
    )
