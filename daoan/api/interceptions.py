"""``/interceptions``: where a vehicle may be stopped, and by whom, for one alert of a pass.

Where a vehicle goes is a look-up of its plate: whoever asks has said what for, and under which case, when the alert was
shown to them in the clear (``POST /work/{id}/unmask``), and is answered as long as that holds. That they looked is
logged once for each such time: a page that stays open asks again as units move. Units on the map are those that the
reader may see (:mod:`daoan.api.patrols`), and stations to who sees devices.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.guard import Acting, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.workdesk import WorkDesk
from daoan.jobs.alert_figures import AlertFigures, figures_for
from daoan.jobs.interceptions import Interception, interception_for
from daoan.jobs.patrols import seen_units
from daoan.jobs.workroom import require_seen
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.roles import Permission

Since = Annotated[AwareDatetime | None, Query(description="from when on; without it, the last thirty days")]
USUAL = timedelta(days=30)
_FIRST = Text(
    "show the alert in the clear first, with purpose and case number", "请先说明事由和案件编号，查看该预警明文信息"
)
_READING, _LOOKING = needs(Permission.SEE_WORK), needs(Permission.LOOK_UP)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A site ahead as the latest read told it."""

    site: str
    chance: float
    early: datetime
    middle: datetime
    late: datetime


@dataclass(frozen=True, slots=True)
class InterceptionAnswer:
    """Plans, rings and sites ahead of one vehicle."""

    interception: Interception
    ahead: tuple[Ahead, ...]
    as_of: datetime


def interception_routes(work: WorkDesk) -> APIRouter:
    """Routes of interception."""
    router = APIRouter(prefix="/interceptions", tags=["interceptions"], responses=PROBLEMS)

    @router.get("", response_model=AlertFigures, summary="What came of alerts of passes", dependencies=[_READING])
    def get_figures(actor: Acting, since: Since = None) -> Response:
        return json_of(figures_for(work.room, actor, since or work.clock.now() - USUAL, work.clock.now()))

    @router.get(
        "/{matter_id}", response_model=InterceptionAnswer, summary="Plans, rings and sites ahead of one vehicle",
        dependencies=[_LOOKING],
    )  # fmt: skip
    def get_interception(matter_id: str, actor: Acting, gate: TheGate) -> Response:
        now = work.clock.now()
        matter, family = work.room.load(matter_id)
        require_seen(actor, matter, family, work.room.units())
        if not work.eyes(actor).sees(matter_id):
            return refusal(Refused("purpose", _FIRST))
        found = interception_for(work.room, matter, work.interceptions, work.desk.packs["interception"], now)
        shown = seen_units(actor, work.room)
        stations = Permission.SEE_DEVICES in actor.permissions
        around = (one for one in found.around if one.of in shown or (stations and not one.live))
        found = replace(found, around=tuple(around))
        real = gate.clock.now()
        minutes = float(work.desk.packs["lookups"].get("unmask.minutes"))
        if work.looks.is_first(f"{actor.person_id} {matter.matter_id}", real, timedelta(minutes=minutes)):
            note = AuditNote(now, actor.person_id, actor.unit_id, "read.interception", matter.matter_id)
            work.room.store.append_audit(note)
        ahead = tuple(
            Ahead(
                str(e["site"]), float(e["chance"]),
                *(datetime.fromisoformat(str(e[name])) for name in ("early", "middle", "late")),
            )
            for e in matter.values.get("ahead", ())
        )  # fmt: skip
        return json_of(InterceptionAnswer(found, ahead, now))

    return router
