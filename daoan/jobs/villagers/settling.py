"""What a township does with a report: take it up as a hazard, join it to a known one, call its sender back."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.act.hazards.hazard import HAZARD
from daoan.act.villagers.answer import Answer, answer_to
from daoan.act.villagers.report import REPORT
from daoan.act.workflow.engine import advance
from daoan.act.workflow.table import Event, Refused
from daoan.edge.sealed import TextSealer
from daoan.edge.tokens import is_receipt
from daoan.edge.uploads import Upload
from daoan.jobs.attaching import keep_beside
from daoan.jobs.supervising import every_matter
from daoan.jobs.villagers.book import ReportBook, id_of, seen_report
from daoan.jobs.work import Asked, Wanted, cause, open_matter, remark
from daoan.jobs.workroom import scope_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.places import distance_m
from daoan.terms.records import Evidence
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter

_TO_BE = "hazard-"  # stands for a hazard while it is asked whether one may be made


@dataclass(frozen=True, slots=True)
class Near:
    """A known hazard and how far away it lies."""

    hazard: Matter
    distance_m: float


def near_hazards(book: ReportBook, actor: Actor, report: Matter) -> tuple[Near, ...]:
    """Open hazards that the actor answers for, nearest first; none where the report has no position."""
    if report.lon is None or report.lat is None:
        return ()
    found = (
        Near(h, distance_m(report.lon, report.lat, h.lon, h.lat))
        for h in open_hazards(book, actor) if h.lon is not None and h.lat is not None
    )  # fmt: skip
    near = [n for n in found if n.distance_m <= book.number("near.within_m")]
    return tuple(sorted(near, key=lambda n: (n.distance_m, n.hazard.matter_id))[: int(book.number("near.most"))])


def open_hazards(book: ReportBook, actor: Actor) -> tuple[Matter, ...]:
    """Hazards of the actor's unit and below that are not closed."""
    units = tuple(sorted(scope_of(actor, book.room.units())))
    where = MatterFilter(kinds=(HAZARD.kind,), units=units, open_only=True)
    if not units:
        return ()
    return tuple(every_matter(book.room, where))


def take_up(
    book: ReportBook, actor: Actor, matter_id: str, version: int, title: str, note: str, at: datetime
) -> Matter | Refused:
    """Make a hazard of a report, with its place, words and photo; answers the hazard.

    Raises :class:`NotFound`, :class:`Conflict` where somebody acted first.
    """
    report = _ready(book, actor, matter_id, version, "take_up", at)
    if isinstance(report, Refused):
        return report
    kind = book.catalogue.kinds.get(str(report.values.get("report_kind")))
    values: dict[str, Any] = {
        "kind": kind.hazard if kind else "other", "road": str(report.values.get("where", "")),
        "text": str(report.values.get("text", "")), "accuracy_m": report.values.get("accuracy_m"),
    }  # fmt: skip
    name = kind.name.zh if kind else ""
    asked = Asked(
        HAZARD.kind,
        title.strip() or " ".join(filter(None, (str(report.values.get("place", "")), name))),
        values={k: v for k, v in values.items() if v not in (None, "")},
        area=report.area, lon=report.lon, lat=report.lat,
        evidence=(Evidence("matter", matter_id, Text("villager's report", "群众上报")),),
    )  # fmt: skip
    hazard = open_matter(book.room, actor, asked, at, once=f"report {matter_id}")
    if isinstance(hazard, Refused):
        return hazard
    _hand_photos(book, actor, report, hazard, at)
    moved = cause(book.room, actor, Wanted(matter_id, version, "take_up", note, {"hazard": hazard.matter_id}), at)
    return moved if isinstance(moved, Refused) else hazard


def join(
    book: ReportBook, actor: Actor, matter_id: str, version: int, hazard_id: str, at: datetime
) -> Matter | Refused:
    """Join a report to a hazard that is known already; answers the hazard, whose log tells of it.

    Raises :class:`InputError` for a hazard that is not of the actor's unit and below, or is closed.
    """
    report = _ready(book, actor, matter_id, version, "join", at)
    if isinstance(report, Refused):
        return report
    hazard = next((h for h in open_hazards(book, actor) if h.matter_id == hazard_id), None)
    if hazard is None:
        raise InputError("name an open hazard of your unit or below 请选择本单位及下级未销号的隐患")
    moved = cause(book.room, actor, Wanted(matter_id, version, "join", "", {"hazard": hazard_id}), at)
    if isinstance(moved, Refused):
        return moved
    _hand_photos(book, actor, report, hazard, at)
    with suppress(Conflict):  # the hazard moved meanwhile; the report names it all the same
        remark(book.room, actor, hazard_id, hazard.version, f"群众再次反映 reported again: {matter_id}", at)
    return hazard


def answer_for(book: ReportBook, receipt: str) -> Answer:
    """What a receipt number's holder is told. Raises :class:`NotFound`."""
    if not is_receipt(receipt):
        raise NotFound("there is no such receipt number 没有该回执号")
    try:
        report = book.room.store.get_matter(id_of(receipt))
    except NotFound:
        raise NotFound("there is no such receipt number, or it is over a year old 没有该回执号，或已超过一年") from None
    return answer_to(report, hazard_of(book, report), book.catalogue.reasons)


def hazard_of(book: ReportBook, report: Matter) -> Matter | None:
    """The hazard that a report became or was joined to, where it is still kept."""
    name = report.values.get("hazard")
    try:
        found = book.room.store.get_matter(str(name)) if name else None
    except NotFound:
        return None
    return found if found is not None and found.kind == HAZARD.kind else None


def show_contact(book: ReportBook, actor: Actor, matter_id: str, why: str, at: datetime) -> str:
    """The sender's telephone number, to call them back; who saw it and what for is written down before.

    Raises :class:`InputError` without a reason or a number.
    """
    report = seen_report(book, actor, matter_id)
    if not why.strip():
        raise InputError("say what you need the number for 请说明查看电话的用途")
    sealed = report.values.get("contact_sealed")
    if not sealed:
        raise InputError("no telephone number is kept with this report 该上报未留电话")
    note = AuditNote(
        at, actor.person_id, actor.unit_id, "read.report_contact", matter_id, detail=mask_text(why.strip()[:200])
    )
    book.room.store.append_audit(note)
    return TextSealer(book.key).open(str(sealed))


def waiting_of(book: ReportBook, actor: Actor, at: datetime) -> tuple[int, int]:
    """How many reports of the actor's unit and below wait, and how many of them past their term."""
    units = tuple(sorted(scope_of(actor, book.room.units())))
    if not units:
        return 0, 0
    where = MatterFilter(kinds=(REPORT.kind,), units=units, open_only=True)
    late = MatterFilter(kinds=(REPORT.kind,), units=units, open_only=True, overdue_at=at)
    return tuple(sum(book.room.store.count_matters(w).values()) for w in (where, late))  # type: ignore[return-value]


def _ready(book: ReportBook, actor: Actor, matter_id: str, version: int, event: str, at: datetime) -> Matter | Refused:
    """The report, if that can happen to it now and by this person; nothing is made of it before."""
    report = seen_report(book, actor, matter_id)
    if report.version != version:
        raise Conflict(f"{matter_id} has moved on to version {report.version}; look at it again 已有变化，请刷新")
    wanted = Wanted(matter_id, version, event, "", {"hazard": _TO_BE})
    tried = advance(REPORT, report, Event(event, actor, "", wanted.values or {}), at, book.room.terms())
    if isinstance(tried, Refused):
        return cause(book.room, actor, wanted, at)  # which writes the refusal down
    return report


def _hand_photos(book: ReportBook, actor: Actor, report: Matter, hazard: Matter, at: datetime) -> None:
    """The report's photo beside the hazard too; its content is kept once."""
    for photo in book.room.store.list_attachments(report.matter_id):
        _, content = book.room.store.get_attachment(photo.attachment_id)
        keep_beside(book.room, actor, hazard.matter_id, Upload(photo.name, photo.media_type, content), at)
