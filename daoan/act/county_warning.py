"""A county warning moves by events, and by nothing else: who may, when, until when.

Pure: the same warning, event and moment give the same answer, a new warning or why not. Deadlines count working days
by the calendar that the caller brings. Nobody can act over HTTP until people can sign in; the loop writes drafts,
withdraws those whose county is calm again, and re-assesses what was reported back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.warning_table import CLOSED, ROLES, STATES, TRANSITIONS, Transition
from daoan.act.working_days import WorkingDay, after_days, after_working_days
from daoan.terms.codes import LABELS, Level
from daoan.terms.estimates import Text
from daoan.terms.records import CountyWarning, WarningStep
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class WarningEvent:
    """What somebody does to a warning. ``level`` and ``month``: what a re-assessment found."""

    name: str
    by: str
    role: str
    note: str = ""
    level: Level | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class StepRefused:
    """Why an event does not move a warning; the warning stays as it is."""

    code: str  # closed, not_now, role, same_person, note, order, month, level
    message: Text


@dataclass(frozen=True, slots=True)
class Terms:
    """What deadlines are counted by."""

    pack: RulePack
    zone: str
    works: WorkingDay


def advance(warning: CountyWarning, event: WarningEvent, at: datetime, terms: Terms) -> CountyWarning | StepRefused:
    """The warning after an event at a moment, or why it stays."""
    row = next((t for t in TRANSITIONS if t.event == event.name and warning.state in t.sources), None)
    if row is None:
        return _not_now(warning, event)
    refused = _refusal(warning, event, at, row)
    if refused is not None:
        return refused
    step = WarningStep(event.name, row.target, at, event.by, event.role, event.note, is_overdue(warning, at))
    due_at, due = due_in(row.target, at, terms)
    return replace(
        warning,
        state=row.target,
        level=event.level or warning.level,
        month=event.month or warning.month,
        warned=warning.level if row.event == "publish" else warning.warned,
        due_at=due_at,
        due=due,
        steps=(*warning.steps, step),
    )


def is_overdue(warning: CountyWarning, at: datetime) -> bool:
    """Whether the state's deadline has passed."""
    return warning.due_at is not None and at >= warning.due_at


def due_in(state: str, since: datetime, terms: Terms) -> tuple[datetime | None, Text | None]:
    """Until when a state must be left, and by what; ``None`` where it has no deadline."""
    pack, zone = terms.pack, terms.zone
    if state == "published":
        days = int(pack.get("warning.sign_working_days"))
        until = after_working_days(since, days, zone, terms.works)
        return until, Text(f"sign within {days} working days", f"{days}个工作日内签收")
    by_days: Mapping[str, tuple[str, Text]] = {
        "signed": ("plan_days", Text("hand in a plan", "报送整改方案")),
        "planned": ("progress_days", Text("report progress", "报送整改进展")),
        "rectifying": ("progress_days", Text("report progress", "报送整改进展")),
        "feedback": ("reassess_days", Text("re-assess", "复评")),
    }
    if state not in by_days:
        return None, None
    key, what = by_days[state]
    days = int(pack.get(f"warning.{key}"))
    return after_days(since, days, zone), Text(f"{what.en} within {days} days", f"{days}日内{what.zh}")


def _refusal(warning: CountyWarning, event: WarningEvent, at: datetime, row: Transition) -> StepRefused | None:
    if event.role not in row.roles:
        who = " or ".join(ROLES[role].en for role in row.roles)
        zh = "或".join(ROLES[role].zh for role in row.roles)
        return StepRefused("role", Text(f"only the {who} may {row.label.en} a warning", f"仅{zh}可以{row.label.zh}"))
    if row.needs_note and not event.note.strip():
        return StepRefused(
            "note", Text(f"say what was done: '{row.label.en}' needs a note", f"{row.label.zh}须填写说明")
        )
    if warning.steps and at < warning.steps[-1].at:
        return StepRefused("order", Text("this lies before the last step", "时间早于上一步骤"))
    return _GUARDS[row.guard](warning, event)


def _other_person(warning: CountyWarning, event: WarningEvent) -> StepRefused | None:
    submitted = [step.by for step in warning.steps if step.event == "submit"]
    if submitted and submitted[-1] == event.by:
        return StepRefused("same_person", Text("who submitted a warning may not publish it", "提请人不得自行发布"))
    return None


def _later_month(warning: CountyWarning, event: WarningEvent) -> StepRefused | None:
    if event.month is None or event.level is None or event.month <= warning.month:
        return StepRefused("month", Text("only a later month's assessment re-assesses", "复评须依据之后月份的评估"))
    return None


def _better(warning: CountyWarning, _: WarningEvent) -> StepRefused | None:
    if not _is_better(warning):
        level = LABELS[warning.level]
        return StepRefused("level", Text(f"still {level.en}: go on or escalate", f"仍为{level.zh}：应继续整改或升级"))
    return None


def _not_better(warning: CountyWarning, _: WarningEvent) -> StepRefused | None:
    if _is_better(warning):
        level = LABELS[warning.level]
        return StepRefused("level", Text(f"now {level.en}: lift it", f"现为{level.zh}：应予解除"))
    return None


def _is_better(warning: CountyWarning) -> bool:
    order = list(Level)
    return order.index(warning.level) > order.index(warning.warned or warning.level)


_GUARDS: Mapping[str, Callable[[CountyWarning, WarningEvent], StepRefused | None]] = {
    "": lambda _, __: None,
    "other_person": _other_person,
    "later_month": _later_month,
    "better": _better,
    "not_better": _not_better,
}


def _not_now(warning: CountyWarning, event: WarningEvent) -> StepRefused:
    state = STATES[warning.state]
    if warning.state in CLOSED:
        return StepRefused("closed", Text(f"the warning is {state.en}", f"该预警已{state.zh}"))
    can = [t for t in TRANSITIONS if warning.state in t.sources]
    return StepRefused(
        "not_now",
        Text(
            f"a warning that is {state.en} cannot '{event.name}'; it can: {', '.join(t.event for t in can)}",
            f"状态为“{state.zh}”时不能执行该操作，可执行：{'、'.join(t.label.zh for t in can)}",
        ),
    )
