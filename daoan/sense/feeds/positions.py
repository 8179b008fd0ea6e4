"""Coordinates of all rows of a file at once: from the datum of the source to WGS-84, with what is wrong with each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.sense.feeds.datum_china import BD09, GCJ02, bd09_to_wgs84, gcj02_to_wgs84
from daoan.sense.feeds.numbers import find_float
from daoan.sense.quality import place_impossible, place_missing
from daoan.sense.quality.place_outside import Jurisdiction
from daoan.sense.quality.rule import Finding
from daoan.terms.frames import Bools, Floats
from daoan.terms.places import OSGB, WGS84, to_wgs84


@dataclass(frozen=True, slots=True)
class Position:
    """Where one row says it happened, WGS-84. ``refusing``: it lies too far outside the jurisdiction."""

    lon: float | None
    lat: float | None
    findings: tuple[Finding, ...] = ()
    refusing: Finding | None = None


#: Where coordinates of a datum can lie at all: x from, to, y from, to.
_DEGREES = (-180.0, 180.0, -90.0, 90.0)
_EXTENT = {OSGB: (1.0, 700_000.0, 1.0, 1_300_000.0), WGS84: _DEGREES, GCJ02: _DEGREES, BD09: _DEGREES}
_CHINESE = {GCJ02: gcj02_to_wgs84, BD09: bd09_to_wgs84}


def read_positions(
    pairs: Sequence[tuple[str, str]], column: str | None, datum: str, jurisdiction: Jurisdiction | None
) -> list[Position]:
    """Positions of some cells (x or longitude first), one for each pair.

    Empty, impossible and out-of-area coordinates are findings; the crash is then without a place, or refused where it
    lies further outside the jurisdiction than that allows.
    """
    x = np.array([_number(a) for a, _ in pairs], dtype=np.float64)
    y = np.array([_number(b) for _, b in pairs], dtype=np.float64)
    possible = _possible(x, y, datum)
    lon, lat = _convert(np.where(possible, x, np.nan), np.where(possible, y, np.nan), datum)
    outside = jurisdiction.distances_m(lon, lat) if jurisdiction else np.zeros(len(pairs))
    return [
        _position(pair, column, datum, float(a), float(b), float(d), jurisdiction)
        for pair, a, b, d in zip(pairs, lon, lat, outside, strict=True)
    ]


def without_place(column: str | None) -> Position:
    """The position of a row that gives none."""
    return Position(None, None, (Finding(place_missing.RULE, column, place_missing.RULE.say()),))


def _number(value: str) -> float:
    found = find_float(value)
    return np.nan if found is None else found


def _convert(x: Floats, y: Floats, datum: str) -> tuple[Floats, Floats]:
    chinese = _CHINESE.get(datum)
    return chinese(x, y) if chinese else to_wgs84(x, y, datum)


def _possible(x: Floats, y: Floats, datum: str) -> Bools:
    west, east, south, north = _EXTENT.get(datum, (-np.inf, np.inf, -np.inf, np.inf))
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return np.asarray(inside & ~((x == 0) & (y == 0)))


def _position(
    pair: tuple[str, str],
    column: str | None,
    datum: str,
    lon: float,
    lat: float,
    outside_m: float,
    jurisdiction: Jurisdiction | None,
) -> Position:
    if _empty(pair[0]) and _empty(pair[1]):
        return without_place(column)
    if not (np.isfinite(lon) and np.isfinite(lat)):
        said = place_impossible.RULE.say(x=pair[0], y=pair[1], datum=datum)
        return Position(None, None, (Finding(place_impossible.RULE, column, said),))
    if jurisdiction is None or outside_m <= 0:
        return Position(lon, lat)
    found = jurisdiction.finding(column, outside_m)
    if jurisdiction.refuses(outside_m):
        return Position(lon, lat, refusing=found)
    return Position(lon, lat, (found,))


def _empty(value: str) -> bool:
    return value.casefold() in ("", "-1", "null", "na")
