"""A date that no calendar holds, or that is before motor traffic was recorded."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="date.impossible",
    actions=(Action.REFUSE,),
    title=Text("impossible date", "日期无效"),
    message=Text(
        '"{value}" is not a date of the form {form}.',
        "“{value}”不是有效日期（应为{form}）。",
    ),
    why=Text(
        "A crash without a day belongs to no period, so no total could hold it.",
        "没有日期的事故不属于任何统计期，无法计入总数。",
    ),
)
