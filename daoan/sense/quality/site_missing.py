"""A pass that names neither a site nor a device."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="site.missing",
    actions=(Action.REFUSE,),
    title=Text("no site named", "未给出点位编号"),
    message=Text("The row names neither a site nor a device.", "该行既无卡口编号，也无设备编号。"),
    why=Text(
        "A pass that was nowhere can neither be drawn nor be compared with another.",
        "没有地点的过车既无法上图，也无法与其他过车比对。",
    ),
)
