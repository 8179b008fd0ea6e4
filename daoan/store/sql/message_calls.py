"""The store's calls about messages and shifts, each whole inside one transaction with its line of the audit chain."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from daoan.store.page import Page
from daoan.store.sql import audit as chain
from daoan.store.sql import messages as outbox
from daoan.store.sql import shifts as roster
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Message, MessageState, NewsCursor
from daoan.terms.records.shifts import Shift


class MessageCalls(AuditCalls):
    """What is to be sent, and who is on duty."""

    def find_news_cursor(self) -> NewsCursor | None:
        """How far the news were made into messages."""
        with reading(self.engine) as connection:
            return outbox.find_cursor(connection)

    def keep_messages(self, messages: Sequence[Message], cursor: NewsCursor, seen: NewsCursor | None) -> int:
        """Keep messages with the cursor behind them."""
        with writing(self.engine) as connection:
            return outbox.keep(connection, messages, cursor, seen)

    def take_messages(
        self, at: datetime, until: datetime, channels: Collection[Channel], limit: int = 100
    ) -> tuple[Message, ...]:
        """Waiting messages whose next try is due."""
        with writing(self.engine) as connection:
            return outbox.take(connection, at, until, channels, limit)

    def settle_message(self, message: Message) -> bool:
        """Keep what became of a message that was taken."""
        with writing(self.engine) as connection:
            return outbox.settle(connection, message)

    def get_message(self, message_id: str) -> Message:
        """One message."""
        with reading(self.engine) as connection:
            return outbox.get(connection, message_id)

    def page_messages(
        self, state: MessageState, units: Collection[str] | None = None, *, after: str | None = None, limit: int = 50
    ) -> Page[Message]:
        """Messages in a state, latest made first."""
        with reading(self.engine) as connection:
            return outbox.page(connection, state, units, after, limit)

    def count_messages(self) -> Mapping[tuple[Channel, MessageState], int]:
        """How many there are, by channel and state."""
        with reading(self.engine) as connection:
            return outbox.count(connection)

    def last_sent(self) -> Mapping[Channel, datetime]:
        """When each channel's latest message was sent."""
        with reading(self.engine) as connection:
            return outbox.last_sent(connection)

    def change_message(self, message: Message, seen: Message, audit: AuditNote) -> None:
        """Keep what a person made of a message."""
        with writing(self.engine) as connection:
            outbox.change(connection, message, seen)
            chain.append(connection, self.sealer, audit)

    def forget_messages(self, before: datetime, audit: AuditNote) -> int:
        """Delete sent and dropped messages made before a moment."""
        with writing(self.engine) as connection:
            gone = outbox.forget(connection, before)
            if gone:
                chain.append(connection, self.sealer, audit)
            return gone

    def save_shifts(self, shifts: Sequence[Shift], audit: AuditNote) -> int:
        """Keep shifts, all or none."""
        with writing(self.engine) as connection:
            fresh = roster.save(connection, shifts)
            if fresh:
                chain.append(connection, self.sealer, audit)
            return fresh

    def get_shift(self, shift_id: str) -> Shift:
        """One shift."""
        with reading(self.engine) as connection:
            return roster.get(connection, shift_id)

    def delete_shift(self, shift_id: str, audit: AuditNote) -> None:
        """Delete a shift."""
        with writing(self.engine) as connection:
            roster.remove(connection, shift_id)
            chain.append(connection, self.sealer, audit)

    def list_shifts(self, since: datetime, until: datetime, units: Collection[str] | None = None) -> tuple[Shift, ...]:
        """Shifts that touch a span of time."""
        with reading(self.engine) as connection:
            return roster.list_all(connection, since, until, units)
