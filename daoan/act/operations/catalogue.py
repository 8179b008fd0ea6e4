"""Measure packs and violation sets as the rule packs tell them: versioned, each with its source and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from daoan.terms.errors import NotFound, RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack, Status

#: What a measure is for: to find and punish what is wrong, or to keep it from happening.
PURPOSES = ("strike", "prevent")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a checklist."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class PackMeasure:
    """One measure with its checklist. ``counts``: what is counted beside it, in words; none where it is blank."""

    code: str
    name: Text
    purpose: str  # one of PURPOSES
    items: tuple[Item, ...]
    counts: Text
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class MeasurePack:
    """A pack. ``missing``: how many measures its name promises that no source told."""

    code: str
    name: Text
    valid_from: date | None
    valid_to: date | None
    source: str
    status: Status
    missing: int
    measures: tuple[PackMeasure, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """One kind of violation. ``sourced``: a source names it in this set; else it was filled in."""

    code: str
    name: Text
    sourced: bool


@dataclass(frozen=True, slots=True)
class ViolationSet:
    """A set of violations that a campaign looks for. ``roads``: highway, ordinary or any."""

    code: str
    name: Text
    roads: str
    valid_from: date | None
    valid_to: date | None
    source: str
    status: Status
    members: tuple[Violation, ...]


T = TypeVar("T", MeasurePack, ViolationSet)


def read_packs(pack: RulePack) -> Mapping[str, MeasurePack]:
    """The packs of the rule pack ``measure-packs``. Raises :class:`RulePackInvalid` with what is wrong."""
    try:
        found = [_pack(row) for row in pack.get("pack_of_measures")]
    except (KeyError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: {problem}") from problem
    return _by_code(pack, found, [f"{p.code}.{m.code}" for p in found for m in p.measures])


def read_sets(pack: RulePack) -> Mapping[str, ViolationSet]:
    """The sets of the rule pack ``violation-sets``. Raises :class:`RulePackInvalid` with what is wrong."""
    try:
        names = {row["code"]: Text(row["en"], row["zh"]) for row in pack.get("violation")}
        found = [_set(row, names) for row in pack.get("set")]
    except (KeyError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: {problem}") from problem
    return _by_code(pack, found, [f"{s.code}.{v.code}" for s in found for v in s.members])


def pack_named(packs: Mapping[str, MeasurePack], code: str) -> MeasurePack:
    """A pack. Raises :class:`NotFound`."""
    if code not in packs:
        raise NotFound(f"there is no measure pack {code!r:.40}")
    return packs[code]


def as_values(measures: Sequence[PackMeasure]) -> list[dict[str, Any]]:
    """Measures as a matter keeps them: what was asked stays what it was when the rule pack changes."""
    return [
        {"code": m.code, "en": m.name.en, "zh": m.name.zh, "purpose": m.purpose,
         "items": [{"code": i.code, "en": i.name.en, "zh": i.name.zh} for i in m.items]}
        for m in measures
    ]  # fmt: skip


def _by_code(pack: RulePack, found: Sequence[T], inner: Sequence[str]) -> dict[str, T]:
    codes = [one.code for one in found]
    if len(set(codes)) < len(codes) or len(set(inner)) < len(inner):
        raise RulePackInvalid(f"rule pack {pack.name}: codes are names of their own")
    return {one.code: one for one in found}


def _day(row: Mapping[str, Any], name: str) -> date | None:
    return date.fromisoformat(row[name]) if name in row else None


def _pack(row: Mapping[str, Any]) -> MeasurePack:
    return MeasurePack(
        code=row["code"],
        name=Text(row["en"], row["zh"]),
        valid_from=_day(row, "valid_from"),
        valid_to=_day(row, "valid_to"),
        source=row["source"],
        status=Status(row["status"]),
        missing=int(row.get("missing", 0)),
        measures=tuple(_measure(m) for m in row["measure"]),
    )


def _measure(row: Mapping[str, Any]) -> PackMeasure:
    if row["purpose"] not in PURPOSES or not row["items"]:
        raise ValueError(f"measure {row['code']!r} has a purpose ({', '.join(PURPOSES)}) and a checklist")
    items = tuple(Item(code, Text(en, zh)) for code, en, zh in row["items"])
    if len({i.code for i in items}) < len(items):
        raise ValueError(f"items of measure {row['code']!r} have codes of their own")
    counts = row.get("counts", ["", ""])
    return PackMeasure(
        row["code"], Text(row["en"], row["zh"]), row["purpose"], items, Text(counts[0], counts[1]), row["source"],
        Status(row["status"]),
    )  # fmt: skip


def _set(row: Mapping[str, Any], names: Mapping[str, Text]) -> ViolationSet:
    filled = set(row.get("filled_in", ()))
    if row["roads"] not in ("highway", "ordinary", "any") or not filled <= set(row["members"]):
        raise ValueError(f"set {row['code']!r}: roads are highway, ordinary or any; what is filled in is a member")
    return ViolationSet(
        code=row["code"],
        name=Text(row["en"], row["zh"]),
        roads=row["roads"],
        valid_from=_day(row, "valid_from"),
        valid_to=_day(row, "valid_to"),
        source=row["source"],
        status=Status(row["status"]),
        members=tuple(Violation(code, names[code], code not in filled) for code in row["members"]),
    )
