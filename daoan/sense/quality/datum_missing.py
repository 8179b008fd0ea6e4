"""Coordinates without a reference system: 428 m apart in Qingyang between GCJ-02 and WGS-84."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="datum.missing",
    actions=(Action.FLAG,),
    title=Text("no reference system", "未注明坐标系"),
    message=Text(
        'The coordinates come without a known reference system ("{value}"); they are not used. Write '
        "WGS-84, CGCS2000, GCJ-02 or BD-09.",
        "坐标未注明可识别的坐标系(“{value}”),暂不使用。请填写 WGS-84、CGCS2000、GCJ-02 或 BD-09。",
    ),
    why=Text(
        "A guess would shift crashes to the next road, consistently and invisibly.",
        "猜测坐标系会把事故整体偏移到相邻道路上，且不易发现。",
    ),
)
