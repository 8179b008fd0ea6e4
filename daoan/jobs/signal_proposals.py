"""Signal proposals at work: one for each file, however often it is brought in; and the file beside it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from daoan.act.signals.document import SignalDocument, read_document
from daoan.act.signals.matter import SIGNAL_PROPOSAL
from daoan.act.workflow.engine import begin
from daoan.act.workflow.table import Refused
from daoan.jobs.families import families_seen, family_seen
from daoan.jobs.fields import require_title, require_values
from daoan.jobs.workroom import Workroom, require_seen
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.estimates import Estimate, Text
from daoan.terms.records import Evidence
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Attachment, Matter, Values
from daoan.terms.roles import Permission

MEDIA_TYPE = "application/json"
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Bringing:
    """How a file is brought in. ``title``: "" for one made of the scenario; ``simulated``: of a city that is not real.

    ``holder``: the unit that looks at it and switches it; "": the actor's own.
    """

    title: str = ""
    holder: str = ""
    simulated: bool = False


def bring_in(room: Workroom, actor: Actor, content: bytes, how: Bringing, at: datetime) -> Matter | Refused:
    """Propose the plans of a file; the same file a second time answers the proposal that it made.

    Raises :class:`~daoan.terms.errors.InputError` for what is no such file.
    """
    if Permission.ISSUE not in actor.permissions:
        return _refuse(room, actor, "permission", Text("your role may not propose signal plans", "无权提出方案"), at)
    terms = room.terms()
    holder = how.holder or actor.unit_id
    if holder not in terms.units or not terms.units.within(holder, actor.unit_id):
        return _refuse(room, actor, "unit", Text("name a unit of your own side", "请指定本单位或下级单位"), at)
    document = read_document(content)
    digest = hashlib.sha256(content).hexdigest()
    matter_id = f"{SIGNAL_PROPOSAL.kind}-{hashlib.sha256(f'{actor.unit_id}/{digest}'.encode()).hexdigest()[:16]}"
    matter = _find(room, actor, matter_id) or _open(room, actor, matter_id, holder, document, digest, how, at)
    _keep_file(room, actor, matter, document, content, digest, at)
    return matter


def proposals_seen(room: Workroom, actor: Actor) -> tuple[Matter, ...]:
    """Proposals that somebody may see, latest first."""
    return tuple(matter for matter, _ in families_seen(room, actor, SIGNAL_PROPOSAL.kind))


def proposal_seen(room: Workroom, actor: Actor, matter_id: str) -> tuple[Matter, SignalDocument]:
    """A proposal with what its file says. Raises :class:`NotFound`, also where its file did not come to be kept."""
    matter, _ = family_seen(room, actor, matter_id, SIGNAL_PROPOSAL.kind)
    return matter, read_document(file_of(room, matter))


def file_of(room: Workroom, matter: Matter) -> bytes:
    """The file that a proposal was made of. Raises :class:`NotFound`."""
    for one in room.store.list_attachments(matter.matter_id):
        if one.sha256 == matter.values.get("document"):
            return room.store.get_attachment(one.attachment_id)[1]
    raise NotFound("the proposal's file is not here; bring it in once more 方案文件缺失，请重新导入")


def _find(room: Workroom, actor: Actor, matter_id: str) -> Matter | None:
    try:
        matter, family = room.load(matter_id)
    except NotFound:
        return None
    require_seen(actor, matter, family, room.units())
    return matter


def _open(
    room: Workroom, actor: Actor, matter_id: str, holder: str, document: SignalDocument, digest: str, how: Bringing,
    at: datetime,
) -> Matter:  # fmt: skip
    title = _title(document, how)
    first = Matter(
        matter_id=matter_id,
        kind=SIGNAL_PROPOSAL.kind,
        state="",
        title=require_title(title.zh),
        issuer=actor.unit_id,
        holder=holder,
        created_at=at,
        changed_at=at,
        created_by=actor.person_id,
        root=matter_id,
        level="general",
        evidence=(
            Evidence("signal_document", digest, Text("file of the proposal", "方案文件"), document.rule_pack[:80]),
        ),
        values=require_values({**_values(document, digest, actor, how), "title": {"en": title.en, "zh": title.zh}}),
    )
    moved = begin(SIGNAL_PROPOSAL, first, actor, room.terms())
    note = AuditNote(at, actor.person_id, actor.unit_id, "act.open", matter_id)
    try:
        return room.store.keep_moves([(moved.matter, moved.step)], {matter_id: 0}, note, None)[0]
    except Conflict:  # somebody of the unit brought the same file in at the same moment
        return room.load(matter_id)[0]


def _title(document: SignalDocument, how: Bringing) -> Text:
    mark = Text(" (simulated)", "（模拟）") if how.simulated else Text("", "")
    if how.title.strip():
        return Text(*(f"{how.title.strip()[:LONGEST_TITLE]}{m}" for m in (mark.en, mark.zh)))
    name, number = document.scenario[:LONGEST_TITLE], len(document.programmes)
    return Text(f"Signal plans {name}: {number} junctions{mark.en}", f"信号配时 {name}：{number}个路口{mark.zh}")


def _values(document: SignalDocument, digest: str, actor: Actor, how: Bringing) -> Values:
    delays = {name: getattr(document, name) for name in ("before", "after", "less")}
    return {
        "document": digest,
        "scenario": document.scenario,
        "junctions": len(document.programmes),
        "changed": len(document.changed),
        "delay": {name: _plain(one) for name, one in delays.items()},
        "better": document.better,
        "proposed_by": actor.person_id,
        "simulated": how.simulated,
    }


def _plain(one: Estimate) -> dict[str, float]:
    return {"value": one.value, "low": one.low, "high": one.high, "level": one.level}


def _keep_file(
    room: Workroom, actor: Actor, matter: Matter, document: SignalDocument, content: bytes, digest: str, at: datetime
) -> None:
    """Put the file beside its proposal, once."""
    if any(one.sha256 == digest for one in room.store.list_attachments(matter.matter_id)):
        return
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in document.scenario)[:80] or "proposal"
    attachment_id = hashlib.sha256(f"{matter.matter_id}\n{digest}".encode()).hexdigest()[:32]
    attachment = Attachment(
        attachment_id, matter.matter_id, f"{name}.signals.json", MEDIA_TYPE, len(content), digest, at, actor.person_id
    )
    note = AuditNote(at, actor.person_id, actor.unit_id, "act.attach", matter.matter_id, detail=attachment_id)
    try:
        room.store.keep_attachment(attachment, content, note)
    except Conflict:  # the same file was being kept at the same time
        return


def _refuse(room: Workroom, actor: Actor, code: str, words: Text, at: datetime) -> Refused:
    note = AuditNote(at, actor.person_id, actor.unit_id, "refused.act", SIGNAL_PROPOSAL.kind, detail=f"open: {code}")
    room.store.append_audit(note)
    return Refused(code, words)
