"""On which segment a position lies, decided one position later: a hidden Markov model, its forward pass kept.

For each segment within reach of a position, with ``d`` the distance, ``δ`` the angle between course and piece (either
way), ``w`` the way along the network from a candidate of the position before and ``s`` the straight line:

=============  ====================================================================================
the position   −½ (d/σ)² − κ (1 − |cos δ|); the course counts from a speed on
the way        −|w − s| / β, never worse than a way that is not connected within the reach
=============  ====================================================================================

After Newson and Krumm, Hidden Markov map matching through noise and sparseness, 2009, doi:10.1145/1653771.1653818. The
best way into the new position names the segment of the one before: one position of lag settles most crossings.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from daoan.kernels.geo.between_nodes import metres_between
from daoan.kernels.hashing import Table
from daoan.warn.positions.state import CANDIDATES

NOWHERE = -1


@njit(cache=True)
def find_candidates(
    x: float, y: float, course: float, frame: Any, cell_starts: npt.NDArray[np.int64],
    entries: npt.NDArray[np.int32], pieces: Any, rules: Any, found: Any,
) -> int:  # fmt: skip
    """The best segments within reach of a point, into ``found``; how many. ``course``: degrees, negative where none."""
    column, row = math.floor((x - frame.x0) / frame.cell), math.floor((y - frame.y0) / frame.cell)
    if column < 0 or row < 0 or column >= frame.nx or row >= frame.ny:
        return 0
    east, north = math.sin(math.radians(course)), math.cos(math.radians(course))
    at, number = row * frame.nx + column, 0
    for entry in range(cell_starts[at], cell_starts[at + 1]):
        piece = pieces[entries[entry]]
        square = piece.length * piece.length
        ex, ey = x - piece.x, y - piece.y
        t = (ex * piece.dx + ey * piece.dy) / square if square > 0.0 else 0.0
        t = min(max(t, 0.0), 1.0)
        away = math.hypot(ex - t * piece.dx, ey - t * piece.dy)
        if away > rules.reach_m:
            continue
        score = -0.5 * (away / rules.error_m) ** 2
        if course >= 0.0 and square > 0.0:
            cosine = abs(east * piece.dx + north * piece.dy) / piece.length
            score -= rules.heading_nats * (1.0 - min(cosine, 1.0))
        number = _keep(found, number, piece.segment, piece.along + t * piece.length, score)
    return number


@njit(cache=True)
def _keep(found: Any, number: int, segment: int, along: float, score: float) -> int:
    """A segment among the best; of one segment its best piece."""
    worst = 0
    for k in range(number):
        if found[k].segment == segment:
            if score > found[k].score:
                found[k].score, found[k].along = score, along
            return number
        if _before(found[worst].score, found[worst].segment, found[k].score, found[k].segment):
            worst = k
    if number < CANDIDATES:
        worst = number
        number += 1
    elif not _before(score, segment, found[worst].score, found[worst].segment):
        return number
    found[worst].segment, found[worst].along, found[worst].score = segment, along, score
    return number


@njit(cache=True)
def _before(score: float, segment: int, other_score: float, other_segment: int) -> bool:
    return score > other_score or (score == other_score and segment < other_segment)


@njit(cache=True)
def best_of(found: Any, number: int) -> int:
    """The candidate that fits best; :data:`NOWHERE` where there is none."""
    best = NOWHERE
    for k in range(number):
        if best < 0 or _before(found[k].score, found[k].segment, found[best].score, found[best].segment):
            best = k
    return best


@njit(cache=True)
def follow(
    before: Any,
    known: int,
    found: Any,
    number: int,
    straight: float,
    segments: Any,
    ways: Table,
    nodes: int,
    rules: Any,
) -> int:
    """Add to each new candidate the best way into it; answers the candidate before that the best of all came from."""
    best, came = NOWHERE, NOWHERE
    for k in range(number):
        new, top, top_from = found[k], -math.inf, 0
        for j in range(known):
            old = before[j]
            way = way_between(old.segment, old.along, new.segment, new.along, segments, ways, nodes)
            nats = rules.broken_nats if way < 0.0 else min(abs(way - straight) / rules.detour_m, rules.broken_nats)
            if _before(old.score - nats, old.segment, top, before[top_from].segment):
                top, top_from = old.score - nats, j
        new.score += top
        if best < 0 or _before(new.score, new.segment, found[best].score, found[best].segment):
            best, came = k, top_from
    most = found[best].score
    for k in range(number):
        found[k].score -= most
    return came


@njit(cache=True)
def way_between(
    one: int, one_along: float, other: int, other_along: float, segments: Any, ways: Table, nodes: int
) -> float:
    """Metres along the network from a place to another; negative where they are not connected within the reach."""
    if one == other:
        return abs(other_along - one_along)
    a, b = segments[one], segments[other]
    shortest = -1.0
    for k in range(4):
        begin, out = (a.one, one_along) if k < 2 else (a.other, a.length - one_along)
        end, back = (b.one, other_along) if k % 2 == 0 else (b.other, b.length - other_along)
        between = metres_between(ways, nodes, begin, end)
        if between >= 0.0 and (shortest < 0.0 or out + between + back < shortest):
            shortest = out + between + back
    return shortest
