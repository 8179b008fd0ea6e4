"""Matters, their logs and their tables in the words that pages show."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime

from daoan.act.on_scene.rule import must_go_of
from daoan.act.workflow.engine import can_do, is_overdue
from daoan.act.workflow.given import units_in
from daoan.act.workflow.table import Workflow, diagram
from daoan.api.masked import MASKED, Eyes
from daoan.api.work_shapes import MatterDetail, MatterLine, Possible, StepLine, Table, TableRow
from daoan.jobs.supervising import matters_about
from daoan.jobs.workroom import Workroom, require_seen, sees
from daoan.store.work_protocol import Whole
from daoan.terms.estimates import Text
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter, Step
from daoan.terms.units import UnitTree

#: Events that every kind has besides its table's.
COMMON_EVENTS: Mapping[str, Text] = {
    "create": Text("opened", "新建"),
    "comment": Text("remark", "备注"),
    "overdue": Text("deadline passed", "逾期"),
}
#: Fields that somebody wrote by hand, shown by what the reader may see of them.
_BY_HAND = {"title", "area", "segment_id", "evidence", "values", "note"}
_MATTER, _STEP = (tuple(f.name for f in fields(r) if f.name not in _BY_HAND) for r in (Matter, Step))
MOST_ABOUT = 50  # matters shown that a case of supervision is about


def line_of(
    matter: Matter, workflows: Mapping[str, Workflow], units: UnitTree, now: datetime, eyes: Eyes = MASKED
) -> MatterLine:
    """A matter as lists show it, at a moment, to somebody."""
    workflow = workflows.get(matter.kind)
    due = matter.due_at if matter.closed_at is None else None
    name = matter.matter_id
    return MatterLine(
        **{name: getattr(matter, name) for name in _MATTER},
        title=eyes.text(name, matter.title),
        area=eyes.text(name, matter.area),
        segment_id=eyes.text(name, matter.segment_id),
        evidence=eyes.grounds(name, matter.evidence),
        values=eyes.values(name, matter.values),
        kind_name=workflow.name if workflow else Text(matter.kind, matter.kind),
        state_name=(workflow.states.get(matter.state) if workflow else None) or Text(matter.state, matter.state),
        holder_name=units.name_of(matter.holder),
        issuer_name=units.name_of(matter.issuer),
        late=due is not None and is_overdue(matter, now),
        minutes_left=int((due - now).total_seconds() // 60) if due is not None else None,
    )


def detail_of(room: Workroom, actor: Actor, matter_id: str, now: datetime, eyes: Eyes = MASKED) -> MatterDetail:
    """A matter with everything about it that the actor may see. Raises :class:`NotFound` where that is nothing."""
    whole = room.read(matter_id)
    matter, family = whole.matter, {m.matter_id: m for m in whole.kin}
    terms = room.terms()
    require_seen(actor, matter, family, terms.units)
    workflow = room.workflows.get(matter.kind)
    line = line_of(matter, room.workflows, terms.units, now, eyes)
    return MatterDetail(
        matter=line,
        kind_name=line.kind_name,
        state_name=line.state_name,
        steps=step_lines(whole, workflow, terms.units, eyes),
        family=tuple(
            line_of(one, room.workflows, terms.units, now, eyes)
            for one in family.values()
            if sees(actor, one, family, terms.units)
        ),
        can=tuple(
            Possible(row.event, row.label, row.needs_note, row.needs)
            for row in (can_do(workflow, matter, actor, terms) if workflow else ())
        ),
        attachments=tuple(map(eyes.file, whole.attachments)),
        masked=eyes.hides(matter, whole.steps, whole.attachments),
        clear_until=eyes.clear.get(matter_id),
        about=tuple(
            line_of(one, room.workflows, terms.units, now, eyes)
            for one in matters_about(room, units_in(matter.values.get("about"))[:MOST_ABOUT])
            if sees(actor, one, {one.matter_id: one}, terms.units)
        ),
        must_go=must_go_of(matter, room.zone, room.pack),
    )


def step_lines(whole: Whole, workflow: Workflow | None, units: UnitTree, eyes: Eyes = MASKED) -> tuple[StepLine, ...]:
    """A log with its words."""
    names = {person.person_id: person.name for person in whole.people}
    return tuple(
        StepLine(
            **{name: getattr(step, name) for name in _STEP},
            note=eyes.text(step.matter_id, step.note),
            values=eyes.values(step.matter_id, step.values),
            label=label_of(workflow, step),
            by_name=names.get(step.by),
            unit_name=units.name_of(step.unit),
        )
        for step in whole.steps
    )


def names_in(room: Workroom) -> Callable[[str], str | None]:
    """Who somebody is, by person id, each looked up once; ``None`` for the system and whoever is not known."""
    names: dict[str, str | None] = {LOOP.person_id: None}

    def name_of(person_id: str) -> str | None:
        if person_id not in names:
            names[person_id] = room.name_of(person_id)
        return names[person_id]

    return name_of


def label_of(workflow: Workflow | None, step: Step) -> Text:
    """What a step did, in words."""
    if step.event in COMMON_EVENTS:
        return COMMON_EVENTS[step.event]
    row = workflow.row(step.source, step.event) if workflow else None
    return row.label if row else Text(step.event, step.event)


def table_of(workflow: Workflow) -> Table:
    """A kind's table, for drawing."""
    return Table(
        kind=workflow.kind,
        name=workflow.name,
        states=dict(workflow.states),
        start=workflow.start,
        closed=tuple(state for state in workflow.states if state in workflow.closed),
        rows=tuple(
            TableRow(
                row.event, row.sources, row.target, tuple(p.value for p in row.parts), row.permission.value, row.label,
                row.needs_note, row.needs,
            )
            for row in workflow.transitions
        ),
        clocks={state: clock.label for state, clock in workflow.clocks.items()},
        mermaid=diagram(workflow),
        begun_with=workflow.begun_with.value if workflow.begun_with else None,
    )  # fmt: skip
