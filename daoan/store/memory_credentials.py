"""Passkeys and links of the reference store: dictionaries."""

from collections import Counter
from collections.abc import Mapping

from daoan.store.memory_people import MemoryPeople
from daoan.store.moving import require_record
from daoan.store.standing import require_link, require_passkey
from daoan.terms.audit import Sealer
from daoan.terms.errors import NotFound
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.credentials import DirectoryLink, Passkey
from daoan.terms.records.people import Account


class MemoryCredentials(MemoryPeople):
    """What people sign in with besides passwords."""

    def __init__(self, sealer: Sealer | None = None) -> None:
        super().__init__(sealer)
        self._passkeys: dict[str, Passkey] = {}
        self._links: dict[str, DirectoryLink] = {}

    def save_passkey(self, passkey: Passkey, audit: AuditNote) -> None:
        """Keep a passkey whose version follows the kept one's."""
        with self._writers:
            require_record(passkey)
            kept, namesake = self._passkeys.get(passkey.passkey_id), self.find_passkey(passkey.credential_id)
            require_passkey(passkey, kept, namesake)
            self._lines.append(self._line(audit))
            self._passkeys[passkey.passkey_id] = passkey

    def find_passkey(self, credential_id: str) -> Passkey | None:
        """The passkey of a credential."""
        with self._writers:
            return next((p for p in self._passkeys.values() if p.credential_id == credential_id), None)

    def list_passkeys(self, person_id: str) -> tuple[Passkey, ...]:
        """A person's passkeys, oldest first."""
        with self._writers:
            own = [p for p in self._passkeys.values() if p.person_id == person_id]
        return tuple(sorted(own, key=lambda p: (p.added_at, p.passkey_id)))

    def count_passkeys(self) -> Mapping[str, int]:
        """How many each person has, who has any."""
        with self._writers:
            return dict(Counter(p.person_id for p in self._passkeys.values()))

    def remove_passkey(self, passkey_id: str, audit: AuditNote) -> None:
        """Forget a passkey."""
        with self._writers:
            if passkey_id not in self._passkeys:
                raise NotFound(f"no passkey {passkey_id!r:.80}")
            self._lines.append(self._line(audit))
            del self._passkeys[passkey_id]

    def save_link(self, link: DirectoryLink, audit: AuditNote) -> None:
        """Keep which entry somebody is."""
        with self._writers:
            require_record(link)
            require_link(link, self._links.get(link.person_id), self.find_link(link.issuer, link.subject))
            self._lines.append(self._line(audit))
            self._links[link.person_id] = link

    def find_link(self, issuer: str, subject: str) -> DirectoryLink | None:
        """The link of an entry."""
        with self._writers:
            return next((k for k in self._links.values() if (k.issuer, k.subject) == (issuer, subject)), None)

    def list_links(self) -> tuple[DirectoryLink, ...]:
        """Every link, by person."""
        with self._writers:
            return tuple(sorted(self._links.values(), key=lambda k: k.person_id))

    def remove_link(self, person_id: str, audit: AuditNote) -> None:
        """Forget which entry somebody is."""
        with self._writers:
            if person_id not in self._links:
                raise NotFound(f"no link of {person_id!r:.80}")
            self._lines.append(self._line(audit))
            del self._links[person_id]

    def list_accounts(self) -> tuple[Account, ...]:
        """Every account, by person."""
        with self._writers:
            return tuple(sorted(self._accounts.values(), key=lambda a: a.person_id))
