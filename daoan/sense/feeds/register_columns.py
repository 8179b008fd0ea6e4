"""The columns of the Chinese crash register template 事故登记表, as a table for reading, writing and the template.

Fields follow the registers in use (事故编号, 行政区划, 发生时间, 路号 …); 绝对位置 is kilometres × 1000 + metres.
Dictionaries: :mod:`daoan.sense.feeds.register_codes`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from daoan.sense.feeds.datum_china import BD09, GCJ02
from daoan.terms.estimates import Text
from daoan.terms.places import WGS84


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, other headings that mean the same, what belongs in it, and an example."""

    field: str
    heading: str
    synonyms: tuple[str, ...]
    needed: bool
    meaning: Text
    example: str


def _column(field: str, heading: str, synonyms: str, meaning: Text, example: str, needed: bool = False) -> Column:
    return Column(field, heading, tuple(synonyms.split()), needed, meaning, example)


COLUMNS: tuple[Column, ...] = (
    _column(
        "source_ref",
        "事故编号",
        "编号 案件编号 SGBH",
        Text("Number of the crash, unique in the register.", "事故唯一编号，不得重复。"),
        "示例-621021202400001",
        needed=True,
    ),
    _column(
        "area",
        "行政区划",
        "行政区划代码 区划代码 XZQH",
        Text("Six-digit code of the county or district.", "县（区）六位行政区划代码。"),
        "621021",
    ),
    _column(
        "happened_at",
        "发生时间",
        "事故发生时间 事故时间 SGFSSJ",
        Text("Local time, to the minute where it is known.", "当地时间，尽量精确到分。"),
        "2024-03-05 14:20",
        needed=True,
    ),
    _column(
        "precision",
        "时间精度",
        "",
        Text(
            "To the minute, hour, day or year; empty: as written.",
            "精确到分/精确到时/精确到日/精确到年；留空按填写内容判断。",
        ),
        "精确到分",
    ),
    _column(
        "known_at",
        "接报时间",
        "录入时间 登记时间",
        Text(
            "When the crash became known; empty: taken to be when it happened, and marked.",
            "得知事故的时间；留空按发生时间计并标注。",
        ),
        "2024-03-05 14:31",
    ),
    _column(
        "severity",
        "事故类型",
        "事故后果 事故等级",
        Text(
            "Fatal, injury, damage only, or 1 to 4; empty: follows from the counts.",
            "死亡、伤人、财产损失、简易程序或代码1-4；留空按伤亡人数判断。",
        ),
        "伤人",
    ),
    _column(
        "deaths_7d",
        "7日死亡",
        "七日死亡 7日内死亡 7日内死亡人数 死亡 死亡人数",
        Text("Killed within 7 days, the official Chinese count.", "事故后7日内死亡人数（法定统计口径）。"),
        "0",
    ),
    _column(
        "deaths_30d",
        "30日死亡",
        "三十日死亡 30日内死亡 30日内死亡人数",
        Text("Killed within 30 days, the international count.", "事故后30日内死亡人数（国际口径）。"),
        "0",
    ),
    _column("injured", "受伤", "受伤人数 伤人 SSRS", Text("All who were injured.", "受伤人数合计。"), "2"),
    _column("serious", "重伤", "重伤人数", Text("Seriously injured.", "重伤人数。"), "1"),
    _column("slight", "轻伤", "轻伤人数", Text("Slightly injured.", "轻伤人数。"), "1"),
    _column(
        "parties",
        "伤亡人员",
        "",
        Text(
            "People hurt, without names: role/degree/sex/age/vehicle/time of death, one after the other with ;",
            "伤亡人员情况（不填姓名）：交通方式/伤亡程度/性别/年龄/车型/死亡时间，多人用；分隔。",
        ),
        "驾驶人/重伤/男/45/摩托车；乘员/轻伤/女/43/摩托车",
    ),
    _column("vehicles", "车辆数", "涉事车辆数 机动车数", Text("Vehicles involved.", "涉事车辆数。"), "2"),
    _column("route", "路号", "道路代码 LH", Text("Route number.", "道路编号。"), "G309"),
    _column("road_name", "路名", "道路名称 LM", Text("Name of the road.", "道路名称。"), "国道309线"),
    _column("km", "公里数", "公里 GLS", Text("Kilometre post.", "公里桩号。"), "1702"),
    _column("m", "米数", "米 MS", Text("Metres after the kilometre post.", "公里桩后的米数。"), "350"),
    _column(
        "chainage_m",
        "绝对位置",
        "JDWZ 桩号",
        Text("Kilometres × 1000 + metres; empty: from the two columns before.", "公里数×1000+米数；留空按前两栏计算。"),
        "1702350",
    ),
    _column(
        "road_class",
        "道路等级",
        "道路类型 公路行政等级 DLLX",
        Text(
            "Motorway, national, provincial, county, township or village road, or 0 to 9.",
            "高速公路、国道、省道、县道、乡道、村道等或代码0-9。",
        ),
        "国道",
    ),
    _column("lon", "经度", "东经 X坐标 longitude", Text("Longitude, degrees.", "经度（度）。"), "107.6432"),
    _column("lat", "纬度", "北纬 Y坐标 latitude", Text("Latitude, degrees.", "纬度（度）。"), "35.7091"),
    _column(
        "datum",
        "坐标系",
        "坐标基准 坐标类型",
        Text(
            "WGS-84, CGCS2000, GCJ-02 or BD-09. Needed where there are coordinates.",
            "WGS-84、CGCS2000、GCJ-02 或 BD-09；有坐标时必填。",
        ),
        "WGS-84",
    ),
    _column("light", "照明", "照明条件", Text("Light, or 1 to 5.", "照明条件或代码1-5。"), "白天"),
    _column("weather", "天气", "天气情况 TQ", Text("Weather, or 1 to 9.", "天气或代码1-9。"), "晴"),
    _column(
        "surface",
        "路面",
        "路表情况 路面状况 路面情况",
        Text("Surface of the road, or 1 to 9.", "路表情况或代码1-9。"),
        "干燥",
    ),
    _column(
        "form",
        "形态",
        "事故形态 SGXT",
        Text(
            "Form of the crash, in words; numbers differ between editions and are not read.",
            "事故形态（填文字；各版本数字代码不一，不予识别）。",
        ),
        "侧面相撞",
    ),
    _column(
        "cause",
        "原因",
        "事故原因 认定原因 主要原因 SGRDYY",
        Text("Cause as established, in words.", "认定原因。"),
        "未按规定让行",
    ),
    _column(
        "loss_yuan",
        "直接财产损失",
        "财产损失 直接经济损失 ZJCCSS",
        Text("Direct loss of property, yuan.", "直接财产损失（元）。"),
        "3500",
    ),
    _column(
        "simulated",
        "数据性质",
        "",
        Text("模拟 where the crash is simulated; else empty.", "模拟数据填“模拟”，真实数据留空。"),
        "",
    ),
)

#: Names of reference systems as registers write them.
DATUMS: Mapping[str, str] = {
    "WGS-84": WGS84,
    "WGS84": WGS84,
    "GPS": WGS84,
    "CGCS2000": WGS84,  # the same within a few decimetres, which no crash position is good to
    "国家2000": WGS84,
    "2000国家大地坐标系": WGS84,
    "GCJ-02": GCJ02,
    "GCJ02": GCJ02,
    "火星坐标": GCJ02,
    "高德": GCJ02,
    "腾讯": GCJ02,
    "BD-09": BD09,
    "BD09": BD09,
    "百度": BD09,
}

_UNIT = re.compile(r"\([^)]*\)|[**\s]")


def plain_heading(heading: str) -> str:
    """A heading without width, spaces, asterisks and the unit in brackets."""
    return _UNIT.sub("", normalize("NFKC", heading)).casefold()


def columns_of(headings: Sequence[str]) -> dict[str, str]:
    """Which heading of a file holds which field; a field's own heading goes before its synonyms."""
    written = {plain_heading(heading): heading for heading in reversed(headings)}
    result: dict[str, str] = {}
    for column in COLUMNS:
        for name in (column.heading, *column.synonyms):
            if plain_heading(name) in written and column.field not in result:
                result[column.field] = written[plain_heading(name)]
    return result
