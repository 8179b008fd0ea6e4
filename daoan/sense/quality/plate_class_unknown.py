"""A row of the register of vehicles that does not say whether its plate is a large vehicle's."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="plate.class_unknown",
    actions=(Action.REFUSE,),
    title=Text("unknown class of a plate", "号牌种类不明"),
    message=Text(
        "Nothing tells whether the plate is a large vehicle's.",
        "无法判断该号牌是否为大型车号牌。",
    ),
    why=Text(
        "A yellow and a blue plate may bear the same signs and belong to two vehicles; guessing would give one the "
        "other's record.",
        "黄牌与蓝牌可能号码相同而属于两辆车；若靠猜测，会把一辆车的登记信息算到另一辆上。",
    ),
)
