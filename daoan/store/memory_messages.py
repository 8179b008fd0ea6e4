"""Messages and shifts of the reference store: dictionaries."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from daoan.store.memory_audit import MemoryAudit
from daoan.store.moving import require_record
from daoan.store.outgoing import (
    FORGOTTEN,
    is_settled_by,
    place_of,
    read_place,
    require_apart,
    require_cursor,
    require_same,
    require_shifts,
    taken,
    write_place,
)
from daoan.store.page import Page
from daoan.store.pages import require_limit
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Message, MessageState, NewsCursor
from daoan.terms.records.shifts import Shift
from daoan.terms.times import require_utc


class MemoryMessages(MemoryAudit):
    """What is to be sent, and who is on duty."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._messages: dict[str, Message] = {}
        self._news_cursor: NewsCursor | None = None
        self._shifts: dict[str, Shift] = {}

    def find_news_cursor(self) -> NewsCursor | None:
        """How far the news were made into messages."""
        return self._news_cursor

    def keep_messages(self, messages: Sequence[Message], cursor: NewsCursor, seen: NewsCursor | None) -> int:
        """Keep messages with the cursor behind them."""
        for record in (cursor, *messages):
            require_record(record)
        with self._writers:
            require_cursor(self._news_cursor, seen)
            fresh = {m.message_id: m for m in reversed(messages) if m.message_id not in self._messages}
            self._messages.update(fresh)
            self._news_cursor = cursor
            return len(fresh)

    def take_messages(
        self, at: datetime, until: datetime, channels: Collection[Channel], limit: int = 100
    ) -> tuple[Message, ...]:
        """Waiting messages whose next try is due."""
        require_limit(limit)
        require_utc(at)
        require_utc(until)
        with self._writers:
            waiting = [
                (m.next_at, m.message_id)
                for m in self._messages.values()
                if m.state is MessageState.WAITING and m.channel in channels and m.next_at and m.next_at <= at
            ]
            mine = tuple(taken(self._messages[name], until) for _, name in sorted(waiting)[:limit])
            self._messages.update((m.message_id, m) for m in mine)
            return mine

    def settle_message(self, message: Message) -> bool:
        """Keep what became of a message that was taken."""
        require_record(message)
        with self._writers:
            if not is_settled_by(self.get_message(message.message_id), message):
                return False
            self._messages[message.message_id] = message
            return True

    def get_message(self, message_id: str) -> Message:
        """One message."""
        if message_id not in self._messages:
            raise NotFound(f"no message {message_id!r:.80}")
        return self._messages[message_id]

    def page_messages(
        self, state: MessageState, units: Collection[str] | None = None, *, after: str | None = None, limit: int = 50
    ) -> Page[Message]:
        """Messages in a state, latest made first."""
        require_limit(limit)
        place = None if after is None else read_place(after)
        with self._writers:
            found = [m for m in self._messages.values() if m.state is state and (units is None or m.unit_id in units)]
        rows = [m for m in sorted(found, key=place_of, reverse=True) if place is None or place_of(m) < place]
        shown = tuple(rows[:limit])
        return Page(shown, write_place(shown[-1]) if len(rows) > len(shown) else None)

    def count_messages(self) -> Mapping[tuple[Channel, MessageState], int]:
        """How many there are, by channel and state."""
        with self._writers:
            return dict(Counter((m.channel, m.state) for m in self._messages.values()))

    def last_sent(self) -> Mapping[Channel, datetime]:
        """When each channel's latest message was sent."""
        with self._writers:
            sent = [(m.channel, m.sent_at) for m in self._messages.values() if m.sent_at is not None]
        return {channel: max(at for of, at in sent if of is channel) for channel in {c for c, _ in sent}}

    def change_message(self, message: Message, seen: Message, audit: AuditNote) -> None:
        """Keep what a person made of a message."""
        require_record(message)
        with self._writers:
            require_same(self.get_message(message.message_id), seen)
            self._lines.append(self._line(audit))
            self._messages[message.message_id] = message

    def forget_messages(self, before: datetime, audit: AuditNote) -> int:
        """Delete sent and dropped messages made before a moment."""
        require_utc(before)
        with self._writers:
            old = [m.message_id for m in self._messages.values() if m.state in FORGOTTEN and m.made_at < before]
            if old:
                self._lines.append(self._line(audit))
            for name in old:
                del self._messages[name]
            return len(old)

    def save_shifts(self, shifts: Sequence[Shift], audit: AuditNote) -> int:
        """Keep shifts, all or none."""
        for shift in shifts:
            require_record(shift)
        require_shifts(shifts)
        with self._writers:
            fresh = {s.shift_id: s for s in shifts if s.shift_id not in self._shifts}
            require_apart(fresh.values(), self._shifts.values())
            if fresh:
                self._lines.append(self._line(audit))
            self._shifts.update(fresh)
            return len(fresh)

    def get_shift(self, shift_id: str) -> Shift:
        """One shift."""
        if shift_id not in self._shifts:
            raise NotFound(f"no shift {shift_id!r:.80}")
        return self._shifts[shift_id]

    def delete_shift(self, shift_id: str, audit: AuditNote) -> None:
        """Delete a shift."""
        with self._writers:
            self.get_shift(shift_id)
            self._lines.append(self._line(audit))
            del self._shifts[shift_id]

    def list_shifts(self, since: datetime, until: datetime, units: Collection[str] | None = None) -> tuple[Shift, ...]:
        """Shifts that touch a span of time."""
        require_utc(since)
        require_utc(until)
        with self._writers:
            found = [
                s
                for s in self._shifts.values()
                if s.starts_at < until and s.ends_at > since and (units is None or s.unit_id in units)
            ]
        return tuple(sorted(found, key=lambda s: (s.starts_at, s.shift_id)))
