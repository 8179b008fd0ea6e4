"""Ragged lines: lengths, places along them, choosing, turning and joining them.

Line *i* has the points ``xy[starts[i]:starts[i + 1]]``, two or more, in metres on a plane.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def running_lengths(starts: Ints, xy: Floats) -> Floats:
    """Distance of every point from the first point of its line, along the line, in metres; shape (points,)."""
    steps = np.zeros(len(xy))
    steps[1:] = np.hypot(np.diff(xy[:, 0]), np.diff(xy[:, 1]))
    steps[starts[:-1]] = 0.0
    total = np.cumsum(steps)
    running: Floats = total - np.repeat(total[starts[:-1]], np.diff(starts))
    return running


def line_lengths(starts: Ints, xy: Floats) -> Floats:
    """Length of every line in metres; shape (lines,)."""
    if len(starts) == 1:
        return np.zeros(0)
    steps = np.zeros(len(xy))
    steps[1:] = np.hypot(np.diff(xy[:, 0]), np.diff(xy[:, 1]))
    steps[starts[:-1]] = 0.0
    lengths: Floats = np.add.reduceat(steps, starts[:-1])
    return lengths


def points_along(starts: Ints, xy: Floats, line: Ints, distance: Floats) -> Floats:
    """Points at given distances along given lines, (n, 2); distances beyond a line's ends are held at its ends."""
    running = running_lengths(starts, xy)
    lengths = running[starts[1:] - 1]
    at = np.clip(distance, 0.0, lengths[line])
    after = _point_after(starts, running, lengths, line, at)
    step = running[after] - running[after - 1]
    share = np.where(step > 0, (at - running[after - 1]) / np.where(step > 0, step, 1.0), 0.0)
    found: Floats = xy[after - 1] + (xy[after] - xy[after - 1]) * np.clip(share, 0.0, 1.0)[:, None]
    return found


def _point_after(starts: Ints, running: Floats, lengths: Floats, line: Ints, at: Floats) -> Ints:
    """Index of the first point past each distance, never the first point of a line."""
    # Lines are laid end to end with gaps, so that one sorted axis serves all of them.
    shift = np.concatenate([[0.0], np.cumsum(lengths + 1.0)])
    axis = running + np.repeat(shift[:-1], np.diff(starts))
    found = np.searchsorted(axis, at + shift[line], side="left")
    after: Ints = np.clip(found, starts[line] + 1, starts[line + 1] - 1)
    return after


def take_lines(starts: Ints, rows: Ints, forward: Bools | None = None) -> tuple[Ints, Ints]:
    """Choose lines by row, turned round where ``forward`` is False: new starts, and the old index of every point."""
    count = starts[rows + 1] - starts[rows]
    new_starts = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    place = np.arange(new_starts[-1]) - np.repeat(new_starts[:-1], count)
    point = np.repeat(starts[rows], count) + place
    if forward is not None:
        point = np.where(np.repeat(forward, count), point, np.repeat(starts[rows + 1] - 1, count) - place)
    return new_starts, point.astype(np.int64)


def join_lines(starts: Ints, rows: Ints, forward: Bools, group: Ints) -> tuple[Ints, Ints]:
    """Join lines that follow one another: new starts, and the old index of every point.

    ``rows`` lists the lines in order, ``group`` (ascending) says which of them become one line. The first point of each
    follower is left out, since it is the last point of the line before it.
    """
    line_starts, point = take_lines(starts, rows, forward)
    follower = np.concatenate([[False], group[1:] == group[:-1]])
    keep = np.ones(len(point), dtype=bool)
    keep[line_starts[:-1][follower]] = False
    count = np.diff(line_starts) - follower
    first = np.flatnonzero(~follower)
    per_group = np.add.reduceat(count, first) if len(first) else np.zeros(0, dtype=np.int64)
    return np.concatenate([[0], np.cumsum(per_group)]).astype(np.int64), point[keep]
