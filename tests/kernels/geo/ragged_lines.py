"""Random ragged lines for the tests of the geometry kernels, and the slow, obvious references beside them."""

import math
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st


def ragged(lines):
    """Starts and points of some lists of points."""
    starts = np.concatenate([[0], np.cumsum([len(p) for p in lines])]).astype(np.int64)
    return starts, np.array([q for p in lines for q in p], dtype=np.float64).reshape(-1, 2)


def random_lines(rng, count, spread=500.0, step=40.0):
    """Wandering lines of two to six points."""
    lines = []
    for _ in range(count):
        points = rng.uniform(-spread, spread, 2) + np.cumsum(rng.normal(0, step, (rng.integers(2, 7), 2)), axis=0)
        lines.append(points.tolist())
    return ragged(lines)


_METRES = st.integers(-500, 500).map(lambda v: v / 2)


@st.composite
def line_sets(draw, most=6):
    """One to six lines without repeated points."""
    lines = []
    for _ in range(draw(st.integers(1, most))):
        points = draw(st.lists(st.tuples(_METRES, _METRES), min_size=2, max_size=6))
        kept = [points[0]] + [q for p, q in pairwise(points) if p != q]
        lines.append(kept if len(kept) > 1 else [kept[0], (kept[0][0] + 1, kept[0][1])])
    return ragged(lines)


def length_of(points):
    return sum(math.dist(a, b) for a, b in pairwise(points))


def point_at(points, distance):
    """Walk along a line piece by piece."""
    for a, b in pairwise(points):
        step = math.dist(a, b)
        if distance <= step or b is points[-1]:
            share = min(distance / step, 1.0) if step else 0.0
            return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
        distance -= step
    return list(points[-1])


def distance_to(points, p):
    """Distance from a point to a line, and how far along the line its nearest place lies."""
    best, along, walked = math.inf, 0.0, 0.0
    for a, b in pairwise(points):
        dx, dy = b[0] - a[0], b[1] - a[1]
        square = dx * dx + dy * dy
        t = min(max(((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square, 0.0), 1.0) if square else 0.0
        away = math.dist(p, (a[0] + t * dx, a[1] + t * dy))
        if away < best - 1e-12:
            best, along = away, walked + t * math.sqrt(square)
        walked += math.sqrt(square)
    return best, along
