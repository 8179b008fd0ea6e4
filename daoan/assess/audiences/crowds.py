"""Numbers of people that come as numbers: of villages and schools, also of children below 14.

Blocks are cut as those of registers of single people. A number that is told stays until the new one differs by at least
the fewest people, and is none where fewer are left: so nobody sees one child join or leave.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from daoan.assess.audiences.partition import WHOLE, Block, refine
from daoan.assess.audiences.traits import Cell, Traits


@dataclass(frozen=True, slots=True)
class CrowdRelease:
    """What is told of numbers in a month."""

    month: str
    blocks: tuple[Block, ...] = (WHOLE,)
    counts: Mapping[str, int] = field(default_factory=lambda: {WHOLE.name: 0})

    @property
    def total(self) -> int:
        """Everybody who is told of."""
        return sum(self.counts.values())


def crowds_of(months: Iterable[tuple[str, Mapping[Cell, int]]], traits: Traits) -> tuple[CrowdRelease, ...]:
    """Releases of numbers, month by month. The blocks are those of the first month that has enough people."""
    found: list[CrowdRelease] = []
    for month, people in months:
        found.append(_next(month, people, found[-1] if found else CrowdRelease(""), traits.fewest))
    return tuple(found)


def _next(month: str, people: Mapping[Cell, int], before: CrowdRelease, fewest: int) -> CrowdRelease:
    if not before.total:
        if sum(people.values()) < fewest:
            return CrowdRelease(month)
        before = CrowdRelease("", refine((WHOLE,), people, fewest).blocks, {})
    counts = Counter({b.name: sum(n for cell, n in people.items() if b.holds(cell)) for b in before.blocks})
    return CrowdRelease(
        month, before.blocks, {name: _told(before.counts.get(name, 0), n, fewest) for name, n in counts.items()}
    )


def _told(before: int, now: int, fewest: int) -> int:
    """A number stays until it changed by enough; what is too small is told as before, or not at all."""
    if abs(now - before) < fewest:
        return before
    return now if now >= fewest or now == 0 else before
