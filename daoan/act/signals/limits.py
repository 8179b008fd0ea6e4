"""What a proposal may change of a junction: which phases, and between which lengths."""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from daoan.terms.errors import InputError
from daoan.terms.rulepacks import RulePack
from daoan.terms.signals import GREEN, Programme, SignalJunction

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Rows of greens with whole seconds between ``least`` and ``most``; ``lost_s`` of the cycle belongs to nobody."""

    rows: tuple[int, ...]
    least: Ints
    most: Ints
    lost_s: float
    least_cycle_s: int
    most_cycle_s: int
    most_red_s: float


def limits_of(junction: SignalJunction, pack: RulePack) -> Limits:
    """Limits by the rule pack and by what the network states of its phases.

    Raises :class:`InputError` with the smallest conflict where no programme can keep them: which phases together are
    longer than the longest cycle, or which state limits that contradict each other.
    """
    programme = junction.programme
    rows = programme.green_rows(float(pack.get("clearance.most_s")))
    if not rows:
        raise InputError(f"the lights {junction.junction_id} have no phase whose length may change")
    least = np.array([_least_s(junction, row, pack) for row in rows], dtype=np.int64)
    most = np.array([_most_s(programme, row, pack) for row in rows], dtype=np.int64)
    for row, low, high in zip(rows, least, most, strict=True):
        if low > high:
            raise InputError(
                f"the lights {junction.junction_id}, phase {row}: needs at least {low} s, may last {high} s at most"
            )
    lost = programme.cycle_s - sum(programme.phases[row].duration_s for row in rows)
    longest = int(pack.get("limits.most_cycle_s"))
    if least.sum() + lost > longest:
        raise InputError(
            f"the lights {junction.junction_id}: least greens of {least.sum()} s and clearance of {lost:g} s "
            f"exceed the longest cycle, {longest} s"
        )
    return Limits(
        rows, least, most, lost, int(pack.get("limits.least_cycle_s")), longest, float(pack.get("limits.most_red_s"))
    )


def _least_s(junction: SignalJunction, row: int, pack: RulePack) -> int:
    phase = junction.programme.phases[row]
    walks = [
        float(pack.get("pedestrian.walk_s")) + link.crossing_m / float(pack.get("pedestrian.speed_m_s"))
        for link in junction.links
        if link.crossing_m is not None and link.index < len(phase.state) and phase.state[link.index] in GREEN
    ]
    return ceil(max([float(pack.get("limits.least_green_s")), phase.least_s or 0.0, *walks]))


def _most_s(programme: Programme, row: int, pack: RulePack) -> int:
    stated = programme.phases[row].most_s
    most = float(pack.get("limits.most_green_s"))
    return floor(most if stated is None else min(most, stated))
