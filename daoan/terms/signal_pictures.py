"""What a network with lights looks like, and how long its queues grew: the optional parts of a proposal's file.

Points are WGS-84 degrees where the network says how it was projected, else metres of its own plane.
"""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class LaneShape:
    """A lane from its begin to its stop line, east then north. ``junction``: lights that it leads to, "" for none."""

    lane: str
    points: tuple[Point, ...]
    junction: str = ""


@dataclass(frozen=True, slots=True)
class JunctionPlace:
    """Where a junction with lights lies."""

    junction_id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class NetworkPicture:
    """Lanes and junctions. ``geographic``: points are longitude and latitude."""

    geographic: bool
    lanes: tuple[LaneShape, ...]
    junctions: tuple[JunctionPlace, ...]


@dataclass(frozen=True, slots=True)
class QueueRecording:
    """Longest queue on each lane within each step, whole metres, under the shipped and the proposed programmes.

    ``lanes``: those on which anybody queued in either run; row i of ``before`` and ``after`` is lane i. ``seed``: of
    both runs. ``trips``: that were due in the window.
    """

    seed: int
    begin_s: int
    step_s: int
    trips: int
    lanes: tuple[str, ...]
    before: tuple[tuple[int, ...], ...]
    after: tuple[tuple[int, ...], ...]
