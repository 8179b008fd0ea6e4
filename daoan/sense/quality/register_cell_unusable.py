"""A cell of the register of vehicles that says nothing we know: a class, colour, state, day or count."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="register.cell_unusable",
    actions=(Action.FLAG,),
    title=Text("unusable cell of the register", "登记项无法使用"),
    message=Text(
        "“{column}” cannot be used; the vehicle is kept without it.",
        "“{column}”无法使用，该车辆保留，此项按未记录处理。",
    ),
    why=Text(
        "A vehicle that was left out for one strange cell would be called unregistered wherever it passes.",
        "若因一个异常值丢掉整辆车，该车每次通过都会被误认为未登记。",
    ),
)
