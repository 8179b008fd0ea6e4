"""A step and all that follows from it: children come into being, are withdrawn with their parent, or complete it.

If anything that follows is refused, all of it is: nothing happens by halves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.workflow.engine import Moved, advance, begin
from daoan.act.workflow.table import Event, Refused, Terms, Workflow
from daoan.terms.records.people import LOOP
from daoan.terms.records.working import Matter


@dataclass(frozen=True, slots=True)
class Acted:
    """Every move that one event caused, in order; the first is the one that was asked for."""

    moves: tuple[Moved, ...]

    @property
    def matter(self) -> Matter:
        """The matter that was acted on, as it is after everything."""
        asked = self.moves[0].matter.matter_id
        return next(m.matter for m in reversed(self.moves) if m.matter.matter_id == asked)


def act(
    workflows: Mapping[str, Workflow],
    family: Mapping[str, Matter],
    matter_id: str,
    event: Event,
    at: datetime,
    terms: Terms,
) -> Acted | Refused:
    """Cause an event on one matter of a family (all matters with one ``root``, by id); all of it, or why nothing."""
    scene = _Scene(workflows, dict(family), at, terms, [])
    refused = scene.cause(matter_id, event)
    return refused if refused is not None else Acted(tuple(scene.moves))


@dataclass(frozen=True, slots=True)
class _Scene:
    workflows: Mapping[str, Workflow]
    family: dict[str, Matter]
    at: datetime
    terms: Terms
    moves: list[Moved]

    def cause(self, matter_id: str, event: Event) -> Refused | None:
        matter = self.family[matter_id]
        workflow = self.workflows[matter.kind]
        row = workflow.row(matter.state, event.name)
        moved = advance(workflow, matter, event, self.at, replace(self.terms, related=tuple(self.children(matter_id))))
        if isinstance(moved, Refused):
            return moved
        self.keep(moved)
        if row is not None and row.spawn:
            self.bring_forth(moved.matter, workflow.spawns[row.spawn](moved.matter, event, self.terms), event)
        if event.name in workflow.spread:
            refused = self.spread(matter_id, Event(workflow.spread[event.name], LOOP, event.note))
            if refused is not None:
                return refused
        return self.settle(moved.matter.parent)

    def bring_forth(self, parent: Matter, children: Sequence[Matter], event: Event) -> None:
        number = len(self.children(parent.matter_id))
        for child in children:
            number += 1
            born = replace(
                child,
                matter_id=f"{parent.matter_id}.{number}",
                parent=parent.matter_id,
                root=parent.root or parent.matter_id,
                created_at=self.at,
            )
            self.keep(begin(self.workflows[child.kind], born, event.by, self.terms))

    def spread(self, matter_id: str, event: Event) -> Refused | None:
        for child in self.children(matter_id):
            if self.workflows[child.kind].row(child.state, event.name) is not None:
                refused = self.cause(child.matter_id, event)
                if refused is not None:
                    return refused
        return None

    def settle(self, parent_id: str | None) -> Refused | None:
        parent = self.family.get(parent_id) if parent_id else None
        if parent is None:
            return None
        workflow = self.workflows[parent.kind]
        name = workflow.settle(parent, self.children(parent.matter_id)) if workflow.settle else None
        if name is None or workflow.row(parent.state, name) is None:
            return None
        return self.cause(parent.matter_id, Event(name, LOOP))

    def children(self, matter_id: str) -> list[Matter]:
        return [m for m in self.family.values() if m.parent == matter_id]

    def keep(self, moved: Moved) -> None:
        self.family[moved.matter.matter_id] = moved.matter
        self.moves.append(moved)
