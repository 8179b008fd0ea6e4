"""Who sits at the machine: commands act and read as somebody of a unit, in the role of the command centre."""

from daoan.jobs.workroom import Workroom
from daoan.terms.errors import InputError
from daoan.terms.records.people import Actor
from daoan.terms.roles import Role
from daoan.terms.units import UnitKind


def keeper_of(room: Workroom, unit: str | None) -> Actor:
    """Somebody of a unit: the named one, or the city's own."""
    units = room.units()
    if unit is not None and unit not in units:
        raise InputError(f"there is no unit {unit!r}; see daoan people units 单位不存在")
    own = unit or next((u.unit_id for u in units.units.values() if u.kind is UnitKind.CITY), "")
    if not own:
        raise InputError("there is no unit of the city yet; see daoan people units 尚无支队单位")
    return _of(own)


def topmost(room: Workroom) -> Actor:
    """Somebody of the topmost unit with most below it; of none where there are no units yet."""
    units = room.units()
    tops = [u.unit_id for u in units.units.values() if u.parent is None]
    return _of(max(tops, key=lambda u: len(units.below(u)), default=""))


def _of(unit_id: str) -> Actor:
    return Actor("terminal", unit_id, frozenset({Role.COMMANDER}))
