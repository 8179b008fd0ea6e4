"""Registers of the demo's simulated city, written once through the same checks as a person's entries."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from daoan.act.registers import fill, key_of, search_text
from daoan.app.clocks import workroom_of
from daoan.app.demo_entries import DemoEntry, demo_entries
from daoan.app.demo_people import is_demo
from daoan.app.progress import Tell
from daoan.app.workspace import Workspace
from daoan.jobs.workroom import Workroom
from daoan.store.register_protocol import EntryFilter, EntryRow
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.registered import Entry
from daoan.terms.times import local_midnight, utc_to_local
from daoan.terms.units import UnitTree

BY, NOTE = "simulation", "模拟 simulated"
OLD = timedelta(days=400)  # they were there before the year began, so that earlier days can be looked at
CHANGED = timedelta(days=9)


def play_demo_registers(workspace: Workspace, tell: Tell) -> int:
    """Fill the registers, once; answers how many entries. Nothing where the city is real or this is no demo."""
    if not (workspace.city.simulated and is_demo(workspace)):
        return 0
    room, now = workroom_of(workspace), workspace.now
    today = utc_to_local(now - timedelta(microseconds=1), workspace.city.zone).date()
    entries = tuple(demo_entries(workspace.city, today))
    kinds = {one.register for one in entries}
    if any(workspace.store.count_entries(EntryFilter(kind, ended=True)) for kind in kinds):
        return 0
    tell(Text("filling the registers", "登记各类台账"))
    rows = [row for n, one in enumerate(entries) for row in entry_rows(room, one, n, now)]
    workspace.store.keep_entries(
        rows, AuditNote(now - OLD, BY, "", "register.simulate", detail=f"{len(rows)} versions")
    )
    return len({row.entry.entry_id for row in rows})


def entry_rows(
    room: Workroom, one: DemoEntry, number: int, now: datetime, units: UnitTree | None = None
) -> Iterator[EntryRow]:
    """The versions of an entry as a store keeps them. Raises :class:`Fault` where its values do not fit.

    ``units``: the tree, where many are written and it is not to be read for each.
    """
    register, tree = room.registers[one.register], units or room.units()
    versions = [one.values] if one.before is None else [one.before, one.values]
    for version, values in enumerate(versions, start=1):
        filled = fill(register, values, tree)
        if filled.wrong:
            raise Fault(f"the demo's entry for {one.register} does not fit: {filled.wrong}")
        at = now - (OLD if version == 1 else CHANGED) + timedelta(minutes=number)
        if one.register == "meeting":
            at = local_midnight(date.fromisoformat(values["day"]) + timedelta(days=1), room.zone)
        entry = Entry(
            f"{one.register}-sim-{one.name or f'{number:03d}'}",
            one.register,
            one.unit_id,
            version,
            at,
            BY,
            filled.values,
            note=NOTE,
        )
        yield EntryRow(entry, search_text(register, filled.values), key_of(register, filled.values))
