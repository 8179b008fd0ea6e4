"""The programme on one page 三年行动进展情况, as somebody sends it."""

from collections.abc import Mapping, Sequence
from datetime import date

from daoan.act.programme.progress import VERDICTS, TaskProgress, YearProgress
from daoan.terms.city import City
from daoan.terms.documents import Document, Section, Table, same
from daoan.terms.estimates import Text

_NONE = Text("–", "–")


def report_of(city: City, found: Sequence[TaskProgress], names: Mapping[str, Text], today: date) -> Document:
    """The report of a day. ``names``: of units."""
    counts = {code: sum(one.verdict == code for one in found) for code in VERDICTS}
    en = ", ".join(f"{VERDICTS[code].en} {n}" for code, n in counts.items() if n)
    zh = "，".join(f"{VERDICTS[code].zh}{n}项" for code, n in counts.items() if n)
    overdue = sum(len(one.overdue) for one in found)
    opening = Text(
        f"As of {today} the programme has {len(found)} tasks: {en}; {overdue} milestones are overdue. Figures are "
        "counted from stored records; ranges say where the year will end if it goes on as so far.",
        f"截至{today.year}年{today.month}月{today.day}日，三年行动共{len(found)}项任务：{zh}；逾期节点{overdue}个。"
        "数据由系统据在库记录计算，区间为按目前进度推算的年底值。",
    )  # fmt: skip
    sections = [Section(Text("Tasks", "任务进展"), tables=(_tasks(found, names, today),))]
    if overdue:
        sections.append(Section(Text("Overdue milestones", "逾期节点"), tables=(_overdue(found, names, today),)))
    return Document(
        issuer=Text(f"{city.name.en}: Road Safety Committee", f"{city.name.zh}道路交通安全专业委员会办公室"),
        number=Text(f"As of {today}", f"{today.year}年{today.month}月{today.day}日"),
        title=Text("Three-year programme: how it stands", "道路交通安全治本攻坚三年行动进展情况"),
        opening=(opening,),
        sections=tuple(sections),
        signed=Text("Prepared by Daoan from stored records", "道安系统根据在库记录编制"),
        dated=today,
        simulated=city.simulated,
    )


def _tasks(found: Sequence[TaskProgress], names: Mapping[str, Text], today: date) -> Table:
    rows = []
    for one in found:
        year = next((y for y in reversed(one.years) if y.year <= today.year), None)
        task, measure = one.task, one.task.measure
        rows.append(
            (
                same(f"{task.number} {task.title}".strip()),
                names.get(task.owner, same(task.owner)),
                measure.name if measure else _NONE,
                figure_words(year),
                same(f"{year.target:g}{'%' if measure and measure.percent else ''}") if year else _NONE,
                Text(VERDICTS[one.verdict].en, VERDICTS[one.verdict].zh),
            )
        )
    headings = (
        Text("Task", "任务"), Text("Owner", "牵头单位"), Text("Measure", "衡量指标"), Text("So far", "目前"),
        Text("Target", "年度目标"), Text("Standing", "进度"),
    )  # fmt: skip
    return Table(Text(f"Tasks in {today.year}", f"{today.year}年任务进展"), headings, tuple(rows))


def _overdue(found: Sequence[TaskProgress], names: Mapping[str, Text], today: date) -> Table:
    rows = tuple(
        (
            same(f"{one.task.number} {one.task.title}".strip()), names.get(one.task.owner, same(one.task.owner)),
            same(m.what), same(str(m.day)), same(str((today - m.day).days)),
        )
        for one in found
        for m in one.overdue
    )  # fmt: skip
    headings = (
        Text("Task", "任务"), Text("Owner", "牵头单位"), Text("Milestone", "节点"), Text("Was due", "应完成日期"),
        Text("Days over", "逾期天数"),
    )  # fmt: skip
    return Table(Text("Milestones that are overdue", "逾期节点"), headings, rows)


def figure_words(year: YearProgress | None) -> Text:
    """A year's figure as it is written: "42", "87 % (13 of 15)"."""
    if year is None or year.figure is None:
        return _NONE
    if year.share is None:
        return same(f"{year.figure:g}")
    return same(f"{year.figure:.0f}% ({year.share.part:g}/{year.share.whole:g})")
