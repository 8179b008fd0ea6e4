"""A report as it comes in: held against bounds, its photo made anew, its sender's number sealed; kept once."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from daoan.act.villagers.report import REPORT
from daoan.act.workflow.engine import begin
from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import RECEIPT_DIGITS, is_receipt, receipt_number
from daoan.edge.uploads import Upload, clean_photo
from daoan.jobs.attaching import keep_beside
from daoan.jobs.fields import require_note
from daoan.jobs.villagers.book import ReportBook, id_of
from daoan.jobs.villagers.codes import came_since
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import Personal, mask, mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import VILLAGER
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.times import local_midnight, utc_to_local

LONGEST_WAIT = timedelta(days=31)  # of a report on a phone without a network; older ones count as that old
_PHONE = set("0123456789+- ")
_SEALED = ("contact", "contact_sealed")  # that no line of the log holds


class CodeFull(Conflict):
    """As many reports came by a code today as are taken."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a villager sends. ``report_id``: a UUID that the phone made, the same each time it is sent.

    Degrees WGS-84. ``outside``: they were told that the place lies outside the city, and send it all the same.
    ``waited_s``: how long it lay on the phone before it was sent.
    """

    report_id: str
    kind: str
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    outside: bool = False
    where: str = ""
    text: str = ""
    phone: str = ""
    photo: bytes = b""
    waited_s: float = 0.0


def take_report(book: ReportBook, code: Entry, told: Told, at: datetime) -> Matter:
    """Keep a report that came by a code; the one that was kept before, where it is told again.

    Raises :class:`InputError` for what cannot be kept, :class:`CodeFull` where too many came today.
    """
    number = str(code.values["number"])
    receipt = receipt_number(book.key, f"{number}\n{_uuid(told.report_id)}")
    photo, report = _photo(book, told), _find(book, receipt)
    if report is None:
        require_room(book, code, at)
        report = _keep(book, code, told, id_of(receipt), at)
    return _with_photo(book, report, photo, at)


def take_carried(book: ReportBook, code: Entry, told: Told, receipt: str, at: datetime) -> Matter:
    """Keep a report under a receipt number that it has already; the one that was kept before, where there is one.

    Raises :class:`InputError` for what cannot be kept.
    """
    if not is_receipt(receipt):
        raise InputError(f"a receipt number has {RECEIPT_DIGITS} digits 回执号应为{RECEIPT_DIGITS}位数字")
    photo = _photo(book, told)
    report = _find(book, receipt) or _keep(book, code, told, id_of(receipt), at)
    return _with_photo(book, report, photo, at)


def _with_photo(book: ReportBook, report: Matter, photo: Upload | None, at: datetime) -> Matter:
    if photo is not None and not book.room.store.list_attachments(report.matter_id):
        keep_beside(book.room, VILLAGER, report.matter_id, photo, at)
    return report


def _find(book: ReportBook, receipt: str) -> Matter | None:
    try:
        return book.room.store.get_matter(id_of(receipt))
    except NotFound:
        return None


def require_room(book: ReportBook, code: Entry, at: datetime) -> None:
    """Raises :class:`CodeFull` where as many reports came by a code on this local day as are taken."""
    today = local_midnight(utc_to_local(at, book.room.zone).date(), book.room.zone)
    if came_since(book, code, today) >= book.number("bounds.reports_of_code_a_day"):
        raise CodeFull(
            "this code has taken as many reports as it can today: send it tomorrow, or tell your township "
            "今日上报已达上限，请明天再报或直接联系乡镇"
        )


def _keep(book: ReportBook, code: Entry, told: Told, matter_id: str, at: datetime) -> Matter:
    kind = book.catalogue.kinds.get(told.kind)
    if kind is None:
        raise InputError("choose what it is 请选择隐患类型")
    words, where = (_words(book, text, name) for text, name in ((told.text, "words"), (told.where, "where")))
    lon, lat, accuracy_m = _place(book, told)
    if lon is None and not where:
        raise InputError("say where it is: by the phone's position, or in words 请填写地点或允许定位")
    name = mask_text(str(code.values.get("name") or ""))
    title = Text(f"Villager's report: {kind.name.en}, {name}", f"群众上报：{kind.name.zh}（{name}）")
    happened = at - min(timedelta(seconds=max(told.waited_s, 0.0)), LONGEST_WAIT)
    values: dict[str, Any] = {
        "title": {"en": title.en, "zh": title.zh}, "code": str(code.values["number"]), "place": name,
        "report_kind": kind.code, "where": where, "text": words, "accuracy_m": accuracy_m,
        "outside": (lon is not None and lat is not None and not book.inside(lon, lat)) or None,
        "happened_at": happened.isoformat(), **_contact(book, told.phone),
    }  # fmt: skip
    first = Matter(
        matter_id=matter_id, kind=REPORT.kind, state="", title=title.zh[:200], issuer=code.unit_id,
        holder=code.unit_id, created_at=at, changed_at=at, created_by="", area=code.values.get("area"), lon=lon,
        lat=lat, values={k: v for k, v in values.items() if v not in (None, "")},
    )  # fmt: skip
    moved = begin(REPORT, first, VILLAGER, book.room.terms())
    step = replace(moved.step, values={k: v for k, v in moved.step.values.items() if k not in _SEALED})
    note = AuditNote(at, VILLAGER.person_id, code.unit_id, "report.take", matter_id, detail=first.values["code"])
    try:
        return book.room.store.keep_moves([(moved.matter, step)], {matter_id: 0}, note)[0]
    except Conflict:  # the same report came at the same time
        return book.room.store.get_matter(matter_id)


def _photo(book: ReportBook, told: Told) -> Upload | None:
    if not told.photo:
        return None
    return clean_photo(told.photo, int(book.number("limits.photo_bytes")), int(book.number("limits.photo_side_px")))


def _words(book: ReportBook, text: str, limit: str) -> str:
    most = int(book.number(f"limits.{limit}"))
    kept = require_note("".join(c if c.isprintable() or c == "\n" else " " for c in text).strip())
    if len(kept) > most:
        raise InputError(f"write no more than {most} characters 文字不超过{most}字")
    return kept


def _place(book: ReportBook, told: Told) -> tuple[float | None, float | None, float | None]:
    """The place, where the phone knows it well enough. Raises :class:`InputError` for one outside, not said so."""
    if told.lon is None or told.lat is None:
        return None, None, None
    if told.accuracy_m is not None and told.accuracy_m > book.number("limits.accuracy_m"):
        return None, None, None
    if not book.inside(told.lon, told.lat) and not told.outside:
        raise InputError(
            "this place lies outside the city: say so, or write where it is 位置不在本辖区，请确认或填写地点"
        )
    return told.lon, told.lat, told.accuracy_m


def _contact(book: ReportBook, phone: str) -> dict[str, str]:
    """A telephone number as it is kept: masked, and sealed."""
    told = " ".join(phone.split())
    if not told:
        return {}
    digits = sum(c.isdigit() for c in told)
    if not set(told) <= _PHONE or not 5 <= digits <= 15 or len(told) > 20:
        raise InputError("this is no telephone number 电话号码格式不正确")
    return {"contact": mask(Personal.PHONE, told), "contact_sealed": TextSealer(book.key).seal(told)}


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise InputError("a report's id is a UUID 上报编号格式不正确") from None
