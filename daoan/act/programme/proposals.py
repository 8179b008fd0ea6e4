"""What supervision the programme calls for: proposed in words, for a person to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from daoan.act.programme.progress import TaskProgress
from daoan.act.programme.tasks import Milestone
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Proposal:
    """Supervision that is due. ``rung``: of the ladder. ``about``: the task's entry id."""

    about: str
    unit: str
    rung: str
    title: Text
    why: Text


def proposals_of(found: Sequence[TaskProgress], today: date, pack: RulePack) -> tuple[Proposal, ...]:
    """One proposal for every task with a milestone that is overdue, on the rung of the one that is overdue longest."""
    proposals = []
    for one in found:
        late = [m for m in one.overdue if (today - m.day).days >= int(pack.get("milestones.remind_after_days"))]
        if late:
            proposals.append(_proposal(one, late, today, pack))
    return tuple(proposals)


def _proposal(one: TaskProgress, late: Sequence[Milestone], today: date, pack: RulePack) -> Proposal:
    longest = (today - late[0].day).days
    rung = "letter" if longest >= int(pack.get("milestones.letter_after_days")) else "reminder"
    name = f"{one.task.number} {one.task.title}".strip()
    en = "; ".join(f"{m.what} ({m.day}, {(today - m.day).days} days ago)" for m in late)
    zh = "；".join(f"{m.what}（应于{m.day}完成，已逾期{(today - m.day).days}天）" for m in late)
    return Proposal(
        about=one.task.entry_id,
        unit=one.task.owner,
        rung=rung,
        title=Text(f"Milestones overdue: {name}", f"三年行动节点逾期：{name}"),
        why=Text(
            f"The programme's task “{name}” has milestones that are not done: {en}.",
            f"治本攻坚三年行动任务“{name}”节点未完成：{zh}。",
        ),
    )
