"""Copies take the place of what stood outside: the inside's word holds, except where acts are still under way.

A copy whose family has an act that the inside has not answered waits: else the person would see their own act vanish
and come back. Every step is whole by itself and finds by itself where it was stopped.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import msgspec

from daoan.act.registers import key_of, search_text
from daoan.jobs.exchange.offering import KINDS, PersonCopy, kind_of
from daoan.jobs.exchange.reports import REPORT
from daoan.jobs.workroom import WorkPlace, Workroom
from daoan.store.register_protocol import EntryRow
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.exchanged import ActState, CarriedAct, CarriedCopy, MatterCopy
from daoan.terms.records.people import LOOP, Account
from daoan.terms.records.registered import Entry
from daoan.terms.records.shifts import Shift
from daoan.terms.units import Unit

R = TypeVar("R")

#: Kinds of copies that are matters.
MATTERS = ("matter", REPORT)
UNDER_WAY = (ActState.ASKED, ActState.KEPT)
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Settled:
    """How many copies were put in place, and how many wait for acts under way."""

    settled: int
    held: int


def acts_in(store: WorkPlace, states: Collection[ActState], after: int = 0) -> list[CarriedAct]:
    """Every act in some states behind a number, in order."""
    found: list[CarriedAct] = []
    while page := store.list_carried(states, after=found[-1].number if found else after, limit=_PAGE):
        found += page
    return found


def settle(room: Workroom, at: datetime) -> Settled:
    """Put every copy in place that nothing is in the way of."""
    waiting = room.store.list_copies(unsettled=True)
    busy = {_root_of(room, act.subject) for act in acts_in(room.store, UNDER_WAY) if act.subject}
    done = held = 0
    for copy in sorted(waiting, key=_turn):
        if kind_of(copy.name) in MATTERS and _root_in(room, copy) in busy:
            held += 1
            continue
        _place(room, copy, at)
        done += 1
    return Settled(done, held)


def answered_copies(
    room: Workroom, acts: Collection[CarriedAct], fresh: Collection[CarriedCopy], bundle: int
) -> tuple[CarriedCopy, ...]:
    """Copies that must be put in place anew since an act was refused inside: what it did outside is undone.

    A matter that was opened outside and refused inside is no longer there. ``fresh``: copies that come anyway.
    """
    coming = {copy.name for copy in fresh}
    refused = {act.subject: act for act in acts if act.state is ActState.REFUSED and act.subject}
    if not refused:
        return ()
    roots = {_root_of(room, subject) for subject in refused}
    kept = {copy.name: copy for kind in MATTERS for copy in room.store.list_copies(kind=kind)}
    again = [
        replace(copy, settled=False)
        for copy in kept.values()
        if copy.name not in coming and _root_in(room, copy) in roots
    ]
    opened = [
        CarriedCopy(f"matter:{subject}", "", bundle, gone=True, settled=False)
        for subject, act in refused.items()
        if act.path.endswith("/work") and f"matter:{subject}" not in kept and f"matter:{subject}" not in coming
    ]
    return (*again, *opened)


def _turn(copy: CarriedCopy) -> tuple[bool, int, str]:
    """Shifts that are gone make room first; then whoever is named comes before who names."""
    kind = kind_of(copy.name)
    return not (copy.gone and kind == "shift"), KINDS.index(kind), copy.name


def _place(room: Workroom, copy: CarriedCopy, at: datetime) -> None:
    kind, _, name = copy.name.partition(":")
    if kind in MATTERS:
        if copy.gone:
            room.store.settle_copy(copy, gone=name)
        else:
            room.store.settle_copy(copy, _read(copy, MatterCopy))
        return
    note = AuditNote(at, LOOP.person_id, LOOP.unit_id, "exchange.place", copy.name)
    if kind == "person":
        _place_person(room, copy, name, note)
    elif kind == "shift":
        _place_shift(room, copy, name, note)
    elif kind == "entry":
        _place_entry(room, copy, name, note)
    elif kind == "unit" and not copy.gone:
        unit = _read(copy, Unit)
        if unit not in room.store.list_units():
            room.store.save_unit(unit, note)
    room.store.settle_copy(copy)


def _place_person(room: Workroom, copy: CarriedCopy, name: str, note: AuditNote) -> None:
    try:
        kept = room.store.get_person(name)
    except NotFound:
        kept = None
    if copy.gone:
        if kept is not None:
            room.store.save_person(replace(kept, active=False), note)
        return
    told = _read(copy, PersonCopy)
    here = told.person if kept is None else replace(told.person, contact=kept.contact)  # a person's own choice here
    if here != kept:
        room.store.save_person(here, note)
    try:
        room.store.get_account(name)
    except NotFound:
        room.store.save_account(Account(name, _free_login(room, told), None), note)


def _free_login(room: Workroom, told: PersonCopy) -> str:
    taken = room.store.find_account(told.login)
    return told.login if taken is None or taken.person_id == told.person.person_id else f"{told.login}-in"


def _place_shift(room: Workroom, copy: CarriedCopy, name: str, note: AuditNote) -> None:
    if not copy.gone:
        room.store.save_shifts([_read(copy, Shift)], note)
        return
    try:
        room.store.delete_shift(name, note)
    except NotFound:
        return


def _place_entry(room: Workroom, copy: CarriedCopy, name: str, note: AuditNote) -> None:
    try:
        kept = room.store.get_entry(name)
    except NotFound:
        kept = None
    told = kept if copy.gone else _read(copy, Entry)
    if told is None:
        return
    version = 1 if kept is None else kept.version + 1
    moment = note.at if kept is None else max(note.at, kept.changed_at)
    entry = replace(told, version=version, changed_at=moment, ended_at=note.at if copy.gone else told.ended_at)
    if kept is not None and replace(entry, version=kept.version, changed_at=kept.changed_at) == kept:
        return
    register = room.registers[entry.register]
    row = EntryRow(entry, search_text(register, entry.values), key_of(register, entry.values))
    room.store.keep_entries([row], note)


def _root_of(room: Workroom, matter_id: str) -> str:
    try:
        matter = room.store.get_matter(matter_id)
    except NotFound:
        return matter_id
    return matter.root or matter_id


def _root_in(room: Workroom, copy: CarriedCopy) -> str:
    name = copy.name.partition(":")[2]
    if copy.gone or not copy.payload:
        return _root_of(room, name)
    return _read(copy, MatterCopy).matter.root or name


def _read(copy: CarriedCopy, kind: type[R]) -> R:
    return msgspec.json.decode(copy.payload, type=kind)
