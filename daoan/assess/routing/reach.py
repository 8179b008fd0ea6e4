"""From any point to a few places on the road, quickly: units on duty move by the minute, the road does not.

The ways from every place to every junction are worked out once. A point is then put onto the nearest stretch, and its
way to a place goes over one end of the stretch or the other::

    t(point, place) = off the road + min( a/v + T(place, first end), (L − a)/v + T(place, last end), |a − b|/v if both
                      lie on one stretch )

=======  ===============================================================
T        seconds of free flow from a place to a junction
a, b     metres along the stretch of the point and of the place
L, v     length of the stretch, free speed on it
=======  ===============================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from daoan.assess.routing.distances import AT_ONCE, fastest, metres_along, pieces_of
from daoan.kernels.geo import NOWHERE, line_lengths, nearest_in_group
from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats, Ints, Network
from daoan.terms.passes import Column, SiteFrame
from daoan.terms.places import Plane, plane_of


@dataclass(frozen=True, slots=True, eq=False)
class OnRoad:
    """Points on the network: ``segment`` -1 where no road is within reach; ``off_m``: metres from the road."""

    segment: Ints
    along_m: Floats  # from the stretch's first point
    off_m: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """The road around some places. ``seconds``: float32, shape (places, junctions)."""

    network: Network
    plane: Plane
    xy: Floats
    scale: Floats  # metres along a stretch by metre on the plane
    s_per_m: Floats
    seconds: Column
    segment: Ints  # of each place
    along_m: Floats

    def put(self, lon: Floats, lat: Floats, within_m: float) -> OnRoad:
        """Points (degrees WGS-84) on their nearest stretches, no farther than ``within_m``."""
        points = np.column_stack(self.plane.to_metres(lon, lat))
        anywhere, group = np.full(len(points), -1, np.int64), np.zeros(len(self.network), np.int64)
        near = nearest_in_group(points, self.network.starts, self.xy, within_m, group, anywhere)
        row = np.maximum(near.line, 0)
        along = np.clip(near.along * self.scale[row], 0.0, self.network.length_m[row])
        return OnRoad(np.where(near.line == NOWHERE, -1, near.line), along, near.distance)

    def seconds_from(self, points: OnRoad, off_road_kmh: float) -> Floats:
        """Seconds of free flow from each point to each place, shape (points, places); infinite where no road leads."""
        n, row = self.network, np.maximum(points.segment, 0)
        rate = self.s_per_m[row][:, None]
        along, length = points.along_m[:, None], n.length_m[row][:, None]
        first = along * rate + self.seconds[:, n.from_node[row]].T
        last = (length - along) * rate + self.seconds[:, n.to_node[row]].T
        straight = np.where(row[:, None] == self.segment[None, :], np.abs(along - self.along_m[None, :]) * rate, np.inf)
        way = np.minimum(np.minimum(first, last), straight) + points.off_m[:, None] / (off_road_kmh / 3.6)
        return np.where((points.segment < 0)[:, None] | (self.segment < 0)[None, :], np.inf, way)


def reach_of(network: Network, places: SiteFrame, free_kmh: Mapping[RoadClass, float]) -> Reach:
    """The road around some places (sites). ``free_kmh``: as for distances between sites."""
    plane = plane_of(network.coords[:, 0], network.coords[:, 1])
    xy = np.column_stack(plane.to_metres(network.coords[:, 0], network.coords[:, 1]))
    on_plane = np.maximum(line_lengths(network.starts, xy), 1e-6)
    kmh = np.array([float(free_kmh.get(kind, np.nan)) for kind in RoadClass])[network.road_class.astype(np.int64)]
    segment = places.segment.astype(np.int64)
    placed = np.flatnonzero(segment >= 0)
    along = np.zeros(len(places))
    along[placed] = metres_along(network, segment[placed], places.chainage_m[placed])
    return Reach(
        network, plane, xy, network.length_m / on_plane, 3.6 / kmh,
        _to_junctions(network, places, placed, free_kmh), segment, along,
    )  # fmt: skip


def _to_junctions(network: Network, places: SiteFrame, placed: Ints, free_kmh: Mapping[RoadClass, float]) -> Column:
    nodes = len(network.node_lon)
    seconds = np.full((len(places), nodes), np.inf, np.float32)
    if not len(placed):
        return seconds
    start, end, length_m, free_s, node = pieces_of(network, places.take(placed), free_kmh)
    size = int(max(node.max(initial=-1), start.max(initial=-1), end.max(initial=-1), nodes - 1)) + 1
    graph, _ = fastest(start, end, length_m, free_s, size)
    for begin in range(0, len(placed), AT_ONCE):
        rows = placed[begin : begin + AT_ONCE]
        seconds[rows] = dijkstra(graph, indices=node[begin : begin + AT_ONCE])[:, :nodes]
    return seconds
