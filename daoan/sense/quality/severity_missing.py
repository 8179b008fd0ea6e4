"""A crash of which neither a class nor any casualty count is recorded."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="severity.missing",
    actions=(Action.REFUSE,),
    title=Text("no severity", "缺少事故后果"),
    message=Text(
        "The row tells neither the class of the crash nor how many were killed or hurt.",
        "该行既无事故类型，也无伤亡人数。",
    ),
    why=Text(
        "Every table of the house counts crashes by what came of them.",
        "所有统计都按事故后果分类，缺少后果无法计入。",
    ),
)
