"""Thresholds of shuttling, from the table ``shuttle`` of the rule pack ``passes``."""

from dataclasses import dataclass
from typing import Any

from daoan.terms.errors import RulePackInvalid
from daoan.terms.passes import PassClass
from daoan.terms.rulepacks import RulePack

MOST_DAYS = 62  # days of a span are told as bits of one number


@dataclass(frozen=True, slots=True)
class ShuttleRules:
    """The thresholds. ``shuttle_days``, ``ordinary_days``: the two numbers of a beta distribution each."""

    span_days: int
    kinds: tuple[PassClass, ...]
    least_score: int
    crossing_ms: float
    rest_ms: float
    drive_m_per_ms: float
    winding: float
    end_m: float
    least_trips: int
    least_share: float
    least_days: int
    least_same_ends: float
    prior: float
    lawful: float
    shuttle_days: tuple[float, float]
    ordinary_days: tuple[float, float]
    least_chance: float


def read_shuttle_rules(pack: RulePack) -> ShuttleRules:
    """The rules of a pack. Raises :class:`RulePackInvalid` for what is missing or cannot be."""

    def number(name: str) -> float:
        return float(pack.get(f"shuttle.{name}"))

    rules = ShuttleRules(
        span_days=int(number("span_days")),
        kinds=_kinds(pack.get("shuttle.kinds"), pack),
        least_score=int(number("least_score")),
        crossing_ms=number("crossing_minutes") * 60_000,
        rest_ms=number("rest_minutes") * 60_000,
        drive_m_per_ms=number("drive_kmh") / 3_600,
        winding=number("winding"),
        end_m=number("end_m"),
        least_trips=int(number("least_trips")),
        least_share=number("least_share"),
        least_days=int(number("least_days")),
        least_same_ends=number("least_same_ends"),
        prior=number("prior"),
        lawful=number("lawful"),
        shuttle_days=_beta(pack, "shuttle_days"),
        ordinary_days=_beta(pack, "ordinary_days"),
        least_chance=number("least_chance"),
    )
    if not 1 <= rules.least_days <= rules.span_days <= MOST_DAYS:
        raise RulePackInvalid(f"rule pack {pack.name}: shuttle needs 1 ≤ least_days ≤ span_days ≤ {MOST_DAYS}")
    if rules.least_trips < 2 or not (rules.prior > 0 and rules.lawful >= 0 and rules.prior + rules.lawful < 1):
        raise RulePackInvalid(f"rule pack {pack.name}: shuttle needs least_trips ≥ 2, and shares within 0 and 1")
    return rules


def _beta(pack: RulePack, name: str) -> tuple[float, float]:
    numbers = [float(n) for n in pack.get(f"shuttle.{name}")]
    if len(numbers) != 2 or min(numbers) <= 0:
        raise RulePackInvalid(f"rule pack {pack.name}: shuttle.{name} needs two numbers above 0")
    return numbers[0], numbers[1]


def _kinds(names: list[Any], pack: RulePack) -> tuple[PassClass, ...]:
    try:
        return tuple(PassClass[str(name).upper()] for name in names)
    except KeyError as wrong:
        raise RulePackInvalid(f"rule pack {pack.name}: shuttle.kinds has no class {wrong}") from None
