"""Records of the roster and ratings as lines that a reader sees: masked, with names of units and companies."""

from collections.abc import Mapping
from datetime import date, datetime

from daoan.act.workflow.engine import is_overdue as is_late
from daoan.act.workflow.given import text_in
from daoan.api.company_shapes import CompanyLine, EventLine, ItemLine, OverdueLine, SchemeLine, TaskLine
from daoan.assess.companies.dues import DUES, Overdue, is_overdue, item_id
from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import Scheme
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.companies import (
    COMPANY_KINDS,
    EVENT_KINDS,
    LIABILITIES,
    STANDINGS,
    VEHICLE_KINDS,
    Company,
    CompanyEvent,
    KeyDriver,
    KeyVehicle,
)
from daoan.terms.records.working import Matter
from daoan.terms.units import UnitTree


def scheme_line(scheme: Scheme) -> SchemeLine:
    """A scheme that may be chosen."""
    return SchemeLine(
        scheme.name, scheme.title, scheme.stamp, scheme.source, scheme.status, len(scheme.grounds),
        len(scheme.indicators), {code: level.name for code, level in scheme.levels.items()},
        scheme.levels["high"].from_score, scheme.levels["middle"].from_score,
    )  # fmt: skip


def company_line(rating: Rating, units: UnitTree) -> CompanyLine:
    """A company with its rating."""
    company = rating.company
    return CompanyLine(
        company_id=company.company_id,
        name=mask_text(company.name),
        kind=company.kind,
        kind_name=COMPANY_KINDS[company.kind],
        unit_id=company.unit_id,
        unit_name=units.name_of(company.unit_id),
        level=rating.level,
        level_name=rating.level_name,
        by=rating.by,
        vehicles=rating.vehicles,
        drivers=rating.drivers,
        score=rating.score,
        chance_high=rating.chance_high,
        grounds=tuple(ground.name for ground in rating.grounds),
        unsettled=len(rating.unsettled),
    )


def item_line(item: KeyVehicle | KeyDriver, companies: Mapping[str, Company], day: date) -> ItemLine:
    """A vehicle or driver, masked."""
    own = [due for due in DUES.values() if isinstance(item, due.of)]
    vehicle = isinstance(item, KeyVehicle)
    return ItemLine(
        kind="vehicle" if vehicle else "driver",
        item_id=item_id(item),
        shown=item.shown,
        told=_told(item),
        standing=STANDINGS[item.standing],
        unit_id=item.unit_id,
        company_id=item.company_id,
        company=_name(companies, item.company_id),
        days={due.code: getattr(item, due.field) for due in own},
        overdue=tuple(due.code for due in own if is_overdue(item, due, day)),
        open_violations=item.unprocessed if isinstance(item, KeyVehicle) else None,
        points=item.points if isinstance(item, KeyDriver) else None,
    )


def overdue_line(late: Overdue, companies: Mapping[str, Company], units: UnitTree) -> OverdueLine:
    """A vehicle or driver that is overdue."""
    item = late.item
    return OverdueLine(
        "vehicle" if isinstance(item, KeyVehicle) else "driver", item_id(item), item.shown, _told(item),
        item.company_id, _name(companies, item.company_id), item.unit_id, units.name_of(item.unit_id), late.due_on,
        late.days,
    )  # fmt: skip


def event_line(event: CompanyEvent) -> EventLine:
    """A crash, violation or the like."""
    return EventLine(
        mask_text(event.event_id), EVENT_KINDS[event.kind], event.happened_on, event.deaths, event.injured,
        LIABILITIES[event.liability], event.serious, event.processed, mask_text(event.code),
    )  # fmt: skip


def task_line(task: Matter, units: UnitTree, now: datetime) -> TaskLine:
    """A clearing task."""
    items = task.values.get("items", ())
    left = task.values.get("left", 0)
    told = text_in(task.values.get("title"), task.title)
    title = Text(mask_text(told.en), mask_text(told.zh))
    return TaskLine(
        task.matter_id, title, str(task.values.get("due", "")), units.name_of(task.holder), task.state,
        len(items) if isinstance(items, (list, tuple)) else 0, left if isinstance(left, int) else 0, task.due_at,
        is_late(task, now),
    )  # fmt: skip


def _told(item: KeyVehicle | KeyDriver) -> Text:
    if isinstance(item, KeyVehicle):
        return VEHICLE_KINDS[item.kind]
    return Text(" ".join(item.classes), " ".join(item.classes))


def _name(companies: Mapping[str, Company], company_id: str) -> str:
    company = companies.get(company_id)
    return mask_text(company.name) if company else ""
