"""``/deployments/{id}/live``, ``/score``, ``/advice``: an issued deployment during the shift; who looks is logged."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from daoan.act.presence.hotspots import SpotClass
from daoan.api.answers import json_of, unkept
from daoan.api.asking import utc_of
from daoan.api.deployment_live_shapes import LiveAnswer, answer_of
from daoan.api.deployment_room import ground_now, known_now
from daoan.api.deployment_score_files import score_book
from daoan.api.deployment_shapes import shift_names
from daoan.api.guard import Acting, TheGate, needs
from daoan.api.patrols import note_look
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.edge.uploads import SHEET
from daoan.jobs.deployment.dispatching import DispatchAdvice, Event, Roads, advice_for
from daoan.jobs.deployment.live import board_of
from daoan.jobs.deployment.scoring import Score, score_of
from daoan.jobs.patrols import call_signs, crew_names, seen_units
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

At = Annotated[AwareDatetime | None, Query(description="A moment of the past; left out: now")]
Span = Annotated[Literal["shift", "day", "all"], Query()]


class EventForm(BaseModel):
    """A crash, or anything at a point, that needs units. ``scene_minutes`` left out: as the rule pack says."""

    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    units: Annotated[int, Field(ge=1, le=100)] = 1
    scene_minutes: Annotated[float | None, Field(ge=1, le=1440, allow_inf_nan=False)] = None


def deployment_live_routes(work: WorkDesk) -> APIRouter:
    """Routes about a deployment during the shift."""
    router = APIRouter(prefix="/deployments", tags=["deployments"], responses=PROBLEMS)
    read, send = [needs(Permission.SEE_WORK)], [needs(Permission.ISSUE), needs(Permission.SEE_PATROLS)]

    @router.get(
        "/{deployment_id}/live", response_model=LiveAnswer, dependencies=read,
        summary="Units on the road: where the plan wants them, where they were heard, dwell confirmed",
    )  # fmt: skip
    def get_live(deployment_id: str, actor: Acting, gate: TheGate, at: At = None) -> Response:
        found = live_of(work, actor, deployment_id, _asked(at))
        note_look(work, actor, gate.clock.now(), sum(u.heard is not None for u in found.units))
        return unkept(json_of(found))

    @router.get(
        "/{deployment_id}/score", response_model=Score, dependencies=read,
        summary="Match of presence and hot spots, planned and confirmed, with the period before",
    )  # fmt: skip
    def get_score(deployment_id: str, actor: Acting, span: Span = "day", at: At = None) -> Response:
        return unkept(json_of(shown_score(work, actor, deployment_id, span, _asked(at))))

    @router.get(
        "/{deployment_id}/score/xlsx", response_class=Response, dependencies=read,
        summary="The score by class, unit and hot spot as a workbook",
    )  # fmt: skip
    def get_score_file(deployment_id: str, actor: Acting, span: Span = "day", at: At = None) -> Response:
        found = shown_score(work, actor, deployment_id, span, _asked(at))
        name = f"{'simulated-' if found.simulated else ''}{found.deployment_id}-score-{span}"
        headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
        return unkept(Response(score_book(found, work.desk.city.zone), media_type=SHEET, headers=headers))

    @router.post(
        "/{deployment_id}/advice", response_model=DispatchAdvice, dependencies=send,
        summary="Whom to send to a crash, what their beats lose, how to cover them; nobody is sent by it",
    )  # fmt: skip
    def post_advice(deployment_id: str, form: EventForm, actor: Acting, gate: TheGate) -> Response:
        event = Event(form.lon, form.lat, form.units, form.scene_minutes)
        found = advice_of(work, actor, deployment_id, event)
        note_look(work, actor, gate.clock.now(), len(found.units))
        return unkept(json_of(found))

    return router


def live_of(work: WorkDesk, actor: Actor, deployment_id: str, at: datetime | None) -> LiveAnswer:
    """The board as somebody may see it."""
    now, packs, room = work.clock.now(), work.desk.packs, work.room
    board = board_of(room, actor, deployment_id, at, now, packs)
    below, key = Permission.SEE_PATROLS in actor.permissions, work.desk.subject_key
    names = crew_names(room, seen_units(actor, room), now, key) if below else call_signs(room, now, key)
    owner = board.version.head.unit_id
    unit = room.units().name_of(owner) or Text(owner, owner)
    may = {Permission.ISSUE, Permission.SEE_PATROLS} <= actor.permissions
    return answer_of(board, unit, names, shift_names(packs["deployment"]), now, packs["presence"], may_send=may)


def shown_score(work: WorkDesk, actor: Actor, deployment_id: str, span: str, at: datetime | None) -> Score:
    """The score as somebody may see it: names masked, sites of cameras without their place where that is not theirs."""
    found = score_of(work.room, actor, deployment_id, span, at, work.clock.now(), known_now(work), work.desk.packs)
    exact = Permission.SEE_DEVICES in actor.permissions
    spots = []
    for n, one in enumerate(found.spots, start=1):
        if one.of is SpotClass.KEY_VEHICLES and not exact:
            one = replace(one, spot_id=f"key-{n}", name="", lon=None, lat=None)
        spots.append(replace(one, name=mask_text(one.name), area=mask_text(one.area)))
    return replace(found, spots=tuple(spots))


def advice_of(work: WorkDesk, actor: Actor, deployment_id: str, event: Event) -> DispatchAdvice:
    """Advice over the network of the latest run."""
    view = work.desk.find_view()
    ground = ground_now(work)  # raises where there is no run
    assert view is not None
    names = {area.code: area.name for area in work.desk.city.areas}
    roads = Roads(view.network(), ground.area_of, names)
    return advice_for(work.room, actor, deployment_id, event, work.clock.now(), roads, work.desk.packs)


def _asked(at: datetime | None) -> datetime | None:
    return None if at is None else utc_of(at)
