"""What must hold of messages and shifts, whatever the store is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from daoan.store import serial
from daoan.store.pages import read_cursor, write_cursor
from daoan.terms.errors import Conflict, InputError
from daoan.terms.records.messaging import Message, MessageState, NewsCursor
from daoan.terms.records.shifts import Shift

FORGOTTEN = (MessageState.SENT, MessageState.DROPPED)


def require_cursor(kept: NewsCursor | None, seen: NewsCursor | None) -> None:
    """Raises :class:`Conflict` where the cursor is not the one that was seen."""
    if kept != seen:
        raise Conflict("another process has read the news in between; read again")


def taken(message: Message, until: datetime) -> Message:
    """A waiting message in the hands of who tries to send it."""
    return replace(message, tries=message.tries + 1, next_at=until)


def is_settled_by(kept: Message, after: Message) -> bool:
    """Whether what a try came to counts: it is the latest one; or it was sent after all, which nothing can undo."""
    if kept.state is MessageState.WAITING and kept.tries == after.tries:
        return True
    return after.state is MessageState.SENT and kept.state in (MessageState.WAITING, MessageState.DEAD)


def require_same(kept: Message, seen: Message) -> None:
    """Raises :class:`Conflict` where a message has changed since it was seen."""
    if kept != seen:
        raise Conflict("the message has changed in between; look again · 消息状态已变化，请刷新")


def place_of(message: Message) -> tuple[int, str]:
    """Where a message stands among others: by when it was made."""
    return serial.to_micros(message.made_at), message.message_id


def read_place(cursor: str) -> tuple[int, str]:
    """The place that a cursor names."""
    micros, message_id = read_cursor(cursor, tuple[int, str])
    return micros, message_id


def write_place(message: Message) -> str:
    """The cursor behind a message."""
    return write_cursor(*place_of(message))


def require_shifts(shifts: Sequence[Shift]) -> None:
    """Raises :class:`InputError` for a shift without length, :class:`Conflict` where two of somebody's overlap."""
    for shift in shifts:
        if shift.starts_at >= shift.ends_at:
            raise InputError("a shift ends after it starts · 班次结束时间须晚于开始时间")
    require_apart(shifts, ())


def require_apart(shifts: Iterable[Shift], kept: Iterable[Shift]) -> None:
    """Raises :class:`Conflict` where one of some shifts overlaps another, or a kept one, of the same person."""
    seen = list(kept)
    for shift in shifts:
        for other in seen:
            if shift.clashes(other):
                raise Conflict("somebody would have two shifts at once · 同一人班次时间重叠")
        seen.append(shift)
