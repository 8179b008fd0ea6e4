"""Move a matter: the same matter, event, moment and terms give the same answer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daoan.act.workflow.given import is_blank, moment_in, names_of
from daoan.act.workflow.table import PART_NAMES, Event, Part, Refused, Terms, Transition, Workflow
from daoan.act.working_days import after_days, after_working_days
from daoan.terms.estimates import Text
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter, Step
from daoan.terms.times import require_utc


@dataclass(frozen=True, slots=True)
class Moved:
    """A matter's next version and the line that says how it came to it."""

    matter: Matter
    step: Step


def begin(workflow: Workflow, matter: Matter, by: Actor, terms: Terms, note: str = "") -> Moved:
    """The first version of a matter, in the table's first state, with its first clock."""
    at = require_utc(matter.created_at)
    due_at, due = due_of(workflow, matter, workflow.start, at, terms)
    first = replace(
        matter, kind=workflow.kind, state=workflow.start, version=1, changed_at=at, due_at=due_at, due=due,
        root=matter.root or matter.matter_id, overdue_at=None, closed_at=None, created_by=by.person_id,
        rule_pack=terms.pack.stamp,
    )  # fmt: skip
    step = Step(first.matter_id, 1, "create", "", first.state, at, by.person_id, by.unit_id, note, dict(first.values))
    return Moved(first, step)


def advance(workflow: Workflow, matter: Matter, event: Event, at: datetime, terms: Terms) -> Moved | Refused:
    """The matter after an event at a moment, or why it stays."""
    row = workflow.row(matter.state, event.name)
    if row is None:
        return _not_now(workflow, matter)
    refused = refusal_of(workflow, row, matter, event, require_utc(at), terms)
    if refused is not None:
        return refused
    changed = workflow.changes[row.change](matter, event, at, terms) if row.change else matter
    due_at, due = changed.due_at, changed.due
    moves = row.target != matter.state or changed.level != matter.level or changed.holder != matter.holder
    moves = moves or row.restarts_clock
    if moves and not row.keeps_clock:
        due_at, due = due_of(workflow, changed, row.target, at, terms)
    step = Step(
        matter.matter_id, matter.version + 1, event.name, matter.state, row.target, at, event.by.person_id,
        event.by.unit_id, event.note.strip(), dict(event.values), is_overdue(matter, at),
    )  # fmt: skip
    moved = replace(
        changed,
        state=row.target,
        version=matter.version + 1,
        changed_at=at,
        due_at=due_at,
        due=due,
        overdue_at=None if (moves and not row.keeps_clock) or due_at != matter.due_at else matter.overdue_at,
        closed_at=at if row.target in workflow.closed else None,
    )
    return Moved(moved, step)


def comment(matter: Matter, by: Actor, at: datetime, note: str) -> Moved:
    """A remark: a line in the log that changes neither state nor clock."""
    step = Step(
        matter.matter_id, matter.version + 1, "comment", matter.state, matter.state, at, by.person_id, by.unit_id, note
    )
    return Moved(replace(matter, version=matter.version + 1, changed_at=at), step)


def run_out(matter: Matter, at: datetime) -> Moved | None:
    """What the clock writes when a deadline has passed; ``None`` where there is nothing to write, or it is written."""
    if not is_overdue(matter, at) or matter.overdue_at is not None or matter.closed_at is not None:
        return None
    step = Step(
        matter.matter_id, matter.version + 1, "overdue", matter.state, matter.state, at, LOOP.person_id, LOOP.unit_id
    )
    return Moved(replace(matter, version=matter.version + 1, changed_at=at, overdue_at=matter.due_at), step)


def is_overdue(matter: Matter, at: datetime) -> bool:
    """Whether the deadline of the matter's state has passed."""
    return matter.due_at is not None and at >= matter.due_at


def due_of(
    workflow: Workflow, matter: Matter, state: str, since: datetime, terms: Terms
) -> tuple[datetime | None, Text | None]:
    """Until when a matter must leave a state, and by doing what; ``None`` where that has no clock.

    Never before ``since``: what comes to a state whose deadline has passed already is overdue at once.
    """
    clock = workflow.clocks.get(state)
    if clock is None:
        return None, None
    if clock.unit == "value":
        until = moment_in(matter.values.get(clock.path), terms.zone)
        return (max(until, since), clock.label) if until is not None else (None, None)
    amount = int(terms.pack.get(f"{clock.path}.{matter.level}" if clock.by_level else clock.path))
    if clock.unit == "minutes":
        until = since + timedelta(minutes=amount)
    elif clock.unit == "days":
        until = after_days(since, amount, terms.zone)
    else:
        until = after_working_days(since, amount, terms.zone, terms.works)
    limit = moment_in(matter.values.get(clock.no_later_than), terms.zone) if clock.no_later_than else None
    return (until if limit is None else min(until, max(limit, since))), clock.label


def parts_of(actor: Actor, matter: Matter, terms: Terms) -> frozenset[Part]:
    """How somebody stands to a matter."""
    if actor == LOOP:
        return frozenset({Part.LOOP})
    parts = {Part.ANYONE}
    units = terms.units
    if actor.unit_id == matter.holder:
        parts.add(Part.HOLDER)
    elif matter.holder in units and units.within(matter.holder, actor.unit_id):
        parts.add(Part.ABOVE)
    if matter.issuer in units and units.within(matter.issuer, actor.unit_id):
        parts.add(Part.ISSUER)
    return frozenset(parts)


def can_do(workflow: Workflow, matter: Matter, actor: Actor, terms: Terms) -> tuple[Transition, ...]:
    """Rows open to somebody now, as far as part and permission go; guards and fields are told when they try."""
    parts = parts_of(actor, matter, terms)
    rows = workflow.rows_from(matter.state)
    return tuple(r for r in rows if parts & set(r.parts) and (actor == LOOP or r.permission in actor.permissions))


def refusal_of(
    workflow: Workflow, row: Transition, matter: Matter, event: Event, at: datetime, terms: Terms
) -> Refused | None:
    """Why a row is closed to an event, ``None`` where it is open."""
    if not parts_of(event.by, matter, terms) & set(row.parts):
        en, zh = (
            join.join(getattr(PART_NAMES[p], lang) for p in row.parts) for join, lang in ((" or ", "en"), ("或", "zh"))
        )
        return Refused("part", Text(f"only the {en} may {row.label.en}", f"仅{zh}可以{row.label.zh}"))
    if event.by != LOOP and row.permission not in event.by.permissions:
        return Refused("permission", Text(f"your role may not {row.label.en}", f"您的角色无权{row.label.zh}"))
    if row.needs_note and not event.note.strip():
        return Refused("note", Text(f"'{row.label.en}' needs a note", f"{row.label.zh}须填写说明"))
    missing = [name for name in row.needs if is_blank(event.values.get(name))]
    if missing:
        listed = names_of(missing)
        return Refused("values", Text(f"'{row.label.en}' needs: {listed.en}", f"{row.label.zh}须填写：{listed.zh}"))
    if at < matter.changed_at:
        return Refused("order", Text("this lies before the last step", "时间早于上一步骤"))
    for name in row.guards:
        refused = workflow.guards[name](matter, event, at, terms)
        if refused is not None:
            return refused
    return None


def _not_now(workflow: Workflow, matter: Matter) -> Refused:
    state = workflow.states[matter.state]
    if matter.state in workflow.closed and not workflow.rows_from(matter.state):
        return Refused("closed", Text(f"this is closed: {state.en}", f"该事项已办结：{state.zh}"))
    can = workflow.rows_from(matter.state)
    en, zh = ", ".join(t.label.en for t in can), "、".join(t.label.zh for t in can)
    return Refused(
        "not_now",
        Text(
            f"in state '{state.en}' this is not possible; possible: {en}", f"状态“{state.zh}”下不能如此，可执行：{zh}"
        ),
    )
