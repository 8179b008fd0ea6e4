"""What a store must do for messages that leave the page, and for shifts.

Laws (held by the contract suite on every store), besides those of :mod:`daoan.store.work_protocol`:

10. Messages and the cursor behind the news that they were made of are kept together or not at all; a message whose id
    was kept before is kept once.
11. A message that was taken for a try is taken by nobody else until its lease has ended.
12. Nobody has two shifts at once.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from daoan.store.page import Page
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.messaging import Channel, Message, MessageState, NewsCursor
from daoan.terms.records.shifts import Shift


class MessageStore(Protocol):
    """Messages to send, sent and dead."""

    def find_news_cursor(self) -> NewsCursor | None:
        """How far the news were made into messages; ``None`` before the first time."""

    def keep_messages(self, messages: Sequence[Message], cursor: NewsCursor, seen: NewsCursor | None) -> int:
        """Keep messages, and the cursor in place of the one that was seen; answers how many were new.

        Raises :class:`~daoan.terms.errors.Conflict` where another cursor is kept by now: somebody was first.
        """

    def take_messages(
        self, at: datetime, until: datetime, channels: Collection[Channel], limit: int = 100
    ) -> tuple[Message, ...]:
        """Waiting messages whose next try is due, soonest first, each with one more try.

        Nobody else takes them before ``until``.
        """

    def settle_message(self, message: Message) -> bool:
        """Keep what became of a message that was taken; False where that try counts no more (its lease had ended)."""

    def get_message(self, message_id: str) -> Message:
        """One message."""

    def page_messages(
        self, state: MessageState, units: Collection[str] | None = None, *, after: str | None = None, limit: int = 50
    ) -> Page[Message]:
        """Messages in a state, latest made first, of some units or of all."""

    def count_messages(self) -> Mapping[tuple[Channel, MessageState], int]:
        """How many there are, by channel and state."""

    def last_sent(self) -> Mapping[Channel, datetime]:
        """When each channel's latest message was sent."""

    def change_message(self, message: Message, seen: Message, audit: AuditNote) -> None:
        """Keep what a person made of a message. Raises ``Conflict`` where it is not any more as it was seen."""

    def forget_messages(self, before: datetime, audit: AuditNote) -> int:
        """Delete sent and dropped messages made before a moment; a line in the log where there were any."""


class ShiftStore(Protocol):
    """Who is on duty when."""

    def save_shifts(self, shifts: Sequence[Shift], audit: AuditNote) -> int:
        """Keep shifts, all or none; those kept already change nothing. Answers how many were new.

        Raises ``InputError`` for one that ends before it starts, ``Conflict`` where somebody would have two at once.
        """

    def get_shift(self, shift_id: str) -> Shift:
        """One shift."""

    def delete_shift(self, shift_id: str, audit: AuditNote) -> None:
        """Delete a shift; the log keeps that it was."""

    def list_shifts(self, since: datetime, until: datetime, units: Collection[str] | None = None) -> tuple[Shift, ...]:
        """Shifts of some units or of all that touch a span of time (half open), by start, then id."""
