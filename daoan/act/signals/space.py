"""Programmes as points of a space that a search may walk, every point of which keeps the limits.

A point holds, in this order: the logarithm of each group's cycle, the logarithm of the weight of each green (junctions
of one tie share them), and each junction's offset as a share of its cycle, where there is more than one junction. A
lone junction gets no offset: it would only fit the simulated second at which each vehicle comes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from daoan.act.signals.limits import Limits
from daoan.kernels.signals.shares import apportion
from daoan.terms.errors import InputError
from daoan.terms.signals import GREEN, Programme, SignalJunction

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Space:
    """``group``: cycle that each junction follows; ``tie``: greens that it shares, numbered from 0 without gaps."""

    junctions: tuple[SignalJunction, ...]
    limits: tuple[Limits, ...]
    group: tuple[int, ...]
    tie: tuple[int, ...]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Cycles, weights, offsets."""
        weights = sum(len(self.limits[self.tie.index(t)].rows) for t in range(max(self.tie) + 1))
        many = len(self.junctions) if len(self.junctions) > 1 else 0
        return max(self.group) + 1, weights, many

    def encode(self, programmes: Mapping[str, Programme]) -> Floats:
        """The point nearest to some programmes: of those that share, the first speaks for all."""
        cycles, weights = [], []
        for g in range(max(self.group) + 1):
            cycles.append(np.log(programmes[self.junctions[self.group.index(g)].junction_id].cycle_s))
        for t in range(max(self.tie) + 1):
            k = self.tie.index(t)
            of = programmes[self.junctions[k].junction_id]
            over = [
                of.phases[r].duration_s - low for r, low in zip(self.limits[k].rows, self.limits[k].least, strict=True)
            ]
            weights += np.log(np.maximum(over, 0.5)).tolist()
        offsets = [programmes[j.junction_id].offset_s / programmes[j.junction_id].cycle_s for j in self.junctions]
        return np.array([*cycles, *weights, *(offsets if self.sizes[2] else [])])

    def decode(self, point: Floats) -> tuple[Programme, ...]:
        """Programmes of a point, one a junction in their order, whole seconds, within all limits."""
        cycles, weights, _ = self.sizes
        starts = np.cumsum([0] + [len(self.limits[self.tie.index(t)].rows) for t in range(max(self.tie) + 1)])
        found = []
        for k, junction in enumerate(self.junctions):
            first = cycles + int(starts[self.tie[k]])
            weight = np.exp(np.clip(point[first : first + len(self.limits[k].rows)], -8, 8))
            cycle = self._cycle_s(point, self.group[k])
            made = fitted(junction, self.limits[k], cycle, weight)
            share = point[cycles + weights + k] if self.sizes[2] else 0.0
            offset = float(round(share % 1.0 * made.cycle_s) % made.cycle_s)
            found.append(made.timed({}, offset))
        return tuple(found)

    def spread(self, cycle: float, green: float, offset: float) -> Floats:
        """First standard deviation of each coordinate."""
        return np.repeat([cycle, green, offset], self.sizes)

    def _cycle_s(self, point: Floats, group: int) -> float:
        """The group's cycle, moved to where every junction of it can follow."""
        members = [limits for limits, g in zip(self.limits, self.group, strict=True) if g == group]
        low = max(max(m.least_cycle_s, m.least.sum() + m.lost_s) for m in members)
        high = min(min(m.most_cycle_s, m.most.sum() + m.lost_s) for m in members)
        return float(np.clip(np.exp(np.clip(point[group], 0, 8)), low, max(low, high)))


def fitted(junction: SignalJunction, limits: Limits, cycle_s: float, weight: Floats) -> Programme:
    """The programme with about this cycle whose greens follow the weights; shorter where a red would last too long.

    Raises :class:`InputError` where even the shortest cycle keeps some link red for too long.
    """
    shortest = max(limits.least_cycle_s - limits.lost_s, float(limits.least.sum()))
    total = round(cycle_s - limits.lost_s)
    while True:
        greens = apportion(total, weight, limits.least, limits.most)
        made = junction.programme.timed(dict(zip(limits.rows, map(float, greens), strict=True)), 0.0)
        over = longest_over_s(made, limits.most_red_s)
        if over <= 0:
            return made
        if total <= shortest:
            raise InputError(
                f"the lights {junction.junction_id}: some link stays red {over:g} s too long even in the shortest cycle"
            )
        total = max(int(np.ceil(shortest)), total - max(1, int(over)))


def keeps(junction: SignalJunction, limits: Limits, greens: npt.NDArray[np.int64]) -> bool:
    """Whether whole seconds of green, by row, lie within all limits."""
    cycle = float(greens.sum()) + limits.lost_s
    within = bool(((greens >= limits.least) & (greens <= limits.most)).all())
    if not within or not limits.least_cycle_s <= cycle <= limits.most_cycle_s:
        return False
    made = junction.programme.timed(dict(zip(limits.rows, map(float, greens), strict=True)))
    return longest_over_s(made, limits.most_red_s) <= 0


def longest_over_s(programme: Programme, most_red_s: float) -> float:
    """Seconds by which the longest red of any link that gets green at all exceeds a limit; ≤ 0: none does."""
    green = np.array([[letter in GREEN for letter in p.state] for p in programme.phases])
    seconds = np.array([p.duration_s for p in programme.phases])
    twice, run = np.vstack([green, green]), np.zeros(green.shape[1])
    longest = np.zeros(green.shape[1])
    for row, length in zip(twice, np.tile(seconds, 2), strict=True):
        run = np.where(row, 0.0, run + length)
        longest = np.maximum(longest, run)
    served = green.any(axis=0)
    return float((longest[served] - most_red_s).max(initial=-np.inf))


def space_of(junctions: Sequence[SignalJunction], limits: Sequence[Limits], common: bool, tied: bool) -> Space:
    """The space of some junctions: with a common cycle or each its own, same phases tied or each by itself."""
    kinds: dict[tuple[object, ...], int] = {}
    tie = []
    for k, (junction, one) in enumerate(zip(junctions, limits, strict=True)):
        key = (*(p.state for p in junction.programme.phases), *one.least, *one.most) if tied else (k,)
        tie.append(kinds.setdefault(key, len(kinds)))
    group = (0,) * len(junctions) if common else tuple(range(len(junctions)))
    return Space(tuple(junctions), tuple(limits), group, tuple(tie))
