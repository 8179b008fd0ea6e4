"""Routes: the chain of segments that a driver would call one road, and the chainage along it."""

import hashlib
from dataclasses import replace

import numpy as np

from daoan.kernels.geo import trace_strokes
from daoan.sense.roads.links import objects
from daoan.sense.roads.plane import plane_coords
from daoan.terms.frames import Ints, Network, Objects

#: The sharpest bend that still reads as one road running on (project default; 45 to 60 degrees in the literature).
WIDEST_DEG = 60.0
#: A chain shorter than this is a stub at a junction: it joins a road that ends where it does (project default).
SHORT_M = 25.0


def lay_routes(network: Network, widest_deg: float = WIDEST_DEG) -> Network:
    """The same network with routes, chainages and directions.

    Segments of one class run on through a node into the one of the same name, or else the straightest, never into one
    of another name. A route begins at its western end and is named after its road and its first segment.
    """
    _, xy = plane_coords(network)
    ids = np.argsort(np.argsort(network.segment_id.astype(str))).astype(np.int64)
    nodes = np.lexsort((network.node_lat, network.node_lon))
    node_rank = np.empty(len(nodes), dtype=np.int64)
    node_rank[nodes] = np.arange(len(nodes))
    strokes = trace_strokes(
        network.starts,
        xy,
        network.from_node,
        network.to_node,
        _name_codes(network.road_name),
        network.road_class.astype(np.int64),
        node_rank,
        ids,
        widest_deg,
        short_m=SHORT_M,
    )
    return replace(
        network,
        route=_route_ids(network, strokes.stroke),
        chainage_m=strokes.chainage,
        forward=strokes.forward,
    )


def _name_codes(names: Objects) -> Ints:
    """A number for each distinct name, -1 for none."""
    seen: dict[object, int] = {None: -1}
    return np.array([seen.setdefault(n, len(seen) - 1) for n in names.tolist()], dtype=np.int64)


def _route_ids(network: Network, stroke: Ints) -> Objects:
    """Road name and a hash of the least segment id of each stroke."""
    count = int(stroke.max()) + 1 if len(stroke) else 0
    least: list[str | None] = [None] * count
    named: list[str | None] = [None] * count
    for s, ident, name in zip(stroke.tolist(), network.segment_id.tolist(), network.road_name.tolist(), strict=True):
        if least[s] is None or ident < least[s]:
            least[s] = ident
        named[s] = named[s] or name
    labels = [
        f"{name or 'route'}-{hashlib.blake2b(str(ident).encode(), digest_size=4).hexdigest()}"
        for name, ident in zip(named, least, strict=True)
    ]
    return objects([labels[s] for s in stroke.tolist()])
