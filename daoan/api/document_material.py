"""What documents of a unit are made of: of the whole city, or of the county that the unit belongs to."""

from collections.abc import Callable

from daoan.api.workdesk import WorkDesk
from daoan.jobs.documents.gathering import material_of
from daoan.learn.documents.material import Material
from daoan.terms.documents import same
from daoan.terms.records.people import Actor
from daoan.terms.units import Unit, UnitKind


def own_material(work: WorkDesk, actor: Actor) -> Material:
    """What documents of the actor's unit are made of. Raises :class:`NotFound` before the first run."""
    unit = work.room.units().units.get(actor.unit_id)
    return _material_of(work, unit or Unit(actor.unit_id, UnitKind.SQUAD, same(actor.unit_id), None))


def materials_by_clock(work: WorkDesk) -> Callable[[], dict[str, Material]]:
    """The same by unit, for the clock: the unit above all others, then each county's brigade that a run counted by."""

    def make() -> dict[str, Material]:
        units = work.room.units().units.values()
        whole = {u.unit_id: _material_of(work, u) for u in units if u.parent is None}
        own = {u.unit_id: _material_of(work, u) for u in units if u.kind == UnitKind.BRIGADE and u.area}
        return whole | {unit_id: material for unit_id, material in own.items() if material.area}

    return make


def _material_of(work: WorkDesk, unit: Unit) -> Material:
    desk = work.desk
    found = material_of(desk.view(), desk.city, unit.name, desk.packs["documents"])
    return found.of_area(unit.area) if unit.parent is not None else found
