"""``/precursors``: crashes that could have killed many 群死群伤苗头, coarsened, and who follows each up."""

from datetime import timedelta

from fastapi import APIRouter, Response

from daoan.act.operations.precursor import watched_in
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.coarse import coarsen
from daoan.api.guard import Acting, needs
from daoan.api.operation_shapes import FollowUp, PrecursorLine, Precursors
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterDetail
from daoan.api.work_views import detail_of, line_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.precursors import by_hand, follow_up, precursors_of
from daoan.terms.roles import Permission

MOST_SHOWN = 500


def precursor_routes(work: WorkDesk) -> APIRouter:
    """Routes of precursors."""
    router = APIRouter(prefix="/precursors", tags=["operations"], responses=PROBLEMS)

    @router.get("", response_model=Precursors, summary="Crashes that could have killed many, and who follows them up")
    def get_precursors(actor: Acting) -> Response:
        room, now, view = work.room, work.clock.now(), work.desk.find_view()
        pack, units, eyes = work.desk.packs["operations"], work.room.units(), work.eyes(actor)
        hand = tuple(line_of(m, room.workflows, units, now, eyes) for m in by_hand(room, actor))
        watched, can = watched_in(pack), Permission.ISSUE in actor.permissions
        if view is None or Permission.SEE_RISK not in actor.permissions:
            return json_of(Precursors((), hand, watched, None, None, can))
        until, crashes, snaps = view.run.as_of, view.crashes(), view.snaps()
        since = until - timedelta(days=int(pack.get("precursors.within_days")))
        rows = []
        for f in precursors_of(room, actor, crashes.values(), until, pack)[:MOST_SHOWN]:
            one = f.precursor
            crash = coarsen(crashes[one.crash_id], snaps.get(one.crash_id), room.zone)
            matter = None if f.matter is None else line_of(f.matter, room.workflows, units, now, eyes)
            rows.append(PrecursorLine(crash, one.kinds, one.hurt, f.taken, matter))
        return json_of(Precursors(tuple(rows), hand, watched, since, until, can))

    @router.post(
        "/follow",
        response_model=MatterDetail,
        status_code=201,
        summary="Give one to a unit to look into, once",
        dependencies=[needs(Permission.ISSUE)],
    )
    def post_follow(body: FollowUp, actor: Acting) -> Response:
        room, now, view, pack = work.room, work.clock.now(), work.desk.view(), work.desk.packs["operations"]
        found = precursors_of(room, actor, view.crashes().values(), view.run.as_of, pack)
        outcome = follow_up(room, actor, found, body.crash_id, body.unit, now, pack)
        if isinstance(outcome, Refused):
            return refusal(outcome)
        answer = json_of(detail_of(room, actor, outcome.matter_id, now, work.eyes(actor)))
        answer.status_code = 201
        return answer

    return router
