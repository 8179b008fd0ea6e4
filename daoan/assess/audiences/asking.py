"""What somebody who asks for a segment is answered: whole blocks, those inside it and those that it cuts.

A block is inside where all its people have what is asked for, whoever they are; it is cut where some might. A count is
told of the blocks inside, and of these with all that are cut; of the segment itself only where the two are one. Both
are unions of blocks, so that :mod:`~daoan.assess.audiences.release` holds for them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from daoan.assess.audiences.partition import Block, Condition
from daoan.assess.audiences.release import Release
from daoan.assess.audiences.traits import Traits, Wanted
from daoan.terms.estimates import Text

Fit = Literal["inside", "cut", "outside"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A segment as it may be told. ``people``: of the blocks inside it; ``at_most``: with those that it cuts.

    ``exact``: no block is cut, and ``people`` is the segment's number. ``inside``, ``cut``: names of blocks with
    people.
    """

    month: str
    people: int
    at_most: int
    inside: tuple[str, ...]
    cut: tuple[str, ...]

    @property
    def exact(self) -> bool:
        """Whether the segment consists of whole blocks."""
        return not self.cut


def answer_for(release: Release, wanted: Wanted, traits: Traits) -> Answer:
    """What is told of a segment. Raises :class:`~daoan.terms.errors.InputError` for a trait that is not allowed."""
    traits.require(wanted)
    return answer_over(release.month, release.blocks, release.counts, wanted, traits)


def answer_over(
    month: str, blocks: Sequence[Block], counts: Mapping[str, int], wanted: Wanted, traits: Traits
) -> Answer:
    """The same over any published blocks with their counts."""
    seen = {block.name: fit_of(block, wanted, traits) for block in blocks if counts[block.name]}
    inside = tuple(name for name, fit in seen.items() if fit == "inside")
    cut = tuple(name for name, fit in seen.items() if fit == "cut")
    people = sum(counts[name] for name in inside)
    return Answer(month, people, people + sum(counts[name] for name in cut), inside, cut)


def fit_of(block: Block, wanted: Wanted, traits: Traits) -> Fit:
    """How a block lies to what is asked for; of whom a trait is not recorded, does not have it."""
    by_place = {c.place: c for c in block.conditions}
    fits = {
        _fit(by_place.get(place), wanted[trait.name])
        for place, trait in enumerate(traits.traits)
        if trait.name in wanted
    }
    return "outside" if "outside" in fits else "cut" if "cut" in fits else "inside"


def _fit(condition: Condition | None, values: frozenset[str]) -> Fit:
    if condition is None:
        return "cut"
    if condition.others:
        return "cut" if values - condition.values else "outside"
    return "inside" if condition.values <= values else "cut" if condition.values & values else "outside"


def words_of(block: Block, traits: Traits, places: Mapping[str, Text]) -> Text:
    """A block as people read it. ``places``: names of counties, townships and villages by code."""
    if not block.conditions:
        return Text("everybody in the register", "登记册全体")
    told = [_words(c, traits, places) for c in block.conditions]
    return Text(", ".join(t.en for t in told), "、".join(t.zh for t in told))


def _words(condition: Condition, traits: Traits, places: Mapping[str, Text]) -> Text:
    trait = traits.traits[condition.place]
    none = Text(f"{trait.label.en} not recorded", f"{trait.label.zh}未记录")
    names = [none if v == "" else trait.values.get(v) or places.get(v) or Text(v, v) for v in sorted(condition.values)]
    en, zh = ", ".join(n.en for n in names), "、".join(n.zh for n in names)
    return Text(f"all but {en}", f"除{zh}以外") if condition.others else Text(en, zh)
