"""A scheme of rating: which grounds make a company high at once, what is scored, and where the levels begin.

Read from a rule pack ``companies-…``; one pack is one way in which companies are rated somewhere. What a pack's source
does not say and we filled in is marked in the pack, row by row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.records.companies import CompanyKind, EventKind, Liability, VehicleKind
from daoan.terms.rulepacks import RulePack, Status

PREFIX = "companies-"
DEFAULT = "companies-mps"

LEVELS = ("low", "middle", "high")
#: What indicators are about in schemes and ratings kept before they were believed together.
UNNAMED = Text("", "")


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground that makes a company high at once. ``when``: what is counted (see ``grounds.py``), ``at_least`` of it;
    ``months``: how far back events count; empty tuples leave a trait free."""

    code: str
    name: Text
    when: str
    at_least: int
    months: int
    deaths: int
    liabilities: tuple[Liability, ...]
    events: tuple[EventKind, ...]
    companies: tuple[CompanyKind, ...]
    vehicles: tuple[VehicleKind, ...]
    due: str
    points: int
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is scored. ``counts``: what (see ``counting.py``); ``usual``: per 100 vehicles or drivers, the
    rate at which it adds ``weight`` times ten points; ``about``: indicators of one such name are believed together."""

    code: str
    name: Text
    counts: str
    usual: float
    weight: float
    status: Status
    source: str
    about: Text = UNNAMED


@dataclass(frozen=True, slots=True)
class Level:
    """A level by score. ``from_score``: the first score that has it; ``name``: what the scheme calls it."""

    code: str
    name: Text
    from_score: float


@dataclass(frozen=True, slots=True)
class InRow:
    """High for months in a row: from how many (``months``) it is told, as a fact that changes no level."""

    months: int
    name: Text
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way of rating. ``certainty``: how probable a score at or above the high level must be to make a company high;
    ``window_months``: how far back scored events count."""

    name: str
    title: Text
    stamp: str
    source: str
    status: Status
    grounds: tuple[Ground, ...]
    indicators: tuple[Indicator, ...]
    levels: Mapping[str, Level]
    window_months: int
    certainty: float
    interval: float
    least_cv: float
    peers_at_least: int
    kinds: frozenset[CompanyKind]  # companies that are rated
    in_row: InRow | None = None  # ``None``: kept from before months were carried over


def schemes_in(packs: Mapping[str, RulePack]) -> dict[str, Scheme]:
    """Every scheme of the packs that is in force, by the name of its pack."""
    return {name: read_scheme(pack) for name, pack in packs.items() if name.startswith(PREFIX) and pack.enabled}


def read_scheme(pack: RulePack) -> Scheme:
    """A scheme. Raises :class:`RulePackInvalid` for one that lacks or misstates something."""
    try:
        score = pack.get("score")
        levels = {row["code"]: _level(row) for row in pack.get("level")}
        scheme = Scheme(
            pack.name, pack.title, pack.stamp, pack.source, pack.status,
            tuple(_ground(row) for row in pack.values.get("ground", ())),
            tuple(_indicator(row, pack.get("about")) for row in pack.values.get("indicator", ())),
            levels, int(score["months"]), float(score["certainty"]), float(score["interval"]),
            float(score["least_cv"]), int(score["peers_at_least"]),
            frozenset(CompanyKind(kind) for kind in score["kinds"]),
            _in_row(pack.values.get("in_row")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: {problem} is missing or misstated") from problem
    weights = sum(indicator.weight for indicator in scheme.indicators)
    if set(levels) != set(LEVELS) or abs(weights - 1.0) > 1e-6:
        raise RulePackInvalid(f"rule pack {pack.name} has levels {', '.join(LEVELS)}, and weights that sum up to 1")
    return scheme


def _level(row: Mapping[str, Any]) -> Level:
    return Level(row["code"], Text(row["en"], row["zh"]), float(row["from_score"]))


def _in_row(row: Mapping[str, Any] | None) -> InRow | None:
    if row is None:
        return None
    months = int(row["months"])
    if months < 2:
        raise ValueError("in_row.months below 2")
    return InRow(months, Text(row["en"], row["zh"]), Status(row["status"]), row["source"])


def _ground(row: Mapping[str, Any]) -> Ground:
    return Ground(
        code=row["code"],
        name=Text(row["en"], row["zh"]),
        when=row["when"],
        at_least=int(row.get("at_least", 1)),
        months=int(row.get("months", 0)),
        deaths=int(row.get("deaths", 0)),
        liabilities=tuple(Liability(v) for v in row.get("liabilities", ())),
        events=tuple(EventKind(v) for v in row.get("events", ())),
        companies=tuple(CompanyKind(v) for v in row.get("companies", ())),
        vehicles=tuple(VehicleKind(v) for v in row.get("vehicles", ())),
        due=row.get("due", ""),
        points=int(row.get("points", 0)),
        status=Status(row["status"]),
        source=row["source"],
    )


def _indicator(row: Mapping[str, Any], about: Mapping[str, Mapping[str, str]]) -> Indicator:
    family = about[row["about"]]
    return Indicator(
        code=row["code"],
        name=Text(row["en"], row["zh"]),
        counts=row["counts"],
        usual=float(row["usual"]),
        weight=float(row["weight"]),
        status=Status(row["status"]),
        source=row["source"],
        about=Text(family["en"], family["zh"]),
    )
