"""How many open warnings of each level a person can bear; the rest are held, and shown as held."""

from collections.abc import Sequence
from dataclasses import replace

from daoan.terms.codes import Level
from daoan.terms.records import Alert
from daoan.terms.rulepacks import RulePack
from daoan.warn.restraint.levels import ORDER, rank_of


def fit_budget(alerts: Sequence[Alert], pack: RulePack) -> list[Alert]:
    """The same alerts, each standing one open or held, gravest first and by how far they pass their rule's threshold.

    Scores of different rules have different units, so they are compared as multiples of the threshold of their level.
    An alert that is open already gives way only to one ``budget.displace`` times as strong.
    """
    ordered = sorted(alerts, key=lambda a: (a.state == "cleared", rank_of(a.level), -_strength(a, pack), a.alert_id))
    seats = {level: int(pack.get(f"budget.{level.value}")) for level in ORDER}
    fitted = []
    for alert in ordered:
        if alert.state == "cleared":
            fitted.append(alert)
            continue
        fitted.append(replace(alert, state=_seat(alert.level, seats)))
    return fitted


def _seat(level: Level, seats: dict[Level, int]) -> str:
    if not seats[level]:
        return "held"
    seats[level] -= 1
    return "open"


def _strength(alert: Alert, pack: RulePack) -> float:
    threshold = float(pack.get(f"rules.{alert.rule}.levels.{alert.level.value}"))
    incumbent = float(pack.get("budget.displace")) if alert.state == "open" else 1.0
    return alert.score / threshold * incumbent
