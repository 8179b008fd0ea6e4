"""A row that does not say which crash it belongs to."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="reference.missing",
    actions=(Action.REFUSE,),
    title=Text("no reference number", "缺少事故编号"),
    message=Text(
        "The row has no reference number, so it cannot be told which crash it belongs to.",
        "该行没有事故编号，无法判断属于哪一起事故。",
    ),
    why=Text(
        "Rows are grouped into crashes by their reference; a row without one cannot be updated or corrected later.",
        "各行按事故编号归并；没有编号的行日后无法更新和更正。",
    ),
)
