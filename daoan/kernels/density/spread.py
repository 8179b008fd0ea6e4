"""From points on a network to the count that every piece of road bears."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from daoan.kernels.density.pieces import Pieces
from daoan.kernels.density.walk import QUARTIC, TRIANGULAR, walk_points

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Kernel(StrEnum):
    """How a point's share falls with distance."""

    QUARTIC = "quartic"
    TRIANGULAR = "triangular"


class Split(StrEnum):
    """How it is split in a node, see :mod:`~daoan.kernels.density.walk`."""

    DISCONTINUOUS = "discontinuous"  # quick, never negative, jumps in nodes
    CONTINUOUS = "continuous"  # the same on all roads of a node; slow where nodes are dense


@dataclass(frozen=True, slots=True)
class Spread:
    """What pieces bear, (pieces,): ``mass`` sums to the number of points; ``squares`` is the sum of squared shares."""

    mass: Floats
    squares: Floats
    highest_share: Floats  # the most that one point can leave on each piece without a turn


def spread_points(
    from_node: Ints,
    to_node: Ints,
    pieces: Pieces,
    point_segment: Ints,
    point_at_m: Floats,
    bandwidth_m: float,
    *,
    kernel: Kernel = Kernel.QUARTIC,
    split: Split = Split.DISCONTINUOUS,
    least_weight: float = 1e-3,
) -> Spread:
    """Spread points over the roads within ``bandwidth_m`` of each.

    ``from_node``, ``to_node`` (n,): nodes of the segments that ``pieces`` cuts; ``point_segment``, ``point_at_m`` (p,):
    where points lie, an offset beyond the segment is taken as its end. No point gives zeros. Raises ValueError for a
    bandwidth that is none, unknown segments and offsets that are no numbers.
    """
    n, point_segment = len(from_node), np.asarray(point_segment, dtype=np.int64)
    if not (np.isfinite(bandwidth_m) and bandwidth_m > 0):
        raise ValueError(f"the bandwidth must be above 0 m, not {bandwidth_m}")
    if len(point_segment) and not (point_segment.min() >= 0 and point_segment.max() < n):
        raise ValueError(f"points lie on segments 0 to {n - 1}; leave out those that lie on none")
    if not np.isfinite(point_at_m).all():
        raise ValueError("every point needs an offset along its segment, in metres")
    node_starts, node_end, ends = _ends_by_node(from_node, to_node)
    mass, squares = walk_points(
        point_segment,
        np.clip(point_at_m, 0.0, pieces.segment_m[point_segment]),
        ends,
        node_starts,
        node_end,
        pieces.starts,
        pieces.segment_m,
        float(bandwidth_m),
        QUARTIC if kernel is Kernel.QUARTIC else TRIANGULAR,
        split is Split.CONTINUOUS,
        least_weight,
    )
    peak = (0.9375 if kernel is Kernel.QUARTIC else 1.0) / bandwidth_m
    return Spread(mass, squares, np.minimum(peak * pieces.length_m, 1.0))


def _ends_by_node(from_node: Ints, to_node: Ints) -> tuple[Ints, Ints, Ints]:
    """Ends of segments (2 s + 0 or 1) gathered by node, ragged; and the node of each end."""
    ends = np.column_stack([from_node, to_node]).astype(np.int64).ravel()
    order = np.argsort(ends, kind="stable").astype(np.int64)
    counts = np.bincount(ends, minlength=1)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), order, ends
