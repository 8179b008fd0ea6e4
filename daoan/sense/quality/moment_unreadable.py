"""A pass without a moment, or with one that no clock tells."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="moment.unreadable",
    actions=(Action.REFUSE,),
    title=Text("unreadable moment of a pass", "过车时间无法读取"),
    message=Text(
        '"{value}" is no moment of the form yyyyMMddHHmmss or yyyy-MM-dd HH:mm:ss.',
        "“{value}”不是 yyyyMMddHHmmss 或 yyyy-MM-dd HH:mm:ss 形式的时间。",
    ),
    why=Text(
        "Speed between two sites, hours on the road and the order of passes all follow from the moment; taking that of "
        "arrival instead would make clones of honest cars.",
        "区间速度、连续行驶时长和过车次序都取决于该时间；若以到达时间代替，会把正常车辆误判为套牌。",
    ),
)
