"""``/meetings``: meetings of the committee, how each decision stands, and one call that opens a decision."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of, page_of
from daoan.api.asking import After, Limit
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS, problem
from daoan.api.shapes import Paged
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterLine
from daoan.api.work_views import line_of, names_in
from daoan.api.workdesk import WorkDesk
from daoan.jobs.meetings import (
    Decision,
    decisions_of,
    may_change,
    meeting_seen,
    meetings_of,
    open_decision,
    shown_meeting,
)
from daoan.jobs.workroom import sees
from daoan.terms.errors import NotFound
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

Place = Annotated[int, Path(ge=0, le=199)]


class Seen(BaseModel):
    """The version of the minutes that was seen."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision and how it stands. ``matter``, ``parts``: as far as the reader may see them."""

    place: int
    text: str
    units: tuple[str, ...]
    finish_by: date
    opened: bool
    matter: MatterLine | None
    parts: tuple[MatterLine, ...]


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting. ``writable``: by the reader, who may then open its decisions too."""

    entry_id: str
    version: int
    day: date
    subject: str
    chair: str
    attendees: tuple[str, ...]
    video: bool | None
    agenda: str
    minutes: str
    changed_at: datetime
    changed_by_name: str | None
    writable: bool
    decisions: tuple[DecisionLine, ...]


def meeting_routes(work: WorkDesk) -> APIRouter:
    """Routes of meetings."""
    router = APIRouter(prefix="/meetings", tags=["meetings"], responses=PROBLEMS)

    @router.get("", response_model=Paged[MeetingLine], summary="Meetings, latest first, with their decisions")
    def list_meetings(
        actor: Acting, after: After = None, limit: Limit = 20, text: Annotated[str, Query(max_length=100)] = ""
    ) -> Response:
        now, words = work.clock.now(), text.casefold()
        found = [e for e in meetings_of(work.room, actor, now) if words in str(e.values.get("subject", "")).casefold()]
        page = page_of(found, after, limit)
        names = names_in(work.room)
        return json_of(page | {"rows": [_line(work, actor, e, now, names) for e in page["rows"]]})

    @router.get("/{entry_id}", response_model=MeetingLine, summary="One meeting")
    def get_meeting(entry_id: str, actor: Acting) -> Response:
        entry = meeting_seen(work.room, actor, entry_id)
        return json_of(_line(work, actor, entry, work.clock.now(), names_in(work.room)))

    @router.post(
        "/{entry_id}/decisions/{place}",
        response_model=MeetingLine,
        status_code=201,
        summary="Open a decision as a matter and issue it",
        dependencies=[needs(Permission.ISSUE)],
    )
    def post_decision(entry_id: str, place: Place, body: Seen, actor: Acting) -> Response:
        now = work.clock.now()
        done = open_decision(work.room, actor, entry_id, place, body.version, now)
        if isinstance(done, Refused):
            return refusal(done)
        if not isinstance(done, Matter):
            return problem(422, "wrong-fields", "the minutes do not fit their fields any more 纪要内容有误")
        entry = meeting_seen(work.room, actor, entry_id)
        answer = json_of(_line(work, actor, entry, now, names_in(work.room)))
        answer.status_code = 201
        return answer

    return router


def _line(work: WorkDesk, actor: Actor, entry: Entry, now: datetime, names: Callable[[str], str | None]) -> MeetingLine:
    told = shown_meeting(work.room, actor, entry)
    shown = replace(entry, values=told)
    decisions = tuple(_decision(work, actor, n, d, now) for n, d in enumerate(decisions_of(shown)))
    return MeetingLine(
        entry_id=entry.entry_id,
        version=entry.version,
        day=date.fromisoformat(told["day"]),
        subject=str(told.get("subject", "")),
        chair=str(told.get("chair", "")),
        attendees=tuple(told.get("attendees", ())),
        video=told.get("video"),
        agenda=str(told.get("agenda", "")),
        minutes=str(told.get("minutes", "")),
        changed_at=entry.changed_at,
        changed_by_name=names(entry.changed_by),
        writable=may_change(work.room, actor, entry),
        decisions=decisions,
    )


def _decision(work: WorkDesk, actor: Actor, place: int, one: Decision, now: datetime) -> DecisionLine:
    room = work.room
    matter: Matter | None = None
    family: dict[str, Matter] = {}
    if one.matter_id:
        try:
            matter, family = room.load(one.matter_id)
        except NotFound:  # kept in the minutes, but never issued; or its time of retention ended
            matter = None
    units = room.units()
    opened = matter is not None and matter.state != "draft"
    if matter is None or not sees(actor, matter, family, units):
        return DecisionLine(place, one.text, one.units, one.finish_by, opened, None, ())
    parts = tuple(
        line_of(m, room.workflows, units, now)
        for m in family.values()
        if m.parent == matter.matter_id and sees(actor, m, family, units)
    )
    line = line_of(matter, room.workflows, units, now)
    return DecisionLine(place, one.text, one.units, one.finish_by, opened, line, parts)
