"""``/messages``: channels out of the page and how they stand; dead letters, to try again or to drop."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.messages.trying import dropped, revived
from daoan.act.messages.wording import kind_of
from daoan.act.notices import WORDS
from daoan.api.answers import json_of
from daoan.api.asking import Limit
from daoan.api.guard import Acting
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.jobs.keepers import JobState
from daoan.jobs.sending import SendRun
from daoan.jobs.workroom import scope_of
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import CHANNEL_NAMES, Channel, Message, MessageState
from daoan.terms.records.people import Actor


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel: whether it is on, how many messages stand where, when its latest was sent."""

    channel: Channel
    name: Text
    on: bool
    waiting: int
    sent: int
    dead: int
    dropped: int
    last_sent: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelBoard:
    """All channels. ``replays``: the past is replayed here, and nothing is sent to anybody."""

    channels: tuple[ChannelLine, ...]
    replays: bool
    sending: JobState[SendRun]


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message with what its codes mean. ``to``: name of the person, or of the endpoint."""

    message: Message
    to: str
    unit_name: Text
    channel_name: Text
    kind_name: Text
    why_name: Text


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """One page of dead letters; ``next`` is the cursor of the page after."""

    rows: tuple[MessageLine, ...]
    next: str | None


def message_routes(work: WorkDesk) -> APIRouter:
    """Routes about messages; the dead letters of one's own unit and below."""
    router = APIRouter(prefix="/messages", tags=["messages"], responses=PROBLEMS)

    @router.get("", response_model=ChannelBoard, summary="Channels out of the page, and how they stand")
    def get_board() -> Response:
        return json_of(board_of(work))

    @router.get("/dead", response_model=DeadLetters, summary="Messages that every try failed for, latest first")
    def list_dead(
        actor: Acting, after: Annotated[str | None, Query(max_length=200)] = None, limit: Limit = 50
    ) -> Response:
        scope = scope_of(actor, work.room.units())
        page = work.room.store.page_messages(MessageState.DEAD, scope, after=after, limit=limit)
        return json_of(DeadLetters(tuple(line_of(work, m) for m in page.rows if is_theirs(actor, m)), page.next))

    @router.post("/{message_id}/retry", response_model=MessageLine, summary="Try a dead letter again")
    def retry(message_id: str, actor: Acting) -> Response:
        return json_of(_change(work, actor, message_id, lambda m: revived(m, work.clock.now()), "message.retry"))

    @router.post("/{message_id}/drop", response_model=MessageLine, summary="Do not send a dead letter")
    def drop(message_id: str, actor: Acting) -> Response:
        return json_of(_change(work, actor, message_id, dropped, "message.drop"))

    return router


def board_of(work: WorkDesk) -> ChannelBoard:
    """How every channel stands."""
    counts, latest = work.room.store.count_messages(), work.room.store.last_sent()
    lines = tuple(
        ChannelLine(
            channel=channel,
            name=CHANNEL_NAMES[channel],
            on=channel in work.post.senders,
            waiting=counts.get((channel, MessageState.WAITING), 0),
            sent=counts.get((channel, MessageState.SENT), 0),
            dead=counts.get((channel, MessageState.DEAD), 0),
            dropped=counts.get((channel, MessageState.DROPPED), 0),
            last_sent=latest.get(channel),
        )
        for channel in Channel
    )
    return ChannelBoard(lines, work.clock.replays, work.sender.state)


def line_of(work: WorkDesk, message: Message) -> MessageLine:
    """A message with its words."""
    units = work.room.units()
    return MessageLine(
        message=message,
        to=_name_of(work, message),
        unit_name=units.name_of(message.unit_id) or Text("", ""),
        channel_name=CHANNEL_NAMES[message.channel],
        kind_name=kind_of(message),
        why_name=WORDS[message.why],
    )


def is_theirs(actor: Actor, message: Message) -> bool:
    """Whether a message of the actor's scope is theirs to know of: of hits of a list only its own keeper knows."""
    return message.channel is not Channel.KEEPER or message.unit_id == actor.unit_id


def _name_of(work: WorkDesk, message: Message) -> str:
    if message.channel in (Channel.WEBHOOK, Channel.KEEPER):
        return message.recipient
    return work.room.name_of(message.people[0]) or ""


def _change(
    work: WorkDesk, actor: Actor, message_id: str, make: Callable[[Message], Message], action: str
) -> MessageLine:
    seen = work.room.store.get_message(message_id)
    if seen.unit_id not in scope_of(actor, work.room.units()) or not is_theirs(actor, seen):
        raise NotFound(f"no message {message_id!r:.80}")
    changed = make(seen)
    note = AuditNote(work.desk.gate.clock.now(), actor.person_id, actor.unit_id, action, message_id)
    work.room.store.change_message(changed, seen, note)
    return line_of(work, changed)
