"""A Parquet table with WKB geometry, and the reference system that its GeoParquet metadata states."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from daoan.sense.roads.links import file_digest, objects
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from daoan.terms.frames import Objects
from daoan.terms.places import WGS84


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """Geometry as WKB, the other columns by name, and the datum the file states (None: it states none)."""

    file: str
    sha256: str
    wkb: Objects
    columns: Mapping[str, Any]
    datum: str | None


def read_parquet_table(path: Path) -> ParquetTable:
    """Read a Parquet file with a geometry column. Raises :class:`FileUnreadable` or :class:`LayoutUnknown`."""
    path = Path(path)
    digest = file_digest(path)
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise FileUnreadable(f"{path.name}: not a readable Parquet file ({error})") from error
    geo = _metadata(table, path.name)
    name = str(geo.get("primary_column", "geometry"))
    if name not in table.column_names or not _is_binary(table.schema.field(name).type):
        raise LayoutUnknown(f"{path.name}: there is no column of WKB geometry, so it cannot be a road network")
    columns = {n: _column(table.column(n)) for n in table.column_names if n != name}
    return ParquetTable(path.name, digest, objects(table.column(name).to_pylist()), columns, _datum(geo, name))


def _is_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _column(values: pa.ChunkedArray) -> Any:
    if pa.types.is_integer(values.type) and values.null_count == 0:
        return values.to_numpy()
    return objects(values.to_pylist())


def _metadata(table: pa.Table, file: str) -> dict[str, Any]:
    raw = (table.schema.metadata or {}).get(b"geo")
    if raw is None:
        return {}
    try:
        found: dict[str, Any] = json.loads(raw)
    except ValueError as error:
        raise FileUnreadable(f"{file}: its geometry metadata is damaged ({error})") from error
    return found


def _datum(geo: Mapping[str, Any], name: str) -> str | None:
    """GeoParquet 1.0: no ``crs`` key means lon and lat on WGS-84, ``crs: null`` means undefined."""
    column = geo.get("columns", {}).get(name)
    if column is None:
        return None
    if "crs" not in column:
        return WGS84
    crs = column["crs"]
    if crs is None:
        return None
    ident = crs.get("id") if isinstance(crs, dict) else None
    if isinstance(ident, dict) and {"authority", "code"} <= ident.keys():
        return f"{ident['authority']}:{ident['code']}"
    return json.dumps(crs) if isinstance(crs, dict) else str(crs)
