"""What a layer draws, as columns: shapes with the feature that each belongs to, and traits of the features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shapes = NDArray[np.object_]
Trait = str | int | float


@dataclass(frozen=True, slots=True)
class Column:
    """One trait of features: ``codes`` (one a feature) are rows of ``values``; -1 where a feature lacks it."""

    codes: Ints
    values: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes of one kind (points, lines or polygons without holes) on the unit square of Web Mercator, y southwards.

    Several shapes may belong to one feature (``feature``: its row in the columns), which is then written once.
    """

    shapes: Shapes
    feature: Ints
    columns: Mapping[str, Column]
    tree: shapely.STRtree


def drawing(shapes: Shapes, feature: Ints, columns: Mapping[str, Column]) -> Drawing:
    """A drawing with the tree that it is searched by."""
    return Drawing(shapes, feature, columns, shapely.STRtree(shapes))


def column_of(values: Sequence[Trait | None]) -> Column:
    """Values as codes; ``None`` and "" are traits that a feature lacks."""
    row_of: dict[Trait, int] = {}
    codes = [-1 if v is None or v == "" else row_of.setdefault(v, len(row_of)) for v in values]
    return Column(np.array(codes, dtype=np.int64), tuple(row_of))


def mercator(lon: Floats, lat: Floats) -> Floats:
    """WGS-84 degrees on the unit square of Web Mercator, (n, 2), y growing southwards."""
    bounded = np.radians(np.clip(lat, -85.0511, 85.0511))
    return np.column_stack([(lon + 180.0) / 360.0, (1.0 - np.arcsinh(np.tan(bounded)) / np.pi) / 2.0])
