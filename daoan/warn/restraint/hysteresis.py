"""Which alerts stand, begin and end: one per rule and subject, steady under noise, never twice on the same grounds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from daoan.terms.records import Alert
from daoan.terms.rulepacks import RulePack
from daoan.warn.candidate import Candidate, grounds_id
from daoan.warn.restraint.levels import level_of


def settle(candidates: Iterable[Candidate], previous: Sequence[Alert], as_of: datetime, pack: RulePack) -> list[Alert]:
    """Alerts before the budget: those that stand, those cleared now, those new, those remembered.

    An alert keeps its id and ``raised_at`` for as long as it stands; wording, figures and evidence follow the latest
    candidate. It is cleared when its rule finds nothing, or less than the lower bound of its lowest level.
    """
    best = _best_by_subject(candidates)
    standing = {(a.rule, a.subject): a for a in previous if a.state != "cleared"}
    settled = [_carry(alert, best.get(key), as_of, pack) for key, alert in standing.items()]
    oldest = as_of - timedelta(days=int(pack.get("restraint.cleared_days")))
    remembered = [a for a in previous if a.state == "cleared" and a.cleared_at is not None and a.cleared_at >= oldest]
    warned = {a.alert_id for a in previous} | {grounds_id(a.rule, a.subject, a.evidence) for a in previous}
    for key, candidate in best.items():
        if key not in standing and candidate.alert_id not in warned:
            settled.extend(_raise(candidate, as_of, pack))
    return settled + remembered


def _best_by_subject(candidates: Iterable[Candidate]) -> dict[tuple[str, str], Candidate]:
    best: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates:
        key = (candidate.rule, candidate.subject)
        if key not in best or candidate.score > best[key].score:
            best[key] = candidate
    return best


def _carry(alert: Alert, now: Candidate | None, as_of: datetime, pack: RulePack) -> Alert:
    cleared = replace(alert, state="cleared", cleared_at=as_of)
    if now is None:
        return cleared
    thresholds, keep = pack.get(f"rules.{alert.rule}.levels"), float(pack.get("restraint.keep"))
    level = level_of(now.score, thresholds, alert.level, keep)
    if level is None:
        return cleared
    return replace(
        alert, level=level, score=now.score, title=now.title, body=now.body, evidence=now.evidence, rule_pack=pack.stamp
    )


def _raise(candidate: Candidate, as_of: datetime, pack: RulePack) -> list[Alert]:
    level = level_of(candidate.score, pack.get(f"rules.{candidate.rule}.levels"), None, 1.0)
    if level is None:
        return []
    # Held until the budget lets it out.
    return [
        Alert(
            alert_id=candidate.alert_id,
            rule=candidate.rule,
            level=level,
            title=candidate.title,
            body=candidate.body,
            area=candidate.area,
            raised_at=as_of,
            evidence=candidate.evidence,
            lon=candidate.lon,
            lat=candidate.lat,
            subject=candidate.subject,
            score=candidate.score,
            state="held",
            rule_pack=pack.stamp,
        )
    ]
