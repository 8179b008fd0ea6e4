"""Messages that leave the page: one notification for one person or endpoint by one channel, kept until it is sent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from daoan.terms.estimates import Text
from daoan.terms.records.notified import Told


class Channel(StrEnum):
    """A way out of the page."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    PUSH = "push"
    KEEPER = "keeper"


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"  # not sent yet; tried again at ``next_at``
    SENT = "sent"  # the other side took it
    DEAD = "dead"  # every try failed: somebody has to look
    DROPPED = "dropped"  # somebody looked, and it is not to be sent


CHANNEL_NAMES = {
    Channel.MAIL: Text("e-mail", "电子邮件"),
    Channel.WEBHOOK: Text("message gateway", "消息网关"),
    Channel.PUSH: Text("browser push", "浏览器推送"),
    Channel.KEEPER: Text("keepers of outside lists", "外部清单管理单位"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Holds no name, plate or title: what it is about is read behind its link, by who may.

    ``message_id`` follows from its cause, recipient and channel, so that the same message never arises twice.
    ``recipient``: a person id (mail), the endpoint's name (webhook), a browser's id (push) or the list whose own
    endpoint it is for (keeper); of that, ``matter_id`` is the hit. ``people``: person ids whom it is for.
    """

    message_id: str
    channel: Channel
    recipient: str
    unit_id: str
    people: tuple[str, ...]
    why: Told
    matter_id: str
    kind: str
    level: str
    number: int  # of the step that it follows from; 0 where the clock alone says it
    made_at: datetime
    due_at: datetime | None = None
    state: MessageState = MessageState.WAITING
    tries: int = 0
    next_at: datetime | None = None  # of the next try; while one runs, the moment at which it counts as lost
    sent_at: datetime | None = None
    fault: str = ""  # what the last try failed by, as a code: no words of the other side


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one try came to. ``fault``: empty, or a code ("timeout", "status-503"); ``final``: no try can do it."""

    fault: str = ""
    final: bool = False

    @property
    def taken(self) -> bool:
        """Whether the other side took it."""
        return not self.fault


@dataclass(frozen=True, slots=True)
class NewsCursor:
    """How far the news of the store were made into messages. ``since``: nothing that happened before is told of."""

    number: int  # of the step read last
    since: datetime
