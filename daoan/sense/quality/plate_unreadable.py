"""A row of the register of vehicles whose plate is empty, not written in full, or none that a plate can be."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="plate.unreadable",
    actions=(Action.REFUSE,),
    title=Text("unreadable plate in the register", "登记号牌无法识别"),
    message=Text(
        "The row bears no plate written in full, its province first.",
        "该行没有完整的号牌（应以省份简称开头）。",
    ),
    why=Text(
        "A vehicle is known by its plate alone here; a plate cut short would be another vehicle's, or nobody's.",
        "系统仅以号牌识别车辆；号牌不完整会对应到别的车辆或无法对应。",
    ),
)
