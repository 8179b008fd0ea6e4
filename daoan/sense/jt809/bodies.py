"""What bodies between platforms are made of. Kinds of fields are those of JT/T 808.

Only what this house uses or has seen in real frames has a table; everything else stays bytes under its business number.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from daoan.sense.jt808.fields import Blob, Digits, Field, Layout, Number, Words, u8, u16, u32
from daoan.sense.jt808.items import POSITION
from daoan.sense.jt808.layouts import Group, Many, since_2019
from daoan.terms.estimates import Text


@dataclass(frozen=True, slots=True)
class Business:
    """One row of the tables: type of business, or type of data inside one."""

    number: int
    name: Text
    layout: Layout = ()


def _row(number: int, en: str, zh: str, *layout: Field) -> Business:
    return Business(number, Text(en, zh), layout)


#: 36 bytes of 2011: longitude first, whole km/h, wall-clock time of China.
GNSS_2011: Layout = (
    u8("shifted"),
    u8("day"),
    u8("month"),
    u16("year"),
    u8("hour"),
    u8("minute"),
    u8("second"),
    u32("longitude_e6"),
    u32("latitude_e6"),
    u16("speed_kmh"),
    u16("recorder_speed_kmh"),
    u32("odometer_km"),
    u16("direction_deg"),
    u16("altitude_m"),
    u32("status"),
    u32("alarm"),
)
#: 2019: a body of message 0x0200 of JT/T 808, and up to three platforms that it came through with their alarms.
GNSS_2019: Layout = (
    u8("shifted"),
    Group("position", POSITION, counted=4),
    Words("platform_1", 11),
    u32("alarm_1"),
    Words("platform_2", 11),
    u32("alarm_2"),
    Words("platform_3", 11),
    u32("alarm_3"),
)
_LOGIN = (u32("user"), Words("password", 8))

LINKS = (
    _row(
        0x1001,
        "main link: login",
        "主链路登录请求",
        *_LOGIN,
        since_2019(u32("center")),
        Words("down_host", 32),
        u16("down_port"),
    ),
    _row(0x1002, "main link: answer to a login", "主链路登录应答", u8("result"), u32("verify")),
    _row(0x1003, "main link: logout", "主链路注销请求", *_LOGIN),
    _row(0x1004, "main link: answer to a logout", "主链路注销应答"),
    _row(0x1005, "main link: alive?", "主链路连接保持请求"),
    _row(0x1006, "main link: alive", "主链路连接保持应答"),
    _row(0x1007, "main link broke", "主链路断开通知", u8("why")),
    _row(0x1008, "platform below closes both links", "下级平台主动关闭链路通知", u8("why")),
    _row(0x9001, "return link: login", "从链路连接请求", u32("verify")),
    _row(0x9002, "return link: answer to a login", "从链路连接应答", u8("result")),
    _row(0x9003, "return link: logout", "从链路注销请求", u32("verify")),
    _row(0x9004, "return link: answer to a logout", "从链路注销应答"),
    _row(0x9005, "return link: alive?", "从链路连接保持请求"),
    _row(0x9006, "return link: alive", "从链路连接保持应答"),
    _row(0x9007, "return link broke", "从链路断开通知", u8("why")),
    _row(0x9008, "platform above closes both links", "上级平台主动关闭链路通知", u8("why")),
    _row(
        0x9101,
        "positions received",
        "接收车辆定位信息数量通知",
        u32("count"),
        Number("from_s", 8),
        Number("to_s", 8),
    ),
)

EXCHANGES = (
    _row(0x1200, "main link: what moves", "主链路车辆动态信息交换"),
    _row(0x9200, "return link: what moves", "从链路车辆动态信息交换"),
    _row(0x1300, "main link: between platforms", "主链路平台间信息交互"),
    _row(0x9300, "return link: between platforms", "从链路平台间信息交互"),
    _row(0x1400, "main link: alarms", "主链路报警信息交互"),
    _row(0x9400, "return link: alarms", "从链路报警信息交互"),
    _row(0x1500, "main link: supervision", "主链路车辆监管"),
    _row(0x9500, "return link: supervision", "从链路车辆监管"),
    _row(0x1600, "main link: what stays", "主链路静态信息交换"),
    _row(0x9600, "return link: what stays", "从链路静态信息交换"),
)

#: Types of data, by edition; what has no table is kept as bytes.
DATA_2011 = (
    _row(
        0x1201,
        "vehicle registers",
        "上传车辆注册信息",
        Words("platform", 11),
        Words("maker", 11),
        Words("model", 20),
        Words("terminal_id", 7),
        Words("sim", 12),
    ),
    _row(0x1202, "position", "实时上传车辆定位信息", *GNSS_2011),
    _row(0x1203, "positions, late", "车辆定位信息自动补报", Many("positions", 1, GNSS_2011)),
    _row(
        0x9301,
        "is somebody there?",
        "平台查岗请求",
        u8("object_kind"),
        Words("object", 12),
        u32("question"),
        Words("text", counted=4),
    ),
    _row(
        0x9401,
        "alarm to be seen to",
        "报警督办请求",
        u8("source"),
        u16("alarm"),
        Number("at_s", 8),
        Digits("case", 4),
        Number("due_s", 8),
        u8("level"),
        Words("by", 16),
        Words("phone", 20),
        Words("mail", 32),
    ),
)
DATA_2019 = (
    _row(0x1202, "position", "实时上传车辆定位信息", *GNSS_2019),
    _row(0x1203, "positions, late", "车辆定位信息自动补报", Many("positions", 1, GNSS_2019)),
    _row(
        0x9301,
        "is somebody there?",
        "平台查岗请求",
        u8("object_kind"),
        Words("object", 20),
        u8("answer_within_s"),
        u32("question"),
        Words("text", counted=4),
    ),
    _row(
        0x9403,
        "alarm passed on",
        "实时交换报警信息",
        Words("platform", 11),
        u16("alarm"),
        Number("at_ms", 8),
        Number("event_at_ms", 8),
        Words("plate", 21),
        u8("plate_colour"),
        Words("to_platform", 11),
        u32("route"),
        Words("text", counted=4),
    ),
)

BUSINESSES: Mapping[int, Business] = {row.number: row for row in (*LINKS, *EXCHANGES)}
DATA: Mapping[int, Mapping[int, Business]] = {
    2011: {row.number: row for row in DATA_2011},
    2019: {row.number: row for row in DATA_2019},
}
WITH_DATA = frozenset(row.number for row in EXCHANGES)
OTHER_DATA = (Blob("data"),)
VEHICLE: Layout = (Words("plate", 21), u8("plate_colour"))
VEHICLE_BYTES = 22
