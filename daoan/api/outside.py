"""``/watches/outside``: lists of the security police, kept by their own unit; hits, read by it alone."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of, unkept
from daoan.api.asking import Limit
from daoan.api.guard import Acting, TheGate, needs
from daoan.api.problems import PROBLEMS
from daoan.api.watch_shapes import HitsOfList, NewOutsideList, OutsideKept, OutsideLine, SeenCount, SeenHits
from daoan.api.work_acts import refusal
from daoan.api.workdesk import WorkDesk
from daoan.jobs.outside_calls import ListCaller
from daoan.jobs.outside_hits import Reading, read_hits, see_hits
from daoan.jobs.outside_lists import NewList, drop_list, keep_list, outside_lists, passes_matched
from daoan.terms.errors import InputError
from daoan.terms.records.messaging import Channel
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

Cursor = Annotated[str | None, Query(max_length=400)]
Word = Annotated[str, Query(max_length=80)]


def outside_routes(work: WorkDesk) -> APIRouter:
    """Routes of outside lists. What is another unit's is not there, whoever asks."""
    router = APIRouter(prefix="/watches/outside", tags=["watches"], responses=PROBLEMS)
    filing, reading = needs(Permission.WATCH), needs(Permission.LOOK_UP)

    @router.put("/{list_id}", response_model=OutsideKept, summary="Keep an outside list", dependencies=[filing])
    def put_list(list_id: str, body: NewOutsideList, actor: Acting) -> Response:
        given = NewList(list_id, body.name, body.plates, body.more, body.webhook.strip())
        key, now = work.desk.subject_key, work.clock.now()
        kept = keep_list(work.desk.store, actor, given, now, key, lambda url: _require_address(work, url))
        return _secret(OutsideKept(kept.count, kept.unreadable, kept.references, kept.secret))

    @router.delete("/{list_id}", status_code=204, summary="Forget an outside list", dependencies=[filing])
    def delete_list(list_id: str, actor: Acting) -> Response:
        drop_list(work.desk.store, actor, list_id, work.clock.now())
        return Response(status_code=204)

    @router.get(
        "/{list_id}/hits", response_model=HitsOfList, summary="Hits of an own list, latest first",
        dependencies=[reading],
    )  # fmt: skip
    def list_hits(
        list_id: str, actor: Acting, gate: TheGate, purpose: Word = "", case: Word = "", unseen: bool = False,
        after: Cursor = None, limit: Limit = 50,
    ) -> Response:  # fmt: skip
        """With purpose and case number, as a look-up; every reading has its line in the audit log."""
        asked = Reading(list_id, purpose, case, unseen, after, limit)
        found = read_hits(
            work.room, work.desk.store, work.desk.packs["lookups"], actor, asked, gate.clock.now()
        )  # fmt: skip
        if isinstance(found, Refused):
            return refusal(found)
        return _secret(HitsOfList(found.page.rows, found.page.next, found.line))

    @router.post("/{list_id}/hits/seen", response_model=SeenCount, summary="Mark hits as seen", dependencies=[reading])
    def post_seen(list_id: str, body: SeenHits, actor: Acting) -> Response:
        store, now = work.desk.store, work.clock.now()
        return json_of(SeenCount(see_hits(store, store, actor, list_id, body.hits, now)))

    return router


def outside_lines(work: WorkDesk, actor: Actor) -> tuple[OutsideLine, ...]:
    """Every list as somebody may know of it."""
    store, units = work.desk.store, work.room.units()
    matched, counts = passes_matched(store), store.count_outside_hits()
    lines = []
    for list_id, one in sorted(outside_lists(store).items()):
        mine, counted = one.keeper == actor.unit_id, counts.get((list_id, one.keeper))
        lines.append(
            OutsideLine(
                list_id=list_id,
                name=one.name,
                keeper=one.keeper,
                keeper_name=units.name_of(one.keeper),
                count=one.count,
                matched=matched.get(list_id, 0),
                hits=counted.hits if counted else 0,
                mine=mine,
                unseen=counted.unseen if counted and mine else 0,
                webhook=one.webhook if mine else "",
            )
        )
    return tuple(lines)


def _require_address(work: WorkDesk, url: str) -> None:
    caller = work.senders.get(Channel.KEEPER)
    if not isinstance(caller, ListCaller):
        raise InputError("no calls are made from here 本系统未启用对外通知")
    caller.require_address(url)


def _secret(value: object) -> Response:
    """An answer that no cache keeps."""
    return unkept(json_of(value))
