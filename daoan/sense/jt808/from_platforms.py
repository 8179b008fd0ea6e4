"""Messages that platforms send to terminals 平台下行: read to show and to test, written to answer."""

from daoan.sense.jt808.fields import Blob, Field, Moment, Words, u8, u16, u32
from daoan.sense.jt808.kinds import MessageKind, either, kind
from daoan.sense.jt808.layouts import Many, Where, if_bit, if_left, since_2019
from daoan.sense.jt808.parameters import PARAMETERS

_HOURS = (if_bit(Moment("from_at"), "attribute", 0), if_bit(Moment("to_at"), "attribute", 0))


def _is_fast(edition: int, found: dict[str, int]) -> bool:
    return edition >= 2019 and bool(found.get("attribute", 0) & 2)


_SPEED = (
    if_bit(u16("limit_kmh"), "attribute", 1),
    if_bit(u8("lasts_s"), "attribute", 1),
    Where(u16("night_limit_kmh"), _is_fast),
)
_NAME = since_2019(Words("name", counted=2))
_IDS = Many("ids", 1, (u32("id"),))


def _area(message_id: int, en: str, zh: str, *shape: Field) -> MessageKind:
    row = (u32("id"), u16("attribute"), *shape, *_HOURS, *_SPEED, _NAME)
    return kind(message_id, en, zh, u8("action"), Many("areas", 1, row))


FROM_PLATFORMS = (
    kind(0x8001, "general answer", "平台通用应答", u16("answers_serial"), u16("answers"), u8("result")),
    kind(
        0x8003,
        "asks for parts again",
        "补传分包请求",
        u16("first_serial"),
        *either(Many("parts", 1, (u16("part"),)), Many("parts", 2, (u16("part"),))),
    ),
    kind(0x8004, "the time", "查询服务器时间应答", Moment("at")),
    kind(
        0x8100, "answer to a registration", "终端注册应答", u16("answers_serial"), u8("result"), if_left(Words("code"))
    ),
    kind(0x8103, "set parameters", "设置终端参数", PARAMETERS),
    kind(0x8104, "ask all parameters", "查询终端参数"),
    kind(0x8105, "control the terminal", "终端控制", u8("command"), Words("with")),
    kind(0x8106, "ask parameters", "查询指定终端参数", _IDS),
    kind(0x8107, "ask properties", "查询终端属性"),
    kind(
        0x8108,
        "upgrade",
        "下发终端升级包",
        u8("kind"),
        Words("maker", 5),
        Words("release", counted=1),
        Blob("data", counted=4),
    ),
    kind(0x8201, "ask position", "位置信息查询"),
    kind(0x8202, "follow", "临时位置跟踪控制", u16("interval_s"), if_left(u32("lasts_s"))),
    kind(0x8203, "confirm an alarm", "人工确认报警消息", u16("answers_serial"), u32("alarms")),
    kind(0x8204, "link check", "链路检测"),
    kind(0x8300, "text", "文本信息下发", u8("flags"), since_2019(u8("kind")), Words("text")),
    kind(0x8301, "set events", "事件设置", u8("action"), Many("events", 1, (u8("id"), Words("text", counted=1)))),
    kind(
        0x8302,
        "question",
        "提问下发",
        u8("flags"),
        Words("text", counted=1),
        Many("answers", 0, (u8("id"), Words("text", counted=2))),
    ),
    kind(0x8303, "set menu", "信息点播菜单设置", u8("action"), Many("rows", 1, (u8("kind"), Words("name", counted=2)))),
    kind(0x8304, "news", "信息服务", u8("kind"), Words("text", counted=2)),
    kind(0x8400, "call back", "电话回拨", u8("kind"), Words("phone", 20)),
    kind(
        0x8401,
        "set phone book",
        "设置电话本",
        u8("action"),
        Many("rows", 1, (u8("flags"), Words("phone", counted=1), Words("name", counted=1))),
    ),
    kind(0x8500, "vehicle control", "车辆控制", *either(u8("flags"), u16("kind")), since_2019(u8("with"))),
    _area(0x8600, "set circles", "设置圆形区域", u32("latitude_e6"), u32("longitude_e6"), u32("radius_m")),
    kind(0x8601, "drop circles", "删除圆形区域", _IDS),
    _area(0x8602, "set rectangles", "设置矩形区域", u32("north_e6"), u32("west_e6"), u32("south_e6"), u32("east_e6")),
    kind(0x8603, "drop rectangles", "删除矩形区域", _IDS),
    kind(
        0x8604,
        "set a polygon",
        "设置多边形区域",
        u32("id"),
        u16("attribute"),
        *_HOURS,
        *_SPEED,
        Many("points", 2, (u32("latitude_e6"), u32("longitude_e6"))),
        _NAME,
    ),
    kind(0x8605, "drop polygons", "删除多边形区域", _IDS),
    kind(
        0x8606,
        "set a route",
        "设置路线",
        u32("id"),
        u16("route_attribute"),
        if_bit(Moment("from_at"), "route_attribute", 0),
        if_bit(Moment("to_at"), "route_attribute", 0),
        Many(
            "turns",
            2,
            (
                u32("id"),
                u32("section"),
                u32("latitude_e6"),
                u32("longitude_e6"),
                u8("width_m"),
                u8("attribute"),
                if_bit(u16("longest_s"), "attribute", 0),
                if_bit(u16("shortest_s"), "attribute", 0),
                *_SPEED,
            ),
        ),
        _NAME,
    ),
    kind(0x8607, "drop routes", "删除路线", _IDS),
    kind(0x8608, "ask areas and routes", "查询区域或线路数据", u8("kind"), Many("ids", 4, (u32("id"),))),
    kind(0x8700, "ask recorder data", "行驶记录数据采集命令", u8("command"), Blob("data")),
    kind(0x8701, "set recorder", "行驶记录参数下传命令", u8("command"), Blob("data")),
    kind(0x8702, "ask driver's card", "上报驾驶员身份信息请求"),
    kind(0x8800, "media received", "多媒体数据上传应答", u32("media"), if_left(Many("parts", 1, (u16("part"),)))),
    kind(
        0x8801,
        "take pictures",
        "摄像头立即拍摄命令",
        u8("channel"),
        u16("command"),
        u16("interval_s"),
        u8("keep"),
        u8("resolution"),
        u8("quality"),
        u8("brightness"),
        u8("contrast"),
        u8("saturation"),
        u8("chroma"),
    ),
    kind(
        0x8802,
        "ask list of media",
        "存储多媒体数据检索",
        u8("kind"),
        u8("channel"),
        u8("event"),
        Moment("from_at"),
        Moment("to_at"),
    ),
    kind(
        0x8803,
        "ask media",
        "存储多媒体数据上传",
        u8("kind"),
        u8("channel"),
        u8("event"),
        Moment("from_at"),
        Moment("to_at"),
        u8("drop"),
    ),
    kind(0x8804, "record sound", "录音开始命令", u8("command"), u16("lasts_s"), u8("keep"), u8("rate")),
    kind(0x8805, "ask one medium", "单条存储多媒体数据检索上传命令", u32("media"), u8("drop")),
    kind(0x8900, "data passed through", "数据下行透传", u8("kind"), Blob("data")),
    kind(0x8A00, "public key", "平台RSA公钥", u32("e"), Blob("n", 128)),
)
