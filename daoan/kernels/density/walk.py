"""The hot loop: walk from each point along all roads within the bandwidth and leave its share on every piece.

======  =========================================================================
symbol  meaning
======  =========================================================================
k(d)    kernel, a density on −h … h; h the bandwidth
F(d)    its integral from 0 to d; F(h) = ½
w       what of the point is still on its way along a path, 1 at the start
n       how many ends of segments meet in a node
======  =========================================================================

A path leaves ``w (F(d₂) − F(d₁))`` on a piece that it crosses between distances d₁ and d₂. In a node w goes on::

                     to each other road     back
    discontinuous    1 / (n − 1)            0             (n ≥ 2)
    continuous       2 / n                  2 / n − 1
    dead end         –                      1             (n = 1, both)

What goes on and back adds up to w, so nothing is lost. The continuous split has equal densities on all roads at a node,
paid for with a loss just before it. Source: Okabe, Satoh & Sugihara (2009) doi:10.1080/13658810802475491; Okabe &
Sugihara (2012) doi:10.1002/9781119967101, ch. 9. They let the density end at a dead end; here it turns back, which for
the continuous split is the same rule with n = 1.
"""

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

QUARTIC, TRIANGULAR = 0, 1


@numba.njit(cache=True, nogil=True)
def integral(kernel: int, u: float) -> float:
    """F at u = d / h, for 0 ≤ u; ½ from u = 1 on."""
    u = min(u, 1.0)
    if kernel == QUARTIC:  # k = 15/16 (1 − u²)²
        return 0.9375 * u * (1.0 - u * u * (2.0 / 3.0 - 0.2 * u * u))
    return u - 0.5 * u * u  # k = 1 − u


@numba.njit(cache=True, nogil=True)
def _lay(
    segment: int,
    at: float,
    forward: bool,
    distance: float,
    weight: float,
    starts: Ints,
    segment_m: Floats,
    bandwidth: float,
    kernel: int,
    own: Floats,
    touched: Ints,
    count: int,
) -> int:
    # From coordinate `at` of a segment, where the path is `distance` long, to the segment's end or the bandwidth's.
    pieces = starts[segment + 1] - starts[segment]
    step = segment_m[segment] / pieces
    piece = min(int(at / step), pieces - 1) if forward else max(int(np.ceil(at / step)) - 1, 0)
    before = integral(kernel, distance / bandwidth)
    while 0 <= piece < pieces and distance < bandwidth:
        edge = (piece + 1) * step if forward else piece * step
        distance += abs(edge - at)
        at = edge
        after = integral(kernel, distance / bandwidth)
        cell = starts[segment] + piece
        if own[cell] == 0.0:
            touched[count] = cell
            count += 1
        own[cell] += weight * (after - before)
        before = after
        piece += 1 if forward else -1
    return count


@numba.njit(cache=True, nogil=True)
def walk_points(
    point_segment: Ints,
    point_at: Floats,
    ends: Ints,
    node_starts: Ints,
    node_end: Ints,
    starts: Ints,
    segment_m: Floats,
    bandwidth: float,
    kernel: int,
    continuous: bool,
    least_weight: float,
) -> tuple[Floats, Floats]:
    """Sum and sum of squares, over the points, of what each leaves on every piece; both (pieces,).

    ``point_segment``, ``point_at`` (p,): where points lie, metres from the segment's first point. ``ends`` (2 n,): node
    of end e of segment s at 2 s + e. ``node_end[node_starts[v]:node_starts[v + 1]]``: the ends that meet in node v.
    ``starts``, ``segment_m``: see :class:`~daoan.kernels.density.pieces.Pieces`. Where less than ``least_weight`` is
    on its way it is left whole on the piece that it comes to.
    """
    mass, squares = np.zeros(starts[-1]), np.zeros(starts[-1])
    own = np.zeros(starts[-1])
    stack = np.empty((1024, 3))
    touched = np.empty(4096 + 2 * np.max(np.diff(starts)), np.int64)
    for i in range(len(point_segment)):
        count, top = 0, 0
        s = point_segment[i]
        for e in range(2):  # both ways from the point
            count = _lay(s, point_at[i], e == 1, 0.0, 1.0, starts, segment_m, bandwidth, kernel, own, touched, count)
            away = segment_m[s] - point_at[i] if e == 1 else point_at[i]
            stack, top = _push(stack, top, 2 * s + e, away, 1.0)
        while top > 0:
            top -= 1
            arrived, distance, weight = int(stack[top, 0]), stack[top, 1], stack[top, 2]
            if distance >= bandwidth:
                continue
            first, last = node_starts[ends[arrived]], node_starts[ends[arrived] + 1]
            onward, back = _split(last - first, continuous)
            for leaving in node_end[first:last]:
                passed = weight * (back if leaving == arrived else onward)
                if passed == 0.0:
                    continue
                t, forward = leaving // 2, leaving % 2 == 0
                touched = _with_room(touched, count, starts[t + 1] - starts[t])
                if abs(passed) < least_weight:
                    cell = starts[t] if forward else starts[t + 1] - 1
                    touched[count] = cell
                    count += 1
                    own[cell] += passed * (0.5 - integral(kernel, distance / bandwidth))
                    continue
                at = 0.0 if forward else segment_m[t]
                count = _lay(
                    t, at, forward, distance, passed, starts, segment_m, bandwidth, kernel, own, touched, count
                )
                # A path that enters a segment by one end arrives at the other.
                stack, top = _push(stack, top, leaving ^ 1, distance + segment_m[t], passed)
        for cell in touched[:count]:  # some are named twice; the second time nothing is left there
            mass[cell] += own[cell]
            squares[cell] += own[cell] * own[cell]
            own[cell] = 0.0
    return mass, squares


@numba.njit(cache=True, nogil=True)
def _split(n: int, continuous: bool) -> tuple[float, float]:
    # what of a path goes on to each other road of a node with n ends, and what goes back
    if n == 1:
        return 0.0, 1.0
    if continuous:
        return 2.0 / n, 2.0 / n - 1.0
    return 1.0 / (n - 1), 0.0


@numba.njit(cache=True, nogil=True)
def _push(stack: Floats, top: int, end: int, distance: float, weight: float) -> tuple[Floats, int]:
    # a path that arrives at an end of a segment; the stack grows where it is full
    if top == len(stack):
        stack = np.concatenate((stack, np.empty_like(stack)))
    stack[top, 0], stack[top, 1], stack[top, 2] = end, distance, weight
    return stack, top + 1


@numba.njit(cache=True, nogil=True)
def _with_room(touched: Ints, count: int, more: int) -> Ints:
    if count + more + 1 <= len(touched):
        return touched
    return np.concatenate((touched, np.empty(len(touched) + more, np.int64)))
