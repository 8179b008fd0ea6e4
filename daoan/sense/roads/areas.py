"""Which county or district each segment lies in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import GEOSException

from daoan.sense.roads.links import objects
from daoan.terms.errors import FileUnreadable, LayoutUnknown
from daoan.terms.frames import Network


@dataclass(frozen=True, slots=True)
class Area:
    """A county or district: its code and its outline in WGS-84, as WKB."""

    code: str
    wkb: bytes


def read_areas(data: bytes, file: str, code_property: str = "adcode") -> tuple[Area, ...]:
    """Areas of a GeoJSON feature collection in WGS-84; a property of each feature is its code.

    Raises :class:`FileUnreadable` for what is no GeoJSON, :class:`LayoutUnknown` where the property is missing.
    """
    try:
        features = json.loads(data.decode("utf-8-sig"))["features"]
        areas = [
            (feature["properties"].get(code_property), shapely.from_geojson(json.dumps(feature["geometry"])))
            for feature in features
        ]
    except (ValueError, KeyError, TypeError, AttributeError, GEOSException) as error:
        raise FileUnreadable(f"{file}: not a GeoJSON feature collection ({error})") from error
    if not areas or any(code is None for code, _ in areas):
        raise LayoutUnknown(f"{file}: every feature needs the property {code_property} with the code of the area")
    return tuple(Area(str(code), shapely.to_wkb(shape)) for code, shape in areas)


def assign_areas(network: Network, areas: Sequence[Area]) -> Network:
    """The same network with the area that the middle of each segment lies in; None outside all of them.

    A middle on the border of two areas goes to the one of lower code.
    """
    ordered = sorted(areas, key=lambda a: a.code)
    shapes: npt.NDArray[np.object_] = shapely.make_valid(shapely.from_wkb([a.wkb for a in ordered]))
    points = shapely.points(*network.midpoints())
    found = objects([None] * len(network))
    row, area = shapely.STRtree(shapes).query(points, predicate="intersects")
    for k in np.argsort(-area, kind="stable").tolist():
        found[row[k]] = ordered[area[k]].code
    return replace(network, area=found)
