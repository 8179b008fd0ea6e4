"""Places: WGS-84 inside, the source's datum converted once on the way in, metres on a local plane when measuring."""

from dataclasses import dataclass
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

import numpy as np
import numpy.typing as npt
from pyproj import Transformer
from pyproj.exceptions import CRSError

from daoan.terms.errors import DatumMissing, InputError
from daoan.terms.estimates import Text

Floats = npt.NDArray[np.float64]

WGS84 = "EPSG:4326"
EARTH_M = 6_371_000.0  # mean radius
OSGB = "EPSG:27700"  # British National Grid; without the OSTN15 grid file the shift is good to about 2 m


@lru_cache(maxsize=32)
def _transformer(source: str, target: str) -> Transformer:
    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except CRSError as problem:
        raise InputError(f"{source!r:.80} is no reference system that PROJ knows; say it as EPSG:27700") from problem


def to_wgs84(x: Floats, y: Floats, datum: str | None) -> tuple[Floats, Floats]:
    """Coordinates of a stated reference system as WGS-84 lon and lat, degrees.

    ``datum`` is anything PROJ reads ("EPSG:27700", WKT). Raises :class:`DatumMissing` for ``None`` or "", and
    :class:`InputError` for what is none.
    """
    if not datum:
        raise DatumMissing(
            "the coordinates have no reference system; say which one they are in, for example EPSG:27700"
        )
    if datum == WGS84:
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    lon, lat = _transformer(datum, WGS84).transform(x, y)
    return np.asarray(lon), np.asarray(lat)


def point_text(lon: float, lat: float) -> Text:
    """A point in words, to 3 decimals of a degree (about 100 m): "53.801 N, 1.549 W"; "北纬53.801°，西经1.549°"."""
    north, east = lat >= 0, lon >= 0
    en = f"{abs(lat):.3f} {'N' if north else 'S'}, {abs(lon):.3f} {'E' if east else 'W'}"
    zh = f"{'北' if north else '南'}纬{abs(lat):.3f}°，{'东' if east else '西'}经{abs(lon):.3f}°"
    return Text(en, zh)


@dataclass(frozen=True, slots=True)
class Plane:
    """A metric plane around one point (transverse Mercator, scale 1 at the centre).

    Lengths are true to 1 part in 10,000 within 90 km east or west of ``lon``.
    """

    lon: float
    lat: float

    @property
    def _definition(self) -> str:
        return (
            f"+proj=tmerc +lat_0={self.lat:.6f} +lon_0={self.lon:.6f} +k=1 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs"
        )

    def to_metres(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """WGS-84 degrees as x (east) and y (north) in metres."""
        x, y = _transformer(WGS84, self._definition).transform(lon, lat)
        return np.asarray(x), np.asarray(y)

    def to_degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Metres on the plane as WGS-84 lon and lat."""
        lon, lat = _transformer(self._definition, WGS84).transform(x, y)
        return np.asarray(lon), np.asarray(lat)


def plane_of(lon: Floats, lat: Floats) -> Plane:
    """The plane around the middle of some points, rounded so that small changes keep it; NaN are passed over."""
    return Plane(
        round(float((np.nanmin(lon) + np.nanmax(lon)) / 2), 1), round(float((np.nanmin(lat) + np.nanmax(lat)) / 2), 1)
    )


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance in metres of two points in WGS-84 degrees."""
    a, b = radians(lat), radians(other_lat)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(h))
