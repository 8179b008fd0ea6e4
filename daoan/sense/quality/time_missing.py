"""A crash whose day is known and whose hour is not."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="time.missing",
    actions=(Action.FLAG,),
    title=Text("no time of day", "缺少发生时刻"),
    message=Text(
        '"{value}" is not a time of day; the crash is dated to the day only.',
        "“{value}”不是有效时刻，仅按日期登记。",
    ),
    why=Text(
        "The hour is left out of hour-by-weekday tables instead of being counted as midnight.",
        "不把缺时刻的事故当作零点，时段统计中予以剔除。",
    ),
)
