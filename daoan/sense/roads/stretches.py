"""Stretches: units of about one length that are fit for estimation, made of the segments of one route.

Published segments are anything from 0.1 m to 2.6 km long; a risk per segment of such lengths is noise on the short ones
and says nothing about where on the long ones. So consecutive segments are joined and long ones cut.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.kernels.geo import join_lines
from daoan.sense.roads.cutting import CutNetwork, cut_network
from daoan.sense.roads.links import objects
from daoan.terms.errors import InputError
from daoan.terms.frames import Bools, CrashFrame, Floats, Ints, Network, Objects

TARGET_M = 200.0
#: A boundary between stretches moves onto a junction that is nearer than this share of the target (project default).
JUNCTION_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Stretches:
    """A network of stretches, and where each piece of each old segment lies on it.

    Piece *k* is the part of ``segment[k]`` that begins at ``from_m[k]`` and is ``length_m[k]`` long; on
    ``stretch[k]`` it covers ``offset_m[k]`` to ``offset_m[k] + length_m[k]``, backwards where ``along[k]`` is False.
    Pieces are ordered by segment, then ``from_m``.
    """

    network: Network
    segment: Ints
    from_m: Floats
    length_m: Floats
    stretch: Ints
    offset_m: Floats
    along: Bools

    def place(self, segment: Ints, offset_m: Floats) -> tuple[Ints, Floats]:
        """Stretch and offset on it for places on old segments; segment -1 stays -1."""
        on = segment >= 0
        axis = self._axis(self.segment, self.from_m)
        piece = np.searchsorted(axis, self._axis(segment[on], np.maximum(offset_m[on], 0.0)), side="right") - 1
        inside = np.clip(offset_m[on] - self.from_m[piece], 0.0, self.length_m[piece])
        stretch, offset = np.full(len(segment), -1, dtype=np.int64), np.full(len(segment), np.nan)
        stretch[on] = self.stretch[piece]
        offset[on] = self.offset_m[piece] + np.where(self.along[piece], inside, self.length_m[piece] - inside)
        return stretch, offset

    def _axis(self, segment: Ints, at_m: Floats) -> Floats:
        """Places on segments as one sorted axis."""
        longest = float(np.max(self.from_m + self.length_m)) + 1.0
        axis: Floats = segment * longest + at_m
        return axis

    def move(self, crashes: CrashFrame) -> CrashFrame:
        """Crashes that are snapped to the old segments, now on the stretches."""
        stretch, offset = self.place(crashes.segment, crashes.offset_m)
        return crashes.snapped(stretch, offset, crashes.snap_m)


def make_stretches(network: Network, target_m: float = TARGET_M) -> Stretches:
    """Join and cut the segments of each route into stretches of about ``target_m`` metres.

    A run of segments of one route, class, structure and area is cut into the number of equal parts that comes nearest
    to the target. Stretches run with the chainage. ``vehicles_per_day`` is the mean weighted by length of the pieces
    that have one.
    """
    if not target_m > 0:  # nor not-a-number
        raise InputError("the length of a stretch must be above zero")
    if len(network) == 0:
        raise InputError("there is no road to make stretches from")
    order, run = _runs(network)
    ahead = network.length_m[order]
    begin = np.cumsum(ahead) - ahead  # all runs laid end to end
    first = np.flatnonzero(np.diff(run, prepend=-1))
    bounds = _bounds(begin, ahead, first, target_m)
    holder = np.searchsorted(begin, bounds, side="right") - 1
    inner = bounds - begin[holder]
    segment = order[holder]
    local = np.where(network.forward[segment], inner, network.length_m[segment] - inner)
    cut = cut_network(network, segment, local)
    start = np.empty(len(network))
    start[order] = begin
    behind = network.length_m[cut.segment] - cut.from_m - cut.network.length_m
    middle = start[cut.segment] + np.where(cut.network.forward, cut.from_m, behind) + cut.network.length_m / 2
    group = np.searchsorted(np.sort(np.concatenate([bounds, begin[first]])), middle, side="right") - 1
    return _assemble(cut, np.argsort(middle, kind="stable"), group)


def _runs(network: Network) -> tuple[Ints, Ints]:
    """Segments in order of route and chainage, and the number of the run that each of them, so ordered, belongs to."""
    keys: list[npt.NDArray[Any]] = [_codes(network.route), network.road_class, network.structure, _codes(network.area)]
    order = np.lexsort((network.chainage_m, keys[0]))
    differs = np.zeros(len(order), dtype=bool)
    for key in keys:
        differs[1:] |= key[order][1:] != key[order][:-1]
    return order, np.cumsum(differs)


def _codes(values: Objects) -> Ints:
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(v, len(seen)) for v in values.tolist()], dtype=np.int64)


def _bounds(begin: Floats, length: Floats, first: Ints, target_m: float) -> Floats:
    """Where, on the axis of all runs laid end to end, stretches meet inside a run."""
    total = np.add.reduceat(length, first)
    count = np.maximum(np.round(total / target_m), 1).astype(np.int64)
    run = np.repeat(np.arange(len(first)), count - 1)
    nth = np.arange(len(run)) - np.repeat(np.cumsum(count - 1) - (count - 1), count - 1) + 1
    even = begin[first][run] + total[run] * nth / count[run]
    after = (
        np.clip(np.searchsorted(begin, even), 1, len(begin) - 1) if len(begin) > 1 else np.zeros(len(even), dtype=int)
    )
    joint = np.where(even - begin[after - 1] < begin[after] - even, begin[after - 1], begin[after])
    bounds: Floats = np.where(np.abs(joint - even) <= JUNCTION_SHARE * target_m, joint, even)
    return bounds


def _assemble(cut: CutNetwork, ordered: Ints, group: Ints) -> Stretches:
    """Join the pieces, ordered along their runs, into one segment for each group."""
    pieces, order_group = cut.network, group[ordered]
    starts, point = join_lines(pieces.starts, ordered, pieces.forward[ordered], order_group)
    first = np.flatnonzero(np.diff(order_group, prepend=-1))
    last = np.append(first[1:], len(ordered)) - 1
    head, tail = ordered[first], ordered[last]
    length = pieces.length_m[ordered]
    offset = np.empty(len(ordered))
    offset[ordered] = np.cumsum(length) - length - np.repeat((np.cumsum(length) - length)[first], last - first + 1)
    ends = [
        np.where(pieces.forward, pieces.from_node, pieces.to_node)[head],
        np.where(pieces.forward, pieces.to_node, pieces.from_node)[tail],
    ]
    used, node = np.unique(np.concatenate(ends), return_inverse=True)
    dense = np.empty(len(ordered), dtype=np.int64)
    dense[ordered] = np.cumsum(np.diff(order_group, prepend=-1) > 0) - 1
    network = Network(
        segment_id=_ids(cut, ordered, first),
        from_node=node[: len(head)].astype(np.int64),
        to_node=node[len(head) :].astype(np.int64),
        road_class=pieces.road_class[head],
        road_name=pieces.road_name[head],
        structure=pieces.structure[head],
        dual=np.add.reduceat(length * pieces.dual[ordered], first) > np.add.reduceat(length, first) / 2,
        length_m=np.add.reduceat(length, first),
        route=pieces.route[head],
        chainage_m=pieces.chainage_m[head],
        forward=np.ones(len(head), dtype=bool),
        area=pieces.area[head],
        vehicles_per_day=_mean_flow(pieces.vehicles_per_day[ordered], length, first),
        starts=starts,
        coords=pieces.coords[point],
        node_lon=pieces.node_lon[used],
        node_lat=pieces.node_lat[used],
        source=pieces.source,
    )
    return Stretches(network, cut.segment, cut.from_m, pieces.length_m, dense, offset, pieces.forward)


def _mean_flow(flow: Floats, length: Floats, first: Ints) -> Floats:
    """Mean flow of each group, weighted by length, over the pieces that have one; NaN where none has."""
    known = np.isfinite(flow)
    weight = np.add.reduceat(np.where(known, length, 0.0), first)
    total = np.add.reduceat(np.where(known, flow, 0.0) * length, first)
    mean: Floats = np.where(weight > 0, total / np.where(weight > 0, weight, 1.0), np.nan)
    return mean


def _ids(cut: CutNetwork, ordered: Ints, first: Ints) -> Objects:
    """Ids that follow from the pieces alone: the same pieces give the same id again."""
    ids, from_m = cut.network.segment_id[ordered].tolist(), np.round(cut.from_m[ordered]).astype(int).tolist()
    named = [f"{ident}@{at}" for ident, at in zip(ids, from_m, strict=True)]
    last = np.append(first[1:], len(ordered))
    return objects(
        [
            hashlib.blake2b("|".join(named[a:b]).encode(), digest_size=8).hexdigest()
            for a, b in zip(first.tolist(), last.tolist(), strict=True)
        ]
    )
