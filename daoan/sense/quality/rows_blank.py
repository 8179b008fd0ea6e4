"""Lines without any content between the rows."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="rows.blank",
    actions=(Action.NOTICE,),
    title=Text("blank lines", "空行"),
    message=Text(
        "{rows} blank lines were passed over; they are not counted as rows.",
        "跳过 {rows} 个空行，不计入行数。",
    ),
    why=Text(
        "Spreadsheets leave such lines at their end; a number here says that none hid a crash.",
        "表格软件常在末尾留空行；给出数目以便核对没有遗漏事故。",
    ),
)
