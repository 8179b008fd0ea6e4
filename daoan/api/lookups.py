"""``/lookups``: a plate, a person, a track, with purpose and case number; requests for a second person."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal, get_args

from fastapi import APIRouter, Response
from pydantic import Field

from daoan.act.lookups.grounds import needs_second, purposes
from daoan.act.workflow.table import Refused
from daoan.api.answers import csv_of, json_of, parquet_of, unkept
from daoan.api.guard import Acting, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.workdesk import WorkDesk
from daoan.jobs.lookups import LookedUp, Wish, ask_approval, decide, look_up, may_decide, unmask
from daoan.jobs.track_export import export_track
from daoan.store.lake import LakeSite
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

Kind = Literal["plate", "person", "track", "track_export", "place", "companions"]
FileKind = Literal["csv", "parquet"]
Moment = Annotated[datetime | None, Field(description="UTC or with an offset")]
Word = Annotated[str, Field(max_length=80)]
MOST_OWN, MOST_REQUESTS = 100, 200


@dataclass(frozen=True, slots=True)
class NewLookUp:
    """What is asked for. ``approval``: id of an approved request, where one is needed.

    ``text``: plate, person, or id of a site. ``since``, ``until``: the time that a search of passes is about.
    """

    kind: Kind
    text: Annotated[str, Field(min_length=1, max_length=80)]
    purpose: Word
    case: Word
    approval: Word = ""
    since: Moment = None
    until: Moment = None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What for, and under which number."""

    purpose: Word
    case: Word


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of the list."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class OwnLookUp:
    """One line of the log about the reader. ``subject``: the end of its token, which tells equal ones from others."""

    line: int
    at: datetime
    kind: str
    subject: str
    purpose: str
    case: str
    refused: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request with who asks. ``decidable``: by the reader, now."""

    request: LookUpRequest
    asked_by_name: str | None
    unit_name: Text | None
    mine: bool
    decidable: bool
    over: bool


@dataclass(frozen=True, slots=True)
class PassDesk:
    """What passes can be searched, and how far. ``first``, ``last``: days (UTC) of which there are any."""

    first: str
    last: str
    now: datetime  # of the workspace, which may be replayed
    sites: tuple[LakeSite, ...]
    track_days: int
    place_hours: int
    companions_days: int
    companions: bool  # whether the rule pack lets companions be searched for


@dataclass(frozen=True, slots=True)
class LookUpDesk:
    """What the page of look-ups needs besides an answer."""

    purposes: tuple[Purpose, ...]
    second_person: tuple[str, ...]
    hours: float
    minutes: float
    days: int
    own: tuple[OwnLookUp, ...]
    requests: tuple[RequestLine, ...]
    passes: PassDesk | None  # None: no passes are kept here


@dataclass(frozen=True, slots=True)
class Unmasked:
    """Until when one matter is shown to the reader in the clear."""

    matter_id: str
    until: datetime


def lookup_routes(work: WorkDesk) -> APIRouter:
    """Routes about look-ups; every one needs the permission to look up."""
    router = APIRouter(tags=["lookups"], responses=PROBLEMS, dependencies=[needs(Permission.LOOK_UP)])

    @router.get("/lookups", response_model=LookUpDesk, summary="Purposes, own look-ups, requests")
    def get_desk(actor: Acting, gate: TheGate) -> Response:
        return _secret(lookup_desk(work, actor, gate.clock.now()))

    @router.post("/lookups", response_model=LookedUp, summary="Look up a plate, a person, a track, a place")
    def post_lookup(body: NewLookUp, actor: Acting, gate: TheGate) -> Response:
        pack = work.desk.packs["lookups"]
        return _outcome(look_up(work.room, pack, actor, wish_of(body), gate.clock.now(), work.advice))

    @router.post(
        "/lookups/requests", response_model=LookUpRequest, status_code=201, summary="Ask a second person to approve"
    )
    def post_request(body: NewLookUp, actor: Acting, gate: TheGate) -> Response:
        wish, key = wish_of(body), work.desk.subject_key
        asked = ask_approval(work.room, work.desk.packs["lookups"], actor, wish, gate.clock.now(), key)
        return _outcome(asked, 201)

    @router.post("/lookups/export", summary="A track as a file, with a second person's approval")
    def post_export(body: NewLookUp, actor: Acting, gate: TheGate, file: FileKind = "csv") -> Response:
        wish, key = wish_of(body), work.desk.subject_key
        rows = export_track(work.room, work.desk.packs["lookups"], actor, wish, gate.clock.now(), key)
        if isinstance(rows, Refused):
            return refusal(rows)
        write = csv_of if file == "csv" else parquet_of
        answer = write(rows, "track", simulated=work.desk.city.simulated)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    @router.post("/lookups/requests/{request_id}/approve", response_model=LookUpRequest, summary="Approve a request")
    def post_approval(request_id: str, actor: Acting, gate: TheGate) -> Response:
        return _outcome(decide(work.room, actor, _id(request_id), gate.clock.now(), approve=True))

    @router.post("/lookups/requests/{request_id}/refuse", response_model=LookUpRequest, summary="Refuse a request")
    def post_refusal(request_id: str, actor: Acting, gate: TheGate) -> Response:
        return _outcome(decide(work.room, actor, _id(request_id), gate.clock.now(), approve=False))

    @router.post("/work/{matter_id}/unmask", response_model=Unmasked, summary="See one matter in the clear for a while")
    def post_unmask(matter_id: str, body: Grounds, actor: Acting, gate: TheGate) -> Response:
        now = gate.clock.now()
        until = unmask(work.room, work.desk.packs["lookups"], actor, matter_id, body.purpose, body.case, now)
        if isinstance(until, Refused):
            return refusal(until)
        work.grants.give(actor.person_id, matter_id, until, now)
        return _secret(Unmasked(matter_id, until))

    return router


def wish_of(body: NewLookUp) -> Wish:
    """A request's body as the wish that it is."""
    since, until = (_utc(moment) for moment in (body.since, body.until))
    return Wish(body.kind, body.text, body.purpose, body.case, body.approval, since, until)


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise InputError("a time must say its offset, for example 2026-03-04T01:00:00Z 时间须带时区")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise InputError("no such time 时间无效") from None


def lookup_desk(work: WorkDesk, actor: Actor, now: datetime) -> LookUpDesk:
    """The page of look-ups for somebody."""
    pack = work.desk.packs["lookups"]
    days = int(pack.get("own.days"))
    return LookUpDesk(
        purposes=tuple(Purpose(code, name) for code, name in purposes(pack).items()),
        second_person=tuple(kind for kind in get_args(Kind) if needs_second(kind, pack)),
        hours=float(pack.get("second_person.hours")),
        minutes=float(pack.get("unmask.minutes")),
        days=days,
        own=own_lookups(work, actor, now - timedelta(days=days)),
        requests=request_lines(work, actor, now),
        passes=pass_desk(work),
    )


def pass_desk(work: WorkDesk) -> PassDesk | None:
    """What passes there are to search; ``None`` without any."""
    lake, pack = work.room.lake, work.desk.packs["lookups"]
    days = lake.day_names() if lake else ()
    if lake is None or not days:
        return None
    return PassDesk(
        first=days[0],
        last=days[-1],
        now=work.clock.now(),
        sites=lake.sites(),
        track_days=int(pack.get("track.most_days")),
        place_hours=int(pack.get("place.most_hours")),
        companions_days=int(pack.get("companions.most_days")),
        companions=bool(pack.get("companions.enabled")),
    )


def own_lookups(work: WorkDesk, actor: Actor, since: datetime) -> tuple[OwnLookUp, ...]:
    """The actor's look-ups since a moment, done and refused, latest first."""
    mine = [
        line
        for line in work.looked.lines()
        if line.note.person_id == actor.person_id and line.note.at >= since and "look_up." in line.note.action
    ]
    return tuple(
        OwnLookUp(
            line=line.number,
            at=line.note.at,
            kind=line.note.action.rpartition(".")[2],
            subject=line.note.subject if line.note.action.endswith(".matter") else line.note.subject[-6:],
            purpose=line.note.purpose,
            case=line.note.case,
            refused=line.note.detail if line.note.action.startswith("refused.") else "",
        )
        for line in reversed(mine[-MOST_OWN:])
    )


def request_lines(work: WorkDesk, actor: Actor, now: datetime) -> tuple[RequestLine, ...]:
    """Requests of the actor, and those that wait for the actor's word, latest first."""
    room, units = work.room, work.room.units()
    hours = float(work.desk.packs["lookups"].get("second_person.hours"))
    lines = []
    for request in room.store.list_requests(now - timedelta(hours=2 * hours), MOST_REQUESTS):
        mine, over = request.asked_by == actor.person_id, request.until <= now
        waits = request.state == "asked" and not over and may_decide(room, actor, request)
        if mine or waits:
            lines.append(
                RequestLine(
                    request=request,
                    asked_by_name=work.room.name_of(request.asked_by),
                    unit_name=units.name_of(request.unit_id),
                    mine=mine,
                    decidable=waits,
                    over=over,
                )
            )
    return tuple(lines)


def _id(word: str) -> str:
    if not word.isprintable():
        raise NotFound(f"no request {word!r:.80}")
    return word


def _outcome(outcome: object, status: int = 200) -> Response:
    if isinstance(outcome, Refused):
        return refusal(outcome)
    answer = _secret(outcome)
    answer.status_code = status
    return answer


def _secret(value: object) -> Response:
    """An answer that no cache keeps."""
    return unkept(json_of(value))
