"""Coordinates that are no place on Earth, or not in the area that their datum is made for."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="place.impossible",
    actions=(Action.FLAG,),
    title=Text("impossible coordinates", "坐标无效"),
    message=Text(
        'The coordinates "{x}", "{y}" are not a place in {datum}; the crash is counted, but not placed on a road.',
        "坐标“{x}”“{y}”在{datum}下不是有效位置：该事故计入总数，但不落到路段上。",
    ),
    why=Text(
        "Zeros, swapped columns and lost decimal points are typing faults of the place, not of the crash.",
        "填零、经纬度颠倒、小数点丢失只是位置录入错误，事故本身仍然成立。",
    ),
)
