"""Annual average daily flow (AADF) of the Department for Transport: bytes of a CSV to traffic counts.

One row a count point and year. Both styles of heading are read (``count_point_id`` of the site's local files,
``Count_point_id`` of its bulk files): headings are compared without regard to case. Counts are vehicles per day over
both directions, averaged over the year; ``estimated`` marks years that the source itself filled in from earlier ones.
What is wrong with them: ``docs/sources/aadf.md``.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from daoan.sense.feeds.collision_rows import broken_rows, file_notices
from daoan.sense.feeds.numbers import find_float, find_int
from daoan.sense.feeds.positions import Position, read_positions
from daoan.sense.feeds.stats19_codes import ROAD_CLASS
from daoan.sense.feeds.table import Row, Table, read_table
from daoan.sense.quality import count_unusable
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.codes import RoadClass
from daoan.terms.errors import LayoutUnknown
from daoan.terms.places import WGS84
from daoan.terms.records import Batch, Refusal, TrafficCount

FEED = "aadf"
_NEEDED = ("count_point_id", "year", "longitude", "latitude", "all_motor_vehicles")
_EARLIEST_YEAR = 1900


def read_aadf(data: bytes, file: str, as_of: datetime) -> Batch[TrafficCount]:
    """Traffic counts of one AADF file.

    A row without point, year, place or flow is refused; a year after ``as_of`` too. Raises
    :class:`daoan.terms.errors.FileUnreadable` or :class:`daoan.terms.errors.LayoutUnknown` for what is no such file.
    """
    table = read_table(data, file)
    columns = {heading.casefold(): heading for heading in table.headings}
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise LayoutUnknown(f"{file} is no AADF file: it has no column " + ", ".join(f'"{name}"' for name in missing))
    origin = Origin(FEED, file, as_of)
    counts, refused = _counts(table, columns, origin)
    refusals = (*broken_rows(table, origin), *refused)
    return Batch(
        feed=FEED,
        file=file,
        sha256=sha256(data).hexdigest(),
        layout="aadf-capitalised" if "Count_point_id" in table.headings else "aadf",
        encoding=table.encoding,
        rows_read=table.rows_read,
        rows_accepted=len(counts),
        records=tuple(counts),
        refusals=tuple(sorted(refusals, key=lambda r: r.row or 0)),
        notices=file_notices(table, origin),
    )


def _counts(table: Table, columns: Mapping[str, str], origin: Origin) -> tuple[list[TrafficCount], list[Refusal]]:
    pairs = [(row.cells[columns["longitude"]], row.cells[columns["latitude"]]) for row in table.rows]
    positions = read_positions(pairs, columns["longitude"], WGS84, None)
    counts: list[TrafficCount] = []
    refused: list[Refusal] = []
    for row, position in zip(table.rows, positions, strict=True):
        found = _count(row, position, columns, origin.as_of)
        if isinstance(found, TrafficCount):
            counts.append(found)
        else:
            refused.append(origin.refuse(row.number, found, row.cells))
    return counts, refused


def _count(row: Row, position: Position, columns: Mapping[str, str], as_of: datetime) -> TrafficCount | Finding:
    def cell(name: str) -> str:
        return row.cells.get(columns.get(name, ""), "")

    year = find_int(cell("year"))
    flow = find_float(cell("all_motor_vehicles"))
    if not cell("count_point_id"):
        return _unusable(columns["count_point_id"], cell("count_point_id"))
    if year is None or not _EARLIEST_YEAR <= year <= as_of.year:
        return _unusable(columns["year"], cell("year"))
    if flow is None or flow < 0:
        return _unusable(columns["all_motor_vehicles"], cell("all_motor_vehicles"))
    if position.lon is None or position.lat is None:
        return position.findings[0]
    return TrafficCount(
        count_id=f"{FEED}:{cell('count_point_id')}-{year}",
        point_id=cell("count_point_id"),
        year=year,
        lon=position.lon,
        lat=position.lat,
        vehicles_per_day=flow,
        road_name=road_name(cell("road_name")),
        road_class=_road_class(cell("road_name"), cell("road_category")),
        estimated=cell("estimation_method").casefold() == "estimated",
        heavy_per_day=find_float(cell("all_hgvs")),
        cycles_per_day=find_float(cell("pedal_cycles")),
    )


def _unusable(column: str, value: str) -> Finding:
    return Finding(count_unusable.RULE, column, count_unusable.RULE.say(value=value, column=column))


def road_name(written: str) -> str | None:
    """The number of a road as maps write it (``A58(M)`` for ``A58M``); ``None`` for the classes C and U without one."""
    name = written.strip()
    if not any(c.isdigit() for c in name):
        return None
    return f"{name[:-1]}(M)" if name.startswith("A") and name.endswith("M") else name


def _road_class(written: str, category: str) -> RoadClass | None:
    """Class from the road's own number; trunk A roads (category TA) are trunk roads, M and A(M) motorways."""
    name = road_name(written) or written
    if name.endswith("(M)"):
        return RoadClass.MOTORWAY
    if name.startswith("A") and category.upper().startswith("T"):
        return RoadClass.TRUNK
    return ROAD_CLASS.find(name[:1])
