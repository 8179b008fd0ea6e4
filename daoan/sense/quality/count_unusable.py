"""A traffic count without its point, year or flow."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="count.unusable",
    actions=(Action.REFUSE,),
    title=Text("unusable traffic count", "交通量记录不可用"),
    message=Text(
        '"{value}" in column "{column}" is not usable, so the row tells no flow at a point and year.',
        "“{column}”栏的“{value}”不可用，该行无法构成某点某年的交通量。",
    ),
    why=Text(
        "A flow that cannot be put on a road and a year would spread to wrong segments.",
        "无法定位到路段和年份的交通量会被错误地分摊到其他路段。",
    ),
)
