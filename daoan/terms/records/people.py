"""People who work with the system, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from daoan.terms.roles import Permission, Role, permissions_of

#: How somebody came in: by a password, a passkey, or the city's own directory.
Way = Literal["password", "passkey", "directory"]


@dataclass(frozen=True, slots=True)
class Contact:
    """How somebody is told outside the page. ``mail``: an address, personal data like the name; empty: none."""

    mail: str = ""
    wants_mail: bool = False
    language: Literal["both", "en", "zh"] = "both"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account. Names are personal data: shown to colleagues, never logged."""

    person_id: str
    name: str
    unit_id: str
    roles: tuple[Role, ...]
    active: bool = True
    demo: bool = False  # works on loopback only; refused where the workspace holds a real city
    second_factor_required: bool = False  # also where none of the roles asks for one
    contact: Contact = Contact()


@dataclass(frozen=True, slots=True)
class Account:
    """How a person proves who they are. Holds no secret in the clear."""

    person_id: str
    login: str
    password_hash: str | None  # Argon2id; None: another way of signing in only
    totp_secret: str | None = None  # sealed with the workspace's key
    totp_step: int = 0  # the half minute whose code was used last; no code counts twice
    must_change: bool = False  # the password was given by somebody else
    failures: int = 0  # wrong passwords since the last right one
    locked_until: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser or terminal. ``token_hash``: SHA-256 of the cookie, which itself is kept nowhere."""

    session_id: str
    token_hash: str
    person_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    second_factor: bool
    client: str  # what the browser calls itself, cut short
    revoked_at: datetime | None = None
    way: Way = "password"  # how it was signed in


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, as far as rules need to know."""

    person_id: str
    unit_id: str
    roles: frozenset[Role]

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that the actor may do."""
        return permissions_of(self.roles)


#: The system itself: clocks that run out, deadlines that climb.
LOOP = Actor("loop", "", frozenset())

#: Somebody who reports by a code on a wall, and is nobody that we know.
VILLAGER = Actor("villager", "", frozenset())
