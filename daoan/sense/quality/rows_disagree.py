"""Rows of one crash that tell different days, places or conditions."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="rows.disagree",
    actions=(Action.FLAG,),
    title=Text("rows disagree", "同一事故各行不一致"),
    message=Text(
        'The rows of this crash differ in "{column}"; the first readable value is used.',
        "同一事故各行的“{column}”不一致，采用第一个可读的值。",
    ),
    why=Text(
        "The columns describe the crash, not the casualty, so only one of the values can be right.",
        "这些栏目描述的是事故而非人员，不一致时至多一个正确。",
    ),
)
