"""From links to a network: duplicates dropped, lines split at junctions, ends tied to nodes, long lines cut evenly."""

from dataclasses import dataclass

import numpy as np

from daoan.kernels.geo import cluster_points, even_cuts, line_lengths, take_lines
from daoan.sense.roads.cutting import cut_network
from daoan.sense.roads.ids import segment_ids
from daoan.sense.roads.links import RoadLinks, objects
from daoan.sense.roads.routes import lay_routes
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.frames import Floats, Ints, Network, Objects
from daoan.terms.places import Plane, plane_of
from daoan.terms.records import Notice

#: Ends nearer than this are one node. Files that share their junction points agree to a centimetre; anything wider ties
#: separate carriageways together (Leeds: 0.05 m and 0.1 m give the same nodes, 2 m ties 104 pairs that are not one).
TOLERANCE_M = 0.05

#: Lengths are measured on one plane; this far from its middle they are 1.2 % too long, and nothing farther is accepted.
FARTHEST_M = 1_000_000.0


@dataclass(frozen=True, slots=True)
class BuiltNetwork:
    """A network with the row of the link that each of its segments came from, and what was noticed while building."""

    network: Network
    link: Ints
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Lines on the way to segments: parent link, nodes, geometry as degrees and on the plane."""

    link: Ints
    from_node: Ints
    to_node: Ints
    starts: Ints
    coords: Floats
    xy: Floats


def build_network(
    links: RoadLinks,
    *,
    tolerance_m: float = TOLERANCE_M,
    longest_m: float | None = None,
    split_at_vertices: bool | None = None,
) -> BuiltNetwork:
    """The network of some links.

    Where the source names its nodes, they are the nodes; else lines are split where they share an inner point with
    another line (``split_at_vertices``; None: unless the source names nodes) and ends within ``tolerance_m`` become one
    node, the ends being moved onto it. Segments longer than ``longest_m`` are cut into equal parts. Raises
    :class:`InputError` for no links at all.
    """
    if len(links) == 0:
        raise InputError("there is no road to build a network from")
    has_nodes = links.from_ref is not None and links.to_ref is not None
    rows, twins = _without_twins(links)
    kept = links.where(rows)
    plane = plane_of(kept.coords[:, 0], kept.coords[:, 1])
    link, starts, coords = np.arange(len(kept)), kept.starts, kept.coords
    if not has_nodes if split_at_vertices is None else split_at_vertices:
        link, starts, coords = _split_at_shared_points(starts, coords)
    pieces = _with_nodes(kept, link, starts, coords, plane, tolerance_m)
    if len(pieces.link) == 0:
        raise InputError(f"every road is shorter than the {tolerance_m} m within which ends are tied together")
    network = _network_of(kept, pieces, segment_ids(kept, pieces.link, pieces.starts, pieces.coords))
    link = rows[pieces.link]
    if longest_m is not None:
        cut = cut_network(network, *even_cuts(network.length_m, longest_m))
        network, link = cut.network, link[cut.segment]
    notices = (*_twin_notice(links.source, twins), *_vanished_notice(links.source, len(starts) - 1 - len(pieces.link)))
    return BuiltNetwork(lay_routes(network), link, notices)


def _without_twins(links: RoadLinks) -> tuple[Ints, int]:
    """Rows of the links, those drawn twice (the same points, or the same in reverse order) only once.

    Which of them is kept follows from the points and the ids alone, not from the order of the file.
    """
    points = np.round(links.coords * 1e7).astype(np.int64)
    mixed = points[:, 0].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ points[:, 1].astype(np.uint64) * np.uint64(
        0xC2B2AE3D27D4EB4F
    )
    mixed ^= mixed >> np.uint64(29)
    count = np.diff(links.starts)
    place = (np.arange(len(mixed)) - np.repeat(links.starts[:-1], count)).astype(np.uint64)
    back = np.repeat(count, count).astype(np.uint64) - np.uint64(1) - place
    forth_key = np.add.reduceat(mixed * (np.uint64(2) * place + np.uint64(1)), links.starts[:-1])
    back_key = np.add.reduceat(mixed * (np.uint64(2) * back + np.uint64(1)), links.starts[:-1])
    key = np.minimum(forth_key, back_key) ^ (links.structure.astype(np.uint64) << np.uint64(60))
    backward = back_key < forth_key
    ids = np.array([str(v) for v in links.link_id.tolist()])
    order = np.lexsort((ids, backward, key))
    new = np.ones(len(key), dtype=bool)
    new[1:] = key[order][1:] != key[order][:-1]
    rows = np.sort(order[new]).astype(np.int64)
    return rows, len(key) - len(rows)


def _twin_notice(source: str, twins: int) -> tuple[Notice, ...]:
    if twins == 0:
        return ()
    text = Text(
        f"{twins} lines repeat another line point for point, or run back over it, and were joined with it",
        f"{twins} 条线与另一条线逐点重合（或反向重合）,已合并",
    )
    return (Notice("repeated_line", source, text, twins),)


def _vanished_notice(source: str, vanished: int) -> tuple[Notice, ...]:
    if vanished == 0:
        return ()
    text = Text(
        f"{vanished} lines were so short that both their ends became one node, and were left out",
        f"{vanished} 条线过短，两端合并为同一节点，已略去",
    )
    return (Notice("line_within_tolerance", source, text, vanished),)


def _split_at_shared_points(starts: Ints, coords: Floats) -> tuple[Ints, Ints, Floats]:
    """Split lines at inner points that occur more than once: link of each piece, new starts, new points."""
    points = np.round(coords * 1e7).astype(np.int64)
    key = (points[:, 0] + 1_800_000_000) * 1_800_000_001 + points[:, 1] + 900_000_000
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    same = ordered[1:] == ordered[:-1]
    shared = np.zeros(len(key), dtype=bool)
    shared[order[1:][same]] = True
    shared[order[:-1][same]] = True
    shared[starts[:-1]] = False
    shared[starts[1:] - 1] = False
    line = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    index = np.repeat(np.arange(len(key)), 1 + shared.astype(np.int64))
    begins = np.zeros(len(index), dtype=bool)
    begins[1:] = index[1:] == index[:-1]
    begins[1:] |= line[index[1:]] != line[index[:-1]]
    begins[0] = True
    first = np.flatnonzero(begins)
    return line[index[first]], np.append(first, len(index)).astype(np.int64), coords[index]


def _with_nodes(
    links: RoadLinks, link: Ints, starts: Ints, coords: Floats, plane: Plane, tolerance_m: float
) -> _Pieces:
    """Tie the ends of lines to nodes and move them there; lines that vanish by this are dropped."""
    xy = np.column_stack(plane.to_metres(coords[:, 0], coords[:, 1]))
    if not np.all(np.abs(xy[:, 0]) <= FARTHEST_M):
        raise InputError(
            "the roads lie too far apart to be one network: more than 1,000 km east or west of their middle; "
            "check the reference system of the file, or import one region at a time"
        )
    ends = np.concatenate([starts[:-1], starts[1:] - 1])
    if links.from_ref is not None and links.to_ref is not None and len(link) == len(links):
        node, stands = _nodes_by_name(np.concatenate([links.from_ref, links.to_ref]), xy[ends])
    else:
        node, stands = cluster_points(xy[ends], tolerance_m)
    from_node, to_node = node[: len(link)], node[len(link) :]
    if links.from_ref is None:
        coords, xy = coords.copy(), xy.copy()
        coords[ends], xy[ends] = coords[ends[stands[node]]], xy[ends[stands[node]]]
    whole = line_lengths(starts, xy) > 0
    rows = np.flatnonzero(whole)
    new_starts, point = take_lines(starts, rows)
    return _Pieces(link[rows], from_node[rows], to_node[rows], new_starts, coords[point], xy[point])


def _nodes_by_name(names: Objects, xy: Floats) -> tuple[Ints, Ints]:
    """Nodes as the source names them, ordered by place; an end without a name is a node of its own."""
    labels = [f"\0{i}" if n is None else str(n) for i, n in enumerate(names.tolist())]
    seen: dict[str, int] = {}
    node = np.array([seen.setdefault(label, len(seen)) for label in labels], dtype=np.int64)
    _, first = np.unique(node, return_index=True)
    order = np.lexsort((xy[first, 1], xy[first, 0]))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[node], first[order].astype(np.int64)


def _network_of(links: RoadLinks, pieces: _Pieces, ids: Objects) -> Network:
    used, ends = np.unique(np.concatenate([pieces.from_node, pieces.to_node]), return_inverse=True)
    count = len(pieces.link)
    place = np.empty((len(used), 2))
    place[ends[count:]] = pieces.coords[pieces.starts[1:] - 1]
    place[ends[:count]] = pieces.coords[pieces.starts[:-1]]
    lengths = line_lengths(pieces.starts, pieces.xy)
    return Network(
        segment_id=ids,
        from_node=ends[:count].astype(np.int64),
        to_node=ends[count:].astype(np.int64),
        road_class=links.road_class[pieces.link],
        road_name=links.road_name[pieces.link],
        structure=links.structure[pieces.link],
        dual=(links.dual | links.one_way)[pieces.link],
        length_m=lengths,
        route=objects([None] * count),
        chainage_m=np.zeros(count),
        forward=np.ones(count, dtype=bool),
        area=objects([None] * count),
        vehicles_per_day=links.vehicles_per_day[pieces.link],
        starts=pieces.starts,
        coords=pieces.coords,
        node_lon=place[:, 0],
        node_lat=place[:, 1],
        source=links.source,
    )
