"""What a store must do for people at work: matters and their steps, people and sessions, the audit chain.

Laws (held by the contract suite on every store), besides those of :mod:`daoan.store.protocol`:

6. Moves of one call are kept whole or not at all, and only where every matter still has the version that was seen;
   else :class:`~daoan.terms.errors.Conflict`, and nothing has changed.
7. A call with a key that was kept before changes nothing and answers what it answered then.
8. Steps of a matter have versions 1, 2, 3 … without gap; they are never changed.
9. What was answered survives the process, with its line of the audit chain; what was not answered leaves no half.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from daoan.store.page import Page
from daoan.terms.records.audited import AuditEntry, AuditNote
from daoan.terms.records.people import Account, Person, Session
from daoan.terms.records.working import Attachment, Matter, Step
from daoan.terms.units import Unit


@dataclass(frozen=True, slots=True)
class MatterFilter:
    """Which matters a list is about; empty leaves a trait free. ``units``: holder or issuer is one of them.

    ``logged``: the log has steps of these events, ``logged_times`` of them or more. ``late_step``: the log has a step
    that came after its deadline. ``without_kinds``: kinds that are left out, whatever else is asked for.
    """

    kinds: tuple[str, ...] = ()
    without_kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    open_only: bool = False
    overdue_at: datetime | None = None  # whose deadline lies at or before this moment
    parent: str | None = None
    text: str = ""  # in the title
    logged: tuple[str, ...] = ()
    logged_times: int = 1
    late_step: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A matter with its family (itself among them), its log, its files, and whoever took steps on it, by id."""

    matter: Matter
    kin: tuple[Matter, ...]
    steps: tuple[Step, ...]
    attachments: tuple[Attachment, ...]
    people: tuple[Person, ...]


class WorkStore(Protocol):
    """Matters and their log."""

    def keep_moves(
        self, moves: Sequence[tuple[Matter, Step]], seen: Mapping[str, int], audit: AuditNote, key: str | None = None
    ) -> tuple[Matter, ...]:
        """Keep the moves of one act, in order. ``seen``: version of every matter before it, 0 for new ones.

        A matter that was only looked at may be in ``seen`` too. Answers the moved matters as they are now. ``key``: of
        the request (with its person, so that nobody meets another's), so that a repeated one is done once; what was
        refused is no answer and leaves the key free. Raises :class:`~daoan.terms.errors.Fault` for moves that do not
        follow one another.
        """

    def find_kept(self, key: str) -> tuple[Matter, ...] | None:
        """What the call with a key answered; ``None`` where none was kept."""

    def get_matter(self, matter_id: str) -> Matter:
        """One matter."""

    def list_named(self, matter_ids: Collection[str]) -> tuple[Matter, ...]:
        """Those of some matters that are kept, by id, read in one question; the others are left out."""

    def list_family(self, root: str) -> tuple[Matter, ...]:
        """The matter of that id and everything below it, by id."""

    def list_kin(self, matter_id: str) -> tuple[Matter, ...]:
        """The matter of that id and every other of its family, by id."""

    def read_whole(self, matter_id: str) -> Whole:
        """One matter with all that belongs to it, as one moment had it."""

    def list_steps(self, matter_id: str) -> tuple[Step, ...]:
        """A matter's log, first to last."""

    def page_matters(
        self,
        where: MatterFilter,
        *,
        order: str = "due",
        after: str | None = None,
        limit: int = 50,
        counted: bool = False,
    ) -> Page[Matter]:
        """Matters by deadline ("due": soonest first, without one last) or by last change ("changed": latest first).

        ``counted``: with the total of the list.
        """

    def count_matters(self, where: MatterFilter) -> Mapping[tuple[str, str], int]:
        """How many there are, by (kind, state)."""

    def count_held(self, where: MatterFilter) -> Mapping[tuple[str, str, str], int]:
        """How many there are, by (holder, kind, state)."""

    def list_run_out(self, at: datetime, limit: int = 500) -> tuple[Matter, ...]:
        """Open matters whose deadline passed by ``at`` and whose log does not say so yet."""

    def list_news(self, after: int, limit: int = 500) -> tuple[tuple[int, Step], ...]:
        """Steps kept since a number of the store's own count, each with its number; for pages that stay open."""

    def last_news(self) -> int:
        """The number of the step kept last; 0 before the first."""

    def keep_attachment(self, attachment: Attachment, content: bytes, audit: AuditNote) -> None:
        """Keep a file beside a matter; the same content is kept once."""

    def get_attachment(self, attachment_id: str) -> tuple[Attachment, bytes]:
        """A file with its content."""

    def list_attachments(self, matter_id: str) -> tuple[Attachment, ...]:
        """Files beside a matter, oldest first."""


class PeopleStore(Protocol):
    """Units, people, accounts, sessions."""

    def save_unit(self, unit: Unit, audit: AuditNote) -> None:
        """Keep a unit, new or changed. Raises ``InputError`` unless its parent is kept and not below it."""

    def list_units(self) -> tuple[Unit, ...]:
        """Every unit, parents before children."""

    def save_person(self, person: Person, audit: AuditNote) -> None:
        """Keep a person, new or changed."""

    def get_person(self, person_id: str) -> Person:
        """One person."""

    def list_people(self) -> tuple[Person, ...]:
        """Everybody, by id."""

    def save_account(self, account: Account, audit: AuditNote) -> None:
        """Keep an account whose ``version`` is one more than the kept one's (1: new).

        Raises ``Conflict`` where it is not, or where another account has the login name.
        """

    def find_account(self, login: str) -> Account | None:
        """The account of a login name, in any mixture of capitals."""

    def get_account(self, person_id: str) -> Account:
        """A person's account."""

    def save_session(self, session: Session, audit: AuditNote | None) -> None:
        """Keep a session, new or changed; ``None``: seen again, which is no event and moves only ``seen_at``.

        A session that was revoked stays revoked, whatever a slower request still knew.
        """

    def find_session(self, token_hash: str) -> Session | None:
        """The session of a token."""

    def find_signed(self, token_hash: str) -> tuple[Session, Person, Account] | None:
        """The session of a token with its person and account; ``None`` where one of them is not there."""

    def list_sessions(self, person_id: str) -> tuple[Session, ...]:
        """A person's sessions, latest first."""


class AuditStore(Protocol):
    """The audit chain."""

    def append_audit(self, note: AuditNote) -> AuditEntry:
        """Add a line by itself: somebody read something, or was refused."""

    def list_audit(self, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]:
        """Lines in order, from the one after a number."""

    def last_audit(self) -> AuditEntry | None:
        """The head of the chain."""
