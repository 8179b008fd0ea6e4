"""Look-ups: asked for on grounds, written into the log before anything is shown, then answered from every source.

A refusal is written down too. Where the rule pack asks for a second person, a request waits for somebody else with the
permission, who answers for the asker's unit; it is good for one look-up.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daoan.act.lookups.grounds import Kind, LookUp, needs_second, note_of, refusal_of
from daoan.act.workflow.table import Refused
from daoan.edge.tokens import subject_token
from daoan.jobs.advice.book import AdviceBook
from daoan.jobs.advice.found import ADVICE, find_in_advice
from daoan.jobs.companies.found import ROSTER, find_in_roster
from daoan.jobs.lookup_sources import SOURCES, Found, Source
from daoan.jobs.pass_searches import SECTIONS, Searched, Span, refusal_of_search, search, span_of
from daoan.jobs.workroom import Workroom, scope_of, sees
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.estimates import Text
from daoan.terms.plates import pack_plate
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import RulePack
from daoan.terms.subjects import Subject, SubjectKind, read_subject

_SUBJECTS: dict[Kind, SubjectKind] = {"person": "person", "place": "place"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to look up, as they typed it. ``approval``: id of a request that somebody else approved.

    ``text``: plate, person, or id of a site. ``since``, ``until``: the time that a search of passes is about, UTC.
    """

    kind: Kind
    text: str
    purpose: str
    case: str
    approval: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What one source told."""

    source: str
    name: Text
    rows: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The answer, for whoever asked and for this once. ``line``: of the audit log; ``passes``: what the lake told."""

    line: int
    at: datetime
    kind: Kind
    subject: str  # in the clear, as it was understood
    purpose: str
    case: str
    sources: tuple[Answered, ...]
    passes: Searched | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A look-up whose line is in the log: from here on it may be answered."""

    line: int
    subject: Subject
    asked: LookUp
    span: Span | None


def look_up(
    room: Workroom,
    pack: RulePack,
    actor: Actor,
    wish: Wish,
    at: datetime,
    advice: AdviceBook,
    sources: tuple[Source, ...] = SOURCES,
) -> LookedUp | Refused:
    """Look something up. ``at``: the real moment. Raises what :func:`read_subject` raises.

    ``advice``: the book of advice records, whose key is of all tokens.
    """
    opened = open_look_up(room, pack, actor, wish, at, advice.key)
    if isinstance(opened, Refused):
        return opened
    subject, asked, span = opened.subject, opened.asked, opened.span
    return LookedUp(
        line=opened.line,
        at=at,
        kind=asked.kind,
        subject=subject.text,
        purpose=asked.purpose,
        case=asked.case,
        sources=(
            *(
                Answered(source.code, source.name, source.find(room, actor, subject))
                for source in sources
                if subject.kind in source.kinds
            ),
            *_in_roster(room, actor, opened, at),
            *_in_advice(advice, actor, opened, at),
        ),
        passes=search(room.lake, pack, actor, asked.kind, subject, span) if room.lake and span else None,
    )


def _in_roster(room: Workroom, actor: Actor, opened: Opened, at: datetime) -> tuple[Answered, ...]:
    """What the roster of companies tells: it knows plates and people by their tokens alone."""
    if opened.subject.kind == "place":
        return ()
    return (Answered("roster", ROSTER, find_in_roster(room, actor, opened.subject.kind, opened.asked.subject, at)),)


def _in_advice(book: AdviceBook, actor: Actor, opened: Opened, at: datetime) -> tuple[Answered, ...]:
    """What wardens wrote down of a plate, which they keep by its token."""
    if opened.subject.kind != "plate":
        return ()
    return (Answered("advice", ADVICE, find_in_advice(book, actor, opened.asked.subject, at)),)


def open_look_up(
    room: Workroom, pack: RulePack, actor: Actor, wish: Wish, at: datetime, key: bytes
) -> Opened | Refused:
    """Settle the grounds and write the line, of the look-up or of its refusal. Nothing is looked for before."""
    subject, asked = _read(wish, at, key)
    span = _span(room, pack, wish)
    asked = replace(asked, about=span.words if isinstance(span, Span) else "")
    request = _usable(room, actor, asked, wish.approval, at)
    asked = replace(asked, approved_by=request.decided_by if request else "")
    refused = _refusal(room, pack, actor, asked, subject, span)
    if refused is not None:
        room.store.append_audit(note_of(asked, actor, refused))
        return refused
    note = note_of(asked, actor)
    if request is None or not needs_second(asked.kind, pack):
        line = room.store.append_audit(note).number
    else:
        line = room.store.save_request(replace(request, state="used"), "approved", note).number
    return Opened(line, subject, asked, span if isinstance(span, Span) else None)


def _span(room: Workroom, pack: RulePack, wish: Wish) -> Span | Refused | None:
    if wish.kind not in SECTIONS or (room.lake is None and wish.since is None):
        return None
    return span_of(pack, wish.kind, wish.since, wish.until)


def _refusal(
    room: Workroom, pack: RulePack, actor: Actor, asked: LookUp, subject: Subject, span: Span | Refused | None
) -> Refused | None:
    """Why nothing is shown: what for first, then what of."""
    grounds = no_such_case(room, actor, asked.case) or refusal_of(asked, actor, pack)
    if grounds is not None and grounds.code != "second_person":
        return grounds
    asks = refusal_of_search(room, pack, asked.kind, subject) if asked.kind in SECTIONS else None
    return asks or (span if isinstance(span, Refused) else None) or grounds


def ask_approval(
    room: Workroom, pack: RulePack, actor: Actor, wish: Wish, at: datetime, key: bytes
) -> LookUpRequest | Refused:
    """Ask another person to approve a look-up."""
    subject, asked = _read(wish, at, key)
    span = _span(room, pack, wish)
    asked = replace(asked, about=span.words if isinstance(span, Span) else "")
    somebody = replace(asked, approved_by="somebody")  # all grounds but the approval must stand already
    refused = _refusal(room, pack, actor, somebody, subject, span)
    if refused is not None:
        room.store.append_audit(note_of(asked, actor, refused))
        return refused
    request = LookUpRequest(
        request_id=f"approval-{secrets.token_hex(8)}",
        kind=asked.kind,
        subject=asked.subject,
        shown=subject.masked,
        purpose=asked.purpose,
        case=asked.case,
        asked_by=actor.person_id,
        unit_id=actor.unit_id,
        asked_at=at,
        until=at + timedelta(hours=float(pack.get("second_person.hours"))),
        about=asked.about,
    )
    room.store.save_request(request, "", replace(note_of(asked, actor), action="approval.ask"))
    return request


def decide(room: Workroom, actor: Actor, request_id: str, at: datetime, *, approve: bool) -> LookUpRequest | Refused:
    """Approve or refuse somebody else's request. Raises :class:`NotFound` for one that is not the actor's to see."""
    request = room.store.get_request(request_id)
    own = request.asked_by == actor.person_id
    if not own and not may_decide(room, actor, request):
        raise NotFound(f"no request {request_id!r:.80}")
    if own:
        words = Text("nobody approves their own look-up", "不得审批本人的查询")
        return _refuse_decision(room, actor, request, Refused("self", words), at)
    if request.state != "asked" or request.until <= at:
        raise Conflict("this request was decided on already, or its time is over 申请已处理或已过期")
    state = "approved" if approve else "refused"
    decided = replace(request, state=state, decided_by=actor.person_id, decided_at=at)
    action = "approval.give" if approve else "approval.refuse"
    room.store.save_request(decided, "asked", _decision_note(actor, request, action, at))
    return decided


def may_decide(room: Workroom, actor: Actor, request: LookUpRequest) -> bool:
    """Whether a request is somebody's to decide on: another's, of the own unit or one below."""
    return (
        Permission.LOOK_UP in actor.permissions
        and request.asked_by != actor.person_id
        and request.unit_id in scope_of(actor, room.units())
    )


def unmask(
    room: Workroom, pack: RulePack, actor: Actor, matter_id: str, purpose: str, case: str, at: datetime
) -> datetime | Refused:
    """Show one matter in the clear to somebody for a while; until when. The line is written before anything is shown.

    Raises :class:`NotFound` for a matter that is not the actor's to see.
    """
    matter, family = room.load(matter_id)
    units = room.units()
    if not sees(actor, matter, family, units):
        raise NotFound(f"no matter {matter_id!r:.80}")
    asked = LookUp("matter", matter_id, _plain(purpose), _plain(case), at)
    refused = no_such_case(room, actor, asked.case) or refusal_of(asked, actor, pack)
    if refused is None and not {matter.holder, matter.issuer} & scope_of(actor, units):
        refused = Refused("side", Text("only the units that it is between may", "仅承办、签发单位可查看"))
    room.store.append_audit(note_of(asked, actor, refused))
    return refused or at + timedelta(minutes=float(pack.get("unmask.minutes")))


def _read(wish: Wish, at: datetime, key: bytes) -> tuple[Subject, LookUp]:
    """The subject, and the wish with its token in the place of the clear. A track is the track of a plate."""
    subject = read_subject(_SUBJECTS.get(wish.kind, "plate"), wish.text)
    if wish.kind in SECTIONS and subject.kind == "plate":
        pack_plate(subject.text)  # what passes know no such plate by is said before anything is written
    token = subject.text if subject.kind == "place" else subject_token(key, subject.kind, subject.text)
    return subject, LookUp(wish.kind, token, _plain(wish.purpose), _plain(wish.case), at)


def _plain(word: str) -> str:
    return "".join(c for c in word if c.isprintable()).strip()


def _usable(room: Workroom, actor: Actor, asked: LookUp, approval: str, at: datetime) -> LookUpRequest | None:
    """The approved request of that id, if it is the actor's, about the same, and its time is not over."""
    if not approval:
        return None
    try:
        request = room.store.get_request(approval)
    except NotFound:
        return None
    same = (request.asked_by, request.kind, request.subject, request.purpose, request.case, request.about) == (
        actor.person_id, asked.kind, asked.subject, asked.purpose, asked.case, asked.about,
    )  # fmt: skip
    return request if same and request.state == "approved" and at < request.until else None


def no_such_case(room: Workroom, actor: Actor, case: str) -> Refused | None:
    """Why a case is none: a number of our form must be a matter that the actor sees; others are other systems'."""
    if not any(case.startswith(f"{kind}-") for kind in room.workflows):
        return None
    try:
        matter, family = room.load(case)
    except NotFound:
        found = False
    else:
        found = sees(actor, matter, family, room.units())
    return None if found else Refused("case", Text(f"there is no matter {case:.80}", f"没有编号为 {case:.80} 的事项"))


def _decision_note(actor: Actor, request: LookUpRequest, action: str, at: datetime, detail: str = "") -> AuditNote:
    return AuditNote(
        at, actor.person_id, actor.unit_id, action, request.subject, request.purpose, request.case,
        detail or request.request_id,
    )  # fmt: skip


def _refuse_decision(room: Workroom, actor: Actor, request: LookUpRequest, refused: Refused, at: datetime) -> Refused:
    room.store.append_audit(_decision_note(actor, request, "refused.approval", at, refused.code))
    return refused
