"""A reference number that a spreadsheet has turned into a power of ten, as in eighteen rows of Leeds 2014 and 2015."""

import re

from daoan.sense.quality.rule import Action, Finding, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="reference.damaged",
    actions=(Action.FLAG,),
    title=Text("damaged reference number", "事故编号被表格软件改写"),
    message=Text(
        'The reference "{value}" looks like a number rewritten by a spreadsheet; the original cannot be recovered.',
        "编号“{value}”疑被表格软件改写为科学计数法，原编号已无法恢复。",
    ),
    why=Text(
        "Digits are lost for good: two crashes may have become one, and the row no longer joins to the police record.",
        "有效数字已丢失：两起事故可能被并作一起，且无法再与原始案卷对应。",
    ),
)

_POWER = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)


def check(column: str, value: str) -> Finding | None:
    """What the rule finds in a reference, ``None`` where it is whole."""
    return Finding(RULE, column, RULE.say(value=value)) if _POWER.fullmatch(value) else None
