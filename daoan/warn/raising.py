"""From findings to alerts: ask every rule, settle against the turn before, keep to the budget."""

from collections.abc import Sequence
from datetime import datetime

from daoan.terms.records import Alert
from daoan.terms.rulepacks import RulePack
from daoan.warn.findings import Findings
from daoan.warn.restraint.budget import fit_budget
from daoan.warn.restraint.hysteresis import settle
from daoan.warn.rules import RULES


def raise_alerts(findings: Findings, previous: Sequence[Alert], as_of: datetime, pack: RulePack) -> tuple[Alert, ...]:
    """Every alert after this turn: standing ones (open or held) gravest first, then cleared ones.

    ``previous``: what the turn before answered, cleared ones included, for they are why the same grounds never warn
    twice. A rule whose table in the pack says ``enabled = false`` is not asked, and its alerts are cleared.
    """
    candidates = [
        candidate
        for rule in RULES
        if pack.get(f"rules.{rule.name}").get("enabled", True)
        for candidate in rule.find(findings, previous, as_of, pack)
    ]
    return tuple(fit_budget(settle(candidates, previous, as_of, pack), pack))
