"""Days by which something must be done for a vehicle or driver, and who is overdue on a day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from daoan.terms.estimates import Text
from daoan.terms.records.companies import KeyDriver, KeyVehicle, Standing

#: Who still has duties: in use or merely off the road, not scrapped and not gone.
STANDING = frozenset({Standing.VALID, Standing.OFF_ROAD})

Item = KeyVehicle | KeyDriver


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of deadline. ``field``: of the record; ``rate``: what the share of those in order is called."""

    code: str
    of: type[KeyVehicle] | type[KeyDriver]
    field: str
    name: Text  # what is overdue
    rate: Text


DUES: dict[str, Due] = {
    due.code: due
    for due in (
        Due("inspection", KeyVehicle, "inspect_by", Text("inspection overdue", "逾期未检验"),
            Text("inspected", "检验率")),
        Due("scrapping", KeyVehicle, "scrap_by", Text("scrapping overdue", "逾期未报废"), Text("scrapped", "报废率")),
        Due("insurance", KeyVehicle, "insured_until", Text("insurance lapsed", "保险到期未续"),
            Text("insured", "投保率")),
        Due("change", KeyDriver, "change_by", Text("licence change overdue", "逾期未换证"),
            Text("licence changed", "换证率")),
        Due("review", KeyDriver, "review_by", Text("review overdue", "逾期未审验"), Text("reviewed", "审验率")),
        Due("medical", KeyDriver, "medical_by", Text("medical overdue", "逾期未体检"), Text("medical done", "体检率")),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Overdue:
    """A vehicle or driver that is overdue. ``days``: how long, 1 on the day after the deadline."""

    item: Item
    due: str
    due_on: date
    days: int


def item_id(item: Item) -> str:
    """What a vehicle or driver is known by."""
    return item.vehicle_id if isinstance(item, KeyVehicle) else item.driver_id


def is_overdue(item: Item, due: Due, day: date) -> bool:
    """Whether a deadline lies before a day. What is not recorded is not overdue; the last day itself still holds."""
    on: date | None = getattr(item, due.field)
    return item.standing in STANDING and on is not None and on < day


def list_overdue(items: Iterable[Item], due: Due, day: date) -> Iterator[Overdue]:
    """Those of some vehicles or drivers that are overdue on a day."""
    for item in items:
        if isinstance(item, due.of) and is_overdue(item, due, day):
            on: date = getattr(item, due.field)
            yield Overdue(item, due.code, on, (day - on).days)
