"""Strokes: chains of lines that run on through nodes as a reader of a map would follow them.

At each node the ends of lines are paired, first those of one name, then those with the smallest deflection; the pairs
chain lines into strokes. After Thomson and Richardson, "The 'good continuation' principle of perceptual organization
applied to the generalization of road networks", 1999.
"""

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from daoan.kernels.geo.polylines import Bools, Floats, Ints, line_lengths, points_along


@dataclass(frozen=True, slots=True)
class Strokes:
    """For each line: its stroke, its place in it (0, 1, ...), whether it runs along it, and where its nearer end lies.

    Strokes are numbered by rank of their first node, and each begins at the end whose node has the lower rank.
    """

    stroke: Ints
    place: Ints
    forward: Bools
    chainage: Floats


@njit("void(i8[:], i8[:], i8[:], f8[:], i8[:], i8[:], b1[:], f8, i8[:])", cache=True)
def _pair_ends(
    node_starts: Ints,
    ends: Ints,
    ranks: Ints,
    bearing: Floats,
    name: Ints,
    group: Ints,
    eligible: Bools,
    widest: float,
    mate: Ints,
) -> None:
    """Pair line ends at each node, best pair first, where one line of the pair is eligible.

    End ``2 i`` is the first of line i, ``2 i + 1`` its last.
    """
    for node in range(len(node_starts) - 1):
        low, high = node_starts[node], node_starts[node + 1]
        while True:
            best_a, best_b, best_cost, best_rank = -1, -1, 1e9, np.int64(0)
            for p in range(low, high):
                a = ends[p]
                if mate[a] >= 0:
                    continue
                for q in range(p + 1, high):
                    b = ends[q]
                    i, j = a // 2, b // 2
                    if mate[b] >= 0 or i == j or group[i] != group[j] or not (eligible[i] or eligible[j]):
                        continue
                    if name[i] >= 0 and name[j] >= 0 and name[i] != name[j]:
                        continue
                    turn = abs(bearing[a] - bearing[b])
                    deflection = abs(math.pi - min(turn, 2 * math.pi - turn))
                    if deflection > widest:
                        continue
                    cost = deflection if name[i] >= 0 and name[i] == name[j] else deflection + 10.0
                    rank = min(ranks[i], ranks[j])
                    if cost < best_cost - 1e-9 or (cost <= best_cost + 1e-9 and rank < best_rank):
                        best_a, best_b, best_cost, best_rank = a, b, cost, rank
            if best_a < 0:
                break
            mate[best_a], mate[best_b] = best_b, best_a


@njit("void(i8[:], i8[:], i8[:], i8[:], b1[:])", cache=True)
def _walk(order: Ints, mate: Ints, stroke: Ints, place: Ints, forward: Bools) -> None:
    """Follow chains from their open ends in the given order of ends, then rings."""
    number = 0
    for ring in range(2):
        for k in range(len(order)):
            end = order[k]
            if stroke[end // 2] >= 0 or (ring == 0 and mate[end] >= 0):
                continue
            step = 0
            while end >= 0 and stroke[end // 2] < 0:
                stroke[end // 2], place[end // 2], forward[end // 2] = number, step, end % 2 == 0
                step += 1
                end = mate[end ^ 1]
            number += 1


def _outward_bearings(starts: Ints, xy: Floats, look_m: float) -> Floats:
    """Direction in radians in which each end of each line leaves its node, (2 lines,), read ``look_m`` along it."""
    rows = np.arange(len(starts) - 1)
    lengths = line_lengths(starts, xy)
    look = np.minimum(look_m, lengths)
    out = np.empty((len(rows), 2))
    for side, (node, along) in enumerate(((xy[starts[:-1]], look), (xy[starts[1:] - 1], lengths - look))):
        ahead = points_along(starts, xy, rows, along) - node
        out[:, side] = np.arctan2(ahead[:, 1], ahead[:, 0])
    return out.ravel()


def trace_strokes(
    starts: Ints,
    xy: Floats,
    from_node: Ints,
    to_node: Ints,
    name: Ints,
    group: Ints,
    node_rank: Ints,
    line_rank: Ints,
    widest_deg: float = 60.0,
    look_m: float = 20.0,
    short_m: float = 0.0,
) -> Strokes:
    """Chain lines into strokes.

    ``name`` (negative: none) must not differ where both are known, ``group`` must be equal; of the pairs left, those of
    one name come first, then the straightest, none bent by more than ``widest_deg``. ``node_rank`` and ``line_rank``
    decide directions and ties, so that the order of the input does not. Strokes shorter than ``short_m`` then join
    on to another open end at their nodes at whatever angle.
    """
    count = len(starts) - 1
    ends_node = np.column_stack([from_node, to_node]).ravel()
    by_node = np.argsort(ends_node, kind="stable").astype(np.int64)
    nodes = int(ends_node.max()) + 1 if count else 0
    node_starts = np.searchsorted(ends_node[by_node], np.arange(nodes + 1)).astype(np.int64)
    ranks, names, groups = (np.asarray(v, dtype=np.int64) for v in (line_rank, name, group))
    bearing, lengths = _outward_bearings(starts, xy, look_m), line_lengths(starts, xy)
    order = np.lexsort((np.repeat(line_rank, 2), node_rank[ends_node])).astype(np.int64)
    mate = np.full(2 * count, -1, dtype=np.int64)
    everyone = np.ones(count, dtype=bool)
    _pair_ends(node_starts, by_node, ranks, bearing, names, groups, everyone, math.radians(widest_deg), mate)
    stroke, place, forward = _chains(order, mate, count)
    if short_m > 0 and count:
        short = np.bincount(stroke, weights=lengths)[stroke] < short_m
        _pair_ends(node_starts, by_node, ranks, bearing, names, groups, short, math.pi, mate)
        stroke, place, forward = _chains(order, mate, count)
    return Strokes(stroke, place, forward, _chainages(stroke, place, lengths))


def _chains(order: Ints, mate: Ints, count: int) -> tuple[Ints, Ints, Bools]:
    stroke, place = np.full(count, -1, dtype=np.int64), np.zeros(count, dtype=np.int64)
    forward = np.ones(count, dtype=bool)
    _walk(order, mate, stroke, place, forward)
    return stroke, place, forward


def _chainages(stroke: Ints, place: Ints, lengths: Floats) -> Floats:
    """Running length of each stroke up to the nearer end of each of its lines."""
    order = np.lexsort((place, stroke))
    before = np.cumsum(lengths[order]) - lengths[order]
    ordered = stroke[order]
    first = np.searchsorted(ordered, ordered, side="left")
    chainage = np.empty(len(lengths))
    chainage[order] = before - before[first] if len(lengths) else before
    return chainage
