"""One tile of a drawing: what lies in it, cut to it with a margin, in the tile's own units."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from daoan.api.tiling.drawing import Column, Drawing, Ints, Shapes
from daoan.api.tiling.encode import LINE, POINT, POLYGON, encode_layer

EXTENT = 4096
MARGIN = 96  # units drawn beyond the tile's edge, so that lines meet


def tile_of(drawn: Drawing, name: str, z: int, x: int, y: int) -> bytes:
    """The tile's bytes; empty where nothing lies in it."""
    size = 2.0**-z
    margin = size * MARGIN / EXTENT
    west, north = x * size, y * size
    box = (west - margin, north - margin, west + size + margin, north + size + margin)
    found = drawn.tree.query(shapely.box(*box))
    if not len(found):
        return b""
    shapes, feature = _clipped(drawn.shapes[found], drawn.feature[found], box)
    if not len(shapes):
        return b""
    order = np.argsort(feature, kind="stable")
    shapes, feature = shapes[order], feature[order]
    kind = _kind(shapes[0])
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    units = np.rint((points - [west, north]) * (EXTENT / size)).astype(np.int64)
    units, owner = _distinct(units, owner, kind)
    if kind == LINE:
        units, owner = _with_dots(units, owner)
    parts, kept = _parts(owner, {POINT: 1, LINE: 2, POLYGON: 3}[kind])
    if not len(kept):
        return b""
    if len(kept) < len(shapes):
        units = units[np.isin(owner, kept)]
        feature = feature[kept]
    rows, begin = np.unique(feature, return_index=True)
    columns: Mapping[str, Column] = {k: Column(c.codes[rows], c.values) for k, c in drawn.columns.items()}
    return encode_layer(name, kind, units, parts, np.append(begin, len(feature)), columns, EXTENT)


def _clipped(shapes: Shapes, feature: Ints, box: tuple[float, float, float, float]) -> tuple[Shapes, Ints]:
    """Shapes cut to a box, the pieces of each as shapes of their own; those inside are passed as they are."""
    bounds = shapely.bounds(shapes)
    outside = (bounds[:, :2] < box[:2]).any(axis=1) | (bounds[:, 2:] > box[2:]).any(axis=1)
    if not outside.any():
        return shapes, feature
    cut, row = shapely.get_parts(shapely.clip_by_rect(shapes[outside], *box), return_index=True)
    whole = ~shapely.is_empty(cut)
    if _kind(shapes[0]) == POLYGON:
        cut = shapely.orient_polygons(cut)  # outer rings run clockwise where y grows downwards
    owner = np.concatenate([feature[~outside], feature[outside][row[whole]]])
    return np.concatenate([shapes[~outside], cut[whole]]), owner


def _distinct(units: Ints, owner: Ints, kind: int) -> tuple[Ints, Ints]:
    """Without points that fell onto the one before; a ring without its last point, which is its first."""
    if kind == POINT:
        return units, owner
    same = np.zeros(len(units), dtype=bool)
    same[1:] = (owner[1:] == owner[:-1]) & (units[1:] == units[:-1]).all(axis=1)
    if kind == POLYGON:
        same[:-1] |= owner[:-1] != owner[1:]
        same[-1] = True
    return units[~same], owner[~same]


def _with_dots(units: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """Lines that fell onto one point as lines of one unit: what is short must not be lost."""
    size = np.bincount(owner)[owner]
    at = np.flatnonzero(size == 1)
    return np.insert(units, at + 1, units[at] + [1, 0], axis=0), np.insert(owner, at + 1, owner[at])


def _parts(owner: Ints, least: int) -> tuple[Ints, Ints]:
    """Where each shape begins, and the end; and the shapes that have points enough to be drawn."""
    kept, count = np.unique(owner, return_counts=True)
    enough = count >= least
    return np.concatenate([[0], np.cumsum(count[enough])]), kept[enough]


def _kind(shape: Any) -> int:
    return {0: POINT, 1: LINE, 3: POLYGON}[int(shapely.get_type_id(shape))]


def size_px(zoom: int) -> float:
    """Side of a pixel on the unit square, where a tile is 512 pixels wide."""
    return float(2.0**-zoom / 512)
