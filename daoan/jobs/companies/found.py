"""What the roster tells of a plate or person that was looked up: found by the token, whatever it is shown as."""

from datetime import datetime

from daoan.jobs.lookup_sources import Found, Place
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.estimates import Text
from daoan.terms.records.companies import STANDINGS, VEHICLE_KINDS, Company, KeyDriver, KeyVehicle
from daoan.terms.records.people import Actor
from daoan.terms.subjects import SubjectKind

ROSTER = Text("key vehicles and drivers", "重点车辆与驾驶人")


def find_in_roster(room: Workroom, actor: Actor, kind: SubjectKind, token: str, at: datetime) -> tuple[Found, ...]:
    """Vehicles of a plate, large and small, or the driver of a citizen's number, within the actor's scope."""
    store, scope = room.store, scope_of(actor, room.units())
    items: list[KeyVehicle | KeyDriver | None] = [store.find_roster(KeyDriver, token, at)]
    if kind == "plate":
        items = [store.find_roster(KeyVehicle, name, at) for name in (token, f"{token}-large")]
    return tuple(_found(room, item, at) for item in items if item is not None and item.unit_id in scope)


def _found(room: Workroom, item: KeyVehicle | KeyDriver, at: datetime) -> Found:
    vehicle = isinstance(item, KeyVehicle)
    company = room.store.find_roster(Company, item.company_id, at) if item.company_id else None
    days = {"检验 inspection": item.inspect_by, "报废 scrapping": item.scrap_by} if isinstance(item, KeyVehicle) else {}
    if isinstance(item, KeyDriver):
        days = {"换证 change": item.change_by, "审验 review": item.review_by, "体检 medical": item.medical_by}
    told = " · ".join(f"{name} {day}" for name, day in days.items() if day is not None)
    return Found(
        record="key_vehicle" if vehicle else "key_driver",
        record_id=item.vehicle_id if isinstance(item, KeyVehicle) else item.driver_id,
        title=company.name if company else "",
        kind=VEHICLE_KINDS[item.kind] if isinstance(item, KeyVehicle) else Text(*(2 * (" ".join(item.classes),))),
        state=STANDINGS[item.standing],
        unit=room.units().name_of(item.unit_id),
        at=None,
        places=(Place(Text("due days", "期限"), told),),
    )
