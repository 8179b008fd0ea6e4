"""A line that cannot be cut into the columns of its heading: truncated, over-long, quote left open, binary."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

RULE = Rule(
    code="row.unreadable",
    actions=(Action.REFUSE,),
    title=Text("unreadable row", "行无法读取"),
    message=Text(
        "The row cannot be read: {reason_en}. Correct the line in the source file, or type its values here.",
        "该行无法读取：{reason_zh}。请在源文件中改正，或在此处逐项补录。",
    ),
    why=Text(
        "A shifted or cut row would put one column's value under another's heading, which nobody would notice.",
        "列一旦错位或被截断，数值就会落到别的栏目下而不易察觉，因此整行退回。",
    ),
)
