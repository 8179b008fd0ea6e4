"""The store's calls about people, each whole inside one transaction with its line of the audit chain."""

from daoan.store.sql import audit as chain
from daoan.store.sql import people
from daoan.store.sql.engine import asking, writing
from daoan.store.sql.work_calls import AuditCalls
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Account, Person, Session
from daoan.terms.units import Unit


class PeopleCalls(AuditCalls):
    """Who works here and who is signed in."""

    def save_unit(self, unit: Unit, audit: AuditNote) -> None:
        """Keep a unit, new or changed."""
        with writing(self.engine) as connection:
            people.save_unit(connection, unit)
            chain.append(connection, self.sealer, audit)

    def list_units(self) -> tuple[Unit, ...]:
        """Every unit, parents before children."""
        with asking(self.engine) as connection:
            return people.list_units(connection)

    def save_person(self, person: Person, audit: AuditNote) -> None:
        """Keep a person, new or changed."""
        with writing(self.engine) as connection:
            people.save_person(connection, person)
            chain.append(connection, self.sealer, audit)

    def get_person(self, person_id: str) -> Person:
        """One person."""
        with asking(self.engine) as connection:
            return people.get_person(connection, person_id)

    def list_people(self) -> tuple[Person, ...]:
        """Everybody, by id."""
        with asking(self.engine) as connection:
            return people.list_people(connection)

    def save_account(self, account: Account, audit: AuditNote) -> None:
        """Keep an account whose version follows the kept one's."""
        with writing(self.engine) as connection:
            people.save_account(connection, account)
            chain.append(connection, self.sealer, audit)

    def find_account(self, login: str) -> Account | None:
        """The account of a login name, in any mixture of capitals."""
        with asking(self.engine) as connection:
            return people.find_account(connection, login)

    def get_account(self, person_id: str) -> Account:
        """A person's account."""
        with asking(self.engine) as connection:
            return people.get_account(connection, person_id)

    def save_session(self, session: Session, audit: AuditNote | None) -> None:
        """Keep a session, new or changed; ``None``: seen again."""
        with writing(self.engine) as connection:
            people.save_session(connection, session, audit)
            if audit is not None:
                chain.append(connection, self.sealer, audit)

    def find_session(self, token_hash: str) -> Session | None:
        """The session of a token."""
        with asking(self.engine) as connection:
            return people.find_session(connection, token_hash)

    def find_signed(self, token_hash: str) -> tuple[Session, Person, Account] | None:
        """The session of a token with its person and account."""
        with asking(self.engine) as connection:
            return people.find_signed(connection, token_hash)

    def list_sessions(self, person_id: str) -> tuple[Session, ...]:
        """A person's sessions, latest first."""
        with asking(self.engine) as connection:
            return people.list_sessions(connection, person_id)
