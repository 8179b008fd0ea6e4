"""Disorder points at work: which there are and how each stands, and asking their units to see to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.act.operations.disorder import DISORDER, REGISTER
from daoan.act.workflow.table import Refused
from daoan.jobs.work import Asked, open_matter
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

PAGE, LONGEST_TITLE, LONGEST_TEXT = 500, 200, 4_000


@dataclass(frozen=True, slots=True)
class Points:
    """Points that somebody may read, with the latest matter of each that has one. ``own``: registered by their side,
    which asks for them to be seen to."""

    entries: tuple[Entry, ...]
    matters: Mapping[str, Matter]  # by entry
    own: frozenset[str]

    @property
    def untaken(self) -> int:
        """Own points that nobody was asked about."""
        return len(self.own - set(self.matters))


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A point that nobody was asked to see to, and why."""

    entry_id: str
    why: Text


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What came of asking."""

    matters: tuple[Matter, ...]
    left: tuple[NotTaken, ...]


def points_of(room: Workroom, actor: Actor, at: datetime) -> Points:
    """Every point that stands at a moment and that the actor's side registered, or is to put right."""
    scope = scope_of(actor, room.units())
    entries = tuple(
        e for e in room.store.list_entries(REGISTER, at) if e.unit_id in scope or e.values.get("unit") in scope
    )  # fmt: skip
    matters = _matters_by_entry(room, {e.entry_id for e in entries})
    asked_by = frozenset(e.entry_id for e in entries if e.unit_id in scope)
    return Points(entries, matters, asked_by)


def _matters_by_entry(room: Workroom, entries: set[str]) -> dict[str, Matter]:
    where, found = MatterFilter(kinds=(DISORDER.kind,)), {}
    rows = rows_of(lambda after: room.store.page_matters(where, order="changed", after=after, limit=PAGE))
    for matter in sorted(rows, key=lambda m: (m.created_at, m.matter_id)):
        entry = matter.values.get("entry")
        if entry in entries:
            found[str(entry)] = matter
    return found


def take_up(room: Workroom, actor: Actor, entry_ids: Sequence[str], at: datetime) -> TakenUp:
    """Open a matter for points, each once: for those that are named, or for all that nobody was asked to see to.

    A point whose matter is closed or withdrawn is taken up again only by name. What stays says why.
    """
    points = points_of(room, actor, at)
    wanted = set(entry_ids)
    matters, left = [], []
    for entry in points.entries:
        known = points.matters.get(entry.entry_id)
        if entry.entry_id not in wanted if wanted else known is not None:
            continue
        if entry.entry_id not in points.own:
            if wanted:
                left.append(NotTaken(entry.entry_id, Text("who registered it asks for it", "由登记单位交办")))
            continue
        if known is not None and known.closed_at is None:
            left.append(NotTaken(entry.entry_id, Text("it is being seen to already", "该乱点已在治理")))
            continue
        answer = _open(room, actor, entry, known, at)
        if isinstance(answer, Refused):
            left.append(NotTaken(entry.entry_id, answer.message))
        else:
            matters.append(answer)
    gone = wanted - {e.entry_id for e in points.entries}
    left += [NotTaken(name, Text("there is no such point", "没有该乱点")) for name in sorted(gone)]
    return TakenUp(tuple(matters), tuple(left))


def _open(room: Workroom, actor: Actor, entry: Entry, known: Matter | None, at: datetime) -> Matter | Refused:
    told, units = entry.values, room.units()
    owner = str(told.get("unit", entry.unit_id))
    if owner not in scope_of(actor, units) and Permission.ISSUE not in actor.permissions:
        return Refused("unit", Text("it belongs to a unit above or beside yours", "责任单位不在本单位及下级"))
    values: dict[str, Any] = {"entry": entry.entry_id, "point_kind": told.get("kind", "other")}
    words = room.registers[REGISTER].field("kind")
    name = next((c.name for c in words.choices if c.code == values["point_kind"]), Text("", ""))
    values |= {"text": str(told["what"])[:LONGEST_TEXT]} if "what" in told else {}
    values |= {"finish_by": told["due"]} if "due" in told else {}
    place = str(told.get("place", ""))
    values["title"] = {"en": f"{place} · {name.en}"[:LONGEST_TITLE], "zh": f"{place} · {name.zh}"[:LONGEST_TITLE]}
    asked = Asked(
        DISORDER.kind, f"{place} · {name.zh}"[:LONGEST_TITLE], holder=owner, values=values,
        area=str(told["area"]) if "area" in told else None, lon=told.get("lon"), lat=told.get("lat"),
        evidence=(Evidence("disorder", entry.entry_id, Text("disorder point", "秩序乱点"), place),),
    )  # fmt: skip
    after = "" if known is None else known.matter_id
    return open_matter(room, actor, asked, at, once=f"disorder {entry.entry_id} after {after}")
