"""Hits of an outside list as its keeper reads them: with purpose and case, and a line in the audit log each time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from daoan.act.lookups.grounds import LookUp, note_of, refusal_of
from daoan.act.workflow.table import Refused
from daoan.jobs.lookups import no_such_case
from daoan.jobs.outside_lists import own_list
from daoan.jobs.settings import AuditedSettings
from daoan.jobs.workroom import Workroom
from daoan.store.outside_protocol import OutsideStore
from daoan.store.page import Page
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.outside import OutsideHit
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody asks to read. ``unseen``: only what nobody has marked as seen."""

    list_id: str
    purpose: str
    case: str
    unseen: bool = False
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class HitsRead:
    """One page of hits. ``line``: of the audit log, written before they were read."""

    page: Page[OutsideHit]
    line: int


def read_hits(
    room: Workroom, lists: AuditedSettings, pack: RulePack, actor: Actor, asked: Reading, at: datetime
) -> HitsRead | Refused:
    """Hits of a list of the actor's own unit. ``pack``: the rule pack ``lookups``; ``at``: the real moment.

    Raises :class:`NotFound` for a list that another unit keeps, units above and below included.
    """
    own_list(lists, actor, asked.list_id)
    look_up = LookUp("outside_hits", asked.list_id, asked.purpose.strip(), asked.case.strip(), at)
    refused = no_such_case(room, actor, look_up.case) or refusal_of(look_up, actor, pack)
    line = room.store.append_audit(note_of(look_up, actor, refused)).number
    if refused is not None:
        return refused
    page = room.store.page_outside_hits(
        asked.list_id, actor.unit_id, unseen=asked.unseen, after=asked.after, limit=asked.limit
    )
    return HitsRead(page, line)


def see_hits(
    store: OutsideStore, lists: AuditedSettings, actor: Actor, list_id: str, hit_ids: Collection[str], at: datetime
) -> int:
    """Mark hits of a list of the actor's own unit as seen; answers how many were not yet. Raises as reading them."""
    own_list(lists, actor, list_id)
    note = AuditNote(
        at, actor.person_id, actor.unit_id, "act.see_outside_hits", list_id, detail=f"{len(set(hit_ids))} hits"
    )
    return store.see_outside_hits(list_id, actor.unit_id, hit_ids, actor.person_id, at, note)
