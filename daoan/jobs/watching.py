"""Entries of the watch list in force, and what ends them of itself: their time, or what the register tells.

:func:`watch_list` goes by the moments that entries carry, so it is right at the second, whenever the clocks last ran.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.watches.catalogue import Catalogue
from daoan.act.watches.curing import Cure, cured
from daoan.act.watches.frame import frame_of
from daoan.act.watches.watch import IN_FORCE, WATCH_KINDS
from daoan.act.workflow.evidence import of_read, told
from daoan.act.workflow.family import act
from daoan.act.workflow.given import moment_in
from daoan.act.workflow.table import Event, Refused
from daoan.jobs.workroom import Workroom
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import LOOP
from daoan.terms.records.working import Matter, Values
from daoan.terms.watches import WatchFrame, WatchSource

PAGE = 500
_SOURCES = {"local": WatchSource.LOCAL, "110": WatchSource.CALL_CENTRE, "province": WatchSource.PROVINCE}
#: States whose clock is the end of the entry itself.
_UNTIL_THE_END = ("watching", "withdrawal_refused")


@dataclass(frozen=True, slots=True)
class Hit:
    """A read of a watched plate. ``entry_id``: of the entry that it was held against."""

    entry_id: str
    pass_id: int
    site: str
    at: datetime


def watch_list(room: Workroom, as_of: datetime, since: datetime | None = None) -> WatchFrame:
    """Entries in force at a moment, secret ones too, by plate: what passes are held against.

    ``since``: those too that held at any moment from then on, each until it ended, for passes that come late. Columns
    hold plates in the clear: they are for the kernel, and never shown.
    """
    numbers = {code: number.value for code, number in _SOURCES.items()}
    return frame_of(_held_by(room, since or as_of), as_of, numbers, since)


def expire_watches(room: Workroom, now: datetime) -> int:
    """End every entry whose time has run out by ``now``; answers how many."""
    return sum(_move(room, entry, "expire", {}, now) for entry in list(_run_out(room, now)))


def cure_watches(room: Workroom, catalogue: Catalogue, cures: Iterable[Cure], at: datetime) -> tuple[str, ...]:
    """End every entry whose cause a register says is gone; ids of those that ended."""
    entries = list(entries_in(room, IN_FORCE))
    return tuple(
        entry.matter_id
        for entry, cure in cured(entries, cures, catalogue)
        if _move(room, entry, "cure", {"reason": cure.code, "record": cure.record}, at)
    )


def mark_hits(room: Workroom, hits: Iterable[Hit], at: datetime) -> int:
    """Write into entries that their vehicles were seen, a step an entry; answers how many entries."""
    by_entry: dict[str, list[Hit]] = {}
    for hit in hits:
        by_entry.setdefault(hit.entry_id, []).append(hit)
    return sum(_mark(room, entry_id, sorted(own, key=lambda h: h.at), at) for entry_id, own in by_entry.items())


def _mark(room: Workroom, entry_id: str, hits: Sequence[Hit], at: datetime) -> bool:
    try:
        entry = room.store.get_matter(entry_id)
    except NotFound:
        return False
    known = {e.ref for e in entry.evidence}
    fresh = [h for h in hits if str(h.pass_id) not in known]
    if not fresh or entry.state not in IN_FORCE:
        return False
    evidence = told(of_read(str(h.pass_id), h.site, h.at) for h in fresh)
    return _move(room, entry, "hit", {"evidence": evidence, "at": fresh[-1].at.isoformat(), "reads": len(fresh)}, at)


def entries_in(room: Workroom, states: Collection[str]) -> Iterator[Matter]:
    """Every entry in these states, secret ones too."""
    where = MatterFilter(kinds=WATCH_KINDS, states=tuple(states))
    return rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE))


def _held_by(room: Workroom, as_of: datetime) -> Iterator[Matter]:
    """Entries that may have held at a moment or after it: those in force now, and those withdrawn since."""
    yield from entries_in(room, IN_FORCE)
    where = MatterFilter(kinds=WATCH_KINDS, states=("withdrawn",))
    for entry in rows_of(lambda after: room.store.page_matters(where, order="changed", after=after, limit=PAGE)):
        if entry.changed_at <= as_of:
            return  # it and all behind it had ended by then
        yield entry


def _run_out(room: Workroom, now: datetime) -> Iterator[Matter]:
    where = MatterFilter(kinds=WATCH_KINDS, states=_UNTIL_THE_END, overdue_at=now)
    yield from rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE))
    asked = replace(where, states=tuple(s for s in IN_FORCE if s not in _UNTIL_THE_END))
    for entry in rows_of(lambda after: room.store.page_matters(asked, after=after, limit=PAGE)):
        until = moment_in(entry.values.get("until"), room.zone)
        if until is not None and until <= now:
            yield entry


def _move(room: Workroom, entry: Matter, event: str, values: Values, at: datetime) -> bool:
    """Cause an event of the system's on an entry; whether it happened: somebody may have acted first."""
    moved = act(
        room.workflows, {entry.matter_id: entry}, entry.matter_id, Event(event, LOOP, "", values), at, room.terms()
    )
    if isinstance(moved, Refused):
        return False
    note = AuditNote(at, LOOP.person_id, LOOP.unit_id, f"act.{event}", entry.matter_id)
    try:
        room.store.keep_moves([(m.matter, m.step) for m in moved.moves], {entry.matter_id: entry.version}, note)
    except Conflict:
        return False
    return True
