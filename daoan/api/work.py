"""``/work``: matters in work, as lists, as a board, one by one."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.workflow.registry import CONFINED
from daoan.api.answers import json_of
from daoan.api.asking import Limit
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.shapes import Paged
from daoan.api.work_shapes import Board, MatterDetail, MatterLine, OwnBoard, UnitBoard
from daoan.api.work_views import detail_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.board import own_counts, standings
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Share
from daoan.terms.records.people import Actor
from daoan.terms.units import UnitTree

Words = Annotated[list[str], Query(max_length=20)]
Cursor = Annotated[str | None, Query(max_length=400)]
Search = Annotated[str, Query(max_length=100)]
Order = Annotated[str, Query(pattern="^(due|changed)$")]
NOBODY = ("\x01",)  # holders of an actor whose unit is not in the tree: no unit has this id


def work_routes(work: WorkDesk) -> APIRouter:
    """Routes that read matters."""
    router = APIRouter(prefix="/work", tags=["work"], responses=PROBLEMS)

    @router.get("", response_model=Paged[MatterLine], summary="Matters of the own unit and below")
    def list_matters(
        actor: Acting,
        kind: Words = [],  # noqa: B006 - FastAPI copies it
        state: Words = [],  # noqa: B006
        holder: Words = [],  # noqa: B006
        level: Words = [],  # noqa: B006
        area: Words = [],  # noqa: B006
        open: bool = False,  # noqa: A002
        overdue: bool = False,
        mine: bool = False,
        order: Order = "due",
        text: Search = "",
        after: Cursor = None,
        limit: Limit = 50,
    ) -> Response:
        now, units, eyes = work.clock.now(), work.room.units(), work.eyes(actor)
        where = MatterFilter(
            kinds=tuple(kind),
            without_kinds=CONFINED,  # a page of their own has them, for whom they are for
            states=tuple(state),
            units=units_seen(actor, units),
            holders=_holders_of(actor, holder, mine),
            levels=tuple(level),
            areas=tuple(area),
            open_only=open or overdue,
            overdue_at=now if overdue else None,
            text=text,
        )
        page = work.room.store.page_matters(where, order=order, after=after, limit=limit, counted=True)
        rows = [work.lines.line(m, work.room.workflows, units, now, eyes) for m in page.rows]
        return json_of({"rows": rows, "next": page.next, "total": page.total, "more": page.more})

    @router.get("/board", response_model=Board, summary="How the own unit and each right below it stand")
    def get_board(actor: Acting) -> Response:
        return json_of(board_of(work.room, actor, work.clock.now()))

    @router.get("/{matter_id}", response_model=MatterDetail, summary="One matter with its log and what can be done")
    def get_matter(matter_id: str, actor: Acting) -> Response:
        return json_of(detail_of(work.room, actor, matter_id, work.clock.now(), work.eyes(actor)))

    return router


def board_of(room: Workroom, actor: Actor, now: datetime) -> Board:
    """The board of the actor's unit. Raises :class:`NotFound` where that is not in the tree."""
    units = room.units()
    if actor.unit_id not in units:
        raise NotFound("your unit is not in the tree of units")
    counts, overdue = own_counts(room, actor.unit_id, now)
    by_kind: dict[str, dict[str, int]] = {}
    for (kind, state), number in counts.items():
        by_kind.setdefault(kind, {})[state] = number
    below = tuple(
        UnitBoard(
            unit=units.get(s.unit_id),
            to_sign=s.to_sign,
            to_sign_late=s.to_sign_late,
            to_feed_back=s.to_feed_back,
            to_feed_back_late=s.to_feed_back_late,
            to_audit=s.to_audit,
            rejected_twice=s.rejected_twice,
            misdirected=s.misdirected,
            closed=s.done,
            on_time=Share(s.done_on_time, s.done),
        )
        for s in standings(room, actor.unit_id, now)
    )
    return Board(OwnBoard(by_kind, sum(counts.values()), overdue), below)


def units_seen(actor: Actor, units: UnitTree) -> tuple[str, ...]:
    """Units whose matters a list may hold; free where the actor's unit stands above all others."""
    scope = scope_of(actor, units)
    if not scope:
        return NOBODY
    return () if len(scope) == len(units.units) else tuple(sorted(scope))


def _holders_of(actor: Actor, holder: list[str], mine: bool) -> tuple[str, ...]:
    if not mine:
        return tuple(holder)
    return (actor.unit_id,) if not holder or actor.unit_id in holder else NOBODY
