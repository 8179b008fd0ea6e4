"""Open data as files: CSV, GeoJSON and GeoParquet of one table, and the dictionary beside them.

The same table gives the same bytes. GeoParquet 1.1.0 is written by pyarrow, which is here already.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from shapely import to_wkb
from shapely.geometry import Point, box, mapping

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
_ARROW = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "truth": pa.bool_()}


class Field(Protocol):
    """A column."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """text, whole, number or truth."""


class Table(Protocol):
    """What is written: columns, rows, a box or point for each row, or nowhere."""

    @property
    def fields(self) -> Sequence[Field]:
        """Columns."""

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        """Rows, one value a column."""

    @property
    def places(self) -> Sequence[tuple[float, ...] | None]:
        """(west, south, east, north), (lon, lat), or nothing; WGS-84 degrees."""


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, middle of the place as ``lon`` and ``lat``; a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(f.name for f in table.fields), "lon", "lat"])
    for row, place in zip(table.rows, table.places, strict=True):
        writer.writerow([*(_cell(value) for value in row), *_middle(place)])
    return out.getvalue().encode("utf-8-sig")


def geojson_bytes(table: Table, about: Mapping[str, Any]) -> bytes:
    """A FeatureCollection (RFC 7946); ``about`` stands beside its features."""
    names = [f.name for f in table.fields]
    features = [
        {"type": "Feature", "geometry": _shape(place), "properties": dict(zip(names, row, strict=True))}
        for row, place in zip(table.rows, table.places, strict=True)
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "daoan": about, "features": features})


def geoparquet_bytes(table: Table, about: Mapping[str, Any]) -> bytes:
    """GeoParquet 1.1.0, geometry as WKB in longitude and latitude (OGC:CRS84, which is what no ``crs`` means)."""
    columns = list(zip(*table.rows, strict=True)) or [() for _ in table.fields]
    arrays = [pa.array(list(c), _ARROW[f.kind]) for f, c in zip(table.fields, columns, strict=True)]
    shapes = [None if place is None else _solid(place) for place in table.places]
    arrays.append(pa.array([None if shape is None else to_wkb(shape) for shape in shapes], pa.binary()))
    kinds = sorted({shape.geom_type for shape in shapes if shape is not None})
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": kinds}},
    }
    told = pa.table(arrays, names=[*(f.name for f in table.fields), "geometry"]).replace_schema_metadata(
        {"geo": msgspec.json.encode(geo), "daoan": msgspec.json.encode(about)}
    )
    out = io.BytesIO()
    pq.write_table(told, out, compression="zstd")
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


def _solid(place: tuple[float, ...]) -> Any:
    if len(place) == 2:
        return Point(place)
    west, south, east, north = place
    return box(west, south, east, north)


def _shape(place: tuple[float, ...] | None) -> Any:
    return None if place is None else mapping(_solid(place))


def _middle(place: tuple[float, ...] | None) -> tuple[float | str, float | str]:
    if place is None:
        return "", ""
    if len(place) == 2:
        return place[0], place[1]
    west, south, east, north = place
    return round((west + east) / 2, 6), round((south + north) / 2, 6)
