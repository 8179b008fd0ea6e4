"""Two rows of one crash that are equal in every column: 187 in Leeds, where two passengers of "
"one age and sex are possible."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="casualty.repeated",
    actions=(Action.FLAG, Action.NOTICE),
    title=Text("repeated casualty row", "伤亡人员行重复"),
    message=Text(
        "{rows} casualty rows repeat another row of the same crash in every column. They may be true and are counted.",
        "有 {rows} 行伤亡人员记录与同一事故的另一行完全相同。可能属实，仍予计入。",
    ),
    why=Text(
        "Without a casualty number two like passengers cannot be told from one entered twice; dropping "
        "them would invent a rule.",
        "没有人员序号时，无法区分两名情况相同的乘员与重复录入；擅自删除等于自造规则。",
    ),
)
