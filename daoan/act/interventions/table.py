"""The table of measures as the rule pack tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daoan.terms.codes import Level
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack, Status
from daoan.terms.units import UnitKind


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. ``within_minutes``: by level; at levels that it does not name it is not due.

    ``unit``: whose it is by id, where the tree of units has it; else every unit of ``unit_kind`` in the area.
    """

    code: str
    name: Text
    unit: str
    unit_kind: UnitKind
    within_minutes: Mapping[str, int]
    ends: Text
    elements: tuple[str, ...]
    source: Text
    status: Status


@dataclass(frozen=True, slots=True)
class RiskKind:
    """One kind of risk with its measures."""

    kind: str
    name: Text
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class InterventionTable:
    """Every kind of risk. ``rules``: alert rules to kinds; ``grades``: grades of hazards to levels."""

    risks: tuple[RiskKind, ...]
    rules: Mapping[str, str]
    grades: Mapping[str, Level]
    stamp: str

    def measures(self, kind: str) -> tuple[Measure, ...]:
        """The measures of a kind of risk; none where it is not in the table."""
        return next((risk.measures for risk in self.risks if risk.kind == kind), ())


def read_table(pack: RulePack) -> InterventionTable:
    """The table of a rule pack. Raises :class:`RulePackInvalid` with what is wrong."""
    try:
        risks = tuple(_risk(row) for row in pack.get("risk"))
        grades = {grade: Level(level) for grade, level in pack.get("grades").items()}
    except (KeyError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: {problem}") from problem
    codes = [m.code for risk in risks for m in risk.measures]
    kinds = [risk.kind for risk in risks]
    lost = set(pack.get("rules").values()) - set(kinds)
    if len(set(codes)) < len(codes) or len(set(kinds)) < len(kinds) or lost:
        raise RulePackInvalid(f"rule pack {pack.name}: kinds and measures have names of their own; unknown: {lost}")
    return InterventionTable(risks, pack.get("rules"), grades, pack.stamp)


def _risk(row: Mapping[str, Any]) -> RiskKind:
    return RiskKind(row["kind"], Text(row["en"], row["zh"]), tuple(_measure(m) for m in row["measure"]))


def _measure(row: Mapping[str, Any]) -> Measure:
    within = {Level(level).value: int(minutes) for level, minutes in row["within_minutes"].items()}
    if not within or min(within.values()) <= 0:
        raise ValueError(f"measure {row['code']!r} is due at no level, or within no time")
    return Measure(
        code=row["code"],
        name=Text(row["en"], row["zh"]),
        unit=row.get("unit", ""),
        unit_kind=UnitKind(row["unit_kind"]),
        within_minutes=within,
        ends=Text(row["ends_en"], row["ends_zh"]),
        elements=tuple(row["elements"]),
        source=Text(row["source"], row["source_zh"]),
        status=Status(row["status"]),
    )
