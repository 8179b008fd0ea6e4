"""A plate that stands in a register of vehicles more than once."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="plate.repeated",
    actions=(Action.NOTICE,),
    title=Text("plate given more than once", "号牌重复"),
    message=Text(
        "The plate stands again further below; the last row holds.",
        "该号牌在后面再次出现，以最后一行为准。",
    ),
    why=Text(
        "Extracts that were put together hold a vehicle once a part; what was written last is the newest.",
        "拼接的导出文件中同一车辆会出现多次；以最后写入的为准。",
    ),
)
