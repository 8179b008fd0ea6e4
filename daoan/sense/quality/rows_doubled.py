"""A file in which a large part of the rows comes twice: not like passengers, but a table exported or pasted twice."""

from daoan.sense.quality.rule import Action, Rule
from daoan.terms.estimates import Text

#: From so many rows on, and from such a share of repeated rows on, a file is taken to be doubled (project default; in
#: Leeds 0.5 to 1.0 % of rows repeat another).
LEAST_ROWS = 100
LEAST_SHARE = 0.2

RULE = Rule(
    code="rows.doubled",
    actions=(Action.REFUSE,),
    title=Text("rows doubled", "整表重复"),
    message=Text(
        "{rows} of {all} rows of the file repeat another row in every column; the repeats are not counted.",
        "该文件 {all} 行中有 {rows} 行与其他行完全相同，重复的行不予计入。",
    ),
    why=Text(
        "A table exported twice would double every death and injury; a few like passengers do not look like that.",
        "整表重复导出会使死伤人数翻倍；个别情况相同的乘员不会呈现此状。",
    ),
)


def are_doubled(rows: int, repeats: int) -> bool:
    """Whether so many repeats among so many rows mean that the table came twice."""
    return rows >= LEAST_ROWS and repeats >= LEAST_SHARE * rows
