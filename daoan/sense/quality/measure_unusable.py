"""A measure of which it is not told what, where or when."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="measure.unusable",
    actions=(Action.REFUSE,),
    title=Text("unusable measure", "措施记录不可用"),
    message=Text(
        '"{value}" in column "{column}" is not usable: {reason_en}.',
        "“{column}”栏的“{value}”不可用：{reason_zh}。",
    ),
    why=Text(
        "What cannot be put on a place and a day cannot be told from what happened everywhere.",
        "没有地点和日期的措施，无法与全市共有的变化区分开。",
    ),
)
