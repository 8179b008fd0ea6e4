"""Passkeys and links to a directory, each call whole with its line of the audit chain."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, select

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.sql import audit as chain
from daoan.store.sql.bulk import put
from daoan.store.sql.credential_tables import directory_links, passkeys
from daoan.store.sql.engine import reading, writing
from daoan.store.sql.people_calls import PeopleCalls
from daoan.store.sql.work_tables import accounts
from daoan.store.standing import require_link, require_passkey
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.credentials import DirectoryLink, Passkey
from daoan.terms.records.people import Account

_KEYS, _LINKS = passkeys.c, directory_links.c


class CredentialCalls(PeopleCalls):
    """What people sign in with besides passwords."""

    def save_passkey(self, passkey: Passkey, audit: AuditNote) -> None:
        """Keep a passkey whose version follows the kept one's."""
        payload = require_record(passkey)
        with writing(self.engine) as connection:
            kept = _find_passkey(connection, passkey_id=passkey.passkey_id)
            require_passkey(passkey, kept, _find_passkey(connection, credential_id=passkey.credential_id))
            names = {"passkey_id": passkey.passkey_id, "credential_id": passkey.credential_id}
            put(connection, passkeys, names | {"person_id": passkey.person_id, "payload": payload})
            chain.append(connection, self.sealer, audit)

    def find_passkey(self, credential_id: str) -> Passkey | None:
        """The passkey of a credential."""
        with reading(self.engine) as connection:
            return _find_passkey(connection, credential_id=credential_id)

    def list_passkeys(self, person_id: str) -> tuple[Passkey, ...]:
        """A person's passkeys, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.scalars(select(_KEYS.payload).where(_KEYS.person_id == person_id)).all()
        return tuple(sorted(serial.unpack_all(Passkey, rows), key=lambda p: (p.added_at, p.passkey_id)))

    def count_passkeys(self) -> Mapping[str, int]:
        """How many each person has, who has any."""
        query = select(_KEYS.person_id, func.count()).group_by(_KEYS.person_id)
        with reading(self.engine) as connection:
            return {person_id: int(n) for person_id, n in connection.execute(query)}

    def remove_passkey(self, passkey_id: str, audit: AuditNote) -> None:
        """Forget a passkey."""
        with writing(self.engine) as connection:
            if connection.execute(delete(passkeys).where(_KEYS.passkey_id == passkey_id)).rowcount == 0:
                raise NotFound(f"no passkey {passkey_id!r:.80}")
            chain.append(connection, self.sealer, audit)

    def save_link(self, link: DirectoryLink, audit: AuditNote) -> None:
        """Keep which entry somebody is."""
        payload = require_record(link)
        with writing(self.engine) as connection:
            kept = connection.scalar(select(_LINKS.payload).where(_LINKS.person_id == link.person_id))
            was = None if kept is None else serial.unpack(DirectoryLink, kept)
            require_link(link, was, _find_link(connection, link.issuer, link.subject))
            names = {"person_id": link.person_id, "issuer": link.issuer, "subject": link.subject}
            put(connection, directory_links, names | {"payload": payload})
            chain.append(connection, self.sealer, audit)

    def find_link(self, issuer: str, subject: str) -> DirectoryLink | None:
        """The link of an entry."""
        with reading(self.engine) as connection:
            return _find_link(connection, issuer, subject)

    def list_links(self) -> tuple[DirectoryLink, ...]:
        """Every link, by person."""
        with reading(self.engine) as connection:
            rows = connection.scalars(select(_LINKS.payload).order_by(_LINKS.person_id)).all()
        return tuple(serial.unpack_all(DirectoryLink, rows))

    def remove_link(self, person_id: str, audit: AuditNote) -> None:
        """Forget which entry somebody is."""
        with writing(self.engine) as connection:
            if connection.execute(delete(directory_links).where(_LINKS.person_id == person_id)).rowcount == 0:
                raise NotFound(f"no link of {person_id!r:.80}")
            chain.append(connection, self.sealer, audit)

    def list_accounts(self) -> tuple[Account, ...]:
        """Every account, by person."""
        with reading(self.engine) as connection:
            rows = connection.scalars(select(accounts.c.payload).order_by(accounts.c.person_id)).all()
        return tuple(serial.unpack_all(Account, rows))


def _find_passkey(connection: Connection, **name: str) -> Passkey | None:
    payload = connection.scalar(select(_KEYS.payload).filter_by(**name))
    return None if payload is None else serial.unpack(Passkey, payload)


def _find_link(connection: Connection, issuer: str, subject: str) -> DirectoryLink | None:
    query = select(_LINKS.payload).where(_LINKS.issuer == issuer, _LINKS.subject == subject)
    payload = connection.scalar(query)
    return None if payload is None else serial.unpack(DirectoryLink, payload)
