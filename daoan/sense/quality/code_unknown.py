"""A code or label that the source's own dictionary does not hold."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="code.unknown",
    actions=(Action.FLAG,),
    title=Text("unknown code", "代码不在字典中"),
    message=Text(
        '"{value}" is not in the dictionary of "{column}"; the field is left as not recorded.',
        "“{value}”不在“{column}”的字典中，该项按未记录处理。",
    ),
    why=Text(
        "One strange cell must not cost the crash; neither may it be counted as something it does not say.",
        "不因一个异常值丢掉整起事故，也不把它当成别的含义统计。",
    ),
)
