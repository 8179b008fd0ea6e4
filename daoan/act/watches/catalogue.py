"""What the rule pack ``watches`` says: types, grounds, purposes, sources, and what may be proposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from daoan.act.watches.watch import CURES, LEVELS
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack, Status
from daoan.terms.watches import WatchSource

#: Codes that belong to the security police: entries of theirs are never ours.
OUTSIDE_CODES = frozenset({"21", "22", "23", "24", "25"})
MOST_CODES = 256
DAYS_WITHOUT_END = 1e9  # of a code that there is not: it never grows old


@dataclass(frozen=True, slots=True)
class WatchType:
    """One type. ``level``, ``ground``, ``purpose``: what a filing of it begins with. ``cured_by``: codes of cures."""

    code: str
    name: Text
    level: str
    half_life_days: float
    ground: str
    purpose: str
    cured_by: tuple[str, ...]
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Ground:
    """One legal ground. ``needs_words``: whoever files writes which provision."""

    code: str
    name: Text
    needs_words: bool
    status: Status


@dataclass(frozen=True, slots=True)
class AutoRule:
    """What of a vehicle's register makes a proposal of a type. ``at_least``: of unprocessed violations."""

    name: str
    on: bool
    type_code: str
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of the pack, read and held to fit."""

    types: Mapping[str, WatchType]
    grounds: Mapping[str, Ground]
    purposes: Mapping[str, Text]
    sources: Mapping[str, Text]
    source_numbers: Mapping[str, int]
    auto: tuple[AutoRule, ...]
    stamp: str

    def half_lives(self) -> npt.NDArray[np.float64]:
        """Half-life in days by number of the code; shape (256,)."""
        days = np.full(MOST_CODES, DAYS_WITHOUT_END)
        for code, kind in self.types.items():
            days[int(code)] = kind.half_life_days
        return days

    def p_still_valid(self, age_days: npt.ArrayLike, type_code: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Probability that entries still hold though nobody has withdrawn them.

        ======================  =============================================
        ``p = 2^(-a / h)``      exponential decay
        ``a``                   ``age_days``, days since approval, not below 0
        ``h``                   half-life of the type, days (the rule pack's)
        ======================  =============================================

        ``type_code``: numbers, of the shape of ``age_days``. How fast entries go stale is ours: no source measured it.
        """
        age = np.maximum(np.asarray(age_days, np.float64), 0.0)
        p: npt.NDArray[np.float64] = np.exp2(-age / self.half_lives()[np.asarray(type_code, np.int64)])
        return p


def read_catalogue(pack: RulePack) -> Catalogue:
    """The catalogue of a rule pack. Raises :class:`RulePackInvalid` with what does not fit."""
    try:
        types = {row["code"]: _type(row) for row in pack.get("type")}
        grounds = {row["code"]: _ground(row) for row in pack.get("ground")}
        purposes = {row["code"]: Text(row["en"], row["zh"]) for row in pack.get("purpose")}
        sources = {row["code"]: Text(row["en"], row["zh"]) for row in pack.get("source")}
        numbers = {row["code"]: WatchSource(row["number"]).value for row in pack.get("source")}
        auto = tuple(
            AutoRule(name, bool(row["on"]), row["type"], int(row.get("at_least", 0)))
            for name, row in pack.get("auto").items()
        )
    except (KeyError, ValueError, TypeError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: {problem}") from problem
    catalogue = Catalogue(types, grounds, purposes, sources, numbers, auto, pack.stamp)
    _require_fitting(catalogue, pack)
    return catalogue


def _require_fitting(catalogue: Catalogue, pack: RulePack) -> None:
    wrong = []
    for kind in catalogue.types.values():
        if kind.code in OUTSIDE_CODES:
            wrong.append(f"type {kind.code} is the security police's and stays outside")
        if not (kind.code.isascii() and kind.code.isdigit() and 0 < int(kind.code) < MOST_CODES):
            wrong.append(f"type {kind.code!r} is no number")
        if kind.level not in LEVELS or kind.half_life_days <= 0.0:
            wrong.append(f"level or half-life of type {kind.code}")
        if kind.ground not in catalogue.grounds or kind.purpose not in catalogue.purposes:
            wrong.append(f"ground or purpose of type {kind.code}")
        if set(kind.cured_by) - set(CURES):
            wrong.append(f"cures of type {kind.code}: {sorted(set(kind.cured_by) - set(CURES))}")
    wrong += [
        f"auto.{rule.name}: no type {rule.type_code}"
        for rule in catalogue.auto
        if rule.type_code not in catalogue.types
    ]
    if wrong:
        raise RulePackInvalid(f"rule pack {pack.name}: {'; '.join(wrong)}")


def _type(row: Mapping[str, Any]) -> WatchType:
    return WatchType(
        code=row["code"],
        name=Text(row["en"], row["zh"]),
        level=str(row["level"]),
        half_life_days=float(row["half_life_days"]),
        ground=row["ground"],
        purpose=row["purpose"],
        cured_by=tuple(row["cured_by"]),
        source=row["source"],
        status=Status(row["status"]),
    )


def _ground(row: Mapping[str, Any]) -> Ground:
    return Ground(row["code"], Text(row["en"], row["zh"]), bool(row.get("needs_words", False)), Status(row["status"]))
