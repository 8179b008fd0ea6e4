"""Cutting the segments of a network at given distances; each cut becomes a node."""

from dataclasses import dataclass

import numpy as np

from daoan.kernels.geo import cut_lines, line_lengths
from daoan.sense.roads.links import objects
from daoan.sense.roads.plane import plane_coords
from daoan.terms.frames import Floats, Ints, Network


@dataclass(frozen=True, slots=True)
class CutNetwork:
    """A network of pieces: for each, the segment it came from and where along that segment it begins."""

    network: Network
    segment: Ints
    from_m: Floats


def cut_network(network: Network, segment: Ints, at_m: Floats) -> CutNetwork:
    """Cut ``segment[k]`` at ``at_m[k]`` metres from its first point; cuts at ends do nothing.

    The first piece keeps the segment's id, further ones add ".1", ".2" …; everything else is inherited, lengths sum up
    to those of the segments.
    """
    plane, xy = plane_coords(network)
    cut = cut_lines(network.starts, xy, segment, at_m)
    parent, inserted = cut.line, cut.point < 0
    coords = network.coords[cut.point]
    coords[inserted] = np.column_stack(plane.to_degrees(cut.xy[inserted, 0], cut.xy[inserted, 1]))
    from_node, to_node, new_nodes = _nodes(network, cut.line, cut.part)
    lengths = line_lengths(cut.starts, cut.xy)
    behind = network.length_m[parent] - cut.from_m - lengths  # what is left of the segment after the piece
    names = zip(network.segment_id[parent].tolist(), cut.part.tolist(), strict=True)
    joints = coords[cut.starts[1:] - 1][new_nodes]
    pieces = Network(
        segment_id=objects([ident if part == 0 else f"{ident}.{part}" for ident, part in names]),
        from_node=from_node,
        to_node=to_node,
        road_class=network.road_class[parent],
        road_name=network.road_name[parent],
        structure=network.structure[parent],
        dual=network.dual[parent],
        length_m=lengths,
        route=network.route[parent],
        chainage_m=network.chainage_m[parent] + np.where(network.forward[parent], cut.from_m, np.maximum(behind, 0.0)),
        forward=network.forward[parent],
        area=network.area[parent],
        vehicles_per_day=network.vehicles_per_day[parent],
        starts=cut.starts,
        coords=coords,
        node_lon=np.concatenate([network.node_lon, joints[:, 0]]),
        node_lat=np.concatenate([network.node_lat, joints[:, 1]]),
        source=network.source,
    )
    return CutNetwork(pieces, parent, cut.from_m)


def _nodes(network: Network, line: Ints, part: Ints) -> "tuple[Ints, Ints, np.ndarray[tuple[int], np.dtype[np.bool_]]]":
    """First and last node of each piece, and which pieces end in a node that the cut made."""
    goes_on = np.zeros(len(line), dtype=bool)
    goes_on[:-1] = line[1:] == line[:-1]
    made = len(network.node_lon) + np.cumsum(goes_on) - 1
    to_node = np.where(goes_on, made, network.to_node[line])
    from_node = network.from_node[line].copy()
    from_node[1:] = np.where(part[1:] > 0, to_node[:-1], from_node[1:])
    return from_node, to_node, goes_on
