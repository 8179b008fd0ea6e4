"""A pass of a site that the city's register of sites does not hold: kept, counted by code, replayed once it does."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="site.unknown",
    actions=(Action.REFUSE,),
    title=Text("unknown site", "点位未登记"),
    message=Text(
        'No site has the code "{value}". Register the site, or name its code as a further one, and replay the row.',
        "没有编号为“{value}”的点位。请登记该点位或将其列为已有点位的别名，然后重放。",
    ),
    why=Text(
        "New cameras send before anybody registers them; what they saw is worth keeping, and guessing where they stand "
        "is not.",
        "新设备往往先联网后登记；其数据值得保留，但不能猜测其位置。",
    ),
)
