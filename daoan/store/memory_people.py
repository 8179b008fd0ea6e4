"""Units, people, accounts and sessions of the reference store: dictionaries."""

from daoan.store.memory_audit import MemoryAudit
from daoan.store.moving import require_record
from daoan.store.standing import (
    fold_login,
    in_tree_order,
    merge_session,
    require_account,
    require_place,
    require_token,
)
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person, Session
from daoan.terms.units import Unit


class MemoryPeople(MemoryAudit):
    """Who works here and who is signed in."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._units: dict[str, Unit] = {}
        self._people: dict[str, Person] = {}
        self._accounts: dict[str, Account] = {}
        self._sessions: dict[str, Session] = {}

    def save_unit(self, unit: Unit, audit: AuditNote) -> None:
        """Keep a unit, new or changed."""
        with self._writers:
            require_record(unit)
            require_place(unit, self._units.get)
            self._lines.append(self._line(audit))
            self._units[unit.unit_id] = unit

    def list_units(self) -> tuple[Unit, ...]:
        """Every unit, parents before children."""
        with self._writers:
            return in_tree_order(self._units.values())

    def save_person(self, person: Person, audit: AuditNote) -> None:
        """Keep a person, new or changed."""
        with self._writers:
            require_record(person)
            self._lines.append(self._line(audit))
            self._people[person.person_id] = person

    def get_person(self, person_id: str) -> Person:
        """One person."""
        if person_id not in self._people:
            raise NotFound(f"no person {person_id!r}")
        return self._people[person_id]

    def list_people(self) -> tuple[Person, ...]:
        """Everybody, by id."""
        with self._writers:
            return tuple(sorted(self._people.values(), key=lambda p: p.person_id))

    def save_account(self, account: Account, audit: AuditNote) -> None:
        """Keep an account whose version follows the kept one's."""
        with self._writers:
            require_record(account)
            require_account(account, self._accounts.get(account.person_id), self.find_account(account.login))
            self._lines.append(self._line(audit))
            self._accounts[account.person_id] = account

    def find_account(self, login: str) -> Account | None:
        """The account of a login name, in any mixture of capitals."""
        with self._writers:
            accounts = self._accounts.values()
            return next((a for a in accounts if fold_login(a.login) == fold_login(login)), None)

    def get_account(self, person_id: str) -> Account:
        """A person's account."""
        if person_id not in self._accounts:
            raise NotFound(f"no account of {person_id!r}")
        return self._accounts[person_id]

    def save_session(self, session: Session, audit: AuditNote | None) -> None:
        """Keep a session, new or changed; ``None``: seen again."""
        with self._writers:
            require_record(session)
            merged = merge_session(session, self._sessions.get(session.session_id), audit)
            require_token(merged, self.find_session(merged.token_hash))
            if audit is not None:
                self._lines.append(self._line(audit))
            self._sessions[session.session_id] = merged

    def find_session(self, token_hash: str) -> Session | None:
        """The session of a token."""
        with self._writers:
            return next((s for s in self._sessions.values() if s.token_hash == token_hash), None)

    def find_signed(self, token_hash: str) -> tuple[Session, Person, Account] | None:
        """The session of a token with its person and account."""
        with self._writers:
            session = self.find_session(token_hash)
            if session is None or session.person_id not in self._people.keys() & self._accounts.keys():
                return None
            return session, self._people[session.person_id], self._accounts[session.person_id]

    def list_sessions(self, person_id: str) -> tuple[Session, ...]:
        """A person's sessions, latest first."""
        with self._writers:
            own = [s for s in self._sessions.values() if s.person_id == person_id]
        return tuple(sorted(own, key=lambda s: (s.created_at, s.session_id), reverse=True))
