"""Black-spot rules as data: read from a rule pack, evaluated by one interpreter.

A rule is a window (a length along a road, a whole structure, or a radius off the network), a number of years and
conditions that must all hold. A pack lists its rules gravest first; alternatives are several rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from daoan.terms.codes import Severity, Structure
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.frames import CrashFrame, Floats, codes_of
from daoan.terms.rulepacks import RulePack

KINDS = ("point", "stretch", "whole", "cluster")
MEASURES = ("crashes", "fatal", "ksi", "injury", "deaths", "equivalent")

_RULE_KEYS = {
    "key",
    "title_en",
    "title_zh",
    "kind",
    "window_m",
    "radius_m",
    "structures",
    "years",
    "conditions",
    "max_q",
    "min_prob_excess",
    "note_en",
    "note_zh",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """At least so much of a measure, counted over the crashes with at least ``min_deaths`` deaths."""

    count: str
    at_least: float
    min_deaths: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack. ``max_q``: only places that chance explains with at most this false-discovery rate."""

    key: str
    title: Text
    kind: str
    years: int
    conditions: tuple[Condition, ...]
    window_m: float = 0.0
    radius_m: float = 0.0
    structures: tuple[Structure, ...] = ()
    max_q: float | None = None
    min_prob_excess: float | None = None
    note: Text | None = None


def rules_of(pack: RulePack) -> tuple[Rule, ...]:
    """The rules of a pack, gravest first. Raises :class:`RulePackInvalid` naming the rule and what is wrong with it."""
    rules = pack.get("rule")
    if not isinstance(rules, list) or not rules:
        raise RulePackInvalid(f"rule pack {pack.name}: it needs at least one [[rule]]")
    return tuple(_read_rule(pack.name, table) for table in rules)


def _read_rule(pack: str, table: Mapping[str, Any]) -> Rule:
    where = f"rule pack {pack}, rule {table.get('key', '?')}"
    unknown = set(table) - _RULE_KEYS
    if unknown:
        raise RulePackInvalid(f"{where}: unknown keys {sorted(unknown)}")
    try:
        rule = Rule(
            key=table["key"],
            title=Text(table["title_en"], table["title_zh"]),
            kind=table["kind"],
            years=int(table["years"]),
            conditions=tuple(_read_condition(where, c) for c in table["conditions"]),
            window_m=float(table.get("window_m", 0.0)),
            radius_m=float(table.get("radius_m", 0.0)),
            structures=tuple(Structure(s) for s in table.get("structures", ())),
            max_q=table.get("max_q"),
            min_prob_excess=table.get("min_prob_excess"),
            note=Text(table["note_en"], table["note_zh"]) if "note_en" in table else None,
        )
    except (KeyError, ValueError, TypeError) as problem:
        raise RulePackInvalid(f"{where}: {problem!r}") from problem
    _check(where, rule)
    return rule


def _read_condition(where: str, table: Mapping[str, Any]) -> Condition:
    condition = Condition(table["count"], float(table["at_least"]), int(table.get("min_deaths", 0)))
    if condition.count not in MEASURES:
        raise RulePackInvalid(f"{where}: a condition counts one of {', '.join(MEASURES)}, not {condition.count!r}")
    return condition


def _check(where: str, rule: Rule) -> None:
    if rule.kind not in KINDS:
        raise RulePackInvalid(f"{where}: kind is one of {', '.join(KINDS)}")
    needed = {"point": rule.window_m, "stretch": rule.window_m, "whole": rule.structures, "cluster": rule.radius_m}
    if not needed[rule.kind]:
        raise RulePackInvalid(f"{where}: kind {rule.kind} needs window_m (point, stretch), structures or radius_m")
    if not rule.conditions or rule.years < 1:
        raise RulePackInvalid(f"{where}: it needs years of at least 1 and at least one condition")


def measure_of(crashes: CrashFrame, condition: Condition, weights: Mapping[str, float]) -> Floats:
    """What each crash adds to a condition, (n,).

    ``weights``: severity -> equivalent crashes (当量). Deaths are those within 30 days where the source has them.
    """
    severity = crashes.severity
    measures: dict[str, Any] = {
        "crashes": lambda: np.ones(len(crashes)),
        "fatal": lambda: np.isin(severity, codes_of(Severity, [Severity.FATAL])),
        "ksi": lambda: crashes.ksi,
        "injury": lambda: ~np.isin(severity, codes_of(Severity, [Severity.DAMAGE])),
        "deaths": lambda: crashes.deaths,
        "equivalent": lambda: equivalents(crashes, weights),
    }
    value = np.asarray(measures[condition.count](), dtype=np.float64)
    return np.where(crashes.deaths >= condition.min_deaths, value, 0.0)


def equivalents(crashes: CrashFrame, weights: Mapping[str, float]) -> Floats:
    """Equivalent crashes 当量事故次数 of each crash, (n,)."""
    table = np.zeros(256)
    for code, member in enumerate(Severity):
        table[code] = float(weights[member.value])
    return table[crashes.severity]


def weights_of(pack: RulePack) -> Mapping[str, float]:
    """Equivalent crashes of each severity. Raises :class:`RulePackInvalid` where one is missing."""
    return {member.value: float(pack.get(f"weights.{member.value}")) for member in Severity}
