"""信号配时 Signal plans: a programme of phases for each junction, and what a simulation of one answers.

A state is one letter a link, as SUMO and RESCO write them: ``G`` green, ``g`` green that must give way, ``y``
yellow, ``r`` red, ``s`` red where turning after a stop is allowed, ``u`` red and yellow, ``o``/``O`` out of order.
Seconds are whole or not as the source says; a proposal's are whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

GREEN = frozenset("Gg")
CLEARING = frozenset("yYu")


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a programme. ``least_s``, ``most_s``: limits that the network itself states, if it does."""

    duration_s: float
    state: str
    least_s: float | None = None
    most_s: float | None = None


@dataclass(frozen=True, slots=True)
class Programme:
    """The cycle of one junction. ``offset_s``: seconds by which its cycle starts later than the clock's."""

    junction_id: str
    phases: tuple[Phase, ...]
    offset_s: float = 0.0

    @property
    def cycle_s(self) -> float:
        """Seconds of the whole cycle."""
        return sum(p.duration_s for p in self.phases)

    def green_rows(self, clearance_most_s: float) -> tuple[int, ...]:
        """Phases whose length may be chosen.

        Yellow, red-and-yellow and all-red are clearance. So is a phase no longer than ``clearance_most_s`` seconds in
        which nothing turns green that was not before: it only waits until the junction is empty.
        """
        return tuple(k for k, phase in enumerate(self.phases) if self._may_change(k, phase, clearance_most_s))

    def _may_change(self, row: int, phase: Phase, clearance_most_s: float) -> bool:
        if CLEARING & set(phase.state) or not GREEN & set(phase.state):
            return False
        before = self.phases[row - 1].state
        turns = any(now in GREEN and now != then for now, then in zip(phase.state, before, strict=True))
        return turns or len(self.phases) == 1 or phase.duration_s > clearance_most_s

    def timed(self, durations_s: Mapping[int, float], offset_s: float | None = None) -> "Programme":
        """The same phases with other lengths, by row."""
        phases = tuple(replace(p, duration_s=durations_s.get(k, p.duration_s)) for k, p in enumerate(self.phases))
        return replace(self, phases=phases, offset_s=self.offset_s if offset_s is None else offset_s)


def between(before: str, after: str) -> str:
    """The state while one green gives way to another: what is green in both stays, what ends is yellow, else red."""
    return "".join(
        (now if now == then else "g") if then in GREEN and now in GREEN else "y" if then in GREEN else
        (then if then == now else "r")
        for then, now in zip(before, after, strict=True)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A way over the junction that has a letter in the state. ``crossing_m``: length of a pedestrian crossing.

    ``crosses``: turns across oncoming traffic (left where one drives on the right). ``foes``: indices of links whose
    ways meet its own; ``yields_to``: those among them that have the right of way when both are open.
    """

    index: int
    from_edge: str
    to_edge: str
    from_lane: int = 0
    to_lane: int = 0
    crossing_m: float | None = None
    crosses: bool = False
    foes: frozenset[int] = frozenset()
    yields_to: frozenset[int] = frozenset()

    @property
    def lane(self) -> str:
        """Id of the lane that it begins on."""
        return f"{self.from_edge}_{self.from_lane}"

    @property
    def lane_after(self) -> str:
        """Id of the lane that it ends on."""
        return f"{self.to_edge}_{self.to_lane}"


@dataclass(frozen=True, slots=True)
class SignalJunction:
    """A junction with lights: what it does now, and its links."""

    programme: Programme
    links: tuple[Link, ...]

    @property
    def junction_id(self) -> str:
        """Id of its lights."""
        return self.programme.junction_id


@dataclass(frozen=True, slots=True)
class Roads:
    """The part of a network that signals ask about. ``seconds``: free-flow seconds along each edge."""

    junctions: tuple[SignalJunction, ...]
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Journey:
    """The edges that one vehicle drove, in order."""

    edges: tuple[str, ...]

    @property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """Pairs of edges, one after the other."""
        return tuple(pairwise(self.edges))


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulated hour came to.

    ``delay_s``: mean over the trips that were due in the window of time lost on the way and before departure; a
    vehicle that never got in counts its whole wait. ``conflicts``: encounters below given thresholds, where they were
    looked for.
    """

    seed: int
    delay_s: float
    trips: int
    unfinished: int
    not_inserted: int
    longest_wait_s: float
    conflicts: int | None = None
    conflicts_by_kind: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A vehicle that drives towards the lights. ``link``: index that it will take; ``speed_kmh`` now."""

    lane: str
    link: int
    distance_m: float
    speed_kmh: float
    limit_kmh: float
    waited_s: float


@dataclass(frozen=True, slots=True)
class View:
    """What a controller sees of one junction when it decides.

    ``phase``: row among its greens. ``vehicles``: those within sight, nearest to the stop line first. ``queued`` and
    ``present``: standing vehicles, and all, on each lane that leads to the junction or away from it.
    """

    junction_id: str
    at_s: float
    phase: int
    vehicles: tuple[Waiting, ...]
    queued: Mapping[str, int]
    present: Mapping[str, int]
