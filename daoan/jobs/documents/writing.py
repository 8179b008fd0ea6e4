"""Write a document from a run as a draft; read it back as it stands; keep the files of what was signed.

The content is kept beside the matter as JSON and never changed: a revision is a matter of its own that names the one it
stands beside. Number and day come with the signature. What was set once after signing is given out from then on.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.documents.document import DOCUMENT
from daoan.act.supervision.numbers import local_day
from daoan.act.workflow.engine import begin
from daoan.act.workflow.table import Refused
from daoan.edge.uploads import Upload
from daoan.jobs.attaching import keep_beside
from daoan.jobs.supervising import every_matter
from daoan.jobs.work import Asked, open_matter
from daoan.jobs.workroom import Workroom, require_seen, scope_of
from daoan.learn.documents.kinds import KINDS
from daoan.store.work_protocol import MatterFilter
from daoan.terms.documents import Document, Passage, Section, same
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter

CONTENT = "document.json"
SIGNED = ("signed", "sent")
Unpack = Callable[[bytes], Document]


@dataclass(frozen=True, slots=True)
class Drafted:
    """What is to be written: the kind, what it is about, the document, and the one that it stands beside."""

    kind: str
    subject: str
    document: Document
    content: bytes
    revises: str = ""


def write_draft(
    room: Workroom, actor: Actor, drafted: Drafted, at: datetime, key: str | None = None
) -> Matter | Refused:
    """Write a draft by a person's hand; answers its matter, or why it was refused."""
    asked = Asked(DOCUMENT.kind, drafted.document.title.zh, values=_values(drafted))
    matter = open_matter(room, actor, asked, at, key)
    if not isinstance(matter, Refused):
        keep_beside(room, actor, matter.matter_id, Upload(CONTENT, "application/json", drafted.content), at)
    return matter


def stands(room: Workroom, unit_id: str, kind: str, subject: str) -> bool:
    """Whether the clock wrote it already."""
    try:
        room.store.get_matter(_clocked(unit_id, kind, subject))
    except NotFound:
        return False
    return True


def _clocked(unit_id: str, kind: str, subject: str) -> str:
    return f"document-{unit_id}-{kind}-{subject}"


def write_by_clock(room: Workroom, unit_id: str, drafted: Drafted, at: datetime) -> Matter | None:
    """Write a draft by the clock, once for each unit, kind and subject; ``None``: it stands already."""
    matter_id = _clocked(unit_id, drafted.kind, drafted.subject)
    title = drafted.document.title.zh
    first = Matter(
        matter_id=matter_id, kind=DOCUMENT.kind, state="", title=title, issuer=unit_id, holder=unit_id, created_at=at,
        changed_at=at, created_by=LOOP.person_id, root=matter_id, values=_values(drafted),
    )  # fmt: skip
    moved = begin(DOCUMENT, first, LOOP, room.terms())
    note = AuditNote(at, LOOP.person_id, LOOP.unit_id, "act.create", matter_id)
    try:
        room.store.keep_moves([(moved.matter, moved.step)], {matter_id: 0}, note)
    except Conflict:  # it was written already
        return None
    keep_beside(room, LOOP, matter_id, Upload(CONTENT, "application/json", drafted.content), at)
    return moved.matter


def list_documents(room: Workroom, actor: Actor) -> tuple[Matter, ...]:
    """Documents of the actor's unit and below, latest first; no document stands below another matter."""
    units = tuple(sorted(scope_of(actor, room.units())))
    found = every_matter(room, MatterFilter(kinds=(DOCUMENT.kind,), units=units)) if units else ()
    return tuple(sorted(found, key=lambda m: (m.created_at, m.matter_id), reverse=True))


def document_seen(room: Workroom, actor: Actor, matter_id: str) -> Matter:
    """A document's matter. Raises :class:`NotFound` for what is none, or not the actor's to see."""
    matter, family = room.load(matter_id)
    require_seen(actor, matter, family, room.units())
    if matter.kind != DOCUMENT.kind:
        raise NotFound(f"{matter_id!r} is no document")
    return matter


def read_document(room: Workroom, matter: Matter, unpack: Unpack, marks: Mapping[str, str]) -> Document:
    """A document as it stands: what was written, what people added, and number and day once it is signed.

    ``marks``: 发文机关代字, by unit.
    """
    document = unpack(content_of(room, matter.matter_id))
    requests = tuple(
        Passage(same(mask_text(line.strip())), lead=same(""))
        for line in str(matter.values.get("requests", "")).splitlines()
        if line.strip()
    )
    sections = document.sections
    if requests:
        sections = (*sections, Section(Text("What is asked", "工作要求"), requests))
    copies = str(matter.values.get("copies", "")).strip()
    document = replace(document, sections=sections, copies=same(mask_text(copies)) if copies else None)
    signed_at = matter.values.get("signed_at")
    if not isinstance(signed_at, str):
        return document
    dated = local_day(datetime.fromisoformat(signed_at), room.zone)
    return replace(document, number=_number(room, matter, dated.year, marks), dated=dated)


def content_of(room: Workroom, matter_id: str) -> bytes:
    """What was written, as it was kept. Raises :class:`NotFound`."""
    for one in room.store.list_attachments(matter_id):
        if one.name == CONTENT:
            return room.store.get_attachment(one.attachment_id)[1]
    raise NotFound(f"nothing was kept of {matter_id!r}")


def file_kept(
    room: Workroom, matter: Matter, language: str, kind: str, media: str, set_page: Callable[[], bytes], at: datetime
) -> bytes:
    """The file of a document: of a signed one always what was set first, which is kept; of a draft set anew."""
    if matter.state not in SIGNED:
        return set_page()
    name = f"{matter.matter_id}-{language}.{kind}"
    for one in room.store.list_attachments(matter.matter_id):
        if one.name == name:
            return room.store.get_attachment(one.attachment_id)[1]
    content = set_page()
    keep_beside(room, LOOP, matter.matter_id, Upload(name, media, content), at)
    return content


def _values(drafted: Drafted) -> dict[str, object]:
    title = drafted.document.title
    values: dict[str, object] = {
        "document": drafted.kind, "subject": drafted.subject, "run": drafted.document.run,
        "title": {"en": title.en, "zh": title.zh}, "sha256": hashlib.sha256(drafted.content).hexdigest(),
    }  # fmt: skip
    return values | ({"revises": drafted.revises} if drafted.revises else {})


def _number(room: Workroom, matter: Matter, year: int, marks: Mapping[str, str]) -> Text:
    """The document's number among those of its kind that its unit signed in the year."""
    kind, row = matter.values.get("document"), []
    for one in every_matter(room, MatterFilter(kinds=(DOCUMENT.kind,), units=(matter.issuer,), states=SIGNED)):
        at = one.values.get("signed_at")
        same_row = one.issuer == matter.issuer and one.values.get("document") == kind and isinstance(at, str)
        if same_row and local_day(datetime.fromisoformat(str(at)), room.zone).year == year:
            row.append((str(at), one.matter_id))
    number = sorted(row).index((str(matter.values["signed_at"]), matter.matter_id)) + 1
    mark = marks.get(matter.issuer, "")
    name = KINDS[str(kind)].name if kind in KINDS else same(str(kind))
    latin = mark if mark.isascii() and mark else matter.issuer
    return Text(f"{latin}/{kind}/{year}/{number}", f"{mark or name.zh}〔{year}〕{number}号")
