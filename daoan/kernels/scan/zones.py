"""Zones: around each centre its neighbours from near to far, as many as a zone may hold.

A zone is a centre with all places within some radius. So the zones of a centre are the beginnings of one list, and
adding a place to a zone is one step along it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Centres whose distances are worked out at once.
_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Zones:
    """Ragged lists, one a centre: the neighbours of centre *i* are ``member[starts[i]:starts[i + 1]]``, itself first.

    ``distance`` is from the centre; ``closes`` is False where the next member lies equally far, so that no zone may end
    between the two. A centre that alone holds more than a zone may has an empty list.
    """

    starts: Ints
    member: Ints
    distance: Floats
    closes: Bools

    def __len__(self) -> int:
        return len(self.starts) - 1

    def members(self, centre: int, count: int) -> Ints:
        """The first ``count`` members of a centre's list."""
        first = self.starts[centre]
        return self.member[first : first + count]


def plane_zones(xy: Floats, size: Floats, most_share: float = 0.5, farthest: float = np.inf) -> Zones:
    """Circles on a plane.

    ``xy`` (n, 2) places; ``size`` (n,) ≥ 0 what a zone may hold at most ``most_share`` of (population at risk, length);
    ``farthest`` the largest radius, in the unit of ``xy``. Raises ValueError for sizes that add up to nothing.
    """

    def rows() -> Iterator[tuple[int, Floats]]:
        for i, place in enumerate(xy):
            yield i, np.hypot(*(xy - place).T)

    return _zones(rows(), _checked(size, len(xy)), most_share, farthest)


def network_zones(
    from_node: Ints,
    to_node: Ints,
    length: Floats,
    size: Floats,
    most_share: float = 0.5,
    farthest: float = np.inf,
    gaps: tuple[Ints, Floats] | None = None,
) -> Zones:
    """Segments of a network within a radius along it, from middle to middle.

    ``from_node``, ``to_node`` (n,) ends of each segment; ``length`` (n,). The way from one middle to another passes
    whole segments whose middles are nearer, so every zone is connected; what cannot be reached is in no zone.
    ``gaps``: pairs of nodes (g, 2) that may be stepped between, and how far apart they are (g,).
    ``size``, ``most_share`` and ``farthest`` as in :func:`plane_zones`.
    """
    n = len(length)
    graph = _middles_and_nodes(from_node, to_node, length, gaps)

    def rows() -> Iterator[tuple[int, Floats]]:
        for first in range(0, n, _ROWS_AT_ONCE):
            some = np.arange(first, min(first + _ROWS_AT_ONCE, n))
            away = dijkstra(graph, directed=False, indices=some, limit=farthest)[:, :n]
            yield from zip(some.tolist(), away, strict=True)

    return _zones(rows(), _checked(size, n), most_share, farthest)


def _middles_and_nodes(from_node: Ints, to_node: Ints, length: Floats, gaps: tuple[Ints, Floats] | None) -> csr_matrix:
    """Graph of the segments' middles (rows 0 … n − 1) and the nodes behind them, half a segment away."""
    n = len(length)
    middle = np.arange(n)
    loop = from_node == to_node
    ends = [(middle, n + from_node, length / 2.0), (middle[~loop], n + to_node[~loop], length[~loop] / 2.0)]
    if gaps is not None:
        ends.append((n + gaps[0][:, 0], n + gaps[0][:, 1], gaps[1]))
    a, b, way = (np.concatenate(column) for column in zip(*ends, strict=True))
    size = int(max(n - 1, a.max(initial=0), b.max(initial=0))) + 1
    # A graph of scipy takes no zero for a way.
    return csr_matrix((np.maximum(way, 1e-9), (a, b)), shape=(size, size))


def _checked(size: Floats, places: int) -> Floats:
    size = np.asarray(size, dtype=np.float64)
    if size.shape != (places,) or not np.isfinite(size).all() or (size < 0).any():
        raise ValueError(f"sizes of {places} places must be as many finite numbers, none negative")
    if size.sum() <= 0:
        raise ValueError("the places have no size (population, length): there is no share to hold a zone to")
    return size


def _zones(rows: Iterator[tuple[int, Floats]], size: Floats, most_share: float, farthest: float) -> Zones:
    most = most_share * float(size.sum()) * (1.0 + 1e-12)
    starts, members, distances, closings = [0], [np.empty(0, np.int64)], [np.empty(0)], [np.empty(0, bool)]
    for centre, away in rows:
        member, distance, closes = _near_to_far(centre, away, size, most, farthest)
        members.append(member)
        distances.append(distance)
        closings.append(closes)
        starts.append(starts[-1] + len(member))
    return Zones(np.array(starts), np.concatenate(members), np.concatenate(distances), np.concatenate(closings))


def _near_to_far(centre: int, away: Floats, size: Floats, most: float, farthest: float) -> tuple[Ints, Floats, Bools]:
    near = np.flatnonzero(away <= farthest) if np.isfinite(farthest) else np.flatnonzero(np.isfinite(away))
    # The centre is first also where another place lies on it.
    order = near[np.lexsort((near, near != centre, away[near]))]
    distance = away[order]
    closes = np.append(distance[1:] > distance[:-1], True)
    fits = np.flatnonzero(closes & (np.cumsum(size[order]) <= most))
    end = int(fits[-1]) + 1 if len(fits) else 0
    return order[:end].astype(np.int64), distance[:end], closes[:end]
