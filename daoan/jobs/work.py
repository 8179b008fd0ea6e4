"""Open matters, cause events on them, remark on them: what is asked becomes moves, kept with their line of the audit.

The rules are the tables' (:mod:`daoan.act.workflow`); this shell loads the family, asks the tables, keeps what they
answer. Whatever lies outside the actor's unit and below is :class:`~daoan.terms.errors.NotFound`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from daoan.act.workflow.engine import Moved, begin, comment
from daoan.act.workflow.family import act
from daoan.act.workflow.table import Event, Refused
from daoan.jobs.fields import DEEPEST_VALUES, require_note, require_plain, require_title, require_values, restored
from daoan.jobs.requests import once_key, person_key
from daoan.jobs.workroom import Workroom, require_seen
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter, Values
from daoan.terms.times import utc_to_local


@dataclass(frozen=True, slots=True)
class Asked:
    """A matter that somebody asks to open. ``holder``: the unit that it is for; the asker's own where empty.

    ``matter_id``: for what has to know it beforehand; else one is made.
    """

    kind: str
    title: str
    level: str = ""
    holder: str = ""
    values: Values | None = None
    area: str | None = None
    segment_id: str | None = None
    lon: float | None = None  # WGS-84 degrees
    lat: float | None = None
    evidence: tuple[Evidence, ...] = ()
    matter_id: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event that somebody wants to cause on a matter whose ``version`` they saw."""

    matter_id: str
    version: int
    event: str
    note: str = ""
    values: Values | None = None


@dataclass(frozen=True, slots=True)
class BulkRefusal:
    """One of many that did not move, and why."""

    id: str
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class Then:
    """The event that a fresh matter moves on by at once: both are kept, or neither."""

    event: str
    note: str = ""


def open_matter(
    room: Workroom,
    actor: Actor,
    asked: Asked,
    at: datetime,
    key: str | None = None,
    *,
    then: Then | None = None,
    once: str | None = None,
) -> Matter | Refused:
    """Bring a matter into being, once for each ``key`` of this person, or for each ``once`` of anybody.

    Raises :class:`InputError` for what no table can take.
    """
    workflow = room.workflows.get(asked.kind)
    if workflow is None or workflow.begun_with is None:
        raise InputError(f"a matter of kind {asked.kind!r:.40} is not opened by hand")
    if workflow.begun_with not in actor.permissions:
        text = Text(f"your role may not open: {workflow.name.en}", f"您的角色无权新建：{workflow.name.zh}")
        return _refuse(room, actor, Refused("permission", text), asked.kind, "open", at)
    require_plain(msgspec.to_builtins(asked), DEEPEST_VALUES + 2)
    terms = room.terms()
    holder = asked.holder or actor.unit_id
    if holder not in terms.units:
        return _refuse(
            room, actor, Refused("unit", Text("there is no such unit", "单位不存在")), asked.kind, "open", at
        )
    kept = once_key(once) if once else person_key(actor, "open", key)
    matter_id = asked.matter_id or fresh_id(room, asked.kind, at, kept)
    first = Matter(
        matter_id=matter_id,
        kind=asked.kind,
        state="",
        title=require_title(asked.title),
        issuer=actor.unit_id,
        holder=holder,
        created_at=at,
        changed_at=at,
        created_by=actor.person_id,
        root=matter_id,
        level=asked.level,
        area=asked.area,
        segment_id=asked.segment_id,
        lon=asked.lon,
        lat=asked.lat,
        evidence=asked.evidence,
        values=require_values(asked.values),
    )
    moves: tuple[Moved, ...] = (begin(workflow, first, actor, terms),)
    if then is not None:
        event = Event(then.event, actor, require_note(then.note))
        acted = act(room.workflows, {matter_id: moves[0].matter}, matter_id, event, at, terms)
        if isinstance(acted, Refused):
            return _refuse(room, actor, acted, asked.kind, then.event, at)
        moves = (*moves, *acted.moves)
    matters = _keep(room, actor, moves, {m.matter.matter_id: 0 for m in moves}, "open", matter_id, at, kept)
    return next(m for m in reversed(matters) if m.matter_id == matters[0].matter_id)


def fresh_id(room: Workroom, kind: str, at: datetime, key: str | None = None) -> str:
    """An id for a matter to be; the same for the same ``key`` on the same day, wherever it is asked for."""
    tail = hashlib.sha256(f"{kind}\n{key}".encode()).hexdigest()[:10] if key else secrets.token_hex(5)
    return f"{kind}-{utc_to_local(at, room.zone):%Y%m%d}-{tail}"


def cause(room: Workroom, actor: Actor, wanted: Wanted, at: datetime, key: str | None = None) -> Matter | Refused:
    """Cause an event; answers the matter afterwards, or why nothing moved.

    Raises :class:`NotFound` for what the actor may not see, :class:`Conflict` where somebody acted first.
    """
    kept = person_key(actor, f"{wanted.matter_id}.{wanted.event}", key)
    earlier = room.store.find_kept(kept) if kept else None
    if earlier is not None:
        return next(m for m in reversed(earlier) if m.matter_id == wanted.matter_id)
    matter, family = room.load(wanted.matter_id)
    terms = room.terms()
    require_seen(actor, matter, family, terms.units)
    if matter.version != wanted.version:
        raise Conflict(f"{matter.matter_id} has moved on to version {matter.version}; look at it again")
    event = Event(wanted.event, actor, require_note(wanted.note), restored(matter, require_values(wanted.values)))
    acted = act(room.workflows, family, matter.matter_id, event, at, terms)
    if isinstance(acted, Refused):
        return _refuse(room, actor, acted, matter.matter_id, wanted.event, at)
    seen = {m.matter.matter_id: _version(family.get(m.matter.matter_id)) for m in acted.moves}
    matters = _keep(room, actor, acted.moves, seen, wanted.event, matter.matter_id, at, kept)
    return next(m for m in reversed(matters) if m.matter_id == wanted.matter_id)


def bulk(
    room: Workroom, actor: Actor, items: Sequence[Wanted], at: datetime, key: str | None = None
) -> tuple[tuple[Matter, ...], tuple[BulkRefusal, ...]]:
    """The same event on many matters, each by itself: what moved, and what did not with its reason."""
    done, refused = [], []
    for wanted in items:
        try:
            answer = cause(room, actor, wanted, at, key)
        except NotFound:
            answer = Refused("not_found", Text("there is no such matter", "没有该事项"))
        except Conflict:
            answer = Refused("conflict", Text("somebody acted first; look again", "他人已先操作，请刷新后重试"))
        if isinstance(answer, Refused):
            refused.append(BulkRefusal(wanted.matter_id, answer.code, answer.message))
        else:
            done.append(answer)
    return tuple(done), tuple(refused)


def remark(
    room: Workroom, actor: Actor, matter_id: str, version: int, note: str, at: datetime, key: str | None = None
) -> Matter:
    """Put a remark into a matter's log."""
    kept = person_key(actor, f"{matter_id}.comment", key)
    earlier = room.store.find_kept(kept) if kept else None
    if earlier is not None:
        return earlier[-1]
    matter, family = room.load(matter_id)
    require_seen(actor, matter, family, room.terms().units)
    if matter.version != version:
        raise Conflict(f"{matter_id} has moved on to version {matter.version}; look at it again")
    if not note.strip():
        raise InputError("a remark needs words")
    moved = comment(matter, actor, at, require_note(note))
    return _keep(room, actor, (moved,), {matter_id: version}, "comment", matter_id, at, kept)[-1]


def move_by_loop(room: Workroom, matter: Matter, event: str, values: Values, at: datetime) -> bool:
    """Cause an event of the system's on a matter that stands alone; whether it happened, or somebody acted first."""
    name = matter.matter_id
    moved = act(room.workflows, {name: matter}, name, Event(event, LOOP, "", values), at, room.terms())
    if isinstance(moved, Refused):
        return False
    note = AuditNote(at, LOOP.person_id, LOOP.unit_id, f"act.{event}", name)
    try:
        room.store.keep_moves([(m.matter, m.step) for m in moved.moves], {name: matter.version}, note)
    except Conflict:
        return False
    return True


def _version(matter: Matter | None) -> int:
    return matter.version if matter else 0


def _keep(
    room: Workroom,
    actor: Actor,
    moves: Sequence[Moved],
    seen: dict[str, int],
    action: str,
    subject: str,
    at: datetime,
    key: str | None,
) -> tuple[Matter, ...]:
    note = AuditNote(at, actor.person_id, actor.unit_id, f"act.{action}", subject)
    return room.store.keep_moves([(m.matter, m.step) for m in moves], seen, note, key)


def _refuse(room: Workroom, actor: Actor, refused: Refused, subject: str, action: str, at: datetime) -> Refused:
    """A refusal is written down: who keeps trying what they may not do should be seen."""
    room.store.append_audit(
        AuditNote(at, actor.person_id, actor.unit_id, "refused.act", subject, detail=f"{action}: {refused.code}")
    )
    return refused
