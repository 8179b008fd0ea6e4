"""A text file whose last line has no end: it may have been cut off there."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="file.unfinished",
    actions=(Action.NOTICE,),
    title=Text("file may be cut off", "文件可能不完整"),
    message=Text(
        "The file ends in the middle of a line or character; if it was cut off, its last rows are missing.",
        "文件末尾没有换行或字符不完整；如系传输中断，末尾数据可能缺失。",
    ),
    why=Text(
        "A file cut between two rows cannot be told from a short one by its content alone.",
        "仅凭内容无法区分被截断的文件与本来就短的文件。",
    ),
)
