"""The job behind messages: news and deadlines become messages that are kept, then what is due is sent.

Nothing is lost where the process ends in between: messages and the cursor behind the news are kept in one transaction,
and a message that was taken for a try comes up again when its lease has ended. So the other side may get one twice,
under the same id, and never not at all.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from daoan.act.messages.making import Audience, is_told, messages_of
from daoan.act.messages.trying import after_try
from daoan.act.notices import climbed, due_soon, longest_lead, told_by
from daoan.act.workflow.registry import CONFINED
from daoan.jobs.duty import duty_now
from daoan.jobs.keepers import Keeper
from daoan.jobs.workroom import Workroom
from daoan.store.page import pages_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Delivery, Message, MessageState, NewsCursor
from daoan.terms.records.notified import Notification
from daoan.terms.records.people import LOOP, Person
from daoan.terms.records.working import Matter, Step
from daoan.terms.rulepacks import RulePack

BATCH = 500
TAKEN = 5  # messages in hand at once: so many tries have to end within one lease
MOST_TRIED = 2_000  # in one run; the rest waits for the next
MOST_VAIN = 3  # tries in a row that fail before a channel rests until the next run
EVERY_S = 15.0

log = logging.getLogger(__name__)

Now = Callable[[], datetime]


class Sender(Protocol):
    """One channel that is on."""

    @property
    def needs_one(self) -> bool:
        """Whether its messages are for one person, whom ``send`` is handed."""

    def send(self, message: Message, person: Person | None, now: datetime, /) -> Delivery:
        """Hand one message over. Never raises for what the other side or the network does."""


@dataclass(frozen=True, slots=True)
class Postroom:
    """What messages are made and sent with. ``pack``: the rule pack ``messages``; ``senders``: channels that are on."""

    room: Workroom
    pack: RulePack
    senders: Mapping[Channel, Sender]


def postroom_over(room: Workroom, pack: RulePack, senders: Mapping[Channel, Sender], *, replays: bool) -> Postroom:
    """The postroom of a workroom. Where the past is replayed, nothing is sent to anybody."""
    return Postroom(room, pack, {} if replays else senders)


@dataclass(frozen=True, slots=True)
class SendRun:
    """What one run did: messages made, sent, tried in vain (of which dead), forgotten."""

    at: datetime
    made: int
    sent: int
    failed: int
    forgotten: int


def run_messages(post: Postroom, now: Now, stopped: Callable[[], bool] = lambda: False) -> SendRun:
    """Make what is to be made, and send what is due. ``stopped``: asked between two messages."""
    begun = now()
    made = make_messages(post, begun)
    tried = list(send_due(post, now, stopped))
    sent = sum(m.state is MessageState.SENT for m in tried)
    old = begun - timedelta(days=float(post.pack.get("keep.days")))
    note = AuditNote(begun, LOOP.person_id, LOOP.unit_id, "message.forget", detail=f"before {old:%Y-%m-%d}")
    return SendRun(begun, made, sent, len(tried) - sent, post.room.store.forget_messages(old, note))


def make_messages(post: Postroom, now: datetime) -> int:
    """Turn news behind the cursor, and what the clock says, into kept messages; answers how many were new.

    The first run, and every run while no channel is on, only moves the cursor to what is newest: nobody is told of what
    happened before the channel was there.
    """
    store, seen = post.room.store, post.room.store.find_news_cursor()
    if seen is None or not post.senders.keys() - {Channel.KEEPER}:  # nothing of matters goes to keepers
        head = NewsCursor(store.last_news(), now)
        if seen is None or head.number != seen.number:
            _keep(post, (), head, seen)
        return 0
    audience = audience_of(post, now)
    made = 0
    while batch := store.list_news(seen.number, BATCH):
        told, matters = _told_by(post, batch)
        cursor = NewsCursor(batch[-1][0], seen.since)
        kept = _keep(post, messages_of(told, matters, audience, now, post.pack), cursor, seen)
        if kept is None:  # another process is at it
            return made
        made, seen = made + kept, cursor
    for told, matters in _told_by_clock(post, now, seen.since):
        made += _keep(post, messages_of(told, matters, audience, now, post.pack), seen, seen) or 0
    return made


def send_due(post: Postroom, now: Now, stopped: Callable[[], bool] = lambda: False) -> Iterator[Message]:
    """Try every message that is due; yields each as it is after its try. A channel that fails again and again rests."""
    store, lease = post.room.store, timedelta(seconds=float(post.pack.get("retry.lease_s")))
    vain = dict.fromkeys(post.senders, 0)
    for _ in range(MOST_TRIED // TAKEN):
        awake = [channel for channel, failed in vain.items() if failed < MOST_VAIN]
        at = now()
        batch = store.take_messages(at, at + lease, awake, TAKEN) if awake and not stopped() else ()
        for message in batch:
            if stopped():  # what is still in hand comes up again when its lease has ended
                return
            delivery = _try(post, message, now())
            vain[message.channel] = 0 if delivery.taken or delivery.final else vain[message.channel] + 1
            after = after_try(message, delivery, now(), post.pack)
            if store.settle_message(after):
                yield after
        if not batch:
            return


def audience_of(post: Postroom, now: datetime) -> Audience:
    """Everybody, with who is on duty now, and the channels that are on."""
    store, browsers = post.room.store, defaultdict[str, list[str]](list)
    for browser in store.list_browsers() if Channel.PUSH in post.senders else ():
        browsers[browser.person_id].append(browser.browser_id)
    return Audience(store.list_people(), duty_now(store, now, post.pack), tuple(post.senders), browsers)


def _try(post: Postroom, message: Message, now: datetime) -> Delivery:
    sender, person = post.senders[message.channel], None
    if sender.needs_one:
        try:
            (person_id,) = message.people
            person = post.room.store.get_person(person_id)
        except NotFound:
            person = None
        if person is None or not person.active:
            return Delivery("recipient-gone", final=True)
    try:
        return sender.send(message, person, now)
    except Exception as problem:
        # A fault of ours must not keep the other messages back; its words may hold an address, the log gets the kind.
        log.error("a message was not sent: %s", type(problem).__name__)
        return Delivery(f"fault-{type(problem).__name__}")


def _keep(post: Postroom, made: tuple[Message, ...], cursor: NewsCursor, seen: NewsCursor | None) -> int | None:
    if not made and cursor == seen:
        return 0
    try:
        return post.room.store.keep_messages(made, cursor, seen)
    except Conflict:
        return None


def _told_by(post: Postroom, batch: Iterable[tuple[int, Step]]) -> tuple[list[Notification], dict[str, Matter]]:
    """What units are told of some steps, and the matters as they are now."""
    room, units = post.room, post.room.units()
    told, matters = list[Notification](), dict[str, Matter]()
    for number, step in batch:
        if step.matter_id not in matters:
            matters[step.matter_id] = room.store.get_matter(step.matter_id)
        matter = matters[step.matter_id]
        if matter.kind in room.workflows and matter.kind not in CONFINED:  # nothing of those leaves the page
            told += told_by(number, step, matter, room.workflows[matter.kind], units, room.pack)
    return told, matters


def _told_by_clock(
    post: Postroom, now: datetime, since: datetime
) -> Iterator[tuple[list[Notification], dict[str, Matter]]]:
    """What units are told of deadlines, by pages of open matters, soonest first."""
    room, units = post.room, post.room.units()
    told_of = tuple(kind for kind in room.workflows if kind not in CONFINED)
    where = MatterFilter(kinds=told_of, open_only=True, overdue_at=now + longest_lead(room.pack))
    for matters in pages_of(lambda after: room.store.page_matters(where, after=after, limit=BATCH)):
        told = [*due_soon(matters, now, room.pack), *climbed(matters, now, units, room.pack)]
        recent = [n for n in told if is_told(n, since, now, post.pack)]
        if recent:
            yield recent, {m.matter_id: m for m in matters}


class SendKeeper(Keeper[SendRun]):
    """Makes and sends messages; who sees the channels sees how that went."""

    failed = "messages were not sent"

    def __init__(self, post: Callable[[], Postroom], now: Now) -> None:
        super().__init__()
        self._post, self._now = post, now

    def once(self, _by: str, /) -> SendRun:
        """Make and send; messages are the system's, whoever asks."""
        return run_messages(self._post(), self._now, self.stopped.is_set)
