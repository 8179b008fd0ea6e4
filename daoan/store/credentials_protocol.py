"""What a store must do for passkeys and for links to a directory; laws as for people."""

from collections.abc import Mapping
from typing import Protocol

from daoan.terms.records.audited import AuditNote
from daoan.terms.records.credentials import DirectoryLink, Passkey
from daoan.terms.records.people import Account


class CredentialStore(Protocol):
    """What people sign in with besides passwords."""

    def save_passkey(self, passkey: Passkey, audit: AuditNote) -> None:
        """Keep a passkey whose ``version`` is one more than the kept one's (1: new).

        Raises ``Conflict`` where it is not, or where the credential is another passkey's; ``Fault`` where it would
        change hands or keys.
        """

    def find_passkey(self, credential_id: str) -> Passkey | None:
        """The passkey of a credential."""

    def list_passkeys(self, person_id: str) -> tuple[Passkey, ...]:
        """A person's passkeys, oldest first."""

    def count_passkeys(self) -> Mapping[str, int]:
        """How many each person has, who has any."""

    def remove_passkey(self, passkey_id: str, audit: AuditNote) -> None:
        """Forget a passkey. Raises ``NotFound``."""

    def save_link(self, link: DirectoryLink, audit: AuditNote) -> None:
        """Keep which entry somebody is. Raises ``Conflict`` where they are another, or the entry is another's."""

    def find_link(self, issuer: str, subject: str) -> DirectoryLink | None:
        """The link of an entry."""

    def list_links(self) -> tuple[DirectoryLink, ...]:
        """Every link, by person."""

    def remove_link(self, person_id: str, audit: AuditNote) -> None:
        """Forget which entry somebody is. Raises ``NotFound``."""

    def list_accounts(self) -> tuple[Account, ...]:
        """Every account, by person."""
