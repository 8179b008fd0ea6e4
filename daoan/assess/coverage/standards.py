"""Standards of density, as the rule pack ``coverage`` tells them."""

from dataclasses import dataclass

from daoan.terms.codes import RoadClass
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.passes import SiteKind
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Standard:
    """One site of some kinds on every ``every_m`` metres of roads of some classes, for each heading."""

    code: str
    name: Text
    every_m: float
    road_classes: tuple[RoadClass, ...]
    kinds: tuple[SiteKind, ...]


def read_standards(pack: RulePack) -> tuple[Standard, ...]:
    """The standards of a pack, in its order. Raises :class:`RulePackInvalid`."""
    try:
        return tuple(
            Standard(
                code=row["code"],
                name=Text(row["en"], row["zh"]),
                every_m=1000.0 * float(row["every_km"]),
                road_classes=tuple(RoadClass(c) for c in row["road_classes"]),
                kinds=tuple(SiteKind[k.upper()] for k in row["kinds"]),
            )
            for row in pack.get("standard")
        )
    except (KeyError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: standard: {problem}") from problem
