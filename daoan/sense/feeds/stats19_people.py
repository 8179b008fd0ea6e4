"""The vehicle and casualty tables of STATS19: the people hurt, by the collision that they belong to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from daoan.sense.feeds import stats19_codes as codes
from daoan.sense.feeds.cell_reader import CellReader
from daoan.sense.feeds.collision_rows import broken_rows, file_notices, notices_of
from daoan.sense.feeds.numbers import find_count
from daoan.sense.feeds.table import Row, Table, headings_of, read_table
from daoan.sense.quality import reference_unmatched
from daoan.sense.quality.rule import Finding, Origin
from daoan.terms.codes import Role, Severity, VehicleKind
from daoan.terms.errors import LayoutUnknown
from daoan.terms.records import Notice, Party, Refusal

_INDEX = {"reference": ("collision_index", "accident_index"), "vehicle_reference": ("vehicle_reference",)}
_VEHICLE = _INDEX | {"vehicle": ("vehicle_type",)}
_CASUALTY = _INDEX | {
    "role": ("casualty_class",),
    "severity": ("casualty_severity",),
    "sex": ("sex_of_casualty",),
    "age": ("age_of_casualty",),
    "casualty_type": ("casualty_type",),
}
_PEDESTRIAN = "0"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the three: its name and bytes."""

    file: str
    data: bytes


@dataclass(frozen=True, slots=True)
class People:
    """People hurt by collision index. ``by_collision`` is ``None`` where no casualty table was given."""

    by_collision: Mapping[str, tuple[Party, ...]] | None
    rows_read: int
    refusals: tuple[Refusal, ...]
    notices: tuple[Notice, ...]


def people_of(vehicles: Part | None, casualties: Part | None, indices: Collection[str], origin: Origin) -> People:
    """Read the tables given. A row of a collision that is not in ``indices`` is refused."""
    kinds: dict[tuple[str, str], VehicleKind | None] = {}
    refusals: tuple[Refusal, ...] = ()
    notices: tuple[Notice, ...] = ()
    rows_read = 0
    if vehicles:
        table, columns, own = _table(vehicles, _VEHICLE, ("reference", "vehicle_reference", "vehicle"), origin)
        matched, refused = _matched(table, columns, indices, own)
        readers = [CellReader(row.cells, columns) for row in matched]
        kinds = {(c.text("reference"), c.text("vehicle_reference")): c.code("vehicle", codes.VEHICLE) for c in readers}
        refusals, rows_read = refused, table.rows_read
        notices = file_notices(table, own) + notices_of([f for c in readers for f in c.findings], own)
    if not casualties:
        return People(None, rows_read, refusals, notices)
    table, columns, own = _table(casualties, _CASUALTY, ("reference", "role", "severity"), origin)
    matched, refused = _matched(table, columns, indices, own)
    readers = [CellReader(row.cells, columns) for row in matched]
    people: dict[str, tuple[Party, ...]] = {}
    for cells in readers:
        people[cells.text("reference")] = (*people.get(cells.text("reference"), ()), _party(cells, kinds))
    noticed = file_notices(table, own) + notices_of([f for c in readers for f in c.findings], own)
    return People(people, rows_read + table.rows_read, refusals + refused, notices + noticed)


def _table(
    part: Part, wanted: Mapping[str, tuple[str, ...]], needed: tuple[str, ...], origin: Origin
) -> tuple[Table, Mapping[str, str], Origin]:
    table = read_table(part.data, part.file)
    columns = headings_of(table, wanted)
    missing = [wanted[field][0] for field in needed if field not in columns]
    if missing:
        raise LayoutUnknown(f"{part.file} is not the STATS19 table expected: it has no column " + ", ".join(missing))
    return table, columns, replace(origin, file=part.file)


def _matched(
    table: Table, columns: Mapping[str, str], indices: Collection[str], origin: Origin
) -> tuple[list[Row], tuple[Refusal, ...]]:
    heading = columns["reference"]
    matched = [row for row in table.rows if row.cells[heading] in indices]
    lost = [row for row in table.rows if row.cells[heading] not in indices]
    rule = reference_unmatched.RULE
    refused = [
        origin.refuse(row.number, Finding(rule, heading, rule.say(value=row.cells[heading])), row.cells) for row in lost
    ]
    return matched, (*broken_rows(table, origin), *refused)


def _party(cells: CellReader, kinds: Mapping[tuple[str, str], VehicleKind | None]) -> Party:
    vehicle = kinds.get((cells.text("reference"), cells.text("vehicle_reference")))
    if vehicle is None and not kinds and cells.text("casualty_type") != _PEDESTRIAN:
        vehicle = cells.code("casualty_type", codes.VEHICLE)
    age = find_count(cells.text("age"))
    return Party(
        role=cells.code("role", codes.ROLE) or Role.UNKNOWN,
        severity=cells.code("severity", codes.SEVERITY) or Severity.INJURED,
        sex=codes.SEX.get(cells.text("sex").casefold()),
        age_years=age if age is not None and age <= 120 else None,
        vehicle=vehicle,
    )
