"""A vehicle or casualty whose collision is not in the collision table."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="reference.unmatched",
    actions=(Action.REFUSE,),
    title=Text("no such collision", "找不到对应事故"),
    message=Text(
        'No collision with the reference "{value}" is in the collision table.',
        "事故表中没有编号为“{value}”的事故。",
    ),
    why=Text(
        "A casualty without a crash would be counted in no place and at no time.",
        "没有对应事故的伤亡记录无法归入任何时间和地点。",
    ),
)
