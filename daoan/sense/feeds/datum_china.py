"""The two shifted datums of Chinese maps: GCJ-02 (maps, many devices) and BD-09 (Baidu), to WGS-84 and back.

GCJ-02 has no published definition; the formula below is the one that public map tools share, reproduced from its
mathematical form. It moves a point in Qingyang some 430 m. BD-09 is GCJ-02 with a further small spiral. The inverse is
by iteration and ends within a millimetre.

    x = lon − 105, y = lat − 35 (degrees)                     offsets from a reference point
    S(a, p, b, q, c, r; t) = ⅔ (a sin pπt + b sin qπt …)      waves
    Δlat = −100 + 2x + 3y + 0.2y² + 0.1xy + 0.2√|x| + waves   metres before scaling
    Δlon =  300 + x + 2y + 0.1x² + 0.1xy + 0.1√|x| + waves
    scaled to degrees by the radii of the Krasovsky ellipsoid (a = 6,378,245 m, e² = 0.00669342162296594)
"""

from collections.abc import Callable

import numpy as np

from daoan.terms.frames import Bools, Floats

GCJ02 = "GCJ-02"
BD09 = "BD-09"

_AXIS_M = 6_378_245.0
_ECCENTRICITY2 = 0.006_693_421_622_965_943_23
_ITERATIONS = 12  # each makes the error some hundred times smaller; two would do for 0.1 m

Pair = tuple[Floats, Floats]


def wgs84_to_gcj02(lon: Floats, lat: Floats) -> Pair:
    """WGS-84 degrees as GCJ-02 degrees. Outside China's box nothing is shifted; NaN stay NaN."""
    x, y = lon - 105.0, lat - 35.0
    common = _waves(x, (20.0, 6.0), (20.0, 2.0))
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north = north + _waves(y, (20.0, 1.0), (40.0, 1 / 3)) + _waves(y, (160.0, 1 / 12), (320.0, 1 / 30))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east = east + _waves(x, (20.0, 1.0), (40.0, 1 / 3)) + _waves(x, (150.0, 1 / 12), (300.0, 1 / 30))
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY2 * np.sin(phi) ** 2
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY2) / (magic * np.sqrt(magic))
    parallel_m = _AXIS_M / np.sqrt(magic) * np.cos(phi)
    inside = _in_china(lon, lat)
    return (
        np.where(inside, lon + np.degrees(east / parallel_m), lon),
        np.where(inside, lat + np.degrees(north / meridian_m), lat),
    )


def gcj02_to_bd09(lon: Floats, lat: Floats) -> Pair:
    """GCJ-02 degrees as BD-09 degrees."""
    turn = np.pi * 3000.0 / 180.0
    radius = np.hypot(lon, lat) + 0.000_02 * np.sin(lat * turn)
    angle = np.arctan2(lat, lon) + 0.000_003 * np.cos(lon * turn)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def wgs84_to_bd09(lon: Floats, lat: Floats) -> Pair:
    """WGS-84 degrees as BD-09 degrees."""
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


def gcj02_to_wgs84(lon: Floats, lat: Floats) -> Pair:
    """GCJ-02 degrees as WGS-84 degrees."""
    return _inverse(wgs84_to_gcj02, lon, lat)


def bd09_to_wgs84(lon: Floats, lat: Floats) -> Pair:
    """BD-09 degrees as WGS-84 degrees."""
    return gcj02_to_wgs84(*_inverse(gcj02_to_bd09, lon, lat))


def _inverse(forward: Callable[[Floats, Floats], Pair], lon: Floats, lat: Floats) -> Pair:
    """The point that ``forward`` moves to the given one: guess, see by how much it misses, move the guess by that."""
    guess_lon, guess_lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    for _ in range(_ITERATIONS):
        got_lon, got_lat = forward(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + (lon - got_lon), guess_lat + (lat - got_lat)
    return guess_lon, guess_lat


def _waves(t: Floats, *terms: tuple[float, float]) -> Floats:
    total = np.zeros_like(t, dtype=np.float64)
    for height, frequency in terms:
        total = total + height * np.sin(frequency * np.pi * t)
    return np.asarray(total * 2.0 / 3.0)


def _in_china(lon: Floats, lat: Floats) -> Bools:
    """The box in which public map tools shift points; it takes in neighbours, as they do."""
    return np.asarray((lon > 72.004) & (lon < 137.8347) & (lat > 0.8293) & (lat < 55.8271))
