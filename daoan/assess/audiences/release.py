r"""Counts of a register by month that say nothing about fewer than ten people, however they are put together.

Only whole blocks of a published partition are counted (:mod:`~daoan.assess.audiences.partition`), and the counts are
exact. What could still betray somebody is a difference: of two answers, of an answer and its total, of two months. So
every person has a *history*: the blocks in which they were counted in each release so far (or that they were not), and

    every history that was ever counted is shared by at least k people.                                     (1)

======= ======================================================================================
symbol  meaning
======= ======================================================================================
k       the fewest people, 10
B_t     blocks of release t; C_t(b) the people counted in block b of it
A       the algebra of sets made of all C_t(b), t ≤ T, by union, intersection, complement
======= ======================================================================================

**Claim.** Every set in A of people who were ever counted is empty or has at least k. *Proof.* People with one history
lie in the same sets C_t(b), so each set in A is a union of whole histories; by (1) each has at least k. Answers are
unions of blocks, hence in A, and so are all differences of answers, of any number of them, within a month and across
months.

(1) holds by construction: in each month people who joined, moved or left are grouped by history and by where they would
go. A group of fewer than k waits: who joined is not counted yet, who moved or left is counted where they were. If fewer
than k of a history would stay behind, the smallest group that would go stays with them. Cutting a block is the same
step: whoever cannot go to a part stays with the heir. Hence counts lag behind the register, by fewer than k people a
history and way.

**Not protected**: somebody who knows by other means all people of a block but one learns that the last is of it or not,
since counts are exact (only noise would hide it, and noise would have to be paid for by every reader). Lists of single
drivers, for whom they are shown to, are another door with its own key. Two registers hold each their own people; that a
person is in both is told by neither.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from daoan.assess.audiences.partition import WHOLE, Block, block_of, refine
from daoan.assess.audiences.traits import CHILD, Cell, Traits

NOWHERE = ""  # where somebody is counted who is not


@dataclass(frozen=True, slots=True)
class Release:
    """What is published of a register in a month. ``where``: the block that each token is counted in; it stays inside.

    ``history``: a number that people share who were always counted together; 0: never counted.
    """

    month: str
    blocks: tuple[Block, ...] = (WHOLE,)
    where: Mapping[str, str] = field(default_factory=dict)
    history: Mapping[str, int] = field(default_factory=dict)
    histories: int = 0

    @property
    def counts(self) -> Mapping[str, int]:
        """People counted in each block: none, or at least the fewest."""
        counted = Counter(block for block in self.where.values() if block != NOWHERE)
        return {block.name: counted[block.name] for block in self.blocks}

    @property
    def total(self) -> int:
        """Everybody who is counted."""
        return sum(self.counts.values())


def releases_of(months: Iterable[tuple[str, Mapping[str, Cell]]], traits: Traits) -> tuple[Release, ...]:
    """Releases of a register, month by month. ``months``: in order, what each token was like at the month's end."""
    found: list[Release] = []
    for month, members in months:
        found.append(release_month(month, members, found[-1] if found else None, traits))
    return tuple(found)


def release_month(month: str, members: Mapping[str, Cell], before: Release | None, traits: Traits) -> Release:
    """The next release. Children below 14 are left out: a register of single people never counts them."""
    before = before or Release("")
    age = traits.place("age_band")
    able = {token: cell for token, cell in members.items() if cell[age] != CHILD}
    if not before.histories and len(able) < traits.fewest:
        return Release(month)
    cut = refine(before.blocks, Counter(able.values()), traits.fewest)
    block_by_cell = {cell: block_of(cut.blocks, cell) for cell in set(able.values())}
    was = {token: cut.heirs.get(block, NOWHERE) for token, block in before.where.items()}
    goes = {token: block_by_cell[cell] for token, cell in able.items()}
    where, history, number = _follow(was, before.history, goes, traits.fewest)
    return Release(month, cut.blocks, where, history, number)


def _follow(
    was: Mapping[str, str], history: Mapping[str, int], goes: Mapping[str, str], fewest: int
) -> tuple[dict[str, str], dict[str, int], int]:
    """Where everybody is counted now, and their histories, numbered anew."""
    groups: dict[tuple[int, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for token in sorted(was.keys() | goes.keys()):
        kept = (history.get(token, 0), was.get(token, NOWHERE))
        groups[kept][goes.get(token, NOWHERE)].append(token)
    where: dict[str, str] = {}
    numbers: dict[str, int] = {}
    number = 0
    for (past, here), ways in sorted(groups.items()):
        for there, tokens in _settled(ways, here, fewest, counted=past != 0).items():
            if past == 0 and there == NOWHERE:
                continue  # never counted, and not now either: nothing is told of them
            number += 1
            for token in tokens:
                where[token], numbers[token] = there, number
    return where, numbers, number


def _settled(ways: Mapping[str, Sequence[str]], here: str, fewest: int, *, counted: bool) -> dict[str, list[str]]:
    """Who of one history goes where, once every group that is too small waits where it was."""
    going = {there: list(tokens) for there, tokens in ways.items() if there != here}
    staying = list(ways.get(here, ()))
    for there in sorted(going, key=lambda t: (len(going[t]), t)):
        left_alone = counted and 0 < len(staying) < fewest
        if len(going[there]) < fewest or left_alone:
            staying += going.pop(there)
    return going | ({here: staying} if staying else {})
