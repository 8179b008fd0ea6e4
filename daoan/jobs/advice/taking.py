"""A phone's batch becomes versions of records, each by itself: one that cannot be kept keeps none of the others out.

The phone tells its own clock when it sends; by how much that is off corrects every moment in the batch, and both are
kept. What a change leaves untouched (plate and note, which the phone was shown masked) stays as its base has it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import subject_token
from daoan.jobs.advice.book import AdviceBook, Station
from daoan.jobs.workroom import scope_of
from daoan.store.advice_protocol import AdviceKept
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_plate
from daoan.terms.records.advice import AdviceRecord, AdviceVersion
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.subjects import read_plate_signs


@dataclass(frozen=True, slots=True)
class Told:
    """A version as a phone tells it. ``plate``, ``note``: ``None`` leaves what the base has. Degrees WGS-84."""

    record_id: str
    version_id: str
    based_on: tuple[str, ...]
    station: str
    seq: int
    phone_at: datetime
    vehicle: str
    behaviours: tuple[str, ...]
    outcome: str
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    people: int | None = None
    plate: str | None = None
    photos: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """Who sends, from which device, and by how much its clock is behind ours (seconds)."""

    actor: Actor
    device_id: str
    at: datetime
    offset_s: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one version. ``code``: of one that was not kept; ``wait``: try it again later."""

    record_id: str
    version_id: str
    kept: AdviceKept | None
    place: int = 0
    heads: int = 1
    code: str = ""
    message: Text | None = None
    wait: bool = False


class NotTaken(Exception):
    """Why a version cannot be kept. Never leaves this room."""

    def __init__(self, code: str, en: str, zh: str, *, wait: bool = False) -> None:
        super().__init__(code)
        self.code, self.text, self.wait = code, Text(en, zh), wait


def take_version(book: AdviceBook, sending: Sending, stations: Mapping[str, Station], told: Told) -> Taken:
    """Keep one version, or say why not. ``stations``: those of the sender."""
    try:
        version = _version(book, sending, stations, told)
        note = AuditNote(
            sending.at, sending.actor.person_id, sending.actor.unit_id, "advice.keep", told.record_id,
            detail=told.version_id,
        )  # fmt: skip
        outcome, record = book.room.store.keep_advice(version, note)
    except NotTaken as why:
        return refused(told.record_id, told.version_id, why)
    except Conflict:
        return refused(told.record_id, told.version_id, NotTaken("id", "this id is taken", "编号已被占用"))
    return Taken(told.record_id, told.version_id, outcome, record.place, len(record.heads))


def refused(record_id: str, version_id: str, why: NotTaken) -> Taken:
    """One that was not kept."""
    return Taken(record_id, version_id, None, code=why.code, message=why.text, wait=why.wait)


def offset_of(sent_at: datetime, at: datetime) -> float:
    """By how much a phone's clock is behind ours, in seconds; no more than a span of time can hold."""
    return round((at - sent_at).total_seconds(), 3)


def corrected(phone_at: datetime, offset_s: float, at: datetime) -> datetime:
    """A moment of the phone's clock by ours, never later than now."""
    try:
        return min(phone_at + timedelta(seconds=offset_s), at)
    except OverflowError:
        return at


def _version(book: AdviceBook, sending: Sending, stations: Mapping[str, Station], told: Told) -> AdviceVersion:
    store = book.room.store
    record = store.find_advice(told.record_id)
    if record is not None and record.current.unit_id not in scope_of(sending.actor, book.room.units()):
        raise NotTaken("id", "this id is taken", "编号已被占用")  # a stranger's record: nothing is said of it
    station = stations.get(told.station)
    if station is None:
        raise NotTaken("station", "this station is not yours, or no longer stands", "不是本单位的劝导站，或已撤销")
    base = _base(book, record, told)
    _require_codes(book, told)
    happened_at = base.happened_at if base else corrected(told.phone_at, sending.offset_s, sending.at)
    plate, shown, sealed = _plate(book, told, base)
    note = told.note if told.note is not None else base.note if base else ""
    return AdviceVersion(
        record_id=told.record_id, version_id=told.version_id, based_on=told.based_on, station=station.code,
        unit_id=station.unit_id, person_id=sending.actor.person_id, device_id=sending.device_id, seq=told.seq,
        phone_at=told.phone_at, offset_s=sending.offset_s, happened_at=happened_at, known_at=sending.at,
        digest=digest_of(told, sending.actor.person_id, sending.device_id), vehicle=told.vehicle,
        behaviours=told.behaviours, outcome=told.outcome, lon=told.lon, lat=told.lat, accuracy_m=told.accuracy_m,
        people=told.people, plate=plate, shown=shown, sealed=sealed, photos=told.photos, note=note.strip(),
    )  # fmt: skip


def digest_of(told: Told, person_id: str, device_id: str) -> str:
    """Which content this is: the same version sent again has the same."""
    words = msgspec.json.encode((told, person_id, device_id), order="deterministic")
    return hashlib.sha256(words).hexdigest()


def _base(book: AdviceBook, record: AdviceRecord | None, told: Told) -> AdviceVersion | None:
    """The version that untouched fields are read from: the first that it was made from."""
    if not told.based_on:
        return None
    versions = {v.version_id: v for v in book.room.store.list_advice_versions(told.record_id)}
    if record is None or not set(told.based_on) <= set(versions):
        raise NotTaken(
            "base", "the version that it was made from is not here yet", "所依据的版本尚未收到，稍后重试", wait=True
        )
    return versions[told.based_on[0]]


def _require_codes(book: AdviceBook, told: Told) -> None:
    known = book.catalogue
    unknown = [b for b in told.behaviours if b not in known.behaviours]
    if told.vehicle not in known.vehicles or told.outcome not in known.outcomes or unknown:
        raise NotTaken("code", "this page is older than the list of choices; load it anew", "选项已更新，请刷新页面")
    if len(told.photos) > book.number("limits.photos"):
        raise NotTaken("photos", "a record has no more photos than that", "照片数量超限")
    if len(told.note or "") > book.number("limits.note"):
        raise NotTaken("note", "the note is too long", "备注过长")
    if (told.people or 0) > book.number("limits.people"):
        raise NotTaken("people", "so many people are not on one vehicle", "乘员人数有误")


def _plate(book: AdviceBook, told: Told, base: AdviceVersion | None) -> tuple[str, str, str]:
    """Token, masked and sealed form of a plate."""
    if told.plate is None:
        return (base.plate, base.shown, base.sealed) if base else ("", "", "")
    if not told.plate.strip():
        return "", "", ""
    try:
        signs = read_plate_signs(told.plate)
    except InputError:
        raise NotTaken("plate", "this is no plate; correct it or leave it out", "号牌有误，请更正或留空") from None
    return subject_token(book.key, "plate", signs), mask_plate(signs), TextSealer(book.key).seal(signs)


def missing_photos(book: AdviceBook, record_id: str) -> dict[str, int]:
    """Photos that a record names and that are not whole here, with how many bytes there are of each."""
    names = dict.fromkeys(sha for v in book.room.store.list_advice_versions(record_id) for sha in v.photos)
    found = {sha: book.room.store.find_advice_photo(record_id, sha) for sha in names}
    return {sha: 0 if kept is None else kept.have for sha, kept in found.items() if kept is None or not kept.done}


def require_named(book: AdviceBook, record: AdviceRecord, sha256: str) -> None:
    """Raises :class:`NotFound` for a photo that no version of a record names."""
    if not any(sha256 in v.photos for v in book.room.store.list_advice_versions(record.record_id)):
        raise NotFound("this record names no such photo 该记录没有这张照片")
