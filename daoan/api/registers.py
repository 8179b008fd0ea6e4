"""``/registers``: lists that people keep by hand 台账, with every version, as pages and as CSV both ways."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response, UploadFile
from pydantic import BaseModel, Field

from daoan.act.registers import Wrong, shown_values, title_of
from daoan.api.answers import csv_table, json_of
from daoan.api.asking import Format, Limit
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS, problem
from daoan.api.work_views import names_in
from daoan.api.workdesk import WorkDesk
from daoan.jobs.registers import (
    ENDED,
    UNIT,
    Writing,
    WrongLine,
    all_entries,
    count_entries,
    import_entries,
    may_write,
    page_entries,
    read_csv,
    register_of,
    seen_entry,
    write_entry,
)
from daoan.jobs.workroom import scope_of
from daoan.terms.errors import NotAllowed
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.registers import FieldKind, Register
from daoan.terms.spreadsheets import inert
from daoan.terms.units import UnitTree

Cursor = Annotated[str | None, Query(max_length=4000)]
Search = Annotated[str, Query(max_length=200)]
MOST_CSV_BYTES = 5 * 1024 * 1024


class EntryForm(BaseModel):
    """What an entry shall say. ``version``: the one that was seen; 0 for a new entry."""

    values: Annotated[dict[str, Any], Field(max_length=100)]
    unit_id: Annotated[str, Field(max_length=80)] = ""
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    ended: bool = False
    note: Annotated[str, Field(max_length=4000)] = ""


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A register with how many entries the reader finds in it. ``writable``: by the reader."""

    kind: str
    name: Text
    purpose: Text
    entries: int
    writable: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as readers see it: personal fields masked unless they may write it."""

    entry_id: str
    title: str
    unit_id: str
    unit_name: Text | None
    version: int
    changed_at: datetime
    changed_by_name: str | None
    ended_at: datetime | None
    values: dict[str, Any]
    writable: bool
    note: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A register with its fields and a page of its entries."""

    register: Register
    writable: bool
    rows: tuple[EntryLine, ...]
    next: str | None
    total: int


@dataclass(frozen=True, slots=True)
class EntryVersions:
    """Every version of an entry, latest first, with who wrote it."""

    versions: tuple[EntryLine, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file changed."""

    new: int
    changed: int


def register_routes(work: WorkDesk) -> APIRouter:
    """Routes of registers."""
    router = APIRouter(prefix="/registers", tags=["registers"], responses=PROBLEMS)

    @router.get("", response_model=list[RegisterLine], summary="Every register, with how many entries")
    def get_registers(actor: Acting) -> Response:
        room, counts = work.room, count_entries(work.room, actor)
        return json_of(
            [
                RegisterLine(r.kind, r.name, r.purpose, counts.get(r.kind, 0), may_write(actor, r))
                for r in room.registers.values()
            ]
        )

    @router.get("/{kind}", response_model=RegisterPage, summary="A register: its fields and a page of entries, or CSV")
    def get_register(
        kind: str, actor: Acting, text: Search = "", ended: bool = False, after: Cursor = None, limit: Limit = 50,
        format: Format = "json",  # noqa: A002
    ) -> Response:  # fmt: skip
        register, units = register_of(work.room, kind), work.room.units()
        if format == "csv":
            entries = all_entries(work.room, actor, register, text=text, ended=ended)
            rows = [_csv_row(register, e, actor, units) for e in entries]
            _log_export(work, actor, register, len(entries))
            prefix = "simulated-" if work.desk.city.simulated else ""
            columns = [UNIT, *(f.name for f in register.fields if f.kind is not FieldKind.TABLE), ENDED]
            return csv_table(columns, rows, f"{prefix}register-{kind}")
        page, total = page_entries(work.room, actor, register, text=text, ended=ended, after=after, limit=limit)
        names = names_in(work.room)
        lines = tuple(entry_line(register, e, actor, units, names) for e in page.rows)
        return json_of(RegisterPage(register, may_write(actor, register), lines, page.next, total))

    @router.get("/{kind}/{entry_id}", response_model=EntryVersions, summary="An entry with every version of it")
    def get_entry(kind: str, entry_id: str, actor: Acting) -> Response:
        register, units = register_of(work.room, kind), work.room.units()
        entry = seen_entry(work.room, actor, register, entry_id)
        versions = reversed(work.room.store.list_versions(entry.entry_id))
        names = names_in(work.room)
        return json_of(EntryVersions(tuple(entry_line(register, e, actor, units, names) for e in versions)))

    @router.post("/{kind}", response_model=EntryLine, status_code=201, summary="Write a new entry")
    def post_entry(kind: str, body: EntryForm, actor: Acting) -> Response:
        asked = Writing(body.values, body.unit_id, note=body.note)
        return write(kind, asked, actor, 201)

    @router.put("/{kind}/{entry_id}", response_model=EntryLine, summary="Write a further version, or end an entry")
    def put_entry(kind: str, entry_id: str, body: EntryForm, actor: Acting) -> Response:
        asked = Writing(body.values, body.unit_id, entry_id, body.version, body.ended, body.note)
        return write(kind, asked, actor, 200)

    @router.post("/{kind}/file", response_model=Imported, summary="Take in a CSV file, all of it or nothing")
    def post_file(kind: str, file: UploadFile, actor: Acting) -> Response:
        register = register_of(work.room, kind)
        if not may_write(actor, register):
            raise NotAllowed(f"your role may not write this register: {register.name.en} 您的角色无权登记")
        content = file.file.read(MOST_CSV_BYTES + 1)
        if len(content) > MOST_CSV_BYTES:
            return problem(422, "input", f"a file may have {MOST_CSV_BYTES // 2**20} MiB 文件过大")
        outcome = import_entries(work.room, actor, register, read_csv(register, content), work.clock.now())
        if outcome and isinstance(outcome[0], WrongLine):
            lines: list[Any] = [
                {"line": w.line, "wrong": told_wrong(w.wrong)} for w in outcome if isinstance(w, WrongLine)
            ]
            detail = f"{len(lines)} lines cannot be kept; nothing was 有 {len(lines)} 行无法登记，均未入库"
            return problem(422, "wrong-lines", detail, lines=lines[:100])
        new, changed = outcome
        return json_of({"new": new, "changed": changed})

    def write(kind: str, asked: Writing, actor: Actor, status: int) -> Response:
        register = register_of(work.room, kind)
        outcome = write_entry(work.room, actor, register, asked, work.clock.now())
        if not isinstance(outcome, Entry):
            return problem(422, "wrong-fields", "some fields cannot be kept 部分字段有误", wrong=told_wrong(outcome))
        answer = json_of(entry_line(register, outcome, actor, work.room.units(), names_in(work.room)))
        answer.status_code = status
        return answer

    return router


def _log_export(work: WorkDesk, actor: Actor, register: Register, entries: int) -> None:
    at, detail = work.clock.now(), f"{entries} entries"
    note = AuditNote(at, actor.person_id, actor.unit_id, "export.register", register.kind, detail=detail)
    work.room.store.append_audit(note)


def told_wrong(wrong: tuple[Wrong, ...]) -> list[dict[str, Any]]:
    """What is wrong with fields, as problems carry it."""
    return [{"field": w.field, "message": {"en": w.message.en, "zh": w.message.zh}} for w in wrong]


def _clear(actor: Actor, register: Register, entry: Entry, units: UnitTree) -> bool:
    """Whether a reader sees personal fields: who may write them."""
    return may_write(actor, register) and entry.unit_id in scope_of(actor, units)


def entry_line(
    register: Register, entry: Entry, actor: Actor, units: UnitTree, names: Callable[[str], str | None]
) -> EntryLine:
    """An entry as somebody may see it, with its names."""
    clear = _clear(actor, register, entry, units)
    values = shown_values(register, entry.values, clear=clear, seen=actor.permissions)
    return EntryLine(
        entry_id=entry.entry_id,
        title=title_of(register, values),
        unit_id=entry.unit_id,
        unit_name=units.name_of(entry.unit_id),
        version=entry.version,
        changed_at=entry.changed_at,
        changed_by_name=names(entry.changed_by),
        ended_at=entry.ended_at,
        values=values,
        writable=clear,
        note=entry.note if clear else mask_text(entry.note),
    )


def _csv_row(register: Register, entry: Entry, actor: Actor, units: UnitTree) -> dict[str, Any]:
    clear = _clear(actor, register, entry, units)
    values = shown_values(register, entry.values, clear=clear, seen=actor.permissions)
    columns = [  # tables have no place in a line
        f.name for f in register.fields if f.kind is not FieldKind.TABLE and (not f.see or f.see in actor.permissions)
    ]
    flat = {name: "; ".join(value) if isinstance(value := values.get(name, ""), list) else value for name in columns}
    row = {name: inert(value) if isinstance(value, str) else value for name, value in flat.items()}
    ended = entry.ended_at.isoformat() if entry.ended_at else ""
    return row | {UNIT: entry.unit_id, ENDED: ended}
