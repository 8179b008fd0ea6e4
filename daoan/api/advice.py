"""``/advice`` for phones: what a page needs offline, answers record by record, photos part by part, changes."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool

from daoan.api.advice_lines import lines_for, reference_for
from daoan.api.advice_shapes import (
    BatchAnswer,
    BatchForm,
    BatchLine,
    Changes,
    CheckInForm,
    MissingPhoto,
    PhotoState,
    Reference,
    VersionForm,
)
from daoan.api.answers import json_of, unkept
from daoan.api.asking import utc_of
from daoan.api.bodies import body_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.advice.book import own_stations
from daoan.jobs.advice.photos import add_part, read_photo
from daoan.jobs.advice.presence import CheckIn, take_check_in
from daoan.jobs.advice.settling import hand_over_as_told
from daoan.jobs.advice.taking import Sending, Taken, Told, missing_photos, offset_of, take_version
from daoan.terms.errors import Conflict, InputError
from daoan.terms.estimates import Text
from daoan.terms.records.advice import AdvicePhoto, PresenceWhat
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

F = TypeVar("F", bound=BaseModel)

MOST_CHANGES = 100
MOST_PART_BYTES = 1024 * 1024
Sha = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
PART = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def advice_routes(work: WorkDesk) -> APIRouter:
    """Routes that a warden's phone talks to."""
    router = APIRouter(prefix="/advice", tags=["advice"], responses=PROBLEMS)

    @router.get("/reference", response_model=Reference, summary="All that the page needs to work without a network")
    def get_reference(actor: Acting) -> Response:
        return unkept(json_of(reference_for(work, actor)))

    @router.post(
        "/batch", response_model=BatchAnswer, summary="Send versions of records and check-ins; each is answered",
        dependencies=[needs(Permission.REPORT)],
    )  # fmt: skip
    def post_batch(form: BatchForm, actor: Acting) -> Response:
        return unkept(json_of(take_batch(work, actor, form)))

    @router.get("/changes", response_model=Changes, summary="Records of one's stations that changed behind a place")
    def get_changes(actor: Acting, after: Annotated[int, Query(ge=0, le=2**62)] = 0) -> Response:
        lines = lines_for(work, actor)
        rows = work.room.store.list_advice_changes(lines.own().keys(), after, MOST_CHANGES)
        last = rows[-1].place if rows else after
        return unkept(json_of(Changes(tuple(map(lines.record, rows)), last, len(rows) == MOST_CHANGES)))

    @router.put(
        "/{record_id}/photos/{sha256}", response_model=PhotoState, openapi_extra=PART,
        summary="Send a part of a photo that begins at a byte; answers how much is here",
        dependencies=[needs(Permission.REPORT)],
    )  # fmt: skip
    async def put_photo(
        record_id: str, sha256: Sha, request: Request, actor: Acting,
        start: Annotated[int, Query(ge=0, le=2**31 - 1)], total: Annotated[int, Query(ge=1, le=2**31 - 1)],
    ) -> Response:  # fmt: skip
        part = await body_of(request, MOST_PART_BYTES, "this part of a photo is too large 分片过大")
        kept = await run_in_threadpool(
            add_part, work.advice, actor, record_id, sha256, start, total, part, work.clock.now()
        )
        return unkept(json_of(state_of(kept)))

    @router.get("/{record_id}/photos/{sha256}", response_class=Response, summary="A photo; that it was seen is logged")
    def get_photo(record_id: str, sha256: Sha, actor: Acting) -> Response:
        content = read_photo(work.advice, actor, record_id, sha256, work.clock.now())
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        return unkept(Response(content, media_type="image/jpeg", headers=headers))

    return router


def take_batch(work: WorkDesk, actor: Actor, form: BatchForm) -> BatchAnswer:
    """Take a batch in, oldest first. Raises :class:`Conflict` where it is somebody else's work."""
    if form.person_id != actor.person_id:
        raise Conflict("this is the work of somebody else who used this phone; they sign in to send it 非本人记录")
    book, at = work.advice, work.clock.now()
    if len(form.records) + len(form.presence) > book.number("limits.batch"):
        raise InputError("so many records are not sent at once 单次上传数量超限")
    offset_s = offset_of(utc_of(form.sent_at), at)
    sending = Sending(actor, form.device_id, at, offset_s)
    stations = own_stations(book, actor, at)
    records, presence = [], []
    for raw in form.records:
        told, wrong = _read(VersionForm, raw, "record_id", "version_id")
        if wrong or told is None:
            records.append(wrong or _unread(raw, "record_id", "version_id"))
            continue
        taken = take_version(book, sending, stations, _told(told))
        records.append(_line(work, actor, told, taken))
    for raw in form.presence:
        came, wrong = _read(CheckInForm, raw, "presence_id", "")
        if wrong or came is None or came.what is PresenceWhat.SHIFT:
            presence.append(wrong or _unread(raw, "presence_id", ""))
            continue
        presence.append(_presence_line(take_check_in(book, sending, stations, _check_in(came))))
    off = abs(offset_s) > book.number("clock.doubt_s") and not work.clock.replays  # of a day that is replayed
    return BatchAnswer(at, offset_s, off, tuple(records), tuple(presence))


def state_of(photo: AdvicePhoto) -> PhotoState:
    """How much of a photo is here."""
    return PhotoState(photo.sha256, photo.have, photo.total, photo.done)


def _line(work: WorkDesk, actor: Actor, told: VersionForm, taken: Taken) -> BatchLine:
    """The answer to one version; one that is for the police becomes their matter with it."""
    if taken.kept is None:
        result = "wait" if taken.wait else "refused"
        return BatchLine(taken.record_id, taken.version_id, result, taken.code, taken.message, 0)
    book = work.advice
    hand_over_as_told(book, actor, told.record_id, work.clock.now())
    missing = tuple(MissingPhoto(sha, have) for sha, have in missing_photos(book, told.record_id).items())
    return BatchLine(taken.record_id, taken.version_id, taken.kept.value, "", None, taken.heads, missing)


def _presence_line(taken: Taken) -> BatchLine:
    result = taken.kept.value if taken.kept is not None else "refused"
    return BatchLine(taken.record_id, "", result, taken.code, taken.message, 0)


def _read(form: type[F], raw: dict[str, Any], name: str, version: str) -> tuple[F | None, BatchLine | None]:
    """One item of a batch, or the answer to one that cannot be read; what was wrong in it is not quoted."""
    try:
        return form.model_validate(raw), None
    except ValidationError as problem:
        where = ".".join(str(step) for step in problem.errors()[0]["loc"])[:80]
        return None, _unread(raw, name, version, where)


def _unread(raw: dict[str, Any], name: str, version: str, where: str = "") -> BatchLine:
    text = Text(f"this cannot be read: {where}", f"内容无法识别：{where}")
    return BatchLine(str(raw.get(name, ""))[:60], str(raw.get(version, ""))[:60], "refused", "form", text, 0)


def _told(form: VersionForm) -> Told:
    behaviours = tuple(dict.fromkeys(form.behaviours))
    return Told(
        form.record_id, form.version_id, tuple(dict.fromkeys(form.based_on)), form.station, form.seq,
        utc_of(form.phone_at), form.vehicle, behaviours, form.outcome, form.lon, form.lat, form.accuracy_m, form.people,
        form.plate, tuple(dict.fromkeys(form.photos)), form.note,
    )  # fmt: skip


def _check_in(form: CheckInForm) -> CheckIn:
    return CheckIn(
        form.presence_id, form.station, form.what, utc_of(form.phone_at), form.lon, form.lat, form.accuracy_m,
        form.contacts,
    )  # fmt: skip
