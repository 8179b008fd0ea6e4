"""What a villager's report 群众上报 can say, and why it can be turned down, as the rule pack ``reports`` lists it."""

from collections.abc import Mapping
from dataclasses import dataclass

from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack

#: The kind of matter that a report is.
VILLAGER_REPORT = "villager_report"


@dataclass(frozen=True, slots=True)
class ReportKind:
    """Something to report. ``hazard``: the kind that the hazard register has for it."""

    code: str
    name: Text
    hazard: str


@dataclass(frozen=True, slots=True)
class ReportCatalogue:
    """Kinds of reports and reasons to turn one down, by code."""

    kinds: Mapping[str, ReportKind]
    reasons: Mapping[str, Text]


def read_report_catalogue(pack: RulePack) -> ReportCatalogue:
    """The catalogue of a rule pack. Raises :class:`RulePackInvalid` for a line that lacks something, or is doubled."""
    try:
        kinds = [ReportKind(r["code"], Text(r["en"], r["zh"]), r["hazard"]) for r in pack.get("kind")]
        reasons = [(r["code"], Text(r["en"], r["zh"])) for r in pack.get("reason")]
    except (KeyError, TypeError) as problem:
        raise RulePackInvalid(f"rule pack {pack.name}: a kind or reason lacks {problem}") from problem
    found = ReportCatalogue({k.code: k for k in kinds}, dict(reasons))
    if len(found.kinds) < len(kinds) or len(found.reasons) < len(reasons):
        raise RulePackInvalid(f"rule pack {pack.name}: a kind or reason is there twice")
    return found
