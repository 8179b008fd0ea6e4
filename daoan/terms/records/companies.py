"""Key transport companies 重点运输企业, their vehicles and drivers, and what happened to them.

Plates, names and numbers of people are kept as a keyed token (``vehicle_id``, ``driver_id``), a masked form that
everybody who may see the roster reads, and a sealed clear form that opens only to a purpose (``sealed``). Days are of
the city's calendar; ``None`` is *not recorded*, never "no deadline". Records are kept with every version
(:mod:`daoan.store.roster_protocol`), so that any month can be rated again as it was known.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from daoan.terms.estimates import Text


class CompanyKind(StrEnum):
    """What a company carries."""

    COACH = "coach"  # 公路客运
    TOUR = "tour"  # 旅游客运
    HAZMAT = "hazmat"  # 危险货物运输
    FREIGHT = "freight"  # 普通货运
    SCHOOL = "school"  # 校车运营
    CONSTRUCTION = "construction"  # 渣土、工程运输
    OTHER = "other"


class VehicleKind(StrEnum):
    """Kinds of key vehicles: 两客一危货校面 and what practice adds (domain §8)."""

    COACH = "coach"
    TOUR = "tour"
    HAZMAT = "hazmat"
    HEAVY_TRUCK = "heavy_truck"
    SCHOOL_BUS = "school_bus"
    VAN = "van"
    CONVERTED_COACH = "converted_coach"  # 营转非大客车
    CONSTRUCTION = "construction"
    AGRICULTURAL = "agricultural"
    RIDE_HAILING = "ride_hailing"
    OTHER = "other"


class Standing(StrEnum):
    """How a vehicle or driver stands in the register."""

    VALID = "valid"  # 正常
    OFF_ROAD = "off_road"  # 停运: still the company's, not driven
    SCRAPPED = "scrapped"  # 已报废
    LEFT = "left"  # 转出、离职、注销


class EventKind(StrEnum):
    """What happened that a company answers for."""

    CRASH = "crash"
    VIOLATION = "violation"
    ALCOHOL = "alcohol"  # driving after drink or drugs
    HAZMAT = "hazmat"  # explosion, leak or fire of dangerous goods in a crash


class Liability(StrEnum):
    """How far the company's driver was liable for a crash, as found by the police."""

    FULL = "full"  # 全部
    MAIN = "main"  # 主要
    EQUAL = "equal"  # 同等
    MINOR = "minor"  # 次要
    NONE = "none"  # 无责
    OPEN = "open"  # not found yet


COMPANY_KINDS = {
    CompanyKind.COACH: Text("coach lines", "公路客运"),
    CompanyKind.TOUR: Text("tourist coaches", "旅游客运"),
    CompanyKind.HAZMAT: Text("dangerous goods", "危险货物运输"),
    CompanyKind.FREIGHT: Text("freight", "普通货运"),
    CompanyKind.SCHOOL: Text("school buses", "校车运营"),
    CompanyKind.CONSTRUCTION: Text("construction transport", "渣土工程运输"),
    CompanyKind.OTHER: Text("other", "其他"),
}
VEHICLE_KINDS = {
    VehicleKind.COACH: Text("coach", "公路客运"),
    VehicleKind.TOUR: Text("tourist coach", "旅游客运"),
    VehicleKind.HAZMAT: Text("dangerous goods", "危化品运输"),
    VehicleKind.HEAVY_TRUCK: Text("heavy or medium lorry", "重中型货车"),
    VehicleKind.SCHOOL_BUS: Text("school bus", "校车"),
    VehicleKind.VAN: Text("van", "面包车"),
    VehicleKind.CONVERTED_COACH: Text("coach no longer for hire", "营转非大客车"),
    VehicleKind.CONSTRUCTION: Text("construction lorry", "渣土工程车"),
    VehicleKind.AGRICULTURAL: Text("agricultural vehicle", "农用车"),
    VehicleKind.RIDE_HAILING: Text("ride-hailing car", "网约车"),
    VehicleKind.OTHER: Text("other", "其他"),
}
STANDINGS = {
    Standing.VALID: Text("in use", "正常"),
    Standing.OFF_ROAD: Text("off the road", "停运"),
    Standing.SCRAPPED: Text("scrapped", "已报废"),
    Standing.LEFT: Text("left", "已转出"),
}
EVENT_KINDS = {
    EventKind.CRASH: Text("crash", "事故"),
    EventKind.VIOLATION: Text("violation", "违法"),
    EventKind.ALCOHOL: Text("drink or drug driving", "酒驾毒驾"),
    EventKind.HAZMAT: Text("explosion, leak or fire", "爆炸泄漏起火"),
}
LIABILITIES = {
    Liability.FULL: Text("full", "全部责任"),
    Liability.MAIN: Text("main", "主要责任"),
    Liability.EQUAL: Text("equal", "同等责任"),
    Liability.MINOR: Text("minor", "次要责任"),
    Liability.NONE: Text("none", "无责任"),
    Liability.OPEN: Text("not found yet", "未认定"),
}


@dataclass(frozen=True, slots=True)
class Company:
    """A transport company. ``unit_id``: the traffic police that look after it; ``ended_on``: it no longer works."""

    company_id: str  # unified social credit code 统一社会信用代码: an organisation's, not a person's
    name: str
    kind: CompanyKind
    unit_id: str
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class KeyVehicle:
    """A key vehicle. ``company_id`` is empty where a person owns it; ``unprocessed``: violations not dealt with."""

    vehicle_id: str  # keyed token of the plate with its colour
    shown: str  # 甘M·12*45
    sealed: str
    kind: VehicleKind
    unit_id: str
    company_id: str = ""
    standing: Standing = Standing.VALID
    inspect_by: date | None = None  # 检验有效期止
    scrap_by: date | None = None  # 强制报废期止
    insured_until: date | None = None  # 保险终止日期
    unprocessed: int | None = None


@dataclass(frozen=True, slots=True)
class KeyDriver:
    """A driver who holds a class for key vehicles (A1 A2 A3 B1 B2)."""

    driver_id: str  # keyed token of the citizen's number
    shown: str  # 张*
    shown_number: str  # 622801********1234
    sealed: str
    classes: tuple[str, ...]
    unit_id: str
    company_id: str = ""
    standing: Standing = Standing.VALID
    change_by: date | None = None  # 驾驶证有效期止: 换证
    review_by: date | None = None  # 审验有效期止
    medical_by: date | None = None  # 提交身体条件证明期限
    points: int | None = None  # 累积记分 in this period
    banned_on: date | None = None  # 终生禁驾: banned from driving for life since; ``None``: none is registered
    ban_lifted_on: date | None = None  # the day from which it holds no more
    age_band: str = ""  # when the record was taken in, as coarse as segments are; no day or year of birth is kept


@dataclass(frozen=True, slots=True)
class CompanyEvent:
    """A crash, violation or the like of a company. ``serious``: 严重违法 by the violation set in force."""

    event_id: str  # the number that its own register has for it
    company_id: str
    unit_id: str
    kind: EventKind
    happened_on: date
    vehicle_id: str = ""
    driver_id: str = ""
    deaths: int = 0
    injured: int = 0
    liability: Liability = Liability.OPEN
    serious: bool = False
    processed: bool = True  # of a violation: it was dealt with
    code: str = ""  # of a violation


RosterRecord = Company | KeyVehicle | KeyDriver | CompanyEvent

#: Kinds of records of the roster with the field that each is known by.
ROSTER_KEYS: dict[type[RosterRecord], str] = {
    Company: "company_id",
    KeyVehicle: "vehicle_id",
    KeyDriver: "driver_id",
    CompanyEvent: "event_id",
}


def roster_id(record: RosterRecord) -> str:
    """What a record is known by."""
    return str(getattr(record, ROSTER_KEYS[type(record)]))


def has_ended(record: RosterRecord) -> bool:
    """Whether a record of the roster tells of what is over: an event, or what stands in the register no more."""
    match record:
        case CompanyEvent():
            return True
        case Company():
            return record.ended_on is not None
    return record.standing in (Standing.SCRAPPED, Standing.LEFT)
