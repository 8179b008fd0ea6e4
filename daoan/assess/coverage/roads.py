"""Stretches laid along their road: metres from its begin, whether the source told chainage or not.

Where every stretch of a route has a chainage, that is it. Where not, the stretches are walked from an end of the route
through the nodes that they share; branches and parts that hang together with nothing else follow one behind another.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Bools, Floats, Ints, Network, codes_of

#: G309, S303, A660, M621, B6157: a road with a number, not a street with a name.
_NUMBER = re.compile(r"[A-Za-z]{1,2}\d")


def numbered(network: Network) -> Bools:
    """Which stretches belong to roads with a number."""
    return np.array([bool(_NUMBER.match(str(name or ""))) for name in network.road_name], dtype=bool)


@dataclass(frozen=True, slots=True)
class Road:
    """One route's stretches of some classes. ``begin_m``: of each along the road; ``forward``: as its points run.

    ``own``: (k, 2) pieces of chainage that the road has of its own, ascending, apart: where it runs on another road's
    stretches, chainage goes on and its own way does not.
    """

    route: str
    rows: Ints  # of the network, by begin
    begin_m: Floats
    forward: Bools
    own: Floats

    @property
    def length_m(self) -> float:
        """Metres of its own."""
        return float((self.own[:, 1] - self.own[:, 0]).sum())

    def own_m(self, chainage_m: Floats) -> Floats:
        """Metres of its own up to a chainage."""
        return np.asarray(np.interp(chainage_m, self.own.ravel(), self._ticks()))

    def chainage_of(self, own_m: float, *, begins: bool) -> float:
        """Chainage of a place told in own metres; where pieces meet, of the piece that begins or ends there."""
        ticks = self._ticks()
        ends = ticks[1::2]
        k = int(np.searchsorted(ends, own_m + (1e-6 if begins else -1e-6)))
        k = min(max(k, 0), len(ends) - 1)
        return float(self.own[k, 0] + np.clip(own_m - ticks[2 * k], 0.0, self.own[k, 1] - self.own[k, 0]))

    def _ticks(self) -> Floats:
        ends = np.cumsum(self.own[:, 1] - self.own[:, 0])
        return np.column_stack([np.concatenate([[0.0], ends[:-1]]), ends]).ravel()


def roads_of(network: Network, classes: tuple[RoadClass, ...]) -> tuple[Road, ...]:
    """Every numbered road's stretches of some classes, by route."""
    chosen = np.isin(network.road_class, codes_of(RoadClass, list(classes))) & numbered(network)
    by_route: dict[str, list[int]] = defaultdict(list)
    for i in np.flatnonzero(chosen).tolist():
        if network.route[i] is not None:
            by_route[str(network.route[i])].append(i)
    return tuple(road_of(network, route, np.array(by_route[route], dtype=np.int64)) for route in sorted(by_route))


def road_of(network: Network, route: str, rows: Ints) -> Road:
    """One road from its stretches."""
    begin, forward = network.chainage_m[rows], network.forward[rows]
    if not np.isfinite(begin).all():
        begin, forward = _walk(network.from_node[rows], network.to_node[rows], network.length_m[rows])
    order = np.lexsort((rows, begin))
    rows, begin, forward = rows[order], begin[order], forward[order]
    return Road(route, rows, begin, forward, _union(begin, begin + network.length_m[rows]))


def _union(begin: Floats, end: Floats) -> Floats:
    """Intervals by begin, joined where they touch within a metre (chainage is rounded) or lie over one another."""
    joined: list[list[float]] = []
    for a, b in zip(begin.tolist(), end.tolist(), strict=True):
        if joined and a <= joined[-1][1] + 1.0:
            joined[-1][1] = max(joined[-1][1], b)
        else:
            joined.append([a, b])
    return np.array(joined)


def _walk(from_node: Ints, to_node: Ints, length: Floats) -> tuple[Floats, Bools]:
    """Begin of each stretch along a walk, and whether it is walked from its first point."""
    at: dict[int, list[int]] = defaultdict(list)
    for k, (a, b) in enumerate(zip(from_node.tolist(), to_node.tolist(), strict=True)):
        at[a].append(k)
        at[b].append(k)
    begin, forward = np.full(len(length), np.nan), np.ones(len(length), dtype=bool)
    run = 0.0
    starts = sorted(at, key=lambda node: (len(at[node]) != 1, node))  # open ends first
    for start in starts:
        stack = [start]
        while stack:
            node = stack.pop()
            for k in at[node]:
                if np.isnan(begin[k]):
                    begin[k], forward[k] = run, from_node[k] == node
                    run += float(length[k])
                    stack += [node, int(to_node[k] if forward[k] else from_node[k])]
                    break
    return begin, forward
