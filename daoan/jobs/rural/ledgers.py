"""Ledgers of the country: which entries were entered only, handed in, returned or approved; handing in what is new.

The state of an entry is that of the latest hand-in of its present version. A changed entry is *entered* again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.act.rural.ledger import RURAL_LEDGER, handed_in, marked
from daoan.act.workflow.table import Refused
from daoan.assess.rural.groups import Group
from daoan.jobs.registers import may_write, register_of
from daoan.jobs.rural.ground import STATION, VAN, VILLAGE, WARDEN
from daoan.jobs.work import Asked, Wanted, cause, open_matter
from daoan.jobs.workroom import Workroom, require_seen, scope_of
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, InputError, NotAllowed, NotFound
from daoan.terms.estimates import Share
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitTree

CROSSING, NOTICE_PLACE = "rural_crossing", "notice_place"
LEDGERS = (VILLAGE, STATION, WARDEN, VAN, CROSSING, NOTICE_PLACE)
ENTERED, HANDED_IN, RETURNED, APPROVED = "entered", "handed_in", "returned", "approved"
STATES = (ENTERED, HANDED_IN, RETURNED, APPROVED)
MOST_ENTRIES, PAGE = 400, 200  # entries of one hand-in; matters read at a time


@dataclass(frozen=True, slots=True)
class LedgerState:
    """One register as a unit sees it: entries by state; hand-ins that are not settled."""

    register: str
    entries: Mapping[str, int]
    open: tuple[Matter, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """How far entries came: issuers of hand-ins with their state, earliest first, by entry's id and version."""

    states: Mapping[tuple[str, int], Sequence[tuple[str, str]]]
    units: UnitTree

    def of(self, entry: Entry) -> str:
        """The state of an entry as it is now; what a unit hands in that does not answer for it does not count."""
        for issuer, state in reversed(self.states.get((entry.entry_id, entry.version), ())):
            if self.units.within(entry.unit_id, issuer):
                return state
        return ENTERED


def marks_of(matters: Iterable[Matter], units: UnitTree) -> Marks:
    """States by every hand-in; what was withdrawn counts as never handed in."""
    states: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for matter in sorted(matters, key=lambda m: (m.created_at, m.matter_id)):
        if matter.state != "withdrawn":
            for key in handed_in(matter).items():
                states[key].append((matter.issuer, matter.state))
    return Marks(states, units)


def hand_ins(room: Workroom) -> tuple[Matter, ...]:
    """Every hand-in of the city."""
    where = MatterFilter(kinds=(RURAL_LEDGER.kind,))
    return tuple(rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE)))


def ledger_states(room: Workroom, actor: Actor, at: datetime) -> tuple[LedgerState, ...]:
    """Each register with how far the entries of the actor's unit and below came."""
    scope, matters = scope_of(actor, room.units()), hand_ins(room)
    marks, found = marks_of(matters, room.units()), []
    for kind in LEDGERS:
        counts = dict.fromkeys(STATES, 0)
        for entry in room.store.list_entries(kind, at):
            if entry.unit_id in scope:
                counts[marks.of(entry)] += 1
        own = (m for m in matters if m.values.get("register") == kind and m.closed_at is None)
        found.append(LedgerState(kind, counts, tuple(m for m in own if {m.issuer, m.holder} & scope)))
    return tuple(found)


def hand_in(room: Workroom, actor: Actor, kind: str, at: datetime) -> tuple[Matter, ...]:
    """Hand in every entry of the actor's unit and below that was entered only, or changed since; to the unit above.

    Raises :class:`NotAllowed` for who may not write the register, :class:`InputError` for one that is no ledger of the
    country, :class:`Conflict` where there is nothing to hand in.
    """
    if kind not in LEDGERS:
        raise InputError(f"{kind!r:.40} is not handed in · 该台账无需上报")
    register, units = register_of(room, kind), room.units()
    if not may_write(actor, register):
        raise NotAllowed(f"your role may not write this register: {register.name.en} · 您的角色无权登记")
    scope, marks = scope_of(actor, units), marks_of(hand_ins(room), units)
    fresh = [e for e in room.store.list_entries(kind, at) if e.unit_id in scope and marks.of(e) == ENTERED]
    if not fresh:
        raise Conflict("nothing was entered or changed since it was handed in · 没有待上报的条目")
    above = next(units.above(actor.unit_id), actor.unit_id)
    opened = []
    for start in range(0, len(fresh), MOST_ENTRIES):
        part = fresh[start : start + MOST_ENTRIES]
        title = {"en": f"{register.name.en}: {len(part)}", "zh": f"{register.name.zh}上报（{len(part)}条）"}
        values = {
            "register": kind, "entries": [marked(e.entry_id, e.version) for e in part], "title": title,
            "handed_in_by": actor.person_id,
        }  # fmt: skip
        answer = open_matter(room, actor, Asked(RURAL_LEDGER.kind, title["zh"], holder=above, values=values), at)
        if isinstance(answer, Refused):
            raise NotAllowed(f"{answer.message.en} {answer.message.zh}")
        opened.append(answer)
    return tuple(opened)


def hand_in_again(room: Workroom, actor: Actor, matter_id: str, at: datetime) -> Matter | Refused:
    """Hand in what was returned with its entries as they are now; entries that no longer stand are left out.

    Raises :class:`NotFound` for what is no hand-in, or not the actor's to see.
    """
    matter, family = room.load(matter_id)
    require_seen(actor, matter, family, room.units())
    if matter.kind != RURAL_LEDGER.kind:
        raise NotFound(f"no hand-in {matter_id!r:.80}")
    names = set(handed_in(matter))
    kind = str(matter.values.get("register", ""))
    now = [marked(e.entry_id, e.version) for e in room.store.list_entries(kind, at) if e.entry_id in names]
    return cause(room, actor, Wanted(matter.matter_id, matter.version, "hand_in", values={"entries": now}), at)


def approved_shares(room: Workroom, at: datetime) -> dict[Group, Share]:
    """Of each group's entries as they stood at a moment, those approved by then; a township's, county's, the city's."""
    closed = (m for m in hand_ins(room) if m.closed_at is not None and m.closed_at <= at)
    marks = marks_of(closed, room.units())
    ledgers = {kind: room.store.list_entries(kind, at) for kind in LEDGERS}
    home = {
        str(e.values.get("code")): (str(e.values.get("area") or ""), str(e.values.get("township") or ""))
        for e in ledgers[VILLAGE]
    }
    station = {str(e.values.get("code")): str(e.values.get("village")) for e in ledgers[STATION]}
    found: dict[Group, Share] = defaultdict(lambda: Share(0, 0))
    for kind, entries in ledgers.items():
        for entry in entries:
            village = entry.values.get("code") if kind == VILLAGE else entry.values.get("village")
            if kind == WARDEN:
                village = station.get(str(entry.values.get("station")))
            area, township = home.get(str(village), (str(entry.values.get("area") or ""), ""))
            one = Share(int(marks.of(entry) == APPROVED), 1)
            for group in dict.fromkeys((Group(), Group(area), Group(area, township))):
                found[group] = found[group].plus(one)
    return dict(found)
