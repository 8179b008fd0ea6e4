"""A vehicle or driver of the roster in the clear: for a purpose and a case, written into the log before it is shown."""

from datetime import datetime

from daoan.act.lookups.grounds import LookUp, note_of, refusal_of
from daoan.act.workflow.table import Refused
from daoan.edge.sealed import TextSealer
from daoan.jobs.companies.filing import Clear, open_clear
from daoan.jobs.lookups import no_such_case
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import NotFound
from daoan.terms.records.companies import KeyDriver, KeyVehicle
from daoan.terms.records.people import Actor
from daoan.terms.rulepacks import RulePack


def show_clear(
    room: Workroom,
    pack: RulePack,
    actor: Actor,
    kind: str,
    name: str,
    purpose: str,
    case: str,
    at: datetime,
    key: bytes,
) -> Clear | Refused:
    """Plate, or name, number and phone, of one vehicle or driver. ``pack``: the rule pack ``lookups``.

    Raises :class:`NotFound` for one that is not the actor's to see.
    """
    scope = scope_of(actor, room.units())
    item: KeyVehicle | KeyDriver | None = room.store.find_roster(KeyVehicle, name, at) if kind == "vehicle" else None
    if kind == "driver":
        item = room.store.find_roster(KeyDriver, name, at)
    if item is None or item.unit_id not in scope:
        raise NotFound(f"no {kind} {name!r:.60}")
    asked = LookUp("plate" if kind == "vehicle" else "person", name, purpose.strip(), case.strip(), at)
    refused = no_such_case(room, actor, asked.case) or refusal_of(asked, actor, pack)
    room.store.append_audit(note_of(asked, actor, refused))
    return refused or open_clear(TextSealer(key), item.sealed)
