"""The register of vehicles with terminals, out of a file: class, company, drivers, lines and exemptions by terminal.

Rows that cannot be used are told by line and reason; their terminal's number is repeated nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from daoan.sense.feeds.numbers import find_float
from daoan.sense.feeds.table import read_table
from daoan.sense.jt809.position import plain_plate
from daoan.terms.errors import LayoutUnknown
from daoan.terms.estimates import Text
from daoan.terms.passes import PassClass

#: By field: headings that it may have.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "terminal": ("terminal", "终端号", "终端手机号", "SIM卡号"),
    "plate": ("plate", "车牌号", "号牌号码", "车牌号码"),
    "kind": ("kind", "车辆类型", "类别"),
    "company": ("company", "企业", "企业名称", "所属企业", "业户名称"),
    "drivers": ("drivers", "驾驶员数", "随车驾驶员数"),
    "exempt_night": ("exempt_night", "凌晨豁免", "2至5时豁免"),
    "line_km": ("line_km", "线路里程", "线路里程(公里)"),
}
KINDS: Mapping[str, PassClass] = {
    **{kind.name.lower(): kind for kind in PassClass},
    "客车": PassClass.COACH, "班线客车": PassClass.COACH, "旅游客车": PassClass.COACH, "包车客车": PassClass.COACH,
    "校车": PassClass.SCHOOL_BUS, "危化品车": PassClass.HAZMAT, "危险货物运输车": PassClass.HAZMAT,
    "重型货车": PassClass.HEAVY_TRUCK, "重中型货车": PassClass.HEAVY_TRUCK, "轻型货车": PassClass.LIGHT_TRUCK,
    "渣土车": PassClass.CONSTRUCTION, "面包车": PassClass.VAN, "小客车": PassClass.CAR, "其他": PassClass.OTHER,
}  # fmt: skip
YES, NO = ("1", "yes", "true", "y", "是"), ("", "0", "no", "false", "n", "否")


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One vehicle. ``number``: of its terminal, without zeros in front, or its plate where ``by_plate``."""

    number: str
    by_plate: bool
    kind: PassClass
    company: str
    drivers: int
    exempt_night: bool
    line_km: float | None


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row that cannot be used; ``row`` counts from 1 below the heading."""

    row: int
    why: Text


def read_fleet(data: bytes, file: str) -> tuple[tuple[FleetRow, ...], tuple[WrongRow, ...]]:
    """Vehicles of a delimited text file, and the rows that cannot be used; a terminal's second row is one.

    Raises :class:`FileUnreadable` for what is no such file, :class:`LayoutUnknown` where it names neither terminals nor
    plates, or no class.
    """
    table = read_table(data, file)
    named = {name: next((h for h in table.headings if h in known), "") for name, known in HEADINGS.items()}
    if not (named["terminal"] or named["plate"]) or not named["kind"]:
        raise LayoutUnknown(f"{file}: needs columns terminal or plate, and kind · 须有终端号（或车牌号）和车辆类型两列")
    rows, wrong, seen = list[FleetRow](), list[WrongRow](), set[str]()
    wrong += [WrongRow(broken.number, broken.reason) for broken in table.broken]
    for row in table.rows:
        cells = {name: row.cells.get(heading, "").strip() for name, heading in named.items()}
        found = _row(cells)
        if isinstance(found, FleetRow) and found.number in seen:
            found = Text("this terminal stands in an earlier row", "终端在前面的行中已出现")
        if isinstance(found, Text):
            wrong.append(WrongRow(row.number, found))
        else:
            seen.add(found.number)
            rows.append(found)
    return tuple(rows), tuple(sorted(wrong, key=lambda w: w.row))


def _row(cells: Mapping[str, str]) -> FleetRow | Text:
    number, by_plate = cells["terminal"].lstrip("0"), False
    if not number:
        number, by_plate = plain_plate(cells["plate"]), True
    elif not (number.isascii() and number.isdecimal()):
        return Text("a terminal's number is digits only", "终端号应为数字")
    if not number:
        return Text("neither terminal nor plate", "终端号和车牌号均为空")
    kind = KINDS.get(cells["kind"].casefold())
    if kind is None:
        return Text("this class of vehicle is not known", "车辆类型无法识别")
    drivers = find_float(cells["drivers"] or "1")
    if drivers is None or not 1 <= drivers <= 9 or drivers != int(drivers):
        return Text("drivers on board are 1 to 9", "随车驾驶员数应为1至9")
    exempt = cells["exempt_night"].casefold()
    if exempt not in (*YES, *NO):
        return Text("exempt is yes or no", "凌晨豁免应填是或否")
    line_km = find_float(cells["line_km"]) if cells["line_km"] else None
    if cells["line_km"] and (line_km is None or not 0 < line_km <= 6_000):
        return Text("a line is 0 to 6,000 km long", "线路里程应在0至6000公里之间")
    return FleetRow(number, by_plate, kind, cells["company"], int(drivers), exempt in YES, line_km)
