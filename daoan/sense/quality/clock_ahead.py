"""A pass stamped later than it reached us: the device's clock is wrong."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="clock.ahead",
    actions=(Action.FLAG,),
    title=Text("clock of the device ahead", "设备时钟超前"),
    message=Text(
        "The pass is stamped {minutes} minutes later than it reached us.",
        "过车时间比接收时间晚 {minutes} 分钟。",
    ),
    why=Text(
        "One site whose clock is wrong turns every car that passes it into a clone of itself; nobody sees that in a "
        "single pass.",
        "一处点位时钟有误，会使经过的每辆车都像套牌车，而单看一次过车无从察觉。",
    ),
)
