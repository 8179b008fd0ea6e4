"""Duties of the register ``responsibility`` as somebody sees them."""

from datetime import datetime

from daoan.act.registers import shown_values
from daoan.act.responsibility.duties import RESPONSIBILITY, Duty, duty_of
from daoan.jobs.registers import may_write, register_of
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.records.people import Actor
from daoan.terms.registers import Register


def duties_of(room: Workroom, actor: Actor, as_of: datetime) -> tuple[Register, tuple[Duty, ...]]:
    """The register and every duty that stood at a moment; leaders masked to whoever may not write them."""
    register, own = register_of(room, RESPONSIBILITY), scope_of(actor, room.units())
    clear = may_write(actor, register)
    entries = room.store.list_entries(RESPONSIBILITY, as_of)
    duties = [duty_of(e, shown_values(register, e.values, clear=clear and e.unit_id in own)) for e in entries]
    return register, tuple(sorted(duties, key=lambda d: (d.entry_id,)))
