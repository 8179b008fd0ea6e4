"""Messages in SQL."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, tuple_

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.outgoing import (
    FORGOTTEN,
    is_settled_by,
    read_place,
    require_cursor,
    require_same,
    taken,
    write_place,
)
from daoan.store.page import Page
from daoan.store.pages import require_limit
from daoan.store.sql.bulk import insert_all, put, select_by_name
from daoan.store.sql.message_tables import messages, news_cursor
from daoan.terms.errors import NotFound
from daoan.terms.records.messaging import Channel, Message, MessageState, NewsCursor

_NAME = "messages"
_T = messages.c


def find_cursor(connection: Connection) -> NewsCursor | None:
    """How far the news were made into messages."""
    payload = connection.scalar(select(news_cursor.c.payload).where(news_cursor.c.name == _NAME))
    return None if payload is None else serial.unpack(NewsCursor, payload)


def keep(connection: Connection, made: Sequence[Message], cursor: NewsCursor, seen: NewsCursor | None) -> int:
    """Keep messages with the cursor behind them."""
    require_cursor(find_cursor(connection), seen)
    added = add(connection, made)
    if cursor != seen:
        put(connection, news_cursor, {"name": _NAME, "payload": require_record(cursor)})
    return added


def add(connection: Connection, made: Sequence[Message]) -> int:
    """Keep messages that are new; answers how many those were."""
    named = {m.message_id: m for m in reversed(made)}
    known = {row.message_id for row in select_by_name(connection, select(_T.message_id), _T.message_id, named)}
    fresh = [_row(m) for name, m in named.items() if name not in known]
    insert_all(connection, messages, fresh)
    return len(fresh)


def take(
    connection: Connection, at: datetime, until: datetime, channels: Collection[Channel], limit: int
) -> tuple[Message, ...]:
    """Waiting messages whose next try is due."""
    due = select(_T.payload).where(
        _T.state == MessageState.WAITING, _T.next_at <= serial.to_micros(at), _T.channel.in_(sorted(channels))
    )
    rows = connection.scalars(due.order_by(_T.next_at, _T.message_id).limit(require_limit(limit))).all()
    mine = tuple(taken(m, until) for m in serial.unpack_all(Message, rows))
    for message in mine:
        put(connection, messages, _row(message))
    return mine


def settle(connection: Connection, message: Message) -> bool:
    """Keep what became of a message that was taken."""
    if not is_settled_by(get(connection, message.message_id), message):
        return False
    put(connection, messages, _row(message))
    return True


def get(connection: Connection, message_id: str) -> Message:
    """One message."""
    payload = connection.scalar(select(_T.payload).where(_T.message_id == message_id))
    if payload is None:
        raise NotFound(f"no message {message_id!r:.80}")
    return serial.unpack(Message, payload)


def page(
    connection: Connection, state: MessageState, units: Collection[str] | None, after: str | None, limit: int
) -> Page[Message]:
    """Messages in a state, latest made first."""
    query = select(_T.payload).where(_T.state == state)
    if units is not None:
        query = query.where(_T.unit_id.in_(sorted(units)))
    if after is not None:
        query = query.where(tuple_(_T.made_at, _T.message_id) < tuple_(*read_place(after)))
    query = query.order_by(_T.made_at.desc(), _T.message_id.desc()).limit(require_limit(limit) + 1)
    rows = serial.unpack_all(Message, connection.scalars(query).all())
    return Page(tuple(rows[:limit]), write_place(rows[limit - 1]) if len(rows) > limit else None)


def count(connection: Connection) -> Mapping[tuple[Channel, MessageState], int]:
    """How many there are, by channel and state."""
    query = select(_T.channel, _T.state, func.count()).group_by(_T.channel, _T.state)
    return {(Channel(channel), MessageState(state)): number for channel, state, number in connection.execute(query)}


def last_sent(connection: Connection) -> Mapping[Channel, datetime]:
    """When each channel's latest message was sent."""
    query = select(_T.channel, func.max(_T.sent_at)).where(_T.sent_at.is_not(None)).group_by(_T.channel)
    return {Channel(channel): serial.from_micros(at) for channel, at in connection.execute(query)}


def change(connection: Connection, message: Message, seen: Message) -> None:
    """Keep what a person made of a message."""
    require_same(get(connection, message.message_id), seen)
    put(connection, messages, _row(message))


def forget(connection: Connection, before: datetime) -> int:
    """Delete sent and dropped messages made before a moment."""
    gone = delete(messages).where(_T.state.in_(FORGOTTEN), _T.made_at < serial.to_micros(before))
    return connection.execute(gone).rowcount


def _row(message: Message) -> dict[str, Any]:
    return {
        "message_id": message.message_id,
        "channel": message.channel.value,
        "state": message.state.value,
        "unit_id": message.unit_id,
        "made_at": serial.to_micros(message.made_at),
        "next_at": None if message.next_at is None else serial.to_micros(message.next_at),
        "sent_at": None if message.sent_at is None else serial.to_micros(message.sent_at),
        "payload": require_record(message),
    }
