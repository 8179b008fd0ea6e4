"""Coarse traits that a segment may be made of: a list in the rule pack, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

#: What a person or a number of people is like: a value for each trait in the pack's order; "" is not recorded.
Cell = tuple[str, ...]
#: What is asked for: allowed values by trait; a trait that is left out is free.
Wanted = Mapping[str, frozenset[str]]
CHILD = "under_14"


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait. ``values``: its codes with their names; ``open``: its values are places of the city instead."""

    name: str
    label: Text
    values: Mapping[str, Text]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Traits:
    """All traits in order, and the fewest people (``fewest``) that anything is told of."""

    traits: tuple[Trait, ...]
    fewest: int

    def cell(self, **told: str) -> Cell:
        """A cell from values by trait. Raises :class:`InputError` for a trait or value that is not on the list."""
        self.require({name: frozenset({value}) for name, value in told.items() if value})
        return tuple(told.get(trait.name, "") for trait in self.traits)

    def require(self, wanted: Wanted) -> None:
        """Raises :class:`InputError` for a trait that is not on the list, or a value that such a trait does not
        have."""
        known = {trait.name: trait for trait in self.traits}
        for name, values in wanted.items():
            trait = known.get(name)
            if trait is None:
                raise InputError(
                    f"{name!r:.40} is no trait that a segment may be made of; there are: {', '.join(known)} "
                    "该特征不得用于圈群"
                )
            strange = set() if trait.open else set(values) - set(trait.values)
            if strange:
                raise InputError(f"{trait.label.en} has no value {sorted(strange)[0]!r:.40} 该特征没有此取值")

    def place(self, name: str) -> int:
        """The position of a trait in a cell."""
        return [trait.name for trait in self.traits].index(name)


def traits_in(pack: RulePack) -> Traits:
    """The traits of the rule pack ``publicity``."""
    rows = pack.get("segments.trait")
    found = tuple(
        Trait(
            row["name"], Text(row["en"], row["zh"]),
            {code: Text(en, zh) for code, en, zh in row.get("values", ())}, bool(row.get("open", False)),
        )
        for row in rows
    )  # fmt: skip
    return Traits(found, int(pack.get("segments.fewest_people")))
