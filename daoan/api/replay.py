"""``/replay``: what was on the network at each moment of one local day, as it was known then.

Single crashes with their hour are for whoever may see them so (``see_crashes``), in their own county; where officers
went is no part of it, since a track asks for a purpose (:mod:`daoan.api.patrols`): duty is told as it was planned.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.api.answers import json_of, unkept
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.replay_shapes import (
    Replay,
    ReplayedAlert,
    ReplayedCrash,
    ReplayedGathering,
    ReplayedMatter,
    ReplayedPlacement,
)
from daoan.api.workdesk import WorkDesk
from daoan.jobs.day_replay import (
    MOST,
    HeldThen,
    LocalDay,
    Moved,
    crashes_on,
    day_called,
    gatherings_on,
    last_day,
    last_recorded,
    matters_on,
    presence_on,
    turns_of,
)
from daoan.jobs.day_stands import Stand, stands_on
from daoan.learn.replay.crashes import Happened
from daoan.learn.replay.standing import AlertSpan, PlacementSpan, alert_spans, placement_spans
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records import Alert, DutyPlan, Run, Snap
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.times import local_to_utc, utc_to_local
from daoan.terms.units import UnitTree

Day = Annotated[date | None, Query(description="A local day; the last one with records where it is left out")]
EVERYWHERE, NOWHERE = None, ""
_RISK, _WORK, _CRASHES = Permission.SEE_RISK, Permission.SEE_WORK, Permission.SEE_CRASHES


def replay_routes(work: WorkDesk) -> APIRouter:
    """The route of the replay."""
    router = APIRouter(prefix="/replay", tags=["replay"], responses=PROBLEMS)

    @router.get("", response_model=Replay, summary="One local day: what stood at each moment, as it was known then")
    def get_day(actor: Acting, day: Day = None) -> Response:
        return unkept(json_of(replay_of(work, actor, day)))

    return router


def replay_of(work: WorkDesk, actor: Actor, asked: date | None) -> Replay:
    """A day as somebody may see it. Raises :class:`InputError` for one that has not come yet."""
    now, zone = work.clock.now(), work.room.zone
    risk, matters, crashes = (p in actor.permissions for p in (_RISK, _WORK, _CRASHES))
    area = area_seen(actor, work.room.units())
    crashes = crashes and area != NOWHERE
    recorded = last_recorded(work.desk.store, area, now, zone) if crashes else None
    day = day_called(asked or recorded or last_day(now, zone), now, zone)
    turns = turns_of(work.desk.store.list_runs(), day) if risk else ()
    return Replay(
        day=day.day,
        begins=day.begins,
        ends=day.ends,
        known_by=day.known_by,
        today=utc_to_local(now, zone).date(),
        last_day=recorded or last_day(now, zone),
        turns=tuple(run.as_of for run in turns),
        crashes=_crashes(work, day, area, now) if crashes else (),
        alerts=_alerts(work, turns, day),
        matters=_matters(work, actor, day) if matters else (),
        placements=_placements(work, turns, day),
        stands=_stands(work, actor, day) if matters else (),
        gatherings=_gatherings(work, actor, day, now) if matters else (),
        presence=presence_on(work.room, actor, day) if matters else (),
        sees_crashes=crashes,
        sees_risk=risk,
        sees_work=matters,
        area=area if crashes else None,
        simulated=work.desk.city.simulated,
    )


def area_seen(actor: Actor, units: UnitTree) -> str | None:
    """The county whose crashes somebody sees: their unit's, or that of the nearest unit above which has one.

    :data:`EVERYWHERE` where none has; :data:`NOWHERE` for whose unit is not in the tree.
    """
    return units.area_of(actor.unit_id) if actor.unit_id in units else NOWHERE


def _crashes(work: WorkDesk, day: LocalDay, area: str | None, now: datetime) -> tuple[ReplayedCrash, ...]:
    view = work.desk.find_view()
    snaps = view.snaps() if view is not None else {}
    return tuple(_crash(h, snaps.get(h.crash.crash_id)) for h in crashes_on(work.desk.store, day, area, now))


def _crash(one: Happened, snap: Snap | None) -> ReplayedCrash:
    crash = one.crash
    return ReplayedCrash(
        crash_id=crash.crash_id,
        happened_at=crash.happened_at,
        timed=one.timed,
        known_at=one.known_at,
        known_at_assumed=crash.known_at_assumed,
        severity=crash.severity,
        severity_then=one.severity_then,
        lon=crash.lon,
        lat=crash.lat,
        area=crash.area,
        road_name=(snap.road_name if snap else None) or mask_text(crash.road_name or "") or None,
        segment_id=snap.segment_id if snap else None,
    )


def _alerts(work: WorkDesk, turns: Sequence[Run], day: LocalDay) -> tuple[ReplayedAlert, ...]:
    read = [(run.as_of, work.desk.store.list_results(Alert, run.run_id)) for run in turns]
    return tuple(map(_alert, alert_spans(read, day.ends)[:MOST]))


def _alert(span: AlertSpan) -> ReplayedAlert:
    a = span.alert
    return ReplayedAlert(
        a.alert_id, a.level, a.title, a.area, a.lon, a.lat, span.since, span.until, span.opens, span.ends
    )


def _placements(work: WorkDesk, turns: Sequence[Run], day: LocalDay) -> tuple[ReplayedPlacement, ...]:
    read = [(run.as_of, work.desk.store.list_results(DutyPlan, run.run_id)) for run in turns]
    return tuple(map(_placement, placement_spans(read, day.begins, day.ends)[:MOST]))


def _placement(span: PlacementSpan) -> ReplayedPlacement:
    p = span.placement
    return ReplayedPlacement(
        span.plan_id, p.segment_id, p.rank, p.road_name, p.lon, p.lat, span.since, span.until, p.expected_injuries
    )


def _matters(work: WorkDesk, actor: Actor, day: LocalDay) -> tuple[ReplayedMatter, ...]:
    eyes = work.eyes(actor)

    def line(moved: Moved) -> ReplayedMatter:
        m = moved.matter
        workflow = work.room.workflows.get(m.kind)
        name = workflow.name if workflow else Text(m.kind, m.kind)
        return ReplayedMatter(
            m.matter_id, m.kind, name, eyes.text(m.matter_id, m.title), m.level, eyes.text(m.matter_id, m.area), m.lon,
            m.lat, moved.opened_at, moved.closed_at, moved.due_at, moved.late,
        )  # fmt: skip

    return tuple(map(line, matters_on(work.room, actor, work.log.cases(), day)))


def _gatherings(work: WorkDesk, actor: Actor, day: LocalDay, now: datetime) -> tuple[ReplayedGathering, ...]:
    found = gatherings_on(work.room, actor, work.desk.city, work.desk.packs["gatherings"], day, now)
    return tuple(_gathering(held, day, work.room.zone) for held in found)


def _gathering(held: HeldThen, day: LocalDay, zone: str) -> ReplayedGathering:
    g = held.occurrence.gathering

    def at(hour: int) -> datetime:
        naive = datetime.combine(day.day, datetime.min.time()) + timedelta(hours=hour)
        return local_to_utc(naive, zone)

    return ReplayedGathering(
        g.gathering_id, held.name, g.kind, g.area, g.place, g.lon, g.lat, g.people, at(g.from_hour),
        at(max(g.until_hour, g.from_hour)), g.usual, held.known,
    )  # fmt: skip


def _stands(work: WorkDesk, actor: Actor, day: LocalDay) -> tuple[Stand, ...]:
    return tuple(replace(s, place=mask_text(s.place)) for s in stands_on(work.room, actor, day))
