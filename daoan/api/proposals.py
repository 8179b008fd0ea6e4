"""``/work/proposals``: supervision that is due; a person drafts, issues, lets it climb, or decides against it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from daoan.act.supervision.rungs import UNANSWERED, DueRung
from daoan.act.supervision.supervision import RUNGS
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import Id, MatterDetail, MatterLine, Note
from daoan.api.work_views import detail_of, line_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.supervising import dismiss, due_supervision, find_due, matters_about, remind, take_up
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.rulepacks import Status
from daoan.terms.units import Unit

MOST_SHOWN = 10  # matters told of one proposal; ``about_total`` says how many there are


@dataclass(frozen=True, slots=True)
class Proposal:
    """Supervision that is due, for a person to issue. ``climbs``: the case that would go up to ``rung``."""

    key: str
    unit: Unit
    own: bool  # the actor's own unit is the late one
    rung: str
    rung_name: Text
    trigger: str
    why: Text
    about: tuple[MatterLine, ...]
    about_total: int
    climbs: MatterLine | None


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is due, gravest first, and whose triggers those are."""

    rows: tuple[Proposal, ...]
    rule_pack: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A proposal to draft, or with ``issue`` to send at once; a case that stands climbs in either way."""

    key: Annotated[str, Field(pattern="^[0-9a-f]{24}$")]
    issue: bool = False
    note: Note = ""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A proposal that somebody decides against, and why."""

    key: Annotated[str, Field(pattern="^[0-9a-f]{24}$")]
    reason: Annotated[str, Field(min_length=1, max_length=4000)]


@dataclass(frozen=True, slots=True)
class Reminded:
    """The unit to remind of everything that it, or a unit below it, is late with."""

    unit: Id


def proposal_routes(work: WorkDesk) -> APIRouter:
    """Routes about supervision that is due; they need the permission to supervise."""
    router = APIRouter(prefix="/work/proposals", tags=["work"], responses=PROBLEMS)
    may = [needs(Permission.SUPERVISE)]

    def answer(actor: Actor, outcome: Matter | Refused, status: int = 200) -> Response:
        if isinstance(outcome, Refused):
            return refusal(outcome)
        response = json_of(detail_of(work.room, actor, outcome.matter_id, work.clock.now()))
        response.status_code = status
        return response

    @router.get("", response_model=Proposals, summary="What is due for supervision", dependencies=may)
    def list_proposals(actor: Acting) -> Response:
        pack, now = work.desk.packs["supervision"], work.clock.now()
        found = due_supervision(work.room, actor, now, pack)
        rows = tuple(_row(work, actor, due) for due in found)
        return json_of(Proposals(rows, pack.stamp, pack.status, pack.source))

    @router.post(
        "/issue", response_model=MatterDetail, status_code=201, summary="Draft or issue what is due", dependencies=may
    )
    def post_issue(body: TakenUp, actor: Acting) -> Response:
        now = work.clock.now()
        due = find_due(work.room, actor, body.key, now, work.desk.packs["supervision"])
        return answer(actor, take_up(work.room, actor, due, now, issue=body.issue, note=body.note), 201)

    @router.post("/dismiss", response_model=MatterDetail, summary="Decide against what is due", dependencies=may)
    def post_dismiss(body: Dismissed, actor: Acting) -> Response:
        now = work.clock.now()
        due = find_due(work.room, actor, body.key, now, work.desk.packs["supervision"])
        return answer(actor, dismiss(work.room, actor, due, body.reason, now))

    @router.post(
        "/remind", response_model=MatterDetail, status_code=201, summary="Remind a unit of all that is late",
        dependencies=may,
    )  # fmt: skip
    def post_remind(body: Reminded, actor: Acting) -> Response:
        return answer(actor, remind(work.room, actor, body.unit, work.clock.now()), 201)

    return router


def _row(work: WorkDesk, actor: Actor, due: DueRung) -> Proposal:
    room, now = work.room, work.clock.now()
    units = room.units()

    def line(matter: Matter) -> MatterLine:
        return line_of(matter, room.workflows, units, now)

    case = room.store.get_matter(due.climbs) if due.trigger == UNANSWERED and due.climbs else None
    return Proposal(
        key=due.key,
        unit=units.get(due.unit),
        own=due.unit == actor.unit_id,
        rung=due.rung,
        rung_name=RUNGS[due.rung],
        trigger=due.trigger,
        why=due.why,
        about=tuple(line(m) for m in matters_about(room, due.about[:MOST_SHOWN])),
        about_total=len(due.about),
        climbs=line(case) if case else None,
    )
