"""Dictionaries of the Chinese crash register: the label or, where a number means the same in every edition, the number.

Numbers are in the style of GA/T 16; its edition could not be verified. Every label of the house is read too, in both
languages, so that what is written is read back.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from daoan.sense.feeds.dictionary import Dictionary, dictionary
from daoan.terms.codes import (
    LABELS,
    Form,
    Light,
    Precision,
    RoadClass,
    Role,
    Severity,
    Surface,
    VehicleKind,
    Weather,
)

C = TypeVar("C", bound=StrEnum)


def _labelled(kind: type[C], more: Mapping[str, C]) -> Dictionary[C]:
    """A dictionary of every label of the house in both languages, with what registers write besides."""
    own = {wording: member for member in kind for wording in (LABELS[member].en, LABELS[member].zh, member.value)}
    return dictionary({**own, **more})


def _numbered(members: Sequence[C]) -> dict[str, C]:
    return {str(number): member for number, member in enumerate(members, start=1)}


PRECISION = _labelled(Precision, {})
ROLE = _labelled(
    Role,
    {
        "驾驶员": Role.DRIVER,
        "司机": Role.DRIVER,
        "骑行人": Role.DRIVER,
        "乘客": Role.PASSENGER,
        "步行": Role.PEDESTRIAN,
    },
)
VEHICLE = _labelled(
    VehicleKind,
    {
        "轿车": VehicleKind.CAR,
        "电动车": VehicleKind.E_BIKE,
        "公交车": VehicleKind.BUS,
        "拖拉机": VehicleKind.AGRICULTURAL,
    },
)
WEATHER = _labelled(
    Weather,
    _numbered(
        (
            Weather.FINE,
            Weather.CLOUDY,
            Weather.RAIN,
            Weather.SNOW,
            Weather.FOG,
            Weather.WIND,
            Weather.DUST,
            Weather.HAIL,
            Weather.OTHER,
        )
    )
    | {"多云": Weather.CLOUDY, "沙尘暴": Weather.DUST, "风": Weather.WIND},
)
LIGHT = _labelled(
    Light,
    _numbered((Light.DAY, Light.DARK_LIT, Light.DARK_UNLIT, Light.DAWN_DUSK, Light.DAWN_DUSK))
    | {
        "夜间有路灯照明": Light.DARK_LIT,
        "夜间无路灯照明": Light.DARK_UNLIT,
        "夜有灯": Light.DARK_LIT,
        "夜无灯": Light.DARK_UNLIT,
        "黎明": Light.DAWN_DUSK,
        "黄昏": Light.DAWN_DUSK,
    },
)
SURFACE = _labelled(
    Surface,
    _numbered((Surface.DRY, Surface.WET, Surface.FLOOD, Surface.FLOOD, Surface.ICE, Surface.MUD))
    | {"9": Surface.OTHER, "漫水": Surface.FLOOD, "冰雪": Surface.ICE},
)
FORM = _labelled(
    Form,
    {
        "正面碰撞": Form.HEAD_ON,
        "侧面碰撞": Form.SIDE,
        "追尾碰撞": Form.REAR_END,
        "同向刮擦": Form.SCRAPE,
        "对向刮擦": Form.SCRAPE,
        "撞击行人": Form.PEDESTRIAN,
        "碾压": Form.PEDESTRIAN,
        "侧翻": Form.ROLLOVER,
        "坠落": Form.RUN_OFF,
    },
)
ROAD_CLASS = _labelled(
    RoadClass,
    {
        "0": RoadClass.MOTORWAY,
        "1": RoadClass.TRUNK,
        "2": RoadClass.PRIMARY,
        "3": RoadClass.SECONDARY,
        "4": RoadClass.TERTIARY,
        "5": RoadClass.TRUNK,
        "6": RoadClass.PRIMARY,
        "7": RoadClass.SECONDARY,
        "8": RoadClass.LOCAL,
        "9": RoadClass.OTHER,
        "A": RoadClass.OTHER,
        "B": RoadClass.OTHER,
        "C": RoadClass.OTHER,
        "高速": RoadClass.MOTORWAY,
        "省道": RoadClass.PRIMARY,
        "县道": RoadClass.SECONDARY,
        "乡村道": RoadClass.TERTIARY,
        "村道": RoadClass.LOCAL,
        "城市快速路": RoadClass.TRUNK,
        "城市主干路": RoadClass.PRIMARY,
        "城市主干道": RoadClass.PRIMARY,
        "城市次干路": RoadClass.SECONDARY,
        "城市次干道": RoadClass.SECONDARY,
        "城市支路": RoadClass.LOCAL,
        "其他": RoadClass.OTHER,
    },
)
#: Class of the crash; 伤人 says that somebody was hurt and not how badly.
SEVERITY = _labelled(
    Severity,
    {
        "1": Severity.FATAL,
        "2": Severity.INJURED,
        "3": Severity.DAMAGE,
        "4": Severity.DAMAGE,
        "死亡事故": Severity.FATAL,
        "亡人": Severity.FATAL,
        "伤人": Severity.INJURED,
        "伤人事故": Severity.INJURED,
        "财产损失事故": Severity.DAMAGE,
        "简易程序": Severity.DAMAGE,
        "简易程序事故": Severity.DAMAGE,
    },
)
SEX = {"男": "male", "女": "female", "male": "male", "female": "female", "1": "male", "2": "female"}
