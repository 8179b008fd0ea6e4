"""Write into registers 台账 and read from them: what is wrong is told field by field, every version is kept.

Whoever may write a register writes the entries of their own unit and below. Whoever is at work reads the same, or the
whole register where it is shared; personal fields are masked to readers who may not write.
"""

import csv
import io
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from daoan.act.registers import Filled, Wrong, fill, key_of, search_text, shown_values
from daoan.jobs.fields import DEEPEST_VALUES, require_note, require_plain
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.page import Page, rows_of
from daoan.store.register_protocol import EntryFilter, EntryRow
from daoan.terms.errors import Conflict, InputError, NotAllowed, NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.registers import FieldKind, Register
from daoan.terms.spreadsheets import written

MOST_LINES = 5_000
LARGEST_ENTRY_BYTES = 131_072
#: Columns of a CSV file beside those of the fields: the unit, and since when an entry no longer stands.
UNIT, ENDED = "unit_id", "ended_at"


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody wants an entry to say. ``entry_id``: none for a new one. ``version``: the one that they saw."""

    values: Mapping[str, Any]
    unit_id: str = ""  # the writer's own where empty
    entry_id: str | None = None
    version: int = 0
    ended: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line of a CSV file that cannot be kept. ``line``: as editors count, the heading is 1."""

    line: int
    wrong: tuple[Wrong, ...]


def register_of(room: Workroom, kind: str) -> Register:
    """A register. Raises :class:`NotFound`."""
    if kind not in room.registers:
        raise NotFound(f"there is no register {kind!r:.40}")
    return room.registers[kind]


def may_write(actor: Actor, register: Register) -> bool:
    """Whether somebody may write a register at all, and sees all of it; which entries, their unit says."""
    return {register.write, *(f.see for f in register.fields if f.see is not None)} <= actor.permissions


def write_entry(
    room: Workroom, actor: Actor, register: Register, asked: Writing, at: datetime
) -> Entry | tuple[Wrong, ...]:
    """Keep a version of an entry; or all that is wrong with it.

    Raises :class:`NotAllowed`, :class:`NotFound` for what lies outside the actor's unit and below, :class:`Conflict`
    where somebody changed it first or another entry has its key.
    """
    kept = own_entry(room, actor, register, asked.entry_id) if asked.entry_id is not None else None
    if kept is not None and kept.version != asked.version:
        raise Conflict("somebody changed this entry first; look at it again 他人已先修改，请刷新后重试")
    row = _row(room, actor, register, asked, kept, at)
    if isinstance(row, tuple):
        return row
    action = "open" if kept is None else "end" if asked.ended else "change"
    note = AuditNote(at, actor.person_id, actor.unit_id, f"register.{action}", row.entry.entry_id, detail=register.kind)
    room.store.keep_entries([row], note)
    return row.entry


def own_entry(room: Workroom, actor: Actor, register: Register, entry_id: str) -> Entry:
    """An entry that somebody may write. Raises :class:`NotFound` where it is not theirs."""
    entry = seen_entry(room, actor, register, entry_id)
    if entry.unit_id not in scope_of(actor, room.units()):
        raise NotAllowed("this entry is another unit's", "unit")
    return entry


def seen_entry(room: Workroom, actor: Actor, register: Register, entry_id: str) -> Entry:
    """An entry that somebody may read. Raises :class:`NotFound`."""
    entry = room.store.get_entry(entry_id) if entry_id.isprintable() else None
    hidden = not register.shared and entry is not None and entry.unit_id not in scope_of(actor, room.units())
    if entry is None or entry.register != register.kind or hidden:
        raise NotFound(f"no entry {entry_id!r:.80}")
    return entry


def shown_entry(room: Workroom, actor: Actor, entry: Entry) -> Entry:
    """An entry as somebody may see it: personal data masked, but to those who may write it."""
    return next(shown_entries(room, actor, (entry,)))


def shown_entries(room: Workroom, actor: Actor, entries: Iterable[Entry]) -> Iterator[Entry]:
    """Entries as somebody may see them, in their order."""
    scope = scope_of(actor, room.units())
    for entry in entries:
        register = register_of(room, entry.register)
        if may_write(actor, register) and entry.unit_id in scope:
            yield entry
        else:
            masked = shown_values(register, entry.values, clear=False)
            yield replace(entry, values=masked, note=mask_text(entry.note))


def page_entries(
    room: Workroom, actor: Actor, register: Register, *, text: str, ended: bool, after: str | None, limit: int
) -> tuple[Page[Entry], int]:
    """A page of the entries that somebody may read, and how many they are."""
    where = _where(register, scope_of(actor, room.units()), text, ended=ended)
    if where is None:
        return Page((), None), 0
    return room.store.page_entries(where, after=after, limit=limit), room.store.count_entries(where)


def count_entries(room: Workroom, actor: Actor) -> dict[str, int]:
    """How many entries somebody may read that stand, by kind of register."""
    return {where.register: room.store.count_entries(where) for where in _standing(room, actor, "")}


def find_entries(room: Workroom, actor: Actor, text: str, most: int) -> Iterator[Entry]:
    """Entries with these words that somebody may read and that stand, at most so many of each register."""
    for where in _standing(room, actor, text):
        yield from room.store.page_entries(where, limit=most).rows


def _standing(room: Workroom, actor: Actor, text: str) -> list[EntryFilter]:
    scope = scope_of(actor, room.units())
    found = (_where(register, scope, text, ended=False) for register in room.registers.values())
    return [where for where in found if where is not None]


def all_entries(room: Workroom, actor: Actor, register: Register, *, text: str, ended: bool) -> tuple[Entry, ...]:
    """Every entry that somebody may read."""
    where = _where(register, scope_of(actor, room.units()), text, ended=ended)
    if where is None:
        return ()
    return tuple(rows_of(lambda after: room.store.page_entries(where, after=after, limit=MOST_LINES)))


def read_csv(register: Register, content: bytes) -> tuple[Mapping[str, Any], ...]:
    """Lines of a CSV file, headed by names or labels of fields. Raises :class:`InputError` for what is no such file."""
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise InputError(f"this is no CSV file in UTF-8 ({problem}) 须为 UTF-8 编码的 CSV 文件") from problem
    if len(rows) < 2 or len(rows) > MOST_LINES + 1:
        raise InputError(f"give a heading and 1 to {MOST_LINES} lines 须有表头和 1 至 {MOST_LINES} 行")
    names = {UNIT: UNIT, "unit": UNIT, "单位": UNIT, ENDED: ENDED}
    for field in register.fields:
        if field.kind is not FieldKind.TABLE:
            names |= {field.name: field.name, field.label.en: field.name, field.label.zh: field.name}
    heading = [names.get(cell.strip()) for cell in rows[0]]
    strangers = [cell for cell, name in zip(rows[0], heading, strict=True) if name is None]
    if strangers or len(set(heading)) < len(heading):
        raise InputError(f"columns that the register does not have, or twice: {', '.join(strangers)[:200]} 表头有误")
    lines = [dict(zip(heading, row, strict=False)) for row in rows[1:]]
    return tuple({name: written(cell) for name, cell in line.items() if name is not None} for line in lines)


def import_entries(
    room: Workroom, actor: Actor, register: Register, lines: Sequence[Mapping[str, Any]], at: datetime
) -> tuple[int, int] | tuple[WrongLine, ...]:
    """Keep all lines of a file, or none: how many are new and how many changed, or what is wrong, line by line.

    A line whose key is kept changes that entry, where it says something else.
    """
    rows: list[EntryRow] = []
    wrong: list[WrongLine] = []
    new, seen = 0, set[str]()
    for place, line in enumerate(lines, start=2):
        given = {name: value for name, value in line.items() if name not in (UNIT, ENDED)}
        key = key_of(register, given)
        kept = room.store.find_entry(register.kind, key) if key is not None else None
        if key is not None and key in seen:
            wrong.append(WrongLine(place, (Wrong(register.keys[0], Text("twice in this file", "文件中重复")),)))
            continue
        seen |= {key} if key is not None else set()
        if kept is not None:
            given = {**{k: v for k, v in kept.values.items() if k not in given}, **given}
            if kept.unit_id not in scope_of(actor, room.units()):
                wrong.append(WrongLine(place, (Wrong(register.keys[0], Text("another unit's entry", "属其他单位")),)))
                continue
        unit_id = str(line.get(UNIT) or (kept.unit_id if kept else "")).strip()
        ended = bool(str(line.get(ENDED) or "").strip())
        row = _row(room, actor, register, Writing(given, unit_id, ended=ended), kept, at)
        if isinstance(row, tuple):
            wrong.append(WrongLine(place, row))
        elif kept is None or _differs(kept, row.entry):
            rows.append(row)
            new += kept is None
    if wrong:
        return tuple(wrong)
    if rows:
        detail = f"{register.kind}: {new} new, {len(rows) - new} changed"
        room.store.keep_entries(rows, AuditNote(at, actor.person_id, actor.unit_id, "register.import", detail=detail))
    return new, len(rows) - new


def _differs(kept: Entry, new: Entry) -> bool:
    said = (kept.values, kept.unit_id, kept.ended_at is None)
    return said != (new.values, new.unit_id, new.ended_at is None)


def _where(register: Register, scope: frozenset[str], text: str, *, ended: bool) -> EntryFilter | None:
    if register.shared:
        return EntryFilter(register.kind, (), text, ended)
    return EntryFilter(register.kind, tuple(sorted(scope)), text, ended) if scope else None


def _row(
    room: Workroom, actor: Actor, register: Register, asked: Writing, kept: Entry | None, at: datetime
) -> EntryRow | tuple[Wrong, ...]:
    """The version that is to be kept, or what is wrong."""
    if not may_write(actor, register):
        raise NotAllowed(f"your role may not write this register: {register.name.en} 您的角色无权登记")
    units = room.units()
    unit_id = asked.unit_id or (kept.unit_id if kept else actor.unit_id)
    if unit_id not in scope_of(actor, units):
        return (Wrong(UNIT, Text("choose your own unit or one below it", "请选择本单位或下级单位")),)
    require_plain(dict(asked.values), DEEPEST_VALUES)
    filled: Filled = fill(register, asked.values, units)
    if filled.wrong:
        return filled.wrong
    if len(msgspec.json.encode(filled.values)) > LARGEST_ENTRY_BYTES:
        raise InputError(f"an entry may hold {LARGEST_ENTRY_BYTES} bytes")
    entry = Entry(
        entry_id=kept.entry_id if kept else f"{register.kind}-{secrets.token_hex(6)}",
        register=register.kind,
        unit_id=unit_id,
        version=kept.version + 1 if kept else 1,
        changed_at=max(at, kept.changed_at) if kept else at,
        changed_by=actor.person_id,
        values=filled.values,
        ended_at=((kept.ended_at if kept else None) or at) if asked.ended else None,
        note=require_note(asked.note),
    )
    return EntryRow(entry, search_text(register, filled.values), key_of(register, filled.values))
