"""``/patrols``, ``/units/{unit}/positions``: where units on duty are, told by phones and the desk; logged when seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, Field

from daoan.act.lookups.grounds import LookUp, purposes
from daoan.act.patrols import Standing
from daoan.act.shifts import window_of
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of, unkept
from daoan.api.asking import utc_of
from daoan.api.guard import Acting, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.workdesk import WorkDesk
from daoan.edge.tokens import subject_token
from daoan.jobs.patrols import (
    CREW,
    Kept,
    Packs,
    Told,
    call_signs,
    crew_names,
    goes_out,
    history_of,
    look_at,
    may_set,
    on_shift,
    packs_of,
    seen_units,
    set_state,
    tell_positions,
)
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.patrols import DutyState, PositionSource, UnitPosition
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.units import UnitTree

Lon = Annotated[float | None, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float | None, Field(ge=-90, le=90, allow_inf_nan=False)]
Word = Annotated[str, Field(max_length=80)]


class PositionForm(BaseModel):
    """A place, a state or both, so many seconds before the request. Degrees WGS-84; direction from north."""

    age_s: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)] = 0.0
    lon: Lon = None
    lat: Lat = None
    accuracy_m: Annotated[float | None, Field(ge=0, le=1e6, allow_inf_nan=False)] = None
    speed_kmh: Annotated[float | None, Field(ge=0, le=400, allow_inf_nan=False)] = None
    direction_deg: Annotated[float | None, Field(ge=0, le=360, allow_inf_nan=False)] = None
    state: DutyState | None = None


class PositionsForm(BaseModel):
    """What a phone tells at once."""

    positions: Annotated[list[PositionForm], Field(min_length=1, max_length=2000)]


class StateForm(BaseModel):
    """What the duty desk sets. ``crew`` "": the unit as a whole. ``lon``, ``lat``: where, if that is known."""

    state: DutyState
    crew: Word = ""
    lon: Lon = None
    lat: Lat = None


class HistoryForm(BaseModel):
    """Where a unit was: what for, under which case number, when. ``crew``: one of it; without, all."""

    purpose: Word
    case: Word
    since: AwareDatetime
    until: AwareDatetime
    crew: Word | None = None


@dataclass(frozen=True, slots=True)
class CrewLine:
    """A crew on duty. ``name``: of the officer or the car; ``is_fresh``: whether it can be sent by its place."""

    unit_id: str
    unit: Text
    crew: str
    name: str
    lon: float | None
    lat: float | None
    seen_at: datetime | None
    age_s: float | None
    accuracy_m: float | None
    speed_kmh: float | None
    direction_deg: float | None
    source: PositionSource
    is_fresh: bool
    state: DutyState
    state_age_s: float | None
    can_go: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whether the reader may tell their own place. ``unit_id``: "" where they do not go out; ``crew``: their token."""

    unit_id: str
    unit: Text | None
    on_shift: bool
    crew: str
    every_s: float
    kept_days: int


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit whose state the reader may set."""

    unit_id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Purpose:
    """What one may want a history for."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Patrols:
    """Units on duty that the reader may see."""

    crews: tuple[CrewLine, ...]
    sees_below: bool
    may_set: bool
    units: tuple[UnitChoice, ...]
    purposes: tuple[Purpose, ...]
    sharing: Sharing
    fresh_minutes: float
    as_of: datetime


def patrol_routes(work: WorkDesk) -> APIRouter:
    """Routes about units on duty."""
    router = APIRouter(tags=["patrols"], responses=PROBLEMS)

    @router.get(
        "/patrols", response_model=Patrols, summary="Units on duty: where they are and what they do",
        dependencies=[needs(Permission.SEE_WORK)],
    )  # fmt: skip
    def get_patrols(actor: Acting, gate: TheGate) -> Response:
        found = patrols_of(work, actor)
        note_look(work, actor, gate.clock.now(), len(found.crews))
        return unkept(json_of(found))

    @router.post(
        "/units/{unit_id}/positions", response_model=Kept, summary="Tell where one's own unit on duty is",
        dependencies=[needs(Permission.PATROL)],
    )  # fmt: skip
    def post_positions(unit_id: str, form: PositionsForm, actor: Acting) -> Response:
        told = [_told(p) for p in form.positions]
        kept = tell_positions(work.room, _packs(work), actor, unit_id, told, work.clock.now(), work.desk.subject_key)
        return refusal(kept) if isinstance(kept, Refused) else json_of(kept)

    @router.put(
        "/units/{unit_id}/state", response_model=CrewLine, summary="Set by hand what a unit is doing",
        dependencies=[needs(Permission.SEE_PATROLS), needs(Permission.ISSUE)],
    )  # fmt: skip
    def put_state(unit_id: str, form: StateForm, actor: Acting) -> Response:
        told, now = Told(lon=form.lon, lat=form.lat, state=form.state), work.clock.now()
        found = set_state(work.room, _packs(work), actor, (unit_id, form.crew), told, now)
        names = crew_names(work.room, {unit_id}, now, work.desk.subject_key)
        return unkept(json_of(line_of(found, work.room.units(), names)))

    @router.post(
        "/units/{unit_id}/positions/history", response_model=list[UnitPosition],
        summary="Where a unit was, with purpose and case number", dependencies=[needs(Permission.SEE_PATROLS)],
    )  # fmt: skip
    def post_history(unit_id: str, form: HistoryForm, actor: Acting, gate: TheGate) -> Response:
        asked = LookUp(
            "positions", unit_id, form.purpose.strip(), form.case.strip(), gate.clock.now(),
            about=f"{form.since:%Y-%m-%dT%H:%MZ} {form.until:%Y-%m-%dT%H:%MZ}",
        )  # fmt: skip
        span = utc_of(form.since), utc_of(form.until)
        found = history_of(work.room, _packs(work), actor, asked, span, form.crew)
        return refusal(found) if isinstance(found, Refused) else unkept(json_of(found))

    return router


def note_look(work: WorkDesk, actor: Actor, real: datetime, crews: int) -> None:
    """Write down, once in the rule pack's time, that somebody looks at where so many crews are; of none, nothing."""
    minutes = float(work.desk.packs["patrols"].get("looking.log_minutes"))
    if crews and work.looks.is_first(actor.person_id, real, timedelta(minutes=minutes)):
        note = AuditNote(real, actor.person_id, actor.unit_id, "read.positions", detail=f"{crews} crews")
        work.room.store.append_audit(note)


def patrols_of(work: WorkDesk, actor: Actor) -> Patrols:
    """Units on duty that somebody may see, and whether they may tell of their own."""
    room, packs, now, key = work.room, _packs(work), work.clock.now(), work.desk.subject_key
    units, below = room.units(), Permission.SEE_PATROLS in actor.permissions
    seen = seen_units(actor, room)
    names = crew_names(room, seen, now, key) if below else call_signs(room, now, key)
    kinds = packs.patrols.get("units.kinds")
    choices = [u for u in units.units.values() if u.unit_id in seen and u.kind.value in kinds] if may_set(actor) else []
    return Patrols(
        crews=tuple(line_of(s, units, names) for s in look_at(room, packs.patrols, actor, now)),
        sees_below=below,
        may_set=may_set(actor),
        units=tuple(UnitChoice(u.unit_id, u.name) for u in choices),
        purposes=tuple(Purpose(code, name) for code, name in purposes(packs.lookups).items()) if below else (),
        sharing=_sharing(work, packs, actor),
        fresh_minutes=float(packs.patrols.get("positions.fresh_minutes")),
        as_of=now,
    )


def line_of(one: Standing, units: UnitTree, names: Mapping[str, str]) -> CrewLine:
    """A crew as a page shows it. One without a name is told by the end of its token; who is off duty has no place."""
    crew, place = one.now, None if one.state is DutyState.OFF else one.place
    latest = one.place or crew.said
    assert latest is not None  # a crew is known by a report
    return CrewLine(
        unit_id=crew.unit_id,
        unit=units.name_of(crew.unit_id) or Text(crew.unit_id, crew.unit_id),
        crew=crew.crew,
        name=names.get(crew.crew, crew.crew[-4:]),
        lon=place.lon if place else None,
        lat=place.lat if place else None,
        seen_at=place.happened_at if place else None,
        age_s=one.place_age.total_seconds() if place and one.place_age is not None else None,
        accuracy_m=place.accuracy_m if place else None,
        speed_kmh=place.speed_kmh if place else None,
        direction_deg=place.direction_deg if place else None,
        source=latest.source,
        is_fresh=place is not None and one.is_fresh,
        state=one.state,
        state_age_s=one.state_age.total_seconds() if one.state_age is not None else None,
        can_go=one.can_go,
    )


def _sharing(work: WorkDesk, packs: Packs, actor: Actor) -> Sharing:
    now, pack = work.clock.now(), packs.patrols
    shifts = work.room.store.list_shifts(*window_of(now, packs.messages))
    mine = [s.unit_id for s in shifts if s.person_id == actor.person_id and s.starts_at <= now < s.ends_at]
    unit_id = (mine or [actor.unit_id])[0]
    goes = Permission.PATROL in actor.permissions and goes_out(work.room, actor, unit_id, shifts, now, pack)
    period = next(r for r in work.desk.packs["retention"].get("kind") if r["code"] == "unit_position")
    return Sharing(
        unit_id=unit_id if goes else "",
        unit=work.room.units().name_of(unit_id) if goes else None,
        on_shift=goes and on_shift(shifts, actor, unit_id, now),
        crew=subject_token(work.desk.subject_key, CREW, actor.person_id) if goes else "",
        every_s=float(pack.get("positions.every_s")),
        kept_days=int(period["keep_days"]),
    )


def _told(form: PositionForm) -> Told:
    return Told(**form.model_dump())


def _packs(work: WorkDesk) -> Packs:
    return packs_of(work.desk.packs)
