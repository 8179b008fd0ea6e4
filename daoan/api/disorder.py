"""``/disorder``: disorder points 秩序乱点 with who sees to them, counted by unit and kind; asking their units to."""

from fastapi import APIRouter, Response

from daoan.act.operations.disorder import DISORDER, REGISTER, standings
from daoan.act.workflow.engine import is_overdue
from daoan.api.answers import json_of
from daoan.api.guard import Acting, needs
from daoan.api.operation_shapes import DisorderBoard, Left, PointLine, Points, TakenUp
from daoan.api.problems import PROBLEMS
from daoan.api.registers import entry_line
from daoan.api.work_views import line_of, names_in
from daoan.api.workdesk import WorkDesk
from daoan.jobs.disorder import points_of, take_up
from daoan.jobs.registers import register_of
from daoan.jobs.workroom import sees
from daoan.terms.roles import Permission


def disorder_routes(work: WorkDesk) -> APIRouter:
    """Routes of disorder points."""
    router = APIRouter(prefix="/disorder", tags=["operations"], responses=PROBLEMS)

    @router.get("", response_model=DisorderBoard, summary="Disorder points, and counts by unit and by kind")
    def get_points(actor: Acting) -> Response:
        room, now, eyes = work.room, work.clock.now(), work.eyes(actor)
        register, units, names = register_of(room, REGISTER), work.room.units(), names_in(work.room)
        points = points_of(room, actor, now)

        rows = []
        for entry in points.entries:
            matter = points.matters.get(entry.entry_id)
            seen = matter is not None and sees(actor, matter, {matter.matter_id: matter}, units)
            late = matter is not None and matter.closed_at is None and is_overdue(matter, now)
            shown = line_of(matter, room.workflows, units, now, eyes) if matter is not None and seen else None
            rows.append(PointLine(entry_line(register, entry, actor, units, names), shown, late))
        by_unit = standings(points.entries, points.matters, "unit", now)
        board = DisorderBoard(
            points=tuple(rows),
            by_unit=by_unit,
            by_kind=standings(points.entries, points.matters, "kind", now),
            kinds={c.code: c.name for c in register.field("kind").choices},
            states=dict(DISORDER.states),
            units={s.of: name for s in by_unit if (name := units.name_of(s.of)) is not None},
            untaken=points.untaken,
            can_take_up=Permission.REPORT in actor.permissions,
        )
        return json_of(board)

    @router.post(
        "/take-up",
        response_model=TakenUp,
        summary="Ask the units to see to points: those named, or all that nobody was asked about",
        dependencies=[needs(Permission.REPORT)],
    )
    def post_take_up(body: Points, actor: Acting) -> Response:
        room, now, eyes = work.room, work.clock.now(), work.eyes(actor)
        done = take_up(room, actor, body.entries, now)
        lines = tuple(line_of(m, room.workflows, room.units(), now, eyes) for m in done.matters)
        return json_of(TakenUp(lines, tuple(Left(x.entry_id, x.why) for x in done.left)))

    return router
