"""Cut a register into blocks of at least so many people, by one trait after another, always in the same way.

A block is a region of traits. It is cut along the first trait (in the pack's order) along which at least two parts
would have the fewest people that are asked for; what is too small for itself stays together with *all others*, or with
the smallest part where even that is too small. The part of all others is the heir: whoever had been counted in the
block and cannot be counted elsewhere yet stays there. Blocks are only ever cut, never joined, and together they hold
everybody.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from daoan.assess.audiences.traits import Cell


@dataclass(frozen=True, slots=True)
class Condition:
    """What a block's people have in a trait (by position): one of the values; ``others``: any but these."""

    place: int
    values: frozenset[str]
    others: bool = False

    def holds(self, cell: Cell) -> bool:
        """Whether it holds for a cell."""
        return (cell[self.place] in self.values) is not self.others


@dataclass(frozen=True, slots=True)
class Block:
    """A region of traits: everybody for whom all conditions hold. ``name``: its way down the tree, "0.2.1"."""

    name: str
    conditions: tuple[Condition, ...] = ()

    def holds(self, cell: Cell) -> bool:
        """Whether a cell lies in it."""
        return all(condition.holds(cell) for condition in self.conditions)


#: Everybody.
WHOLE = Block("0")


@dataclass(frozen=True, slots=True)
class Cut:
    """A finer partition, and for each block before it the one that inherits whoever is not counted elsewhere yet."""

    blocks: tuple[Block, ...]
    heirs: Mapping[str, str]


def refine(blocks: Sequence[Block], people: Mapping[Cell, int], fewest: int) -> Cut:
    """Cut blocks as far as the people who are there now allow. ``people``: how many there are of each cell."""
    found: list[Block] = []
    heirs: dict[str, str] = {}
    for block in blocks:
        own = Counter({cell: n for cell, n in people.items() if n and block.holds(cell)})
        leaves = list(_cut(block, own, fewest))
        heirs[block.name] = leaves[-1].name
        found += leaves
    return Cut(tuple(found), heirs)


def block_of(blocks: Sequence[Block], cell: Cell) -> str:
    """The name of the one block that a cell lies in."""
    return next(block.name for block in blocks if block.holds(cell))


def _cut(block: Block, people: Counter[Cell], fewest: int) -> Iterator[Block]:
    """The leaves below a block, the heir last."""
    free = range(len(next(iter(people), ())))
    taken = {condition.place for condition in block.conditions}
    for place in (p for p in free if p not in taken):
        named = _apart(people, place, fewest)
        if named:
            for number, value in enumerate(named, start=1):
                part = _below(block, number, Condition(place, frozenset({value})))
                yield from _cut(part, _within(part, people), fewest)
            rest = _below(block, len(named) + 1, Condition(place, frozenset(named), others=True))
            yield from _cut(rest, _within(rest, people), fewest)
            return
    yield block


def _apart(people: Mapping[Cell, int], place: int, fewest: int) -> list[str]:
    """Values that stand alone when all others stay together; none where the trait cuts nothing."""
    sizes: Counter[str] = Counter()
    for cell, n in people.items():
        sizes[cell[place]] += n
    large = sorted((v for v, n in sizes.items() if n >= fewest), key=lambda v: (-sizes[v], v))
    small = sum(n for n in sizes.values() if n < fewest)
    return large if small >= fewest else large[:-1]


def _below(block: Block, number: int, condition: Condition) -> Block:
    return Block(f"{block.name}.{number}", (*block.conditions, condition))


def _within(block: Block, people: Mapping[Cell, int]) -> Counter[Cell]:
    return Counter({cell: n for cell, n in people.items() if block.holds(cell)})


def known_values(blocks: Collection[Block], place: int) -> frozenset[str]:
    """Values of a trait that some block is cut by."""
    return frozenset(v for b in blocks for c in b.conditions if c.place == place for v in c.values)
