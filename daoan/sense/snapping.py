"""Snapping: which segment of the network each crash lies on, with distance, class and name as evidence."""

import numpy as np

from daoan.kernels.geo import NOWHERE, nearest_in_group
from daoan.sense.roads.classes import class_groups
from daoan.terms.codes import RoadClass
from daoan.terms.frames import CrashFrame, Ints, Network, code_at
from daoan.terms.places import plane_of
from daoan.terms.records import Snap

#: How much farther than the nearest segment one of the recorded class may lie and still be preferred, in metres.
#: Project default; chosen on what it does to Leeds, see :func:`snap`.
CLASS_SLACK_M = 5.0


def snap(crashes: CrashFrame, network: Network, within_m: float = 10.0) -> CrashFrame:
    """The same crashes with their segment, offset and distance; those without a road within reach keep segment -1.

    Nearest segment within ``within_m`` metres; but a segment of the recorded road class that is at most
    :data:`CLASS_SLACK_M` farther is preferred, since the officer who wrote "motorway" stood on it and the coordinates
    are rounded. Equally near segments (a crash that is measured to the junction where they meet): the longest of them,
    then the one with the least segment id, so that stubs of a few metres do not collect their neighbours' crashes.
    """
    plane = plane_of(network.coords[:, 0], network.coords[:, 1])
    xy = np.column_stack(plane.to_metres(network.coords[:, 0], network.coords[:, 1]))
    points = np.column_stack(plane.to_metres(crashes.lon, crashes.lat))
    rank = _ranks(network)
    group, recorded = class_groups(network.road_class), class_groups(crashes.road_class)
    anywhere = np.full(len(crashes), -1, dtype=np.int64)
    nearest = nearest_in_group(points, network.starts, xy, within_m, group, anywhere, rank)
    differs = (nearest.line != NOWHERE) & (recorded >= 0) & (group[nearest.line] != recorded)
    rows = np.flatnonzero(differs)
    agreeing = nearest_in_group(points[rows], network.starts, xy, within_m, group, recorded[rows], rank)
    better = (agreeing.line != NOWHERE) & (agreeing.distance <= nearest.distance[rows] + CLASS_SLACK_M)
    line, along, distance = nearest.line.copy(), nearest.along.copy(), nearest.distance.copy()
    chosen = rows[better]
    line[chosen], along[chosen] = agreeing.line[better], agreeing.along[better]
    distance[chosen] = agreeing.distance[better]
    return crashes.snapped(line, along, distance)


def _ranks(network: Network) -> Ints:
    """Who goes first among segments that are equally near."""
    order = np.lexsort((network.segment_id.astype(str), -np.round(network.length_m, 1)))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def snaps_of(frame: CrashFrame, network: Network) -> tuple[Snap, ...]:
    """The evidence of each snapped crash; ``segment_id`` None where no road was within reach."""
    return tuple(
        Snap(crash_id, None, None, None, None, None)
        if row < 0
        else Snap(
            crash_id,
            str(network.segment_id[row]),
            float(offset),
            float(away),
            code_at(RoadClass, int(network.road_class[row])),
            network.road_name[row],
        )
        for crash_id, row, offset, away in zip(
            frame.crash_id.tolist(), frame.segment.tolist(), frame.offset_m.tolist(), frame.snap_m.tolist(), strict=True
        )
    )
