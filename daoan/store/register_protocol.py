"""What a store must do for registers 台账: entries with every version, found by register, unit, words.

Laws (held by the contract suite on every store): entries of one call are kept whole or not at all, each only where its
version follows the kept one's and its key is no other entry's of the register, else
:class:`~daoan.terms.errors.Conflict`; versions are never changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from daoan.store.page import Page
from daoan.terms.errors import Conflict, Fault
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.registered import Entry


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry to keep. ``key``: what no other entry of its register has, where there is such; ``text``: its words."""

    entry: Entry
    text: str  # in small letters
    key: str | None = None


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """Which entries a list is about; empty leaves a trait free. ``ended``: those that no longer stand, too."""

    register: str
    units: tuple[str, ...] = ()
    text: str = ""
    ended: bool = False


class RegisterStore(Protocol):
    """Registers and their entries."""

    def keep_entries(self, rows: Sequence[EntryRow], audit: AuditNote) -> None:
        """Keep versions of entries, all or none."""

    def get_entry(self, entry_id: str) -> Entry:
        """An entry as it is now. Raises :class:`~daoan.terms.errors.NotFound`."""

    def find_entry(self, register: str, key: str) -> Entry | None:
        """The entry that has a key."""

    def list_versions(self, entry_id: str) -> tuple[Entry, ...]:
        """Every version of an entry, first to last."""

    def page_entries(self, where: EntryFilter, *, after: str | None = None, limit: int = 50) -> Page[Entry]:
        """Entries as they are now, by their words."""

    def count_entries(self, where: EntryFilter) -> int:
        """How many there are."""

    def register_stamp(self, *registers: str) -> str:
        """What changes whenever one of these registers does."""

    def list_entries(self, register: str, as_of: datetime) -> tuple[Entry, ...]:
        """Entries that stood at a moment, as they were known then, by id."""


def require_following(entry: Entry, kept: Entry | None) -> None:
    """Raises :class:`Conflict` unless a version follows the kept one; :class:`Fault` where it changes its register."""
    if entry.version != (0 if kept is None else kept.version) + 1:
        raise Conflict("this entry has changed since it was read; read it again and decide anew")
    if kept is not None and (entry.register != kept.register or entry.changed_at < kept.changed_at):
        raise Fault(f"entry {entry.entry_id!r} keeps its register, and its versions follow one another in time")


def require_own_key(row: EntryRow, namesake: str | None) -> None:
    """Raises :class:`Conflict` where a key is another entry's. ``namesake``: id of the entry that has it."""
    if namesake is not None and namesake != row.entry.entry_id:
        raise Conflict("another entry of this register has the same key; change that one instead")
