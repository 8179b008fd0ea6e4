"""What becomes of a message by a try, and by a person who looks at a dead letter.

The wait before try n + 1 is::

    w(n) = min(first · factor^(n-1), longest) · (1 + jitter · u),   u in [-1, 1)

``u`` is a hash of the message and n: spread over messages as chance would, and the same again for the same message.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from daoan.terms.errors import Conflict
from daoan.terms.records.messaging import Delivery, Message, MessageState
from daoan.terms.rulepacks import RulePack


def after_try(message: Message, delivery: Delivery, now: datetime, pack: RulePack) -> Message:
    """The message after its latest try (which ``message.tries`` counts already)."""
    if delivery.taken:
        return replace(message, state=MessageState.SENT, sent_at=now, next_at=None, fault="")
    if delivery.final or message.tries >= int(pack.get("retry.most_tries")):
        return replace(message, state=MessageState.DEAD, next_at=None, fault=delivery.fault)
    return replace(message, next_at=now + wait_after(message, pack), fault=delivery.fault)


def wait_after(message: Message, pack: RulePack) -> timedelta:
    """How long to wait after the try that failed last."""
    first_s, longest_s = float(pack.get("retry.first_s")), float(pack.get("retry.longest_s"))
    doublings = min(message.tries - 1, 64)  # beyond, no number holds it; the longest wait is long reached
    plain_s = min(first_s * float(pack.get("retry.factor")) ** doublings, longest_s)
    return timedelta(seconds=plain_s * (1 + float(pack.get("retry.jitter_share")) * _draw(message)))


def revived(message: Message, now: datetime) -> Message:
    """A dead letter to be tried again, with all its tries before it. Raises :class:`Conflict` for any other."""
    _require_dead(message)
    return replace(message, state=MessageState.WAITING, tries=0, next_at=now, fault="")


def dropped(message: Message) -> Message:
    """A dead letter that is not to be sent. Raises :class:`Conflict` for any other."""
    _require_dead(message)
    return replace(message, state=MessageState.DROPPED, next_at=None)


def _require_dead(message: Message) -> None:
    if message.state is not MessageState.DEAD:
        raise Conflict(f"the message is no dead letter, it is {message.state} · 该消息不在失败列表中")


def _draw(message: Message) -> float:
    digest = hashlib.sha256(f"{message.message_id}/{message.tries}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**47 - 1
