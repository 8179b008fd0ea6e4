"""Cutting lines at given distances."""

from dataclasses import dataclass

import numpy as np

from daoan.kernels.geo.polylines import Bools, Floats, Ints, points_along, running_lengths


@dataclass(frozen=True, slots=True)
class Cut:
    """Pieces of lines, ordered by line and then along it.

    ``line`` and ``part`` say which line a piece came from and its place among that line's pieces; ``from_m`` is where
    it begins. ``point`` is the old index of every point, -1 where a point was put in.
    """

    starts: Ints
    xy: Floats
    point: Ints
    line: Ints
    part: Ints
    from_m: Floats


def even_cuts(lengths: Floats, longest: float) -> tuple[Ints, Floats]:
    """Where to cut so that no piece is longer than ``longest`` and the pieces of one line are equal: line, distance."""
    pieces = np.maximum(np.ceil(lengths / longest - 1e-9), 1).astype(np.int64)
    line = np.repeat(np.arange(len(lengths)), pieces - 1)
    first = np.cumsum(pieces - 1) - (pieces - 1)
    nth = np.arange(len(line)) - first[line] + 1
    return line.astype(np.int64), lengths[line] * nth / pieces[line]


def cut_lines(starts: Ints, xy: Floats, line: Ints, at: Floats, snap: float = 1e-6) -> Cut:
    """Cut line ``line[k]`` at ``at[k]`` metres from its first point, for all k.

    A cut within ``snap`` of a point of the line falls on that point; one at an end, and one made twice, does nothing.
    """
    running = running_lengths(starts, xy)
    lengths = running[starts[1:] - 1]
    inside = (at > snap) & (at < lengths[line] - snap)
    line, at = line[inside], at[inside]
    order = np.lexsort((at, line))
    line, at = line[order], at[order]
    fresh = np.ones(len(line), dtype=bool)
    fresh[1:] = (line[1:] != line[:-1]) | (at[1:] - at[:-1] > snap)
    line, at = line[fresh], at[fresh]

    all_line = np.concatenate([np.repeat(np.arange(len(starts) - 1), np.diff(starts)), line])
    all_at = np.concatenate([running, at])
    point = np.concatenate([np.arange(len(xy)), np.full(len(line), -1)])
    place = np.concatenate([xy, points_along(starts, xy, line, at)])
    order = np.lexsort((point == -1, all_at, all_line))
    all_line, all_at, point, place = all_line[order], all_at[order], point[order], place[order]
    return _split(all_line, all_at, point, place, snap)


def _split(line: Ints, at: Floats, point: Ints, xy: Floats, snap: float) -> Cut:
    """Break the merged row of points at those that were put in."""
    cut = _move_onto_neighbours(line, at, point, snap)
    keep = (point >= 0) | cut
    line, at, point, xy, cut = line[keep], at[keep], point[keep], xy[keep], cut[keep]
    twice = 1 + cut.astype(np.int64)  # a cut point ends one piece and begins the next
    index = np.repeat(np.arange(len(line)), twice)
    second = np.zeros(len(index), dtype=bool)
    second[1:] = index[1:] == index[:-1]
    begins = second.copy()
    begins[0] = True
    begins[1:] |= line[index[1:]] != line[index[:-1]]
    first = np.flatnonzero(begins)
    piece_line = line[index[first]]
    opening = np.ones(len(first), dtype=bool)
    opening[1:] = piece_line[1:] != piece_line[:-1]
    head = np.flatnonzero(opening)
    part = np.arange(len(first)) - np.repeat(head, np.diff(np.append(head, len(first))))
    return Cut(
        starts=np.append(first, len(index)).astype(np.int64),
        xy=xy[index],
        point=point[index],
        line=piece_line.astype(np.int64),
        part=part.astype(np.int64),
        from_m=at[index[first]],
    )


def _move_onto_neighbours(line: Ints, at: Floats, point: Ints, snap: float) -> Bools:
    """Which points are cuts; a cut very near a point of the line is moved onto it."""
    cut: Bools = point == -1
    for step in (1, -1):  # the neighbour before, then the one after
        near = cut & (point == -1) & (np.roll(line, step) == line) & (np.abs(np.roll(at, step) - at) <= snap)
        near &= np.roll(point, step) >= 0
        onto = np.flatnonzero(near) - step
        cut[near] = False
        cut[onto] = True
    return cut
