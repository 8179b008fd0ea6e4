"""STATS19, Great Britain's injury collisions: the published collision, vehicle and casualty tables to crashes.

One row a collision; vehicles and casualties are joined to it by index. Headings of both generations are read
(``accident_index``, ``collision_index`` in newer files), codes as well as the labels that common tools write for them,
CSV or a GeoPackage layer. Deaths are within 30 days; form, cause and loss are not published; ``known_at`` is assumed.
Without the casualty table only what severity and number of casualties imply is filled in. Faults:
``docs/sources/stats19.md``.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from daoan.sense.feeds.collision_rows import broken_rows, file_notices, notices_of
from daoan.sense.feeds.geopackage import is_geopackage, read_geopackage
from daoan.sense.feeds.positions import Position, read_positions
from daoan.sense.feeds.read_rows import unique_rows
from daoan.sense.feeds.stats19_people import Part, people_of
from daoan.sense.feeds.stats19_row import read_collision
from daoan.sense.feeds.table import Table, headings_of, read_table
from daoan.sense.quality.place_outside import Jurisdiction
from daoan.sense.quality.rule import Origin
from daoan.terms.errors import LayoutUnknown
from daoan.terms.places import OSGB, WGS84
from daoan.terms.records import Batch, Crash

FEED = "stats19"

#: Fields of the collision table, each with the headings that the generations of the table use, newest first.
COLLISION_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "reference": ("collision_index", "accident_index"),
    "severity": ("collision_severity", "accident_severity"),
    "date": ("date",),
    "time": ("time",),
    "lon": ("longitude",),
    "lat": ("latitude",),
    "easting": ("location_easting_osgr", "easting"),
    "northing": ("location_northing_osgr", "northing"),
    "vehicles": ("number_of_vehicles",),
    "casualties": ("number_of_casualties",),
    "area": ("local_authority_ons_district", "local_authority_highway", "local_authority_district"),
    "road_class": ("first_road_class", "1st_road_class"),
    "road_number": ("first_road_number", "1st_road_number"),
    "light": ("light_conditions",),
    "weather": ("weather_conditions",),
    "surface": ("road_surface_conditions",),
}
_NEEDED = ("reference", "severity", "date", "vehicles", "casualties")


def read_stats19(
    data: bytes,
    file: str,
    as_of: datetime,
    *,
    vehicles: Part | None = None,
    casualties: Part | None = None,
    jurisdiction: Jurisdiction | None = None,
) -> Batch[Crash]:
    """Crashes of one collision table, with the people of a casualty table and what they rode in of a vehicle table.

    Rows of all tables given are counted in ``rows_read``; a vehicle or casualty of no collision is refused under the
    name of its own file. Raises :class:`daoan.terms.errors.FileUnreadable` or
    :class:`daoan.terms.errors.LayoutUnknown` for what is no such table.
    """
    table = read_geopackage(data, file) if is_geopackage(data) else read_table(data, file)
    columns = _columns(table, file)
    origin = Origin(FEED, file, as_of)
    indices = {row.cells[columns["reference"]] for row in table.rows}
    people = people_of(vehicles, casualties, indices, origin)
    positions = _positions(table, columns, jurisdiction)
    read = [read_collision(r, p, columns, people, origin) for r, p in zip(table.rows, positions, strict=True)]
    unique = unique_rows(read)
    refused = tuple(origin.refuse(r.row.number, r.refusing, r.row.cells) for r in unique.refused if r.refusing)
    own = sorted((*broken_rows(table, origin), *refused), key=lambda r: r.row or 0)
    return Batch(
        feed=FEED,
        file=file,
        sha256=_hash(data, vehicles, casualties),
        layout="stats19-collision" if columns["reference"].casefold() == "collision_index" else "stats19-accident",
        encoding=table.encoding,
        rows_read=table.rows_read + people.rows_read,
        rows_accepted=table.rows_read + people.rows_read - len(own) - len(people.refusals),
        records=unique.crashes,
        refusals=(*own, *people.refusals),
        notices=file_notices(table, origin) + people.notices + notices_of(unique.findings, origin),
    )


def _columns(table: Table, file: str) -> Mapping[str, str]:
    columns = headings_of(table, COLLISION_HEADINGS)
    missing = [COLLISION_HEADINGS[field][0] for field in _NEEDED if field not in columns]
    if missing:
        raise LayoutUnknown(f"{file} is no STATS19 collision table: it has no column " + ", ".join(missing))
    return columns


def _positions(table: Table, columns: Mapping[str, str], jurisdiction: Jurisdiction | None) -> list[Position]:
    """Longitude and latitude where the table has them, else the National Grid."""
    x, y, datum = ("lon", "lat", WGS84) if "lon" in columns and "lat" in columns else ("easting", "northing", OSGB)
    pairs = [(row.cells.get(columns.get(x, ""), ""), row.cells.get(columns.get(y, ""), "")) for row in table.rows]
    return read_positions(pairs, columns.get(x), datum, jurisdiction)


def _hash(data: bytes, *parts: Part | None) -> str:
    together = sha256(data)
    for part in parts:
        together.update(sha256(part.data).digest() if part else b"")
    return together.hexdigest() if any(parts) else sha256(data).hexdigest()
