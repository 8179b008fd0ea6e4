"""Messages of notifications: for every person whom it reaches one by mail and one a browser; one for the endpoint."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from daoan.act.shifts.duty import Duty
from daoan.act.shifts.reaching import reached
from daoan.terms.records.messaging import Channel, Message
from daoan.terms.records.notified import Notification, Told
from daoan.terms.records.people import Person
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack

#: What a webhook's message is for: the one endpoint that the settings name.
ENDPOINT = "gateway"


@dataclass(frozen=True, slots=True)
class Audience:
    """Everybody, who is on duty, and the channels that are on. ``browsers``: ids of people's browsers, by person."""

    people: tuple[Person, ...]
    duty: Duty
    channels: Collection[Channel]
    browsers: Mapping[str, Collection[str]] = field(default_factory=dict)


def messages_of(
    notifications: Iterable[Notification],
    matters: Mapping[str, Matter],
    audience: Audience,
    now: datetime,
    pack: RulePack,
) -> tuple[Message, ...]:
    """Messages that some notifications make, each once. ``matters``: by id; ``pack``: the rule pack ``messages``."""
    made = (
        message
        for notification in notifications
        for message in _messages(notification, matters[notification.matter_id], audience, now, pack)
    )
    return tuple({m.message_id: m for m in made}.values())


def is_told(notification: Notification, since: datetime, now: datetime, pack: RulePack) -> bool:
    """Whether something that the clock alone says is recent enough: behind ``since`` and not forgotten again."""
    return notification.at >= max(since, now - timedelta(days=float(pack.get("keep.days"))))


def cause_of(notification: Notification, matter: Matter) -> str:
    """What a message is about, once: the step, or the matter with its deadline where the deadline says it.

    That a deadline passed below is told by the step at once or by the clock later; both are the same cause.
    """
    if notification.number and notification.why is not Told.CLIMBED:
        return f"{notification.number}/{notification.why}"
    deadline = matter.overdue_at or matter.due_at
    return f"{matter.matter_id}/{notification.why}/{deadline.isoformat() if deadline else notification.number}"


def _messages(
    notification: Notification, matter: Matter, audience: Audience, now: datetime, pack: RulePack
) -> Iterator[Message]:
    people = reached(notification, audience.people, audience.duty, pack)
    if Channel.MAIL in audience.channels:
        for person in people:
            if person.contact.mail and person.contact.wants_mail:
                yield _message(notification, matter, Channel.MAIL, person.person_id, (person.person_id,), now)
    if Channel.PUSH in audience.channels:
        for person in people:
            for browser_id in audience.browsers.get(person.person_id, ()):
                yield _message(notification, matter, Channel.PUSH, browser_id, (person.person_id,), now)
    if Channel.WEBHOOK in audience.channels and people:
        ids = tuple(p.person_id for p in people)
        yield _message(notification, matter, Channel.WEBHOOK, ENDPOINT, ids, now)


def _message(
    notification: Notification, matter: Matter, channel: Channel, recipient: str, people: tuple[str, ...], now: datetime
) -> Message:
    cause = cause_of(notification, matter)
    name = "\n".join((cause, notification.unit_id, recipient, channel))
    return Message(
        message_id=hashlib.sha256(name.encode()).hexdigest()[:32],
        channel=channel,
        recipient=recipient,
        unit_id=notification.unit_id,
        people=people,
        why=notification.why,
        matter_id=matter.matter_id,
        kind=matter.kind,
        level=matter.level,
        number=notification.number,
        made_at=now,
        due_at=matter.due_at if matter.closed_at is None else None,
        next_at=now,
    )
