"""Codes for what records say, each naming the standard that it follows and both wordings.

Every feed translates its own labels and numbers into these. A value that a source does not record is ``None`` in a
record and "not recorded / 未记录" on a page, never zero and never :attr:`UNKNOWN`, which means that the source *did*
record "unknown".
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from daoan.terms.estimates import Text


class Severity(StrEnum):
    """Worst injury in a crash, or of a person. STATS19 (GB, deaths within 30 days); GA/T 1082 死亡/伤人/财产损失."""

    FATAL = "fatal"
    SERIOUS = "serious"
    SLIGHT = "slight"
    INJURED = "injured"  # injured, degree not told apart by the source (Chinese registers)
    DAMAGE = "damage_only"


class RoadClass(StrEnum):
    """Function of a road, from GB (Motorway, A, B), China (高速, 国道, 省道 …) and OpenStreetMap ``highway``."""

    MOTORWAY = "motorway"  # 高速公路 · motorway, A(M) · highway=motorway
    TRUNK = "trunk"  # 国道 · A road, primary route · highway=trunk
    PRIMARY = "primary"  # 省道 · A road · highway=primary
    SECONDARY = "secondary"  # 县道 · B road · highway=secondary
    TERTIARY = "tertiary"  # 乡道 · C road · highway=tertiary
    LOCAL = "local"  # 村道、城市支路 · unclassified, residential, service
    OTHER = "other"


class Light(StrEnum):
    """Light at the time of the crash. STATS19 light conditions; GA/T 16 照明条件."""

    DAY = "day"
    DARK_LIT = "dark_lit"
    DARK_UNLIT = "dark_unlit"
    DARK_UNKNOWN = "dark_unknown"
    DAWN_DUSK = "dawn_dusk"
    UNKNOWN = "unknown"


class Weather(StrEnum):
    """Weather at the crash; it describes the crash and never predicts one. STATS19; GA/T 16 天气."""

    FINE = "fine"
    CLOUDY = "cloudy"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    WIND = "wind"
    DUST = "dust"
    HAIL = "hail"
    OTHER = "other"
    UNKNOWN = "unknown"


class Surface(StrEnum):
    """State of the road surface. STATS19 road surface conditions; GA/T 16 路表情况."""

    DRY = "dry"
    WET = "wet"
    SNOW = "snow"
    ICE = "ice"
    FLOOD = "flood"
    MUD = "mud"
    OTHER = "other"
    UNKNOWN = "unknown"


class VehicleKind(StrEnum):
    """Kind of vehicle, coarse enough to be common to STATS19 and GA/T 16 车辆类型."""

    PEDAL_CYCLE = "pedal_cycle"
    E_BIKE = "e_bike"
    MOTORCYCLE = "motorcycle"
    CAR = "car"
    TAXI = "taxi"
    MINIBUS = "minibus"
    BUS = "bus"
    LIGHT_GOODS = "light_goods"
    HEAVY_GOODS = "heavy_goods"
    TRICYCLE = "tricycle"
    AGRICULTURAL = "agricultural"
    OTHER = "other"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """What a hurt person was doing. STATS19 casualty class; GA/T 16 交通方式."""

    DRIVER = "driver"
    PASSENGER = "passenger"
    PEDESTRIAN = "pedestrian"
    UNKNOWN = "unknown"


class Form(StrEnum):
    """Form of the crash 事故形态. GA/T 16.5 (edition unverified); not recorded in the Leeds files."""

    HEAD_ON = "head_on"
    SIDE = "side"
    REAR_END = "rear_end"
    SCRAPE = "scrape"
    PEDESTRIAN = "pedestrian"
    OBJECT = "object"
    ROLLOVER = "rollover"
    RUN_OFF = "run_off"
    OTHER = "other"


class Structure(StrEnum):
    """What a stretch of road stands on; bridges, tunnels and long slopes are judged whole as 事故多发点段."""

    PLAIN = "plain"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    LONG_SLOPE = "long_slope"


class Level(StrEnum):
    """Warning levels 红橙黄蓝, gravest first."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class Precision(StrEnum):
    """How exactly a source tells the time of a crash."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    YEAR = "year"


#: Killed or seriously injured: the outcome that most tables of the house count.
KSI = frozenset({Severity.FATAL, Severity.SERIOUS})

#: Road users without a shell around them.
VULNERABLE = frozenset({VehicleKind.PEDAL_CYCLE, VehicleKind.E_BIKE, VehicleKind.MOTORCYCLE, VehicleKind.TRICYCLE})

NOT_RECORDED = Text("not recorded", "未记录")

C = TypeVar("C", bound=StrEnum)


class Labels(Mapping[StrEnum, Text]):
    """Both wordings of each code. Codes of different kinds may share a word ("other", "day"), so the kind counts too.

    A plain ``dict`` would not do: members of a ``StrEnum`` hash and compare as their word alone.
    """

    def __init__(self, pairs: Iterable[tuple[StrEnum, Text]]) -> None:
        self._pairs = tuple(pairs)
        self._by_code = {(type(code), code.value): text for code, text in self._pairs}

    def __getitem__(self, code: StrEnum) -> Text:
        return self._by_code[type(code), code.value]

    def __contains__(self, code: object) -> bool:
        return isinstance(code, StrEnum) and (type(code), code.value) in self._by_code

    def __iter__(self) -> Iterator[StrEnum]:
        return (code for code, _ in self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


LABELS = Labels(
    (
        (Severity.FATAL, Text("fatal", "死亡")),
        (Severity.SERIOUS, Text("serious", "重伤")),
        (Severity.SLIGHT, Text("slight", "轻伤")),
        (Severity.INJURED, Text("injured", "受伤")),
        (Severity.DAMAGE, Text("damage only", "财产损失")),
        (RoadClass.MOTORWAY, Text("motorway", "高速公路")),
        (RoadClass.TRUNK, Text("trunk road", "国道")),
        (RoadClass.PRIMARY, Text("primary road", "省道（主干路）")),
        (RoadClass.SECONDARY, Text("secondary road", "县道（次干路）")),
        (RoadClass.TERTIARY, Text("tertiary road", "乡道")),
        (RoadClass.LOCAL, Text("local road", "村道（支路）")),
        (RoadClass.OTHER, Text("other road", "其他道路")),
        (Light.DAY, Text("daylight", "白天")),
        (Light.DARK_LIT, Text("dark, lit", "夜间有照明")),
        (Light.DARK_UNLIT, Text("dark, unlit", "夜间无照明")),
        (Light.DARK_UNKNOWN, Text("dark, lighting unknown", "夜间照明不明")),
        (Light.DAWN_DUSK, Text("dawn or dusk", "黎明或黄昏")),
        (Light.UNKNOWN, Text("unknown", "不明")),
        (Weather.FINE, Text("fine", "晴")),
        (Weather.CLOUDY, Text("cloudy", "阴")),
        (Weather.RAIN, Text("rain", "雨")),
        (Weather.SNOW, Text("snow", "雪")),
        (Weather.FOG, Text("fog", "雾")),
        (Weather.WIND, Text("high wind", "大风")),
        (Weather.DUST, Text("dust", "沙尘")),
        (Weather.HAIL, Text("hail", "冰雹")),
        (Weather.OTHER, Text("other", "其他")),
        (Weather.UNKNOWN, Text("unknown", "不明")),
        (Surface.DRY, Text("dry", "干燥")),
        (Surface.WET, Text("wet", "潮湿")),
        (Surface.SNOW, Text("snow", "积雪")),
        (Surface.ICE, Text("ice", "结冰")),
        (Surface.FLOOD, Text("flooded", "积水")),
        (Surface.MUD, Text("mud", "泥泞")),
        (Surface.OTHER, Text("other", "其他")),
        (Surface.UNKNOWN, Text("unknown", "不明")),
        (VehicleKind.PEDAL_CYCLE, Text("pedal cycle", "自行车")),
        (VehicleKind.E_BIKE, Text("e-bike", "电动自行车")),
        (VehicleKind.MOTORCYCLE, Text("motorcycle", "摩托车")),
        (VehicleKind.CAR, Text("car", "小客车")),
        (VehicleKind.TAXI, Text("taxi", "出租车")),
        (VehicleKind.MINIBUS, Text("minibus", "面包车")),
        (VehicleKind.BUS, Text("bus or coach", "大客车")),
        (VehicleKind.LIGHT_GOODS, Text("light goods vehicle", "轻型货车")),
        (VehicleKind.HEAVY_GOODS, Text("heavy goods vehicle", "重中型货车")),
        (VehicleKind.TRICYCLE, Text("tricycle", "三轮车")),
        (VehicleKind.AGRICULTURAL, Text("agricultural vehicle", "农用机械")),
        (VehicleKind.OTHER, Text("other vehicle", "其他车辆")),
        (VehicleKind.UNKNOWN, Text("unknown", "不明")),
        (Role.DRIVER, Text("driver or rider", "驾驶人")),
        (Role.PASSENGER, Text("passenger", "乘员")),
        (Role.PEDESTRIAN, Text("pedestrian", "行人")),
        (Role.UNKNOWN, Text("unknown", "不明")),
        (Form.HEAD_ON, Text("head-on", "正面相撞")),
        (Form.SIDE, Text("side impact", "侧面相撞")),
        (Form.REAR_END, Text("rear-end", "追尾")),
        (Form.SCRAPE, Text("scrape", "刮擦")),
        (Form.PEDESTRIAN, Text("hit pedestrian", "碾压撞击行人")),
        (Form.OBJECT, Text("hit object", "撞固定物")),
        (Form.ROLLOVER, Text("rollover", "翻车")),
        (Form.RUN_OFF, Text("run off road", "坠车")),
        (Form.OTHER, Text("other", "其他")),
        (Structure.PLAIN, Text("plain road", "普通路段")),
        (Structure.BRIDGE, Text("bridge", "桥梁")),
        (Structure.TUNNEL, Text("tunnel", "隧道")),
        (Structure.LONG_SLOPE, Text("long slope", "长下坡")),
        (Level.RED, Text("red", "红色")),
        (Level.ORANGE, Text("orange", "橙色")),
        (Level.YELLOW, Text("yellow", "黄色")),
        (Level.BLUE, Text("blue", "蓝色")),
        (Precision.MINUTE, Text("to the minute", "精确到分")),
        (Precision.HOUR, Text("to the hour", "精确到时")),
        (Precision.DAY, Text("to the day", "精确到日")),
        (Precision.YEAR, Text("to the year", "精确到年")),
    )
)


def label_of(code: StrEnum | None) -> Text:
    """Both wordings of a code; "not recorded" where there is none."""
    return NOT_RECORDED if code is None else LABELS[code]
