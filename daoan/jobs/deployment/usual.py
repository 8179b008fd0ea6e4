"""What the same people prevent as usual: by last week's shifts, or by habit where there were none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from daoan.act.deployment.usual import value_as_usual
from daoan.jobs.deployment.crews import Manned
from daoan.terms.estimates import Estimate, Share
from daoan.terms.records.deploying import DeploymentRequest
from daoan.terms.records.shifts import Shift
from daoan.terms.rulepacks import RulePack

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Usual:
    """What the same people prevent as usual. ``basis``: "shifts" of the week before, or "habit"."""

    prevented: Estimate
    covered: Share
    basis: str


def as_usual(request: DeploymentRequest, manned: Sequence[Manned], kept: Sequence[Shift], pack: RulePack) -> Usual:
    """Value the usual by the model of the plan."""
    worked = _last_week(request, manned, kept)
    prevented, covered = value_as_usual(request, worked or None, pack)
    return Usual(prevented, covered, "shifts" if worked else "habit")


def _last_week(
    request: DeploymentRequest, manned: Sequence[Manned], kept: Sequence[Shift]
) -> Collection[tuple[str, str]]:
    """Units and shifts of which one of the unit's people worked more than half, the week before the plan."""
    found = set()
    first = request.shifts[0].starts_at
    for one in manned:
        mine = [s for s in kept if s.person_id in one.crew.people]
        for window in request.shifts:
            back = WEEK * (1 + (window.starts_at - first) // WEEK)
            start, end = window.starts_at - back, window.ends_at - back
            longest = max((min(s.ends_at, end) - max(s.starts_at, start) for s in mine), default=timedelta())
            if longest > (end - start) / 2:
                found.add((one.crew.unit_id, window.key))
    return found
