"""The example row of the template, left in a file that was filled in."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="rows.example",
    actions=(Action.NOTICE,),
    title=Text("example row", "示例行"),
    message=Text(
        "{rows} example rows of the template were passed over; they are not counted as rows.",
        "跳过模板自带的示例 {rows} 行，不计入行数。",
    ),
    why=Text(
        "The example shows how to fill in the template; it never happened.",
        "示例仅说明填写方法，并非真实事故。",
    ),
)
