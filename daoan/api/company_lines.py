"""Records of the roster and ratings as lines that a reader sees: masked, with names of units and companies."""

from collections.abc import Mapping
from datetime import date, datetime

from daoan.act.workflow.engine import is_overdue as is_late
from daoan.act.workflow.given import text_in
from daoan.api.company_month_shapes import ChangedLine, FieldChange
from daoan.api.company_shapes import CarriedLine, CompanyLine, EventLine, ItemLine, OverdueLine, SchemeLine, TaskLine
from daoan.assess.companies.carrying import Carried
from daoan.assess.companies.dues import DUES, Overdue, is_overdue, item_id
from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import Scheme
from daoan.jobs.companies.months import ChangedRecord
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.months import month_name
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
    RosterRecord,
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


def carried_line(carried: Carried | None) -> CarriedLine | None:
    """What earlier months left open, with the rule's own words."""
    if carried is None:
        return None
    rule = carried.rule
    months = tuple(map(month_name, carried.months))
    return CarriedLine(carried.left, months, rule.months, rule.name, rule.status, rule.source)


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
        banned_on=item.banned_on if isinstance(item, KeyDriver) else None,
        ban_lifted_on=item.ban_lifted_on if isinstance(item, KeyDriver) else None,
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


#: Fields of records as a reader is told that they changed; others go by the names of :data:`DUES`.
CHANGED_FIELDS: Mapping[str, Text] = {
    "name": Text("name", "名称"),
    "kind": Text("kind", "类型"),
    "unit_id": Text("unit", "管理单位"),
    "ended_on": Text("ended on", "终止日期"),
    "company_id": Text("company", "所属企业"),
    "standing": Text("state", "状态"),
    "unprocessed": Text("violations not dealt with", "未处理违法"),
    "classes": Text("classes", "准驾车型"),
    "points": Text("points", "累积记分"),
    "happened_on": Text("day", "日期"),
    "deaths": Text("killed", "死亡人数"),
    "injured": Text("injured", "受伤人数"),
    "liability": Text("liability", "责任"),
    "serious": Text("serious", "严重违法"),
    "processed": Text("dealt with", "已处理"),
    "vehicle_id": Text("vehicle", "车辆"),
    "driver_id": Text("driver", "驾驶人"),
    "code": Text("code", "违法代码"),
    "inspect_by": Text("inspection until", "检验有效期止"),
    "scrap_by": Text("to be scrapped by", "强制报废期止"),
    "insured_until": Text("insured until", "保险终止日期"),
    "change_by": Text("licence until", "驾驶证有效期止"),
    "review_by": Text("review until", "审验有效期止"),
    "medical_by": Text("medical until", "体检期限"),
    "banned_on": Text("banned for life since", "终生禁驾起"),
    "ban_lifted_on": Text("ban lifted on", "禁驾解除日期"),
}
_TOKENS = frozenset({"vehicle_id", "driver_id", "event_id"})


def changed_line(changed: ChangedRecord, *, used: bool) -> ChangedLine:
    """A record that says something else now, field by field; who or what is a token is told as changed, not as what."""
    now = changed.now
    shown = getattr(now, "shown", "") or mask_text(getattr(now, "name", "") or getattr(now, "event_id", ""))
    fields = [name for name in changed.fields if name in CHANGED_FIELDS]
    return ChangedLine(
        changed.kind, changed.item_id, shown, _label(now),
        tuple(
            FieldChange(name, CHANGED_FIELDS[name], _value(changed.before, name), _value(now, name)) for name in fields
        ),
        used,
    )  # fmt: skip


def _label(record: RosterRecord) -> Text:
    match record:
        case CompanyEvent():
            return EVENT_KINDS[record.kind]
        case Company():
            return Text("company", "企业")
    return _told(record)


def _value(record: RosterRecord | None, name: str) -> str:
    value = None if record is None else getattr(record, name)
    if value is None or value == "":
        return "–"
    return "●" if name in _TOKENS else mask_text(" ".join(value) if isinstance(value, tuple) else str(value))


def _told(item: KeyVehicle | KeyDriver) -> Text:
    if isinstance(item, KeyVehicle):
        return VEHICLE_KINDS[item.kind]
    return Text(" ".join(item.classes), " ".join(item.classes))


def _name(companies: Mapping[str, Company], company_id: str) -> str:
    company = companies.get(company_id)
    return mask_text(company.name) if company else ""
