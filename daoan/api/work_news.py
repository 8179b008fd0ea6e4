"""``/work/news`` tells open pages what has just happened; ``/notices`` tells a unit what it should know."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import datetime

import anyio
import msgspec
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from daoan.act.notices import climbed, due_soon, longest_lead, reaches, told_by
from daoan.api.answers import json_of
from daoan.api.guard import Acting
from daoan.api.masked import masked_notice
from daoan.api.newsroom import News
from daoan.api.problems import PROBLEMS
from daoan.api.work_shapes import Notices
from daoan.api.workdesk import WorkDesk
from daoan.jobs.duty import duty_now
from daoan.jobs.workroom import Workroom, is_hidden, scope_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.records.notified import Notification
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter

MOST_LISTENERS, MOST_A_PERSON = 500, 6
MOST_STANDING = 500  # matters that are looked through for what the clock alone says
HEARTBEAT_S = 15.0
#: What a page must read anew: it lags behind what is held in memory.
RESET = b"event: reset\ndata: {}\n\n"


class Seat:
    """A page that stays open, counted by person and bounded, so that nobody takes all that the server has.

    It is given back by ``leave``, at the latest when nothing holds it any more (a page that left before it listened).
    """

    def __init__(self, taken: Counter[str], person_id: str) -> None:
        self._taken, self._person_id, self._held = taken, person_id, False
        if taken[person_id] >= MOST_A_PERSON or taken.total() >= MOST_LISTENERS:
            raise HTTPException(429, "too many open pages listen already; close one 打开的页面过多")
        taken[person_id] += 1
        self._held = True

    def leave(self) -> None:
        """Count it out, once."""
        if self._held:
            self._held = False
            self._taken[self._person_id] -= 1

    def __del__(self) -> None:
        self.leave()


def news_routes(work: WorkDesk) -> APIRouter:
    """Routes about what is new."""
    router = APIRouter(tags=["work"], responses=PROBLEMS)
    taken: Counter[str] = Counter()

    @router.get(
        "/work/news",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {}}}},
        summary="Server-sent events: what has just happened",
    )
    async def listen(
        request: Request, actor: Acting, last_event_id: str | None = Header(None, max_length=40)
    ) -> Response:
        seat = Seat(taken, actor.person_id)
        after = read_number(last_event_id)
        if after is None:
            after = await run_in_threadpool(work.newsroom.head)
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = tell(work, actor, after, request, seat)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    @router.get("/notices", response_model=Notices, summary="What the own unit should know, latest first")
    def list_notices(
        actor: Acting, after: int = Query(0, ge=0, le=2**62), limit: int = Query(100, ge=1, le=500)
    ) -> Response:
        head = work.newsroom.head()
        news, _whole = work.newsroom.since(after)
        told = notices_for(work, actor, news)
        standing = standing_notices(work.room, actor, work.clock.now())
        rows = [*work.outside_news.notices(actor), *standing, *reversed(told)]
        return json_of(Notices(tuple(rows[:limit]), head, work.keeper.state, on_duty_of(work, actor)))

    return router


def notices_for(work: WorkDesk, actor: Actor, news: Iterable[News]) -> list[Notification]:
    """What the actor's unit is told of some news, oldest first: whoever reads is told, on duty or not."""
    units, room = work.room.units(), work.room
    told = (
        notification
        for one in news
        if one.matter.kind in room.workflows and not is_hidden(actor, one.matter, units)
        for notification in told_by(one.number, one.step, one.matter, room.workflows[one.matter.kind], units, room.pack)
    )
    return [masked_notice(n) for n in told if n.unit_id == actor.unit_id]


def on_duty_of(work: WorkDesk, actor: Actor) -> bool | None:
    """Whether the actor is on duty now; ``None`` where their unit keeps no shifts, and everybody counts as on duty."""
    duty = duty_now(work.room.store, work.clock.now(), work.post.pack)
    return True if actor.person_id in duty.on else False if actor.unit_id in duty.keeping else None


def standing_notices(room: Workroom, actor: Actor, now: datetime) -> list[Notification]:
    """What the clock alone says to the actor's unit: what is due soon, and what units right below let pass too long."""
    units, here = room.units(), actor.unit_id
    below = tuple(unit.unit_id for unit in units.units.values() if unit.parent == here)
    mine = MatterFilter(holders=(here,), open_only=True, overdue_at=now + longest_lead(room.pack))
    theirs = MatterFilter(units=below, open_only=True, overdue_at=now)

    def told_of(where: MatterFilter) -> list[Matter]:
        rows = room.store.page_matters(where, limit=MOST_STANDING).rows
        return [m for m in rows if not is_hidden(actor, m, units)]

    soon = due_soon(told_of(mine), now, room.pack)
    late = climbed(told_of(theirs), now, units, room.pack) if below else ()
    return [masked_notice(n) for n in (*soon, *late) if n.unit_id == here]


async def tell(work: WorkDesk, actor: Actor, after: int, request: Request, seat: Seat) -> AsyncIterator[bytes]:
    """News behind a number for as long as the page listens, at most ``news_life_s``; then the browser asks again."""
    try:
        yield b"retry: 3000\n\n"
        quiet_s, heard = 0.0, frozenset(await run_in_threadpool(work.outside_news.notices, actor))
        for _ in range(max(1, round(work.news_life_s / work.news_pause_s))):
            parts, after = await run_in_threadpool(events_since, work, actor, after)
            hits, heard = await run_in_threadpool(hits_since, work, actor, after, heard)
            parts += hits
            for part in parts:
                yield part
            quiet_s = 0.0 if parts else quiet_s + work.news_pause_s
            if quiet_s >= HEARTBEAT_S:
                quiet_s = 0.0
                yield b": still here\n\n"
            if await request.is_disconnected():
                return
            await anyio.sleep(work.news_pause_s)
    finally:
        seat.leave()


def events_since(work: WorkDesk, actor: Actor, after: int) -> tuple[list[bytes], int]:
    """Server-sent events behind a number, as far as the actor may see them, and the number to go on from."""
    news, whole = work.newsroom.since(after)
    if not news:
        return [], after
    units = work.room.units()
    scope = scope_of(actor, units)
    parts = [] if whole else [RESET]
    for one in news:
        if one.units & scope and not is_hidden(actor, one.matter, units):
            parts.append(_event(one.number, "", _line(one)))
            told = notices_for(work, actor, [one])
            parts += [_event(one.number, _name_of(work, actor, n), n) for n in told]
    return parts, news[-1].number


def hits_since(
    work: WorkDesk, actor: Actor, after: int, heard: frozenset[Notification]
) -> tuple[list[bytes], frozenset[Notification]]:
    """Server-sent events of hits of the actor's own outside lists that were not told yet, and what was by now."""
    told = work.outside_news.notices(actor)
    return [_event(after, _name_of(work, actor, n), n) for n in told if n not in heard], frozenset(told)


def read_number(word: str | None) -> int | None:
    """The number in ``Last-Event-ID``, ``None`` where it is none."""
    return int(word) if word and word.isascii() and word.isdigit() and len(word) <= 18 else None


def _name_of(work: WorkDesk, actor: Actor, notification: Notification) -> str:
    """``notice``, or ``quiet`` for who is off duty and not to be disturbed: the page lists it and does not ring."""
    rings = reaches(notification, on_duty=on_duty_of(work, actor) is not False)
    return "notice" if rings or notification.level in work.post.pack.get("shifts.wake_levels") else "quiet"


def _line(news: News) -> dict[str, object]:
    step = news.step
    return {"number": news.number, "matter_id": step.matter_id, "event": step.event, "at": step.at}


def _event(number: int, name: str, data: object) -> bytes:
    head = f"id: {number}\n" + (f"event: {name}\n" if name else "")
    return head.encode() + b"data: " + msgspec.json.encode(data) + b"\n\n"
