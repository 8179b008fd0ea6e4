"""Roads from OS Open Roads (Ordnance Survey): links with ``startNode`` and ``endNode``, as Parquet or GeoPackage."""

from datetime import datetime
from pathlib import Path

from daoan.sense.roads.geopackage import read_geopackage
from daoan.sense.roads.layouts import find_layout
from daoan.sense.roads.links import RoadReading
from daoan.sense.roads.parquet import read_parquet_table
from daoan.sense.roads.table_links import reading_of_table
from daoan.terms.errors import LayoutUnknown

FEED = "roads.os_open_roads"
LAYOUT = "os_open_roads"


def read_os_open_roads(path: Path, read_at: datetime, datum: str | None = None) -> RoadReading:
    """Read links in the schema of OS Open Roads, whose node names become the network's nodes.

    ``datum``: the reference system, for a file that states none (the product is in EPSG:27700). Raises
    :class:`FileUnreadable`, :class:`LayoutUnknown`, :class:`DatumMissing`, and :class:`InputError` for a file without
    any road.
    """
    path = Path(path)
    if path.suffix.lower() == ".gpkg":
        reading = read_geopackage(path, read_at, datum)
        if reading.layout != LAYOUT:
            raise LayoutUnknown(f"{path.name}: the columns are not those of OS Open Roads")
        return reading
    table = read_parquet_table(path)
    layout = find_layout(table.columns)
    if layout is None or layout.name != LAYOUT:
        raise LayoutUnknown(f"{path.name}: the columns are not those of OS Open Roads")
    return reading_of_table(
        table.file, table.sha256, layout, table.wkb, table.columns, table.datum or datum, read_at, FEED
    )
