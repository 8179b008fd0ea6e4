"""What the inside offers to the outside: people who work there, and of all records what these people may see.

Nothing of anybody else leaves: no sign-in, no contact, no name of a colleague who works inside; free text is masked as
the pages show it. A copy is known by its digest, so that only what changed is carried.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from daoan.jobs.exchange.copies import copied, entry_copy
from daoan.jobs.exchange.posts import POST, offered_posts
from daoan.jobs.exchange.reports import REPORT, offered_codes, offered_reports
from daoan.jobs.villagers.book import ReportBook
from daoan.jobs.workroom import Workroom, scope_of, sees_in
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from daoan.terms.masking import mask_text
from daoan.terms.records.exchanged import CarriedCopy
from daoan.terms.records.people import Actor, Contact, Person
from daoan.terms.records.shifts import Shift
from daoan.terms.records.working import Matter
from daoan.terms.roles import Role
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitKind

#: The kinds of copies, in the order in which they are put in place: whoever is named comes first.
KINDS = ("unit", "person", "shift", POST, "entry", "file", "matter", REPORT)
_PAGE = 500


@dataclass(frozen=True, slots=True)
class PersonCopy:
    """Somebody who works outside. ``login``: the name that they sign in by there, with a password of their own."""

    person: Person
    login: str


def kind_of(name: str) -> str:
    """Which kind a copy is of, by its name."""
    return name.partition(":")[0]


def offered(book: ReportBook, pack: RulePack, at: datetime) -> Iterator[tuple[str, object]]:
    """Everything that the outside needs as of a moment: the name of each copy and the record."""
    room = book.room
    people = _people(room, pack)
    units = room.units()
    scope = frozenset(
        unit
        for copy in people
        if copy.person.active
        for unit in scope_of(Actor(copy.person.person_id, copy.person.unit_id, frozenset()), units)
    )
    own = {copy.person.unit_id for copy in people}
    for unit in units.units.values():
        if unit.kind is not UnitKind.COMPANY or unit.unit_id in own:
            yield f"unit:{unit.unit_id}", unit
    for copy in people:
        yield f"person:{copy.person.person_id}", copy
    here = {copy.person.person_id for copy in people}
    for shift in _shifts(room, pack, at):
        if shift.person_id in here:
            yield f"shift:{shift.shift_id}", replace(shift, post=mask_text(shift.post))
    yield from offered_posts(room.store, own, at)
    for register in pack.get("outside.registers"):
        for entry in room.store.list_entries(register, at):
            if entry.unit_id in scope:
                yield f"entry:{entry.entry_id}", entry_copy(entry)
    most = int(pack.get("outside.most_file_bytes"))
    yield from offered_codes(book, at)
    yield from _matters(room, pack, scope, at, most)
    yield from offered_reports(book, most)


def pack_copy(record: object) -> tuple[str, str]:
    """A copy as JSON, and its digest."""
    text = msgspec.json.encode(record, order="deterministic").decode()
    return text, hashlib.sha256(text.encode()).hexdigest()


def changed_copies(now: Mapping[str, str], kept: Collection[CarriedCopy], bundle: int) -> tuple[CarriedCopy, ...]:
    """How all copies stand after a bundle that carries what changed. ``now``: digests by name, of all that is offered.

    What is no longer offered is carried as gone.
    """
    before = {copy.name: copy for copy in kept}
    fresh = [
        CarriedCopy(name, digest, bundle)
        for name, digest in now.items()
        if name not in before or before[name].digest != digest or before[name].gone
    ]
    fresh += [replace(c, bundle=bundle, gone=True, digest="") for c in kept if c.name not in now and not c.gone]
    return tuple({**before, **{copy.name: copy for copy in fresh}}.values())


def _people(room: Workroom, pack: RulePack) -> tuple[PersonCopy, ...]:
    outside = frozenset(Role(name) for name in pack.get("outside.roles"))
    found = []
    for person in room.store.list_people():
        roles = tuple(role for role in person.roles if role in outside)
        if roles:
            bare = replace(person, roles=roles, contact=Contact())
            found.append(PersonCopy(bare, _login(room, person.person_id)))
    return tuple(found)


def _login(room: Workroom, person_id: str) -> str:
    try:
        return room.store.get_account(person_id).login
    except NotFound:  # somebody without an account signs in by their id
        return person_id


def _shifts(room: Workroom, pack: RulePack, at: datetime) -> tuple[Shift, ...]:
    days = timedelta(days=float(pack.get("outside.shift_days")))
    return room.store.list_shifts(at - days, at + days)


def _matters(
    room: Workroom, pack: RulePack, scope: Collection[str], at: datetime, most: int
) -> Iterator[tuple[str, object]]:
    kinds = tuple(pack.get("outside.kinds"))
    since = at - timedelta(days=float(pack.get("outside.closed_days")))
    families: dict[str, dict[str, Matter]] = {}
    for matter in rows_of(
        lambda after: room.store.page_matters(MatterFilter(kinds=kinds), order="due", after=after, limit=_PAGE)
    ):
        if matter.closed_at is not None and matter.closed_at < since:
            continue
        root = matter.root or matter.matter_id
        if root not in families:
            families[root] = {m.matter_id: m for m in room.store.list_kin(matter.matter_id)}
        if sees_in(scope, matter, families[root]):
            yield from copied("matter", room.read(matter.matter_id), most)
