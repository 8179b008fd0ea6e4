"""Black spots as places: hits of several packs at one place are one subject, and fresh ones are news."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.kernels.optimise.grouping import groups_by_overlap
from daoan.terms.records import Alert, BlackSpot
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64
from daoan.warn.findings import Findings
from daoan.warn.restraint.levels import level_of, score_steps_lower

RULE_NAME = "new_black_spot"


@dataclass(frozen=True, slots=True)
class Spot:
    """One place: the hit that tells most, all hits there, and the subject under which it is watched."""

    subject: str
    lead: BlackSpot
    hits: tuple[BlackSpot, ...]
    score: float
    fresh: bool  # a crash in the last `fresh_days`
    stood: bool  # the place met a rule before those days already


def list_spots(findings: Findings, previous: Sequence[Alert], as_of: datetime, pack: RulePack) -> list[Spot]:
    """Every place with a black spot, highest score first.

    A place that an earlier alert of this rule speaks of keeps that alert's subject, though the window has moved.
    """
    share = float(pack.get(f"rules.{RULE_NAME}.same_place"))
    ordered = sorted(findings.blackspots, key=lambda b: (-score_of(b, pack), b.blackspot_id))
    last_at = _times(findings)
    known = _known_places(previous)
    spots = []
    for group in groups_by_overlap([b.crash_ids for b in ordered], share):
        hits = tuple(ordered[i] for i in group)
        lead = hits[0]
        subject = _subject_of(lead, known, share)
        latest = max((last_at[c] for c in lead.crash_ids if c in last_at), default=None)
        since = moment64(as_of) - np.timedelta64(int(pack.get(f"rules.{RULE_NAME}.fresh_days")), "D")
        fresh = latest is not None and bool(latest >= since)
        stood = any(hit.blackspot_id in findings.standing for hit in hits)
        score = _standing_score(lead, pack) if stood else score_of(lead, pack)
        spots.append(Spot(subject, lead, hits, score, fresh, stood))
    return spots


def watched_spots(findings: Findings, previous: Sequence[Alert], as_of: datetime, pack: RulePack) -> list[Spot]:
    """The places that the rule speaks of: fresh, or already under an open or held alert."""
    watched = {a.subject for a in previous if a.rule == RULE_NAME and a.state != "cleared"}
    return [s for s in list_spots(findings, previous, as_of, pack) if s.fresh or s.subject in watched]


def warned_spots(findings: Findings, previous: Sequence[Alert], as_of: datetime, pack: RulePack) -> list[Spot]:
    """The watched places of which an alert stands after this turn: not those that reach no level."""
    reached = {a.subject: a.level for a in previous if a.rule == RULE_NAME and a.state != "cleared"}
    levels, keep = pack.get(f"rules.{RULE_NAME}.levels"), float(pack.get("restraint.keep"))
    return [
        s
        for s in watched_spots(findings, previous, as_of, pack)
        if level_of(s.score, levels, reached.get(s.subject), keep) is not None
    ]


def _standing_score(spot: BlackSpot, pack: RulePack) -> float:
    steps = int(pack.get(f"rules.{RULE_NAME}.standing_steps_lower"))
    levels, keep = pack.get(f"rules.{RULE_NAME}.levels"), float(pack.get("restraint.keep"))
    return score_steps_lower(score_of(spot, pack), levels, steps, keep)


def score_of(spot: BlackSpot, pack: RulePack) -> float:
    """Severity-weighted crashes per year of the window, times how far empirical Bayes agrees."""
    rule = f"rules.{RULE_NAME}"
    weight = (
        spot.fatal * float(pack.get(f"{rule}.weight_fatal"))
        + (spot.ksi - spot.fatal) * float(pack.get(f"{rule}.weight_serious"))
        + (spot.crashes - spot.ksi) * float(pack.get(f"{rule}.weight_other"))
    )
    years = max((spot.window_ends - spot.window_starts).days / 365.25, 1 / 12)
    agreement = {True: 1.0, None: float(pack.get(f"{rule}.eb_unknown")), False: float(pack.get(f"{rule}.eb_disagrees"))}
    return weight / years * agreement[spot.eb_agrees]


def _known_places(previous: Sequence[Alert]) -> list[tuple[str, frozenset[str]]]:
    return [
        (a.subject, frozenset(e.ref for e in a.evidence if e.kind == "crash")) for a in previous if a.rule == RULE_NAME
    ]


def _subject_of(lead: BlackSpot, known: Sequence[tuple[str, frozenset[str]]], share: float) -> str:
    own = frozenset(lead.crash_ids)
    for subject, crashes in known:
        if own & crashes and len(own & crashes) >= share * min(len(own), len(crashes)):
            return subject
    return lead.blackspot_id


def _times(findings: Findings) -> dict[str, np.datetime64]:
    if findings.frame is None:
        return {}
    return dict(zip(findings.frame.crash_id.tolist(), findings.frame.happened_at, strict=True))
