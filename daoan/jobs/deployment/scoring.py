"""The match score of an issued deployment over a period, planned and confirmed, and the same one period before.

Beside it, expected injuries covered as planned and as confirmed. A period is the shift, the local day, or the whole
deployment, up to the moment; the one before lies a day earlier, or the deployment's days earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.presence.covering import Cover
from daoan.act.presence.matching import Match
from daoan.jobs.deployment.hotspots import Known
from daoan.jobs.deployment.live import issued_of, moment_of
from daoan.jobs.deployment.worked import Injuries, Period, SpotScore, UnitScore, Worked, is_in
from daoan.jobs.patrols import seen_units
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.records.deployed import DeploymentVersion
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_to_utc, utc_to_local

SPANS = ("shift", "day", "all")
DAY = timedelta(days=1)
NOT_BEGUN = Text("this deployment has not begun", "该部署尚未开始")
NOT_PLANNED = Text("no deployment was issued for the period before", "上一周期无已下达部署")
NOT_HEARD = Text("no position was told in the period before", "上一周期无位置上报")
NOT_SEEN = Text("where units are is not yours to see: only the plan is shown", "无权查看警力位置，仅显示计划值")


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a period and of the one before. ``None``: not recorded, or not the reader's to see (``notes``)."""

    deployment_id: str
    version: int
    span: str
    period: Period
    before: Period
    planned: Match
    confirmed: Match | None
    planned_before: Match | None
    confirmed_before: Match | None
    injuries: Injuries
    spots: tuple[SpotScore, ...]
    units: tuple[UnitScore, ...]
    notes: tuple[Text, ...]
    full: float  # coverage from which on a class has 100 points
    simulated: bool
    rule_packs: tuple[str, ...]


def score_of(
    room: Workroom, actor: Actor, deployment_id: str, span: str, at: datetime | None, now: datetime, known: Known,
    packs: Mapping[str, RulePack],
) -> Score:  # fmt: skip
    """The score up to a moment. Raises :class:`InputError` where nothing is issued."""
    version, _ = issued_of(room, actor, deployment_id)
    moment = moment_of(at, now)
    period, back = period_of(version, span, moment)
    cover = Cover(version.body.request, packs["deployment"])
    here = Worked(room, version.head.unit_id, cover, [version], period, packs, known)
    earlier = period.back(back)
    plans = _issued_in(room, version, earlier)
    there = Worked(room, version.head.unit_id, cover, plans, earlier, packs, known)
    sees = {c.unit_id for c in version.body.crews} <= seen_units(actor, room)
    notes = [*here.found.notes, *here.planned.notes]
    notes += [NOT_PLANNED] if not plans else []
    notes += [NOT_BEGUN] if period.since == period.until else []
    notes += [] if sees else [NOT_SEEN]
    notes += [NOT_HEARD] if sees and plans and not there.heard else []
    return Score(
        deployment_id, version.head.version, span, period, earlier, here.planned, here.confirmed if sees else None,
        there.planned if plans else None, there.confirmed if sees and there.heard else None,
        here.injuries(sees), here.by_spot(sees), here.by_unit(version, sees), tuple(notes),
        float(packs["match"].get("coverage.full")), version.head.simulated,
        tuple(packs[name].stamp for name in ("match", "presence", "deployment")),
    )  # fmt: skip


def period_of(version: DeploymentVersion, span: str, at: datetime) -> tuple[Period, timedelta]:
    """The period of a span up to a moment, no longer than the deployment; how far back the one before lies."""
    shifts = version.body.request.shifts
    first, last = shifts[0].starts_at, max(s.ends_at for s in shifts)
    until = max(first, min(at, last))
    if span == "shift":
        since = max((s.starts_at for s in shifts if s.starts_at < until), default=first)
        return Period(since, min(until, next(s.ends_at for s in shifts if s.starts_at == since))), DAY
    if span == "day":
        zone = version.body.request.zone
        local = utc_to_local(max(first, until - timedelta(microseconds=1)), zone)
        midnight = local.replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
        return Period(max(first, local_to_utc(midnight, zone)), until), DAY
    if span == "all":
        return Period(first, until), DAY * max(1, -((first - until) // DAY))
    raise InputError(f"a score is of {', '.join(SPANS)} · 统计周期须为班次、当日或全程")


def _issued_in(room: Workroom, version: DeploymentVersion, period: Period) -> list[DeploymentVersion]:
    """Issued deployments of the same unit with a placement in a period."""
    found = []
    for head in room.store.list_deployments({version.head.unit_id}):
        if head.issued and head.starts_at < period.until and head.ends_at > period.since:
            one = room.store.get_deployment(head.deployment_id, head.issued)
            if any(is_in(p, period) for p in one.body.plan.placements):
                found.append(one)
    return found
