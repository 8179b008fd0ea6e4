"""A label damaged by a replacement of digits with words in the source, undone where that is certain."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="code.repaired",
    actions=(Action.FLAG,),
    title=Text("label repaired", "标签已还原"),
    message=Text(
        '"{value}" was read as "{meaning}": in the source, digits inside the label had been replaced with words.',
        "“{value}”按“{meaning}”读取：源文件把标签中的数字误替换成了文字。",
    ),
    why=Text(
        "Leeds 2017 had every digit of its vehicle column replaced with the label of that code, so 11 "
        'became "Pedal cyclePedal cycle".',
        "利兹2017年文件把车型栏中的数字逐个替换为对应标签，如 11 变成“Pedal cyclePedal cycle”。",
    ),
)
