"""A crash that happened after the moment at which the file was read."""

from datetime import datetime

from daoan.sense.quality.rule import Action, Finding, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="date.future",
    actions=(Action.REFUSE,),
    title=Text("date in the future", "日期在将来"),
    message=Text(
        "The crash is dated {value}, after {as_of}, when the file was read.",
        "事故时间为 {value}，晚于读取时间 {as_of}。",
    ),
    why=Text(
        "Nothing computed as of a day may see what comes after it; such a date is nearly always mistyped.",
        "任何研判都不得使用其后发生的数据；此类日期几乎都是录入错误。",
    ),
)

_SHOWN = "%Y-%m-%d %H:%M UTC"


def check(column: str, happened_at: datetime, as_of: datetime) -> Finding | None:
    """What the rule finds in a time of crash; both times are aware and in UTC."""
    if happened_at <= as_of:
        return None
    words = {"value": happened_at.strftime(_SHOWN), "as_of": as_of.strftime(_SHOWN)}
    return Finding(RULE, column, RULE.say(**words))
