"""Coordinates left empty. The crash stays in every total and cannot be drawn or snapped."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="place.missing",
    actions=(Action.FLAG,),
    title=Text("no coordinates", "缺少坐标"),
    message=Text(
        "The crash has no coordinates; it is counted, but not placed on a road.",
        "该事故没有坐标：计入各项总数，但不落到路段上。",
    ),
    why=Text(
        "Refusing it would make the totals wrong; guessing a place would make the map wrong.",
        "退回会使总数失真，猜测位置会使地图失真。",
    ),
)
