"""Two rows of a register under one reference number: the same row twice, or two crashes under one number."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="reference.repeated",
    actions=(Action.REFUSE, Action.NOTICE),
    title=Text("reference number used twice", "事故编号重复"),
    message=Text(
        'The number "{value}" is already used in row {first}. An equal row is counted once and marked; '
        "a different one needs a number of its own.",
        "编号“{value}”在第 {first} 行已使用。内容相同的只计一次并标注；内容不同的请另行编号。",
    ),
    why=Text(
        "Taking the later row would overwrite a crash that nobody meant to change.",
        "若以后一行为准，会覆盖无人打算修改的事故。",
    ),
)
