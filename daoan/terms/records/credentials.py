"""What people sign in with besides a password: passkeys, and their entry in the city's own directory."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Passkey:
    """A public key whose private half an authenticator keeps (WebAuthn). Nothing in it is secret."""

    passkey_id: str
    credential_id: str  # the authenticator's own name for it, base64url
    person_id: str
    public_key: bytes  # COSE
    sign_count: int  # how often the authenticator says that it signed; 0 for ever where it does not count
    name: str  # what its owner calls it
    added_at: datetime
    last_used_at: datetime | None = None
    transports: tuple[str, ...] = ()  # how a browser reaches it: "internal", "usb", "hybrid"…
    version: int = 1


@dataclass(frozen=True, slots=True)
class DirectoryLink:
    """Which entry of a directory is which person. ``subject`` never changes there, as a name may."""

    person_id: str
    issuer: str
    subject: str
    linked_at: datetime
