"""How a task stands: its figure year by year, how the year will end, on track or not and why, what is overdue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from daoan.act.programme.counting import Counted
from daoan.act.programme.tasks import Milestone, Task
from daoan.kernels.stats.pace import count_at_end, dispersion_of
from daoan.kernels.stats.shares import share_interval
from daoan.terms.estimates import Estimate, Share, Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_midnight, utc_to_local

#: What can be said of a year.
VERDICTS = {
    "met": Text("met", "已完成"),
    "on_track": Text("on track", "进度正常"),
    "behind": Text("behind", "进度滞后"),
    "missed": Text("missed", "未完成"),
    "cannot_say": Text("cannot say", "暂不能判断"),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is on record for a measure: from when on, until when, and what it counts between two moments."""

    begins: datetime | None  # ``None``: nothing is on record
    ends: datetime  # what is known reaches to here
    count: Callable[[datetime, datetime], tuple[Counted, ...]]


@dataclass(frozen=True, slots=True)
class YearProgress:
    """One year of a task. ``figure``: a count, or a percentage; ``share``: what a percentage is of.

    ``expected``: where the figure will stand at the year's end if things go on as so far.
    """

    year: int
    target: float
    figure: float | None
    share: Share | None
    expected: Estimate | None
    verdict: str  # one of VERDICTS
    why: Text
    counted: int


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """A task as it stands. ``verdict``: of the year that runs, or the last one that is over."""

    task: Task
    years: tuple[YearProgress, ...]
    overdue: tuple[Milestone, ...]
    done: int  # milestones
    verdict: str
    why: Text


def year_of(year: int, zone: str) -> tuple[datetime, datetime]:
    """First moment of a local year and of the next."""
    return local_midnight(date(year, 1, 1), zone), local_midnight(date(year + 1, 1, 1), zone)


def day_at(as_of: datetime, zone: str) -> date:
    """The local day that a moment lies in; midnight ends the day before."""
    return utc_to_local(as_of - timedelta(microseconds=1), zone).date()


def progress_of(task: Task, ledger: Ledger, as_of: datetime, zone: str, pack: RulePack) -> TaskProgress:
    """How a task stands at a moment. ``ledger``: of its measure, for its units."""
    years = tuple(_year(task, year, target, ledger, as_of, zone, pack) for year, target in sorted(task.targets.items()))
    today = day_at(as_of, zone)
    overdue = tuple(m for m in task.milestones if m.overdue(today))
    done = sum(m.done_on is not None and m.done_on <= today for m in task.milestones)
    now = [y for y in years if y.year <= today.year]
    verdict, why = (now[-1].verdict, now[-1].why) if now else _without_year(task, overdue, done, years)
    return TaskProgress(task, years, overdue, done, verdict, why)


def _without_year(
    task: Task, overdue: Sequence[Milestone], done: int, years: Sequence[YearProgress]
) -> tuple[str, Text]:
    """What milestones alone say, where no year with a target has begun."""
    if overdue:
        return "behind", Text(f"{len(overdue)} milestones are overdue", f"{len(overdue)}个节点逾期")
    if task.milestones and done == len(task.milestones):
        return "met", Text("every milestone is done", "各节点均已完成")
    if task.milestones and not years:
        return "on_track", Text("no milestone is overdue", "无逾期节点")
    if years:
        return "cannot_say", Text("its first year has not begun", "首个年度尚未开始")
    return "cannot_say", Text("it has neither targets nor milestones", "未设目标和节点")


def _year(
    task: Task, year: int, target: float, ledger: Ledger, as_of: datetime, zone: str, pack: RulePack
) -> YearProgress:
    starts, ends = year_of(year, zone)
    known_to = min(as_of, ledger.ends)
    begins = max(starts, ledger.begins) if ledger.begins is not None else None
    if task.measure is None:
        return _said(year, target, "cannot_say", Text("it has no measure", "未设衡量指标"))
    if as_of <= starts:
        return _said(year, target, "cannot_say", Text("the year has not begun", "年度尚未开始"))
    if begins is None or begins >= min(ends, known_to):
        return _said(year, target, "cannot_say", Text("nothing is on record for this year", "该年度无在册记录"))
    counted = ledger.count(starts, ends)
    over = known_to >= ends
    if task.measure.percent:
        found = _percent(year, target, counted, over=over, pack=pack)
    else:
        elapsed = (min(known_to, ends) - begins) / (ends - begins)
        found = _count(task, year, target, counted, begins, min(known_to, ends), elapsed, pack)
    if begins > starts:
        day = utc_to_local(begins, zone).date()
        late = Text(f"{found.why.en}; on record since {day}", f"{found.why.zh}；记录始于{day}")
        return YearProgress(year, target, found.figure, found.share, found.expected, found.verdict, late, found.counted)
    return found


def _said(year: int, target: float, verdict: str, why: Text) -> YearProgress:
    return YearProgress(year, target, None, None, None, verdict, why, 0)


def _percent(year: int, target: float, counted: Sequence[Counted], *, over: bool, pack: RulePack) -> YearProgress:
    good, whole = sum(c.good for c in counted), len(counted)
    share = Share(good, whole)
    if not whole:
        return YearProgress(
            year, target, None, share, None, "cannot_say", Text("nothing was due yet", "尚无到期事项"), 0
        )
    figure, level = 100.0 * good / whole, float(pack.get("judging.level"))
    if over:
        verdict = "met" if figure >= target else "missed"
        return YearProgress(year, target, figure, share, None, verdict, _of(good, whole), whole)
    low, high = share_interval(np.asarray(float(good)), np.asarray(float(whole)), level=level)
    expected = Estimate(figure, 100.0 * float(low), 100.0 * float(high), level)
    fewest = int(pack.get("judging.fewest_counted"))
    if whole < fewest:
        why = Text(f"{_of(good, whole).en}: fewer than {fewest}", f"{_of(good, whole).zh}，不足{fewest}项")
        return YearProgress(year, target, figure, share, expected, "cannot_say", why, whole)
    verdict = "on_track" if expected.low >= target else "behind" if expected.high < target else "cannot_say"
    return YearProgress(year, target, figure, share, expected, verdict, _reach(expected, target, "%"), whole)


def _count(
    task: Task, year: int, target: float, counted: Sequence[Counted], begins: datetime, until: datetime,
    elapsed: float, pack: RulePack,
) -> YearProgress:  # fmt: skip
    measure = task.measure
    assert measure is not None
    figure = float(sum(c.weight for c in counted))
    more = measure.more

    def said(verdict: str, why: Text, expected: Estimate | None = None) -> YearProgress:
        return YearProgress(year, target, figure, None, expected, verdict, why, len(counted))

    so_far = Text(f"{figure:g} so far", f"目前{figure:g}")
    if elapsed >= 1.0:
        met = figure >= target if more else figure <= target
        return said("met" if met else "missed", Text(f"{figure:g} in the year", f"全年{figure:g}"))
    if more and figure >= target:
        return said("met", so_far)
    if not more and figure > target:
        return said("missed", Text(f"{figure:g} already, more than the ceiling", f"已达{figure:g}，超过控制数"))
    days, fewest = (until - begins).days, int(pack.get("judging.fewest_days"))
    if days < fewest:
        return said("cannot_say", Text(f"{so_far.en}; only {days} days on record", f"{so_far.zh}，记录仅{days}天"))
    level = float(pack.get("judging.level"))
    expected = Estimate(*count_at_end(figure, elapsed, _spread(counted, begins, until), level=level), level)
    ahead, behind = expected.low >= target, expected.high < target
    if not more:
        ahead, behind = expected.high <= target, expected.low > target
    return said("on_track" if ahead else "behind" if behind else "cannot_say", _reach(expected, target, ""), expected)


def _spread(counted: Sequence[Counted], begins: datetime, until: datetime) -> float:
    """Dispersion of the counts of equal parts of about a month."""
    parts = max(1, round((until - begins).days / 30.4))
    edges = np.linspace(0.0, (until - begins).total_seconds(), parts + 1)
    at = [(c.at - begins).total_seconds() for c in counted]
    counts, _ = np.histogram(at, edges, weights=[float(c.weight) for c in counted])
    return dispersion_of(np.asarray(counts, dtype=np.float64))


def _of(part: int, whole: int) -> Text:
    return Text(f"{part} of {whole}", f"{whole}项中{part}项")


def _reach(expected: Estimate, target: float, sign: str) -> Text:
    span = f"{expected.low:.0f}{sign}–{expected.high:.0f}{sign}"
    return Text(
        f"if it goes on like this the year ends at {span}; target {target:g}{sign}",
        f"按目前进度年底将为{span}，目标{target:g}{sign}",
    )
