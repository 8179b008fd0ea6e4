"""From WKB to ragged lon and lat, refusing what is no usable line."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from daoan.sense.roads.links import objects
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints, Objects
from daoan.terms.places import to_wgs84
from daoan.terms.records import Refusal

UNREADABLE = Text("the geometry cannot be read", "几何无法读取")
NO_LINE = Text("the feature is not a line", "要素不是线")
NOT_FINITE = Text("the line has coordinates that are missing or infinite", "线上有缺失或无穷的坐标")
ZERO_LENGTH = Text("the line has no length", "线的长度为零")
OUT_OF_RANGE = Text("the line lies outside the world; is the reference system right?", "线超出地球范围，请核对坐标系")

_REASONS = {
    "geometry_unreadable": UNREADABLE,
    "geometry_not_a_line": NO_LINE,
    "geometry_not_finite": NOT_FINITE,
    "geometry_zero_length": ZERO_LENGTH,
    "geometry_out_of_range": OUT_OF_RANGE,
}


@dataclass(frozen=True, slots=True)
class Lines:
    """Usable lines of some features: ``feature`` is the row each line came from (a multi-line gives several)."""

    feature: Ints
    starts: Ints
    coords: Floats
    problem: Objects  # per feature: code of why it was refused, or None


def read_lines(wkb: Sequence[Any] | npt.NDArray[Any], datum: str | None) -> Lines:
    """Lines of some WKB features, as WGS-84. Raises :class:`DatumMissing` where ``datum`` says nothing."""
    with np.errstate(invalid="ignore"):  # NaN in coordinates is looked for below
        shapes = shapely.from_wkb(objects(list(wkb)), on_invalid="ignore")
    kind = shapely.get_type_id(shapes)
    problem = objects([None] * len(shapes))
    problem[kind == -1] = "geometry_unreadable"
    problem[(kind >= 0) & ~np.isin(kind, [1, 2, 5])] = "geometry_not_a_line"
    rows = np.flatnonzero(np.isin(kind, [1, 2, 5]))
    parts, owner = shapely.get_parts(shapes[rows], return_index=True)
    problem[np.setdiff1d(rows, rows[owner])] = "geometry_zero_length"  # empty lines
    coords, point_part = shapely.get_coordinates(parts, return_index=True)
    count = np.bincount(point_part, minlength=len(parts)).astype(np.int64)
    lon, lat = to_wgs84(coords[:, 0], coords[:, 1], datum) if len(coords) else (coords[:, 0], coords[:, 1])
    return keep_usable(rows[owner].astype(np.int64), count, np.column_stack([lon, lat]), problem)


def keep_usable(feature: Ints, count: Ints, coords: Floats, problem: Objects) -> Lines:
    """Drop lines that are broken, and repeated points within lines; a feature is refused whole."""
    line = np.repeat(np.arange(len(count)), count)
    finite = np.isfinite(coords).all(axis=1)
    inside = (np.abs(coords[:, 0]) <= 180) & (np.abs(coords[:, 1]) <= 90)
    _mark(problem, feature[line[finite & ~inside]], "geometry_out_of_range")
    _mark(problem, feature[line[~finite]], "geometry_not_finite")
    repeated = np.zeros(len(coords), dtype=bool)
    repeated[1:] = (line[1:] == line[:-1]) & (coords[1:] == coords[:-1]).all(axis=1)
    line, coords = line[~repeated], coords[~repeated]
    count = np.bincount(line, minlength=len(count)).astype(np.int64)
    usable = (count >= 2) & np.array([p is None for p in problem], dtype=bool)[feature]
    good = np.zeros(len(problem), dtype=bool)
    good[feature[usable]] = True
    for row in np.setdiff1d(feature, np.flatnonzero(good)):
        problem[row] = problem[row] or "geometry_zero_length"
    return Lines(feature[usable], np.concatenate([[0], np.cumsum(count[usable])]), coords[usable[line]], problem)


def _mark(problem: Objects, features: Ints, code: str) -> None:
    problem[np.unique(features)] = code


def refusals_of(
    problem: Objects, feed: str, file: str, read_at: datetime, raw: Callable[[int], dict[str, str]]
) -> tuple[Refusal, ...]:
    """One refusal for each feature with a problem; ``raw`` gives what the file said of a feature."""
    return tuple(
        refusal(feed, file, int(row), str(problem[row]), raw(int(row)), read_at)
        for row in np.flatnonzero([p is not None for p in problem])
    )


def refusal(feed: str, file: str, row: int, code: str, raw: dict[str, str], read_at: datetime) -> Refusal:
    """A refused feature (0-based ``row``), with an id that a second reading gives again."""
    content = "|".join([feed, file, str(row), code, *(f"{k}={v}" for k, v in sorted(raw.items()))])
    ident = hashlib.blake2b(content.encode(), digest_size=10).hexdigest()
    return Refusal(ident, feed, file, row + 1, code, "geometry", _REASONS[code], raw, read_at)


def no_roads(file: str, why: str) -> InputError:
    """The error for a file that was readable and held no road at all."""
    return InputError(f"{file}: no road was found in it; {why}")
