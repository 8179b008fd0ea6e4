"""Roads from a GeoPackage (or any vector file that GDAL opens): OpenStreetMap columns or British class labels."""

from datetime import datetime
from pathlib import Path

import pyogrio
import pyproj
from pyogrio.errors import DataLayerError, DataSourceError

from daoan.sense.roads.layouts import LAYOUTS, find_layout
from daoan.sense.roads.links import RoadReading, file_digest, objects
from daoan.sense.roads.table_links import reading_of_table
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from daoan.terms.frames import Objects

FEED = "roads.geopackage"


def read_geopackage(path: Path, read_at: datetime, datum: str | None = None, layer: str | None = None) -> RoadReading:
    """Read the roads of one layer (the first with lines, if none is named).

    ``datum``: the reference system, for a file that states none; what the file states goes first. Raises
    :class:`FileUnreadable`, :class:`LayoutUnknown`, :class:`DatumMissing`, and :class:`InputError` for a file without
    any road.
    """
    path = Path(path)
    digest = file_digest(path)
    crs, wkb, table = _open(path, layer)
    layout = find_layout(table)
    if layout is None:
        raise LayoutUnknown(
            f"{path.name}: the table has the columns {', '.join(table) or '(none)'}; a road table needs one of "
            f"{', '.join(c for one in LAYOUTS for c in one.class_columns)}"
        )
    return reading_of_table(path.name, digest, layout, wkb, table, stated_datum(crs) or datum, read_at, FEED)


def _open(path: Path, layer: str | None) -> tuple[str | None, Objects, dict[str, Objects]]:
    try:
        if layer is None:
            layer = next((str(n) for n, kind in pyogrio.list_layers(path) if kind and "Line" in str(kind)), None)
        meta, _, wkb, columns = pyogrio.raw.read(path, layer=layer)
    except (DataSourceError, DataLayerError, ValueError, RuntimeError, UnicodeDecodeError) as error:
        raise FileUnreadable(f"{path.name}: not a readable GeoPackage ({error})") from error
    if wkb is None:
        raise LayoutUnknown(f"{path.name}: the layer has no geometry, so it cannot be a road network")
    return meta["crs"], objects(list(wkb)), {str(n): c for n, c in zip(meta["fields"], columns, strict=True)}


def stated_datum(crs: str | None) -> str | None:
    """The reference system a file states; None for none, or for one that is tied to no place on Earth."""
    if not crs:
        return None
    try:
        system = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return None
    return None if system.is_engineering or "undefined" in system.name.lower() else crs
