"""What is looked through for a plate or a person. A later stage adds a source: one row of :data:`SOURCES`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.jobs.workroom import Workroom, scope_of, sees
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Attachment, Matter, Step
from daoan.terms.subjects import Subject, SubjectKind, mentions

MOST_ROWS = 100  # of one source
_MOST_READ = 400
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record tells of the subject, and in what words, in the clear."""

    where: Text
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """One record that tells of the subject. ``kind``: what it is, in words; ``at``: when it last changed."""

    record: str  # "matter", "person", …
    record_id: str
    title: str
    kind: Text
    state: Text | None
    unit: Text | None
    at: datetime | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Somewhere to look. ``find`` answers at most :data:`MOST_ROWS` rows, all within the actor's scope."""

    code: str
    name: Text
    kinds: frozenset[SubjectKind]
    find: Callable[[Workroom, Actor, Subject], tuple[Found, ...]]


def find_matters(room: Workroom, actor: Actor, subject: Subject) -> tuple[Found, ...]:
    """Matters whose title, fields, log or files tell of the subject, latest changed first."""
    units, rows = room.units(), list[Found]()
    wide = tuple(piece.translate(_WIDE) for piece in subject.pieces)
    ids = [i for pieces in (subject.pieces, wide) for i in room.store.find_mentions(pieces, _MOST_READ)]
    for matter_id in dict.fromkeys(ids):
        matter, family = room.load(matter_id)
        if not sees(actor, matter, family, units):
            continue
        steps, files = room.store.list_steps(matter_id), room.store.list_attachments(matter_id)
        workflow = room.workflows.get(matter.kind)
        places = tuple(p for p in _places(matter, steps, files) if mentions(subject, p.text))
        if places:
            rows.append(
                Found(
                    record="matter",
                    record_id=matter_id,
                    title=matter.title,
                    kind=workflow.name if workflow else Text(matter.kind, matter.kind),
                    state=workflow.states.get(matter.state) if workflow else None,
                    unit=units.name_of(matter.holder),
                    at=matter.changed_at,
                    places=places,
                )
            )
        if len(rows) >= MOST_ROWS:
            break
    return tuple(rows)


def find_people(room: Workroom, actor: Actor, subject: Subject) -> tuple[Found, ...]:
    """Colleagues of the own unit and below who have that name."""
    units = room.units()
    scope = scope_of(actor, units)
    rows = (
        Found(
            record="person",
            record_id=person.person_id,
            title=person.name,
            kind=Text("works with this system", "系统用户"),
            state=None if person.active else Text("has left", "已停用"),
            unit=units.name_of(person.unit_id),
            at=None,
            places=(Place(Text("name", "姓名"), person.name),),
        )
        for person in room.store.list_people()
        if person.unit_id in scope and mentions(subject, person.name)
    )
    return tuple(rows)[:MOST_ROWS]


SOURCES: tuple[Source, ...] = (
    Source("matters", Text("matters in work", "在办与已办事项"), frozenset({"plate", "person"}), find_matters),
    Source("people", Text("people of the organisation", "机构人员"), frozenset({"person"}), find_people),
)


def _places(matter: Matter, steps: Sequence[Step], files: Sequence[Attachment]) -> Iterator[Place]:
    yield Place(Text("title", "标题"), matter.title)
    yield from _of_values(matter.values, Text("field", "字段"))
    for evidence in matter.evidence:
        for text in dict.fromkeys((evidence.label.zh, evidence.label.en, evidence.value or "", evidence.ref)):
            yield Place(Text("grounds", "依据"), text)
    for step in steps:
        words = Text(f"step {step.version}", f"第 {step.version} 步")
        yield Place(words, step.note)
        yield from _of_values(step.values, words)
    for file in files:
        yield Place(Text("file", "附件"), file.name)


def _of_values(value: Any, where: Text) -> Iterator[Place]:
    if isinstance(value, str):
        yield Place(where, value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield Place(where, name)
            yield from _of_values(inner, where)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _of_values(inner, where)
