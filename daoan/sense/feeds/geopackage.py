"""Bytes of a GeoPackage as a table of its attributes: the first layer, every value as text. Geometry is not read."""

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyogrio

from daoan.sense.feeds.table import Cut, Table, table_of, unique_headings
from daoan.sense.feeds.text import MAX_BYTES
from daoan.terms.errors import FileUnreadable


def is_geopackage(data: bytes) -> bool:
    """Whether some bytes are an SQLite file, as every GeoPackage is."""
    return data.startswith(b"SQLite format 3\x00")


def read_geopackage(data: bytes, file: str) -> Table:
    """Attributes of the first layer of a GeoPackage.

    Dates come as ``2018-01-31``, whole numbers without a decimal point, empty values as "". Raises
    :class:`FileUnreadable` for a file that is damaged or larger than can be read in one piece.
    """
    if len(data) > MAX_BYTES:
        raise FileUnreadable(f"{file} is larger than {MAX_BYTES // 2**20} MiB: cut it by year and give the parts")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the driver misses a file name that bytes do not have
            meta, _, _, columns = pyogrio.raw.read(data, read_geometry=False)
        headings = unique_headings([str(name) for name in meta["fields"]])
        rows = _cuts(columns)
        return table_of(rows, headings, "gpkg")
    except Exception as problem:  # a hostile file can make the driver raise anything; none of it is our failure
        raise FileUnreadable(
            f"{file} cannot be opened as a GeoPackage ({type(problem).__name__}): export it anew, or give it as CSV"
        ) from problem


def _cuts(columns: list[Any]) -> Iterator[Cut]:
    for cells in zip(*columns, strict=True):
        yield [_text(cell) for cell in cells], None


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float | np.floating) and not np.isfinite(value)):
        return ""
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value.astype("datetime64[D]"))
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value).strip()
