"""``/shifts``: who of one's own unit and below is on duty when; planned by who supervises or manages people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile
from pydantic import AwareDatetime, BaseModel, Field

from daoan.act.shifts.planning import POST_LENGTH, plan_shift
from daoan.act.shifts.tables import RefusedRow, keep_apart, read_shifts, write_shifts
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.asking import utc_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.duty import duty_now
from daoan.jobs.workroom import scope_of
from daoan.terms.errors import FileUnreadable, InputError, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor, Person
from daoan.terms.records.shifts import Shift
from daoan.terms.roles import Permission
from daoan.terms.times import WEEK, local_midnight, monday_of, utc_to_local
from daoan.terms.units import Unit

MOST_DAYS = 62
MOST_BYTES = 2 * 1024 * 1024
Moment = Annotated[AwareDatetime, Query()]
READERS = (Permission.SEE_WORK, Permission.SUPERVISE, Permission.MANAGE_PEOPLE)
PLANNERS = (Permission.SUPERVISE, Permission.MANAGE_PEOPLE)


class NewShift(BaseModel):
    """A shift to be planned; times with their offset."""

    person_id: Annotated[str, Field(max_length=80)]
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    post: Annotated[str, Field(max_length=POST_LENGTH)] = ""
    unit_id: Annotated[str, Field(max_length=80)] = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be on duty. ``on_duty``: now; None where their unit keeps no shifts."""

    person_id: str
    name: str
    unit_id: str
    on_duty: bool | None


@dataclass(frozen=True, slots=True)
class Roster:
    """Shifts of a span of time, with the people and units that they are about. ``today``: the local day."""

    today: date
    since: datetime
    until: datetime
    shifts: tuple[Shift, ...]
    people: tuple[Colleague, ...]
    units: tuple[Unit, ...]
    may_plan: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file came to: shifts that are new, that were there already, rows that were refused."""

    kept: int
    known: int
    refused: tuple[RefusedRow, ...]


Week = Annotated[bool, Query(description="the whole local week of `since` instead, by itself the running one")]


def shift_routes(work: WorkDesk) -> APIRouter:
    """Routes about shifts."""
    router = APIRouter(prefix="/shifts", tags=["shifts"], responses=PROBLEMS)
    read, plan = [needs(*READERS)], [needs(*PLANNERS)]

    @router.get("", response_model=Roster, dependencies=read, summary="Who is on duty when, own unit and below")
    def get_roster(
        actor: Acting, since: Moment | None = None, until: Moment | None = None,
        unit: Annotated[str, Query(max_length=80)] = "", week: Week = False,
    ) -> Response:  # fmt: skip
        span = _week(work, since) if week else _span(work, since, until)
        return json_of(roster_of(work, actor, span, unit))

    @router.get("/csv", response_class=Response, dependencies=plan, summary="The same shifts as a CSV file")
    def get_csv(actor: Acting, since: Moment | None = None, until: Moment | None = None) -> Response:
        found = roster_of(work, actor, _span(work, since, until), "")
        logins = {p: _login_of(work, p) for p in {s.person_id for s in found.shifts}}
        text = write_shifts(found.shifts, work.desk.city.zone, logins)
        headers = {"Content-Disposition": 'attachment; filename="shifts.csv"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=headers)

    @router.post("", response_model=Shift, status_code=201, dependencies=plan, summary="Plan a shift")
    def add(form: NewShift, actor: Acting) -> Response:
        scope = scope_of(actor, work.room.units())
        person = _find_person(work, form.person_id)
        if person is None or person.unit_id not in scope or form.unit_id not in {"", *scope}:
            raise NotFound("nobody of your unit or below has this id · 本单位及下级无此人员")
        span = utc_of(form.starts_at), utc_of(form.ends_at)
        shift = plan_shift(person, *span, form.post, work.post.pack, form.unit_id)
        if isinstance(shift, Refused):
            raise InputError(f"{shift.message.en} · {shift.message.zh}")
        work.room.store.save_shifts([shift], _note(work, actor, "shift.add", shift.shift_id, shift.person_id))
        answer = json_of(shift)
        answer.status_code = 201
        return answer

    @router.post("/csv", response_model=Imported, dependencies=plan, summary="Plan the shifts of a CSV file")
    def import_csv(actor: Acting, file: Annotated[UploadFile, File()]) -> Response:
        return json_of(imported(work, actor, file.file.read(MOST_BYTES + 1)))

    @router.delete("/{shift_id}", status_code=204, dependencies=plan, summary="Delete a shift")
    def delete(shift_id: str, actor: Acting) -> Response:
        shift = work.room.store.get_shift(shift_id)
        if shift.unit_id not in scope_of(actor, work.room.units()):
            raise NotFound(f"no shift {shift_id!r:.80}")
        detail = f"{shift.person_id} {shift.starts_at:%Y-%m-%dT%H:%MZ} {shift.ends_at:%Y-%m-%dT%H:%MZ}"
        work.room.store.delete_shift(shift_id, _note(work, actor, "shift.delete", shift_id, detail))
        return Response(status_code=204)

    return router


def roster_of(work: WorkDesk, actor: Actor, span: tuple[datetime, datetime], unit: str) -> Roster:
    """Shifts that the actor may see. Raises :class:`NotFound` for a unit that is not theirs or below."""
    tree = work.room.units()
    scope = scope_of(actor, tree)
    if unit and unit not in scope:
        raise NotFound(f"no unit {unit!r:.80} at or below your own")
    units = frozenset({unit}) if unit else scope
    now = work.clock.now()
    duty = duty_now(work.room.store, now, work.post.pack, scope)
    people = (p for p in work.room.store.list_people() if p.unit_id in units and p.active)
    return Roster(
        utc_to_local(now, work.room.zone).date(),
        *span,
        shifts=work.room.store.list_shifts(*span, units),
        people=tuple(
            Colleague(p.person_id, p.name, p.unit_id, duty.find(p))
            for p in sorted(people, key=lambda p: (p.unit_id, p.name, p.person_id))
        ),
        units=tuple(u for u in tree.units.values() if u.unit_id in scope),
        may_plan=bool(actor.permissions & set(PLANNERS)),
    )


def imported(work: WorkDesk, actor: Actor, data: bytes) -> Imported:
    """Plan the shifts of a file; rows that cannot be are answered with their reason and change nothing."""
    if len(data) > MOST_BYTES:
        raise FileUnreadable(f"a file of shifts has at most {MOST_BYTES // 1024**2} MiB · 文件过大")
    zone, pack = work.desk.city.zone, work.post.pack
    people = dict[str, Person | None]()

    def find(login: str) -> Person | None:
        if login not in people:
            people[login] = _find_by_login(work, login)
        return people[login]

    table = read_shifts(_decoded(data), zone, find, scope_of(actor, work.room.units()), pack)
    if not table.shifts:
        return Imported(0, 0, table.refused)
    since, until = _around(table.shifts.values())
    table = keep_apart(table, work.room.store.list_shifts(since, until))
    shifts = list(table.shifts.values())
    note = _note(work, actor, "shift.import", "", f"{len(shifts)} shifts")
    kept = work.room.store.save_shifts(shifts, note) if shifts else 0
    return Imported(kept, len(shifts) - kept, table.refused)


def _around(shifts: Iterable[Shift]) -> tuple[datetime, datetime]:
    known = list(shifts)
    return min(s.starts_at for s in known), max(s.ends_at for s in known)


def _decoded(data: bytes) -> str:
    """The text of a file, as spreadsheets here write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileUnreadable("the file is neither UTF-8 nor GB 18030 · 文件编码不是 UTF-8 或 GB 18030")


def _span(work: WorkDesk, since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """The span that is asked for; by itself, a week from now."""
    begins = utc_of(since) if since else work.clock.now()
    ends = utc_of(until) if until else utc_of(begins, timedelta(days=7))
    if not timedelta() < ends - begins <= timedelta(days=MOST_DAYS):
        raise InputError(f"a span has up to {MOST_DAYS} days and ends after it begins · 时间范围最多 {MOST_DAYS} 天")
    return begins, ends


def _week(work: WorkDesk, since: datetime | None) -> tuple[datetime, datetime]:
    """The local week, Monday to Monday, of a moment, by itself of now."""
    zone = work.room.zone
    try:
        day = utc_to_local(utc_of(since) if since else work.clock.now(), zone).date()
        return local_midnight(monday_of(day), zone), local_midnight(monday_of(day) + WEEK, zone)
    except OverflowError:
        raise InputError("this week lies outside the calendar · 日期超出范围") from None


def _find_person(work: WorkDesk, person_id: str) -> Person | None:
    try:
        return work.room.store.get_person(person_id)
    except NotFound:
        return None


def _find_by_login(work: WorkDesk, login: str) -> Person | None:
    account = work.room.store.find_account(login)
    return _find_person(work, account.person_id if account else login)


def _login_of(work: WorkDesk, person_id: str) -> str:
    try:
        return work.room.store.get_account(person_id).login
    except NotFound:
        return ""


def _note(work: WorkDesk, actor: Actor, action: str, subject: str, detail: str) -> AuditNote:
    return AuditNote(work.desk.gate.clock.now(), actor.person_id, actor.unit_id, action, subject, detail=detail)
