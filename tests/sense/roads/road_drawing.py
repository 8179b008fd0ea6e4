"""Small road networks drawn in metres around a point, for the tests of the road reading."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from daoan.sense.roads.links import RoadLinks, objects
from daoan.terms.codes import RoadClass, Structure
from daoan.terms.frames import code_column
from daoan.terms.places import Plane

ROOT = Path(__file__).parents[3]
LEEDS = ROOT / "examples" / "leeds"
WIGHT = ROOT / "examples" / "isle_of_wight"
READ_AT = datetime(2020, 1, 1, tzinfo=UTC)
PLANE = Plane(107.6, 35.7)


def degrees(points):
    """Metres around the point as lon and lat, (n, 2)."""
    xy = np.array(points, dtype=float).reshape(-1, 2)
    return np.column_stack(PLANE.to_degrees(xy[:, 0], xy[:, 1]))


def links_of(lines, classes=None, names=None, ids=None, flows=None, structures=None, nodes=None):
    """Links along lines of points in metres."""
    count = len(lines)
    ends = None if nodes is None else [objects([pair[k] for pair in nodes]) for k in (0, 1)]
    return RoadLinks(
        source="drawn",
        link_id=objects(list(ids) if ids else [None] * count),
        road_class=code_column(RoadClass, list(classes) if classes else [RoadClass.PRIMARY] * count),
        road_name=objects(list(names) if names else [None] * count),
        structure=code_column(Structure, list(structures) if structures else [Structure.PLAIN] * count),
        one_way=np.zeros(count, dtype=bool),
        dual=np.zeros(count, dtype=bool),
        vehicles_per_day=np.array(flows if flows else [np.nan] * count, dtype=float),
        starts=np.concatenate([[0], np.cumsum([len(p) for p in lines])]).astype(np.int64),
        coords=degrees([q for p in lines for q in p]),
        from_ref=None if ends is None else ends[0],
        to_ref=None if ends is None else ends[1],
    )


def geodesic_m(links):
    """Length of some links on the ellipsoid, by another road than the code under test."""
    import pyproj

    geod = pyproj.Geod(ellps="WGS84")
    return sum(geod.line_length(*links.coords[a:b].T) for a, b in zip(links.starts, links.starts[1:], strict=False))
