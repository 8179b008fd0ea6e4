"""Columns of the files of the roster: what they hold, what they are called. Templates are made of the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from daoan.terms.estimates import Text
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


class Holds(StrEnum):
    """What the cells of a column hold."""

    PLATE = "plate"
    NUMBER = "number"  # citizen's number, with its check digit
    CREDIT_CODE = "credit_code"  # unified social credit code, with its check digit
    COMPANY = "company"  # a credit code or a name
    NAME = "name"
    PHONE = "phone"
    CLASSES = "classes"  # of a driving licence: A1 A2 A3 B1 B2
    DAY = "day"
    COUNT = "count"
    AMOUNT = "amount"  # points and the like: may have a sign and decimals
    MONTH = "month"  # "2026-03"
    CHOICE = "choice"
    YES_NO = "yes_no"
    TEXT = "text"
    WORDS = "words"  # text kept with the signs that it was written in


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``called``: further headings that people write; ``sample``: in the template's example row; ``gaps``: a
    required column that some rows may leave empty."""

    field: str
    label: Text
    holds: Holds
    required: bool = False
    called: tuple[str, ...] = ()
    choices: Mapping[Any, Text] | None = None
    sample: str = ""
    most: int = 0  # of a count, and of an amount on either side of nought
    gaps: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that means this column."""
        return (self.label.zh, self.label.en, self.field, *self.called)


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file. ``key``: the column that each row is known by, "" where it takes several. ``ordered``: days that
    hardly ever stand the other way round, so that a file where most does has them exchanged."""

    name: Text
    key: str
    columns: tuple[Column, ...]
    ordered: tuple[tuple[str, str], ...] = ()

    def column(self, field: str) -> Column:
        """One column."""
        return next(c for c in self.columns if c.field == field)


@dataclass(frozen=True, slots=True)
class RosterLayout(Layout):
    """A kind of file of the roster. ``kind``: the record that a row becomes."""

    kind: type[RosterRecord] = field(kw_only=True)


_UNIT = Column("unit", Text("unit", "管理单位"), Holds.TEXT, called=("管辖单位", "所属大队", "大队"))
_FIRM = ("企业", "所属企业", "企业名称", "所属单位", "单位名称", "统一社会信用代码", "企业统一社会信用代码")
_STANDING = Column("standing", Text("standing", "状态"), Holds.CHOICE, choices=STANDINGS, sample="正常")
_CODE = "91621000MA0000001X"


def _company(*, required: bool = False) -> Column:
    label = Text("company", "所属企业（统一社会信用代码或名称）")
    return Column("company", label, Holds.COMPANY, required=required, called=_FIRM, sample=_CODE)


COMPANIES = RosterLayout(
    Text("companies", "企业"), "company_id", kind=Company,
    columns=(
        Column("company_id", Text("credit code", "统一社会信用代码"), Holds.CREDIT_CODE, True,
               ("信用代码", "社会信用代码", "企业代码"), sample=_CODE),
        Column("name", Text("name", "企业名称"), Holds.TEXT, True, ("名称", "单位名称"), sample="示例运输有限公司"),
        Column("kind", Text("kind", "企业类型"), Holds.CHOICE, True, ("类型", "经营范围"), COMPANY_KINDS, "普通货运"),
        _UNIT,
        Column("ended_on", Text("ended on", "停业日期"), Holds.DAY, called=("注销日期",)),
    ),
)  # fmt: skip

VEHICLES = RosterLayout(
    Text("key vehicles", "重点车辆"), "plate", kind=KeyVehicle,
    columns=(
        Column("plate", Text("plate", "号牌号码"), Holds.PLATE, True, ("车牌号", "车牌号码", "车牌", "hphm"),
               sample="甘MA0000"),
        Column("plate_type", Text("type of plate", "号牌种类"), Holds.TEXT, called=("hpzl", "号牌颜色"),
               sample="大型汽车"),
        Column("kind", Text("kind", "车辆类型"), Holds.CHOICE, True, ("车辆类别", "重点车辆类型", "使用性质"),
               VEHICLE_KINDS, "重中型货车"),
        _company(),
        _STANDING,
        Column("inspect_by", Text("inspection due", "检验有效期止"), Holds.DAY, called=("检验有效期", "年检到期"),
               sample="2026-03-31"),
        Column("scrap_by", Text("scrapping due", "强制报废期止"), Holds.DAY, called=("报废期止", "报废日期"),
               sample="2035-03-31"),
        Column("insured_until", Text("insurance due", "保险终止日期"), Holds.DAY, called=("保险到期", "交强险到期"),
               sample="2026-01-31"),
        Column("unprocessed", Text("violations not dealt with", "未处理违法"), Holds.COUNT,
               called=("未处理违法数", "违法未处理"), sample="0", most=10_000),
        _UNIT,
    ),
    ordered=(("inspect_by", "scrap_by"),),
)  # fmt: skip

DRIVERS = RosterLayout(
    Text("key drivers", "重点驾驶人"), "number", kind=KeyDriver,
    columns=(
        Column("number", Text("citizen's number", "身份证号"), Holds.NUMBER, True,
               ("身份证明号码", "身份证号码", "驾驶证号", "驾驶证号码", "公民身份号码"), sample="620000190001010003"),
        Column("name", Text("name", "姓名"), Holds.NAME, True, ("驾驶人姓名", "驾驶人"), sample="张某"),
        Column("phone", Text("mobile phone", "手机号码"), Holds.PHONE, called=("手机", "联系电话", "电话")),
        Column("classes", Text("classes", "准驾车型"), Holds.CLASSES, True, ("驾照类型",), sample="A2"),
        _company(),
        _STANDING,
        Column("change_by", Text("licence change due", "驾驶证有效期止"), Holds.DAY,
               called=("换证日期", "有效期止", "证件有效期止"), sample="2028-05-01"),
        Column("review_by", Text("review due", "审验有效期止"), Holds.DAY, called=("审验日期", "下一审验日期"),
               sample="2026-05-01"),
        Column("medical_by", Text("medical due", "体检有效期止"), Holds.DAY,
               called=("提交身体条件证明期限", "体检日期"), sample="2026-05-01"),
        Column("points", Text("points", "累积记分"), Holds.COUNT, called=("记分", "累计记分"), sample="0", most=999),
        Column("banned_on", Text("banned for life on", "终生禁驾日期"), Holds.DAY, called=("终身禁驾日期", "禁驾日期")),
        Column("ban_lifted_on", Text("ban lifted on", "禁驾解除日期"), Holds.DAY, called=("终生禁驾解除日期",)),
        _UNIT,
    ),
    ordered=(("banned_on", "ban_lifted_on"),),
)  # fmt: skip

EVENTS = RosterLayout(
    Text("crashes and violations", "事故违法"), "event_id", kind=CompanyEvent,
    columns=(
        Column("event_id", Text("number", "编号"), Holds.TEXT, True, ("事故编号", "违法编号", "决定书编号"),
               sample="SG20250301001"),
        _company(required=True),
        Column("kind", Text("kind", "类别"), Holds.CHOICE, True, ("事件类别",), EVENT_KINDS, "事故"),
        Column("happened_on", Text("day", "发生日期"), Holds.DAY, True, ("日期", "事故日期", "违法日期", "发生时间"),
               sample="2025-03-01"),
        Column("plate", Text("plate", "号牌号码"), Holds.PLATE, called=("车牌号", "车牌号码", "车牌")),
        Column("number", Text("driver's citizen's number", "驾驶人身份证号"), Holds.NUMBER, called=("身份证号",)),
        Column("deaths", Text("deaths", "死亡人数"), Holds.COUNT, sample="0", most=999),
        Column("injured", Text("injured", "受伤人数"), Holds.COUNT, sample="1", most=9_999),
        Column("liability", Text("liability", "事故责任"), Holds.CHOICE, called=("责任",), choices=LIABILITIES,
               sample="同等责任"),
        Column("serious", Text("serious violation", "严重违法"), Holds.YES_NO, sample="否"),
        Column("processed", Text("dealt with", "已处理"), Holds.YES_NO, called=("是否处理",), sample="是"),
        Column("code", Text("code of violation", "违法代码"), Holds.TEXT, called=("违法行为",)),
        _UNIT,
    ),
)  # fmt: skip

LAYOUTS: Mapping[str, RosterLayout] = {
    "companies": COMPANIES,
    "vehicles": VEHICLES,
    "drivers": DRIVERS,
    "events": EVENTS,
}
