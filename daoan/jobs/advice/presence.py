"""Check-ins by position and time, and shifts told by code: by text message while they run, or later from paper."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.act.advice.attendance import why_not_there
from daoan.act.advice.codes import find_shift, is_whole, read_code, read_message
from daoan.edge.tokens import station_secret, subject_token
from daoan.jobs.advice.book import WARDENS, AdviceBook, Station, own_station
from daoan.jobs.advice.taking import NotTaken, Sending, Taken, corrected, refused
from daoan.store.advice_protocol import AdviceKept
from daoan.terms.advice import shift_at
from daoan.terms.errors import Conflict, InputError
from daoan.terms.estimates import Text
from daoan.terms.records.advice import AdvicePresence, PresenceWay, PresenceWhat
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.subjects import read_subject
from daoan.terms.times import local_midnight, utc_to_local

#: Why a presence proves nothing.
WHY: Mapping[str, Text] = {
    "no_place": Text("the station has no coordinates in the register", "台账中劝导站无坐标"),
    "no_position": Text("the phone told no position", "手机未提供位置"),
    "vague": Text("the phone did not know its place well enough", "定位精度不足"),
    "far": Text("too far from the station", "距劝导站过远"),
    "mistyped": Text("the code is mistyped: its last digit does not fit", "编码有误（校验位不符），请核对"),
    "wrong": Text("this is not the code of that shift", "编码不正确"),
    "not_now": Text("the code is right, but its shift does not run now", "编码正确，但不在当班时间"),
    "already": Text("this shift was told already", "该班次已签到"),
    "locked": Text("too many wrong codes today; the township can help tomorrow", "今日错误次数过多，请次日再试"),
    "no_station": Text("there is no such station", "没有该劝导站"),
    "not_understood": Text("write: station, code, people spoken to", "格式：站点编号 编码 劝导人次"),
}


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A check-in as a phone tells it. ``contacts``: people spoken to, on leaving."""

    presence_id: str
    station: str
    what: PresenceWhat
    phone_at: datetime
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    contacts: int | None = None


@dataclass(frozen=True, slots=True)
class CodeTold:
    """What became of a code. ``shift``: empty where it is of none. ``reply``: what the sender is answered."""

    station: str
    day: date
    shift: str
    proved: bool
    why: str
    reply: Text


def take_check_in(book: AdviceBook, sending: Sending, stations: Mapping[str, Station], told: CheckIn) -> Taken:
    """Keep one check-in, proved or not."""
    station = stations.get(told.station)
    if station is None:
        gone = NotTaken("station", "this station is not yours, or no longer stands", "不是本单位的劝导站，或已撤销")
        return refused(told.presence_id, "", gone)
    happened_at = corrected(told.phone_at, sending.offset_s, sending.at)
    grace = timedelta(minutes=book.number("presence.grace_minutes"))
    day, shift = shift_at(book.catalogue, happened_at, book.room.zone, grace)
    why, away = why_not_there((station.lon, station.lat), (told.lon, told.lat), told.accuracy_m, book.pack)
    presence = AdvicePresence(
        told.presence_id, station.code, station.unit_id, PresenceWay.POSITION, told.what, happened_at, sending.at, day,
        shift, sending.actor.person_id, phone_at=told.phone_at, offset_s=sending.offset_s, lon=told.lon, lat=told.lat,
        accuracy_m=told.accuracy_m, distance_m=away, contacts=told.contacts, why=why,
    )  # fmt: skip
    note = AuditNote(
        sending.at, sending.actor.person_id, sending.actor.unit_id, "advice.presence", station.code,
        detail=f"{told.what.value} {why}".strip(),
    )  # fmt: skip
    try:
        fresh = book.room.store.keep_presence(presence, note)
    except Conflict:
        return refused(told.presence_id, "", NotTaken("id", "this id is taken", "编号已被占用"))
    kept = AdviceKept.NEW if fresh else AdviceKept.SAME
    return Taken(told.presence_id, "", kept, code=why, message=WHY.get(why))


def enter_code(
    book: AdviceBook, actor: Actor, code: str, station: str, day: date, contacts: int | None, at: datetime, sheet: int
) -> CodeTold:
    """A code from paper, entered by somebody above the station. ``sheet``: number of the station's sheets.

    Raises :class:`NotFound` for a station that is not theirs, :class:`InputError` for a day that is not to be entered.
    """
    place = own_station(book, actor, station, at)
    today = utc_to_local(at, book.room.zone).date()
    if not today - timedelta(days=book.number("codes.late_days")) <= day <= today:
        raise InputError("codes are entered for today and the weeks before 只能补录今日及此前规定期限内的编码")
    _require_contacts(book, contacts)
    text = read_code(code)
    shift = find_shift(station_secret(book.key, station, sheet), day, book.catalogue.shifts, text)
    why = _why_no(book, place, day, shift, text, at)
    begins = book.catalogue.shifts[shift].span(day, book.room.zone)[0] if shift else at
    if not why and begins > at:
        why = "not_now"  # what has not begun cannot have been attended
    presence = AdvicePresence(
        _code_id(station, day, shift or text, PresenceWay.PAPER, at, why), station, place.unit_id, PresenceWay.PAPER,
        PresenceWhat.SHIFT, min(begins, at), at, day, shift or "", actor.person_id, contacts=contacts, why=why,
    )  # fmt: skip
    return _kept(book, presence, actor.person_id, actor.unit_id)


def receive_message(
    book: AdviceBook, text: str, sender: str, message_id: str, at: datetime, sheet_of: Mapping[str, int]
) -> CodeTold:
    """A text message that the city's gateway received. ``sender``: telephone it came from; empty where not told.

    ``sheet_of``: number of each station's sheets, where it is not the first. The same message again answers the same
    and keeps nothing more.
    """
    day = utc_to_local(at, book.room.zone).date()
    told = read_message(text)
    token = _phone_token(book, sender)
    if told is None:
        return CodeTold("", day, "", False, "not_understood", WHY["not_understood"])
    place = book.stations(at).get(told.station)
    if place is None:
        return CodeTold(told.station, day, "", False, "no_station", WHY["no_station"])
    contacts = None if told.contacts is None else min(told.contacts, int(book.number("codes.most_contacts")))
    secret = station_secret(book.key, place.code, sheet_of.get(place.code, 1))
    shift = find_shift(secret, day, book.catalogue.shifts, told.code)
    why = _why_no(book, place, day, shift, told.code, at, sender=token)
    if not why and shift is not None:
        begins, ends = book.catalogue.shifts[shift].span(day, book.room.zone)
        grace = timedelta(minutes=book.number("presence.grace_minutes"))
        why = "" if begins - grace <= at <= ends + grace else "not_now"
    presence = AdvicePresence(
        _code_id(place.code, day, shift or told.code, PresenceWay.SMS, at, why, message_id), place.code, place.unit_id,
        PresenceWay.SMS, PresenceWhat.SHIFT, at, at, day, shift or "", sender=token,
        sender_known=token != "" and token in _phones_of(book, place.code, at), contacts=contacts, why=why,
    )  # fmt: skip
    return _kept(book, presence, "gateway", "")


def _kept(book: AdviceBook, presence: AdvicePresence, person_id: str, unit_id: str) -> CodeTold:
    """Keep what a code came to; once the tries are locked, no more of them."""
    if presence.why not in ("locked", "already", "mistyped"):
        note = AuditNote(
            presence.known_at, person_id, unit_id, "advice.presence", presence.station,
            detail=f"{presence.way.value} {presence.day} {presence.shift} {presence.why}".strip(),
        )  # fmt: skip
        book.room.store.keep_presence(presence, note)
    reply = WHY[presence.why] if presence.why else Text("noted, thank you", "已登记，谢谢")
    return CodeTold(presence.station, presence.day, presence.shift, presence.proved, presence.why, reply)


def _why_no(
    book: AdviceBook, station: Station, day: date, shift: str | None, code: str, at: datetime, *, sender: str = ""
) -> str:
    """Why a code proves nothing; empty where it does. Wrong ones of this day are counted first."""
    today = local_midnight(utc_to_local(at, book.room.zone).date(), book.room.zone)
    earlier = book.room.store.list_presence(
        None, min(today, local_midnight(day, book.room.zone)), at + timedelta(days=1)
    )
    wrong = [p for p in earlier if p.why == "wrong" and p.known_at >= today]
    of_station = sum(p.station == station.code for p in wrong)
    of_sender = sum(bool(sender) and p.sender == sender for p in wrong)
    if of_station >= book.number("codes.wrong_of_station") or of_sender >= book.number("codes.wrong_of_sender"):
        return "locked"
    if not is_whole(code):
        return "mistyped"
    if shift is None:
        return "wrong"
    same = (
        p for p in earlier if p.what is PresenceWhat.SHIFT and (p.station, p.day, p.shift) == (station.code, day, shift)
    )
    return "already" if any(p.proved for p in same) else ""


def _code_id(
    station: str, day: date, shift: str, way: PresenceWay, at: datetime, why: str, message_id: str = ""
) -> str:
    """One id for a shift that is proved, whichever way; one a try for what is not."""
    words = f"{station}\n{day}\n{shift}"
    if why:
        words += f"\n{way.value}\n{message_id or at.isoformat()}"
    return "code-" + hashlib.sha256(words.encode()).hexdigest()[:32]


def _require_contacts(book: AdviceBook, contacts: int | None) -> None:
    if contacts is not None and not 0 <= contacts <= book.number("codes.most_contacts"):
        raise InputError("so many people are not spoken to in a shift 劝导人次有误")


def _phone_token(book: AdviceBook, phone: str) -> str:
    if not phone.strip():
        return ""
    try:
        return subject_token(book.key, "phone", read_subject("person", phone).text)
    except InputError:
        return subject_token(book.key, "phone", phone.strip()[:40])


def _phones_of(book: AdviceBook, station: str, at: datetime) -> set[str]:
    """Tokens of the telephones of a station's wardens."""
    entries = book.room.store.list_entries(WARDENS, at)
    return {
        _phone_token(book, str(e.values.get("phone") or "")) for e in entries if e.values.get("station") == station
    } - {""}
